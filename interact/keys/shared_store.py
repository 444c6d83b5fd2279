"""What several servers share of sessions and failed attempts: Redis, in memory only.

    session    HMAC of the row id      -> the row, sealed, until its absolute end
    person     HMAC of the person      -> the HMACs of their row ids, by start
    counter    as `throttling.py` makes it -> count and moment, sealed, for a day

Everything is sealed with a key made from the boot secret, bound to its name: whoever
reads Redis learns how many sessions there are, and whoever writes there ends some.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from interact.keys.formats import moment
from interact.keys.sessions import StoredSession
from interact.keys.shared_link import Sealer, reaching
from interact.keys.throttling import FORGOTTEN_AFTER, Change, Tally

if TYPE_CHECKING or find_spec("redis"):
    from redis import Redis
    from redis.client import Pipeline

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SharedSessions:
    """Sessions in Redis, one key each, which Redis itself lets go at the end."""

    def __init__(self, client: "Redis", boot_secret: bytes) -> None:
        self._client = client
        self._sealer = Sealer(boot_secret)

    def add(self, new: StoredSession, parallel: int) -> None:
        """Store a session; the person's oldest end until `parallel` are left."""
        person = self._person(new.person_id)

        def store(pipe: "Pipeline") -> None:
            names = cast(list[bytes], pipe.zrange(person, 0, -1))
            alive = [
                name
                for name in names
                if (old := self._read(name, cast(Any, pipe.get(name))))
                and old.is_alive(new.started_at)
            ]
            over = [name for name in names if name not in alive]
            over += alive[: max(len(alive) - parallel + 1, 0)]
            pipe.multi()
            _remove(pipe, person, over)
            self._put(pipe, person, new)

        with reaching():
            self._client.transaction(store, person)

    def get(self, sid: bytes) -> StoredSession | None:
        """The session of this id, also one whose idle end has passed."""
        name = self._name(sid)
        with reaching():
            return self._read(name, cast(bytes | None, self._client.get(name)))

    def of_person(self, person_id: UUID) -> Sequence[StoredSession]:
        """The sessions of a person, oldest first."""
        with reaching():
            names = cast(
                list[bytes], self._client.zrange(self._person(person_id), 0, -1)
            )
            if not names:
                return []
            blobs = cast(list[bytes | None], self._client.mget(names))
        rows = [self._read(*pair) for pair in zip(names, blobs, strict=True)]
        return [row for row in rows if row and row.person_id == person_id]

    def move_idle_end(self, session: StoredSession, until: datetime) -> None:
        """Let a session rest longer; nothing happens when it has ended."""
        name = self._name(session.sid)
        blob = self._sealer.seal(name, *_parts(session, until))
        with reaching():
            self._client.set(name, blob, xx=True, keepttl=True)

    def exchange(self, old: StoredSession, new: StoredSession) -> bool:
        """Store `new` in the place of `old`; False when that has ended already."""
        person, name = self._person(old.person_id), self._name(old.sid)
        done = [False]

        def swap(pipe: "Pipeline") -> None:
            done[0] = bool(pipe.exists(name))
            pipe.multi()
            if done[0]:
                _remove(pipe, person, [name])
                self._put(pipe, person, new)

        with reaching():
            self._client.transaction(swap, person, name)
        return done[0]

    def remove(self, sid: bytes) -> None:
        """End a session; nothing happens when it has ended already."""
        session = self.get(sid)
        with reaching(), self._client.pipeline() as pipe:
            pipe.delete(self._name(sid))
            if session:
                pipe.zrem(self._person(session.person_id), self._name(sid))
            pipe.execute()

    def remove_all(self, person_id: UUID, keep: bytes = b"") -> int:
        """End all sessions of a person but the one called `keep`; how many."""
        person, kept = self._person(person_id), self._name(keep)

        def end(pipe: "Pipeline") -> None:
            names = cast(list[bytes], pipe.zrange(person, 0, -1))
            pipe.multi()
            _remove(pipe, person, [name for name in names if name != kept])

        with reaching():
            answers = self._client.transaction(end, person)
        return int(answers[0]) if answers else 0

    def ping(self) -> None:
        """Raise an error unless the store answers."""
        with reaching():
            self._client.ping()

    def close(self) -> None:
        """Let go of the store."""
        self._client.close()

    def _put(self, pipe: "Pipeline", person: bytes, new: StoredSession) -> None:
        name = self._name(new.sid)
        blob = self._sealer.seal(name, *_parts(new, new.idle_ends_at))
        pipe.set(name, blob, exat=_seconds(new.ends_at))
        pipe.zadd(person, {name: new.started_at.timestamp()})
        pipe.expireat(person, _seconds(new.ends_at), nx=True)
        pipe.expireat(person, _seconds(new.ends_at), gt=True)

    def _name(self, sid: bytes) -> bytes:
        return self._sealer.name("session", sid)

    def _person(self, person_id: UUID) -> bytes:
        return self._sealer.name("person", person_id.bytes)

    def _read(self, name: bytes, blob: bytes | None) -> StoredSession | None:
        parts = self._sealer.unseal(name, blob)
        return _session(parts) if parts else None


