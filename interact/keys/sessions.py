"""Sessions whose key exists only in the cookie: the store alone opens nothing.

    sealed     keyring, context LP("interact/session/v2", row id, person, membership,
               level, moment it started, moment it ends, moment of the last step-up)

The store lies in memory only: on tmpfs (`local_store.py`) or, where several servers
share it, in Redis (`shared_store.py`). A new boot secret ends all sessions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from interact.core.errors import CannotOpen
from interact.keys.cookies import new_cookie, read_cookie, row_id, row_key
from interact.keys.formats import lp, moment
from interact.keys.sealing import seal, unseal

# Moving the idle end on every request would make every request a write.
IDLE_END_MOVES_AFTER = timedelta(seconds=30)
PREFIX_DIGITS = 8

# Ways of signing in that asked for a second factor: each counts as a step-up.
WITH_FACTOR = frozenset({"passphrase and code", "passphrase and passkey", "passkey"})


@dataclass(frozen=True)
class Limits:
    """How long a session may rest, how long it may last, how many at a time."""

    idle: timedelta = timedelta(minutes=20)
    absolute: timedelta = timedelta(hours=10)
    parallel: int = 3


@dataclass(frozen=True)
class SignIn:
    """Who signed in, for which membership, how, and what that unlocked."""

    person_id: UUID
    membership_id: UUID
    auth_level: str
    keyring: bytes = field(repr=False)


@dataclass(frozen=True)
class StoredSession:
    """One session as it is stored; the keyring in it opens with the cookie only."""

    sid: bytes
    person_id: UUID
    membership_id: UUID
    auth_level: str
    started_at: datetime
    ends_at: datetime
    idle_ends_at: datetime
    stepped_up_at: datetime | None
    sealed: bytes = field(repr=False)

    @property
    def prefix(self) -> str:
        """What names it on pages and in the log; it opens nothing."""
        return self.sid.hex()[:PREFIX_DIGITS]

    def is_alive(self, now: datetime) -> bool:
        """Whether neither of its ends has come."""
        return now < min(self.ends_at, self.idle_ends_at)

    def context(self) -> bytes:
        """What the keyring is bound to: all but the idle end, which moves."""
        stepped_up = moment(self.stepped_up_at) if self.stepped_up_at else b""
        return lp(
            b"interact/session/v2",
            self.sid,
            self.person_id.bytes,
            self.membership_id.bytes,
            self.auth_level.encode(),
            moment(self.started_at),
            moment(self.ends_at),
            stepped_up,
        )


class Sessions(Protocol):
    """Where sessions are stored. Every method does its work at once or not at all."""

    def add(self, new: StoredSession, parallel: int) -> None:
        """Store a session; the person's oldest end until `parallel` are left."""

    def get(self, sid: bytes) -> StoredSession | None:
        """The session of this id, also one whose idle end has passed."""

    def of_person(self, person_id: UUID) -> Sequence[StoredSession]:
        """The sessions of a person, oldest first."""

    def move_idle_end(self, session: StoredSession, until: datetime) -> None:
        """Let a session rest longer; nothing happens when it has ended."""

    def exchange(self, old: StoredSession, new: StoredSession) -> bool:
        """Store `new` in the place of `old`; False when that has ended already."""

    def remove(self, sid: bytes) -> None:
        """End a session; nothing happens when it has ended already."""

    def remove_all(self, person_id: UUID, keep: bytes = b"") -> int:
        """End all sessions of a person but the one called `keep`; how many."""

    def ping(self) -> None:
        """Raise an error unless the store answers."""

    def close(self) -> None:
        """Let go of the store."""


@dataclass(frozen=True)
class Found:
    """A session that is alive. `prefix` names it in the audit log."""

    sign_in: SignIn
    started_at: datetime
    ends_at: datetime
    idle_ends_at: datetime
    stepped_up_at: datetime | None
    prefix: str


