"""What one server keeps of sessions and failed attempts: SQLite files on tmpfs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    String,
    Table,
    Uuid,
    delete,
    insert,
    or_,
    select,
    update,
)

from interact.core.db import Moment
from interact.keys.sessions import StoredSession
from interact.keys.throttling import FORGOTTEN_AFTER, Change, Tally
from interact.keys.volatile import private_engine

METADATA = MetaData()
SESSION = Table(
    "session",
    METADATA,
    Column("sid", LargeBinary, primary_key=True),
    Column("person_id", Uuid, nullable=False, index=True),
    Column("membership_id", Uuid, nullable=False),
    Column("auth_level", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("idle_ends_at", Moment, nullable=False),
    Column("stepped_up_at", Moment),
    Column("sealed", LargeBinary, nullable=False),
)
FAILURES = MetaData()
FAILURE = Table(
    "failure",
    FAILURES,
    Column("counter", LargeBinary, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)


class LocalSessions:
    """Sessions in a file in memory that only the service can read."""

    def __init__(self, path: Path) -> None:
        self._engine = private_engine(path)
        self._writing = self._engine.execution_options(write=True)
        METADATA.create_all(self._writing)

    def add(self, new: StoredSession, parallel: int) -> None:
        """Store a session; the person's oldest end until `parallel` are left."""
        with self._writing.begin() as connection:
            _delete_ended(connection, new.started_at)
            _make_room(connection, new.person_id, parallel)
            connection.execute(insert(SESSION).values(asdict(new)))

    def get(self, sid: bytes) -> StoredSession | None:
        """The session of this id, also one whose idle end has passed."""
        with self._engine.begin() as connection:
            wanted = select(SESSION).where(SESSION.c.sid == sid)
            row = connection.execute(wanted).mappings().one_or_none()
        return _read(row) if row else None

    def of_person(self, person_id: UUID) -> Sequence[StoredSession]:
        """The sessions of a person, oldest first."""
        theirs = (
            select(SESSION)
            .where(SESSION.c.person_id == person_id)
            .order_by(SESSION.c.started_at, SESSION.c.sid)
        )
        with self._engine.begin() as connection:
            return [_read(row) for row in connection.execute(theirs).mappings()]

    def move_idle_end(self, session: StoredSession, until: datetime) -> None:
        """Let a session rest longer; nothing happens when it has ended."""
        with self._writing.begin() as connection:
            this = update(SESSION).where(SESSION.c.sid == session.sid)
            connection.execute(this.values(idle_ends_at=until))

    def exchange(self, old: StoredSession, new: StoredSession) -> bool:
        """Store `new` in the place of `old`; False when that has ended already."""
        with self._writing.begin() as connection:
            this = SESSION.c.sid == old.sid
            if not connection.execute(delete(SESSION).where(this)).rowcount:
                return False
            connection.execute(insert(SESSION).values(asdict(new)))
        return True

    def remove(self, sid: bytes) -> None:
        """End a session; nothing happens when it has ended already."""
        with self._writing.begin() as connection:
            connection.execute(delete(SESSION).where(SESSION.c.sid == sid))

    def remove_all(self, person_id: UUID, keep: bytes = b"") -> int:
        """End all sessions of a person but the one called `keep`; how many."""
        theirs = (SESSION.c.person_id == person_id, SESSION.c.sid != keep)
        with self._writing.begin() as connection:
            return connection.execute(delete(SESSION).where(*theirs)).rowcount

    def ping(self) -> None:
        """Raise an error unless the store answers."""
        with self._engine.begin() as connection:
            connection.execute(select(SESSION.c.sid).limit(1))

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()


class LocalTallies:
    """How often what failed, in a file in memory that only the service can read."""

    def __init__(self, path: Path) -> None:
        self._engine = private_engine(path)
        self._writing = self._engine.execution_options(write=True)
        FAILURES.create_all(self._writing)

    def change(self, counters: Sequence[bytes], now: datetime, change: Change) -> None:
        """Read counters and store what `change` makes of them, before anybody else."""
        with self._writing.begin() as connection:
            stale = FAILURE.c.last_at < now - FORGOTTEN_AFTER
            connection.execute(delete(FAILURE).where(stale))
            named = FAILURE.c.counter.in_(counters)
            kept = connection.execute(select(FAILURE).where(named)).all()
            changed = change({name: Tally(count, at) for name, count, at in kept})
            connection.execute(delete(FAILURE).where(FAILURE.c.counter.in_(changed)))
            _store(connection, changed)

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()


def _read(row: RowMapping) -> StoredSession:
    named: dict[str, Any] = {str(name): value for name, value in row.items()}
    return StoredSession(**named)


def _store(connection: Connection, changed: Mapping[bytes, Tally | None]) -> None:
    rows = [
        {"counter": counter, "count": tally.count, "last_at": tally.last_at}
        for counter, tally in changed.items()
        if tally
    ]
    if rows:
        connection.execute(insert(FAILURE), rows)


def _make_room(connection: Connection, person_id: UUID, parallel: int) -> None:
    newest_first = (
        select(SESSION.c.sid)
        .where(SESSION.c.person_id == person_id)
        .order_by(SESSION.c.started_at.desc(), SESSION.c.sid)
        .offset(parallel - 1)
    )
    too_many = connection.scalars(newest_first).all()
    connection.execute(delete(SESSION).where(SESSION.c.sid.in_(too_many)))


def _delete_ended(connection: Connection, now: datetime) -> None:
    ended = or_(SESSION.c.ends_at <= now, SESSION.c.idle_ends_at <= now)
    connection.execute(delete(SESSION).where(ended))