class SharedTallies:
    """How often what failed, in Redis."""

    def __init__(self, client: "Redis", boot_secret: bytes) -> None:
        self._client = client
        self._sealer = Sealer(boot_secret)

    def change(self, counters: Sequence[bytes], now: datetime, change: Change) -> None:
        """Read counters and store what `change` makes of them, before anybody else."""
        names = {counter: self._sealer.name("counter", counter) for counter in counters}

        def store(pipe: "Pipeline") -> None:
            blobs = [cast(Any, pipe.get(name)) for name in names.values()]
            changed = change(self._tallies(names, blobs))
            pipe.multi()
            for counter, tally in changed.items():
                self._put(pipe, self._sealer.name("counter", counter), tally)

        with reaching():
            self._client.transaction(store, *names.values())

    def close(self) -> None:
        """Let go of the store."""
        self._client.close()

    def _tallies(
        self, names: Mapping[bytes, bytes], blobs: Sequence[bytes | None]
    ) -> dict[bytes, Tally]:
        found = {}
        for (counter, name), blob in zip(names.items(), blobs, strict=True):
            if parts := self._sealer.unseal(name, blob):
                count, last_at = parts
                found[counter] = Tally(int.from_bytes(count, "big"), _moment(last_at))
        return found

    def _put(self, pipe: "Pipeline", name: bytes, tally: Tally | None) -> None:
        if tally is None:
            pipe.delete(name)
            return
        blob = self._sealer.seal(
            name, tally.count.to_bytes(8, "big"), moment(tally.last_at)
        )
        pipe.set(name, blob, ex=FORGOTTEN_AFTER)


def _remove(pipe: "Pipeline", person: bytes, names: Sequence[bytes]) -> None:
    if names:
        pipe.delete(*names)
        pipe.zrem(person, *names)


def _parts(session: StoredSession, idle_ends_at: datetime) -> list[bytes]:
    stepped_up = session.stepped_up_at
    return [
        session.sid,
        session.person_id.bytes,
        session.membership_id.bytes,
        session.auth_level.encode(),
        moment(session.started_at),
        moment(session.ends_at),
        moment(idle_ends_at),
        moment(stepped_up) if stepped_up else b"",
        session.sealed,
    ]


def _session(parts: Sequence[bytes]) -> StoredSession:
    sid, person, membership, level, started, ends, idle, stepped_up, sealed = parts
    return StoredSession(
        sid=sid,
        person_id=UUID(bytes=person),
        membership_id=UUID(bytes=membership),
        auth_level=level.decode(),
        started_at=_moment(started),
        ends_at=_moment(ends),
        idle_ends_at=_moment(idle),
        stepped_up_at=_moment(stepped_up) if stepped_up else None,
        sealed=sealed,
    )


def _moment(stored: bytes) -> datetime:
    return EPOCH + timedelta(microseconds=int.from_bytes(stored, "big"))


def _seconds(at: datetime) -> int:
    return int(at.timestamp()) + 1