class SessionStore:
    """The sessions of an installation. May be used by several threads."""

    def __init__(
        self, stored: Sessions, boot_secret: bytes, limits: Limits | None = None
    ) -> None:
        self._stored = stored
        self._boot_secret = boot_secret
        self._limits = limits or Limits()

    def start(self, sign_in: SignIn, now: datetime) -> str:
        """A new session; returns its cookie, which is kept nowhere.

        The oldest sessions of the person end when there would be too many. Signing in
        with a second factor counts as a step-up.
        """
        stepped_up = now if sign_in.auth_level in WITH_FACTOR else None
        ends_at = now + self._limits.absolute
        cookie, new = self._make(sign_in, (now, now), ends_at, stepped_up)
        self._stored.add(new, self._limits.parallel)
        return cookie

    def find(self, cookie: str, now: datetime) -> Found | None:
        """The session of `cookie`, opened, and its idle end moved; None when it ended.

        A session of an earlier start of the service is ended too.
        """
        raw = read_cookie(cookie)
        stored = self._stored.get(row_id(raw))
        if stored is None:
            return None
        found = self._open(stored, raw, now)
        if found is None:
            self._stored.remove(stored.sid)
            return None
        return self._move_idle_end(found, stored, now)

    def step_up(self, cookie: str, now: datetime, auth_level: str) -> str | None:
        """A new cookie for the same session once a second factor was shown again.

        The old cookie is void. Start and absolute end stay where they were. None when
        the session has ended.
        """
        raw = read_cookie(cookie)
        stored = self._stored.get(row_id(raw))
        found = self._open(stored, raw, now) if stored else None
        if stored is None or found is None:
            return None
        stepped = replace(found.sign_in, auth_level=auth_level)
        begun = (found.started_at, now)
        cookie, new = self._make(stepped, begun, found.ends_at, now)
        return cookie if self._stored.exchange(stored, new) else None

    def list_alive(self, person_id: UUID, now: datetime) -> list[StoredSession]:
        """The sessions of a person that have not ended, newest first."""
        stored = reversed(self._stored.of_person(person_id))
        return [one for one in stored if one.is_alive(now)]

    def end(self, cookie: str) -> None:
        """End one session; nothing happens when it has ended already."""
        self._stored.remove(row_id(read_cookie(cookie)))

    def end_one(self, person_id: UUID, prefix: str) -> bool:
        """End a person's session that is called `prefix`; whether there was one."""
        theirs = self._stored.of_person(person_id)
        named = [one for one in theirs if one.prefix == prefix]
        for one in named:
            self._stored.remove(one.sid)
        return bool(named)

    def end_others(self, person_id: UUID, cookie: str) -> int:
        """End all sessions of a person but that of `cookie`; how many there were."""
        return self._stored.remove_all(person_id, row_id(read_cookie(cookie)))

    def end_all(self, person_id: UUID) -> int:
        """End all sessions of a person, at once and everywhere; how many there were."""
        return self._stored.remove_all(person_id)

    def ping(self) -> None:
        """Raise an error unless the store answers."""
        self._stored.ping()

    def close(self) -> None:
        """Let go of the store."""
        self._stored.close()

    def _make(
        self,
        sign_in: SignIn,
        begun: tuple[datetime, datetime],
        ends_at: datetime,
        stepped_up_at: datetime | None,
    ) -> tuple[str, StoredSession]:
        """A cookie and its session; `begun` says when it started and was last used."""
        cookie, raw = new_cookie()
        started_at, used_at = begun
        bare = StoredSession(
            sid=row_id(raw),
            person_id=sign_in.person_id,
            membership_id=sign_in.membership_id,
            auth_level=sign_in.auth_level,
            started_at=started_at,
            ends_at=ends_at,
            idle_ends_at=used_at + self._limits.idle,
            stepped_up_at=stepped_up_at,
            sealed=b"",
        )
        key = row_key(raw, self._boot_secret)
        return cookie, replace(bare, sealed=seal(key, sign_in.keyring, bare.context()))

    def _open(self, stored: StoredSession, raw: bytes, now: datetime) -> Found | None:
        if not stored.is_alive(now):
            return None
        try:
            key = row_key(raw, self._boot_secret)
            keyring = unseal(key, stored.sealed, stored.context())
        except CannotOpen:
            return None
        return Found(
            SignIn(stored.person_id, stored.membership_id, stored.auth_level, keyring),
            stored.started_at,
            stored.ends_at,
            stored.idle_ends_at,
            stored.stepped_up_at,
            stored.prefix,
        )

    def _move_idle_end(
        self, found: Found, stored: StoredSession, now: datetime
    ) -> Found:
        until = now + self._limits.idle
        if until - found.idle_ends_at < IDLE_END_MOVES_AFTER:
            return found
        self._stored.move_idle_end(stored, until)
        return replace(found, idle_ends_at=until)
