"""Sessions whose key exists only in the cookie: the store alone opens nothing.

    row        keyring, sealed, context LP("interact/session/v1", row id, person,
               membership, level, moment it started, moment it ends)

The store lies on tmpfs; the boot secret dies with the service, and so do all sessions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Column,
    Connection,
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
from interact.core.errors import CannotOpen
from interact.keys.cookies import new_cookie, read_cookie, row_id, row_key
from interact.keys.formats import lp, moment
from interact.keys.sealing import seal, unseal
from interact.keys.volatile import private_engine

# Moving the idle end on every request would make every request a write.
IDLE_END_MOVES_AFTER = timedelta(seconds=30)
PREFIX_DIGITS = 8

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
    Column("bound_key", LargeBinary, comment="For sessions bound to a device, later"),
    Column("sealed", LargeBinary, nullable=False),
)


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
class Found:
    """A session that is alive. `prefix` names it in the audit log."""

    sign_in: SignIn
    started_at: datetime
    ends_at: datetime
    idle_ends_at: datetime
    prefix: str


class SessionStore:
    """The sessions of this service since it started. May be used by several threads."""

    def __init__(
        self, path: Path, boot_secret: bytes, limits: Limits | None = None
    ) -> None:
        self._boot_secret = boot_secret
        self._limits = limits or Limits()
        self._engine = private_engine(path)
        self._writing = self._engine.execution_options(write=True)
        METADATA.create_all(self._writing)

    def start(self, sign_in: SignIn, now: datetime) -> str:
        """A new session; returns its cookie, which is kept nowhere.

        The oldest sessions of the person end when there would be too many.
        """
        with self._writing.begin() as connection:
            _delete_ended(connection, now)
            self._make_room(connection, sign_in.person_id)
            ends_at = now + self._limits.absolute
            return self._insert(connection, sign_in, now, ends_at)

    def find(self, cookie: str, now: datetime) -> Found | None:
        """The session of `cookie`, opened, and its idle end moved; None when it ended.

        A session of an earlier start of the service is ended too.
        """
        raw = read_cookie(cookie)
        with self._engine.begin() as connection:
            row = _select(connection, row_id(raw))
        if row is None:
            return None
        found = self._open(row, raw, now)
        if found is None:
            self.end(cookie)
            return None
        return self._move_idle_end(found, row_id(raw), now)

    def rotate(
        self, cookie: str, now: datetime, auth_level: str | None = None
    ) -> str | None:
        """A new cookie for the same session, after a step up; the old one is void.

        The absolute end stays where it was. None when the session has ended.
        """
        raw = read_cookie(cookie)
        with self._writing.begin() as connection:
            found = self._open(_select(connection, row_id(raw)), raw, now)
            connection.execute(delete(SESSION).where(SESSION.c.sid == row_id(raw)))
            if found is None:
                return None
            level = auth_level or found.sign_in.auth_level
            stepped = replace(found.sign_in, auth_level=level)
            return self._insert(connection, stepped, now, found.ends_at)

    def end(self, cookie: str) -> None:
        """End one session; nothing happens when it has ended already."""
        with self._writing.begin() as connection:
            this = SESSION.c.sid == row_id(read_cookie(cookie))
            connection.execute(delete(SESSION).where(this))

    def end_all(self, person_id: UUID) -> int:
        """End all sessions of a person, at once and everywhere; how many there were."""
        with self._writing.begin() as connection:
            theirs = SESSION.c.person_id == person_id
            return connection.execute(delete(SESSION).where(theirs)).rowcount

    def close(self) -> None:
        """Let go of the store."""
        self._engine.dispose()

    def _insert(
        self, connection: Connection, sign_in: SignIn, now: datetime, ends_at: datetime
    ) -> str:
        cookie, raw = new_cookie()
        row = {
            "sid": row_id(raw),
            "person_id": sign_in.person_id,
            "membership_id": sign_in.membership_id,
            "auth_level": sign_in.auth_level,
            "started_at": now,
            "ends_at": ends_at,
            "idle_ends_at": now + self._limits.idle,
        }
        sealed = seal(row_key(raw, self._boot_secret), sign_in.keyring, _context(row))
        connection.execute(insert(SESSION).values(row | {"sealed": sealed}))
        return cookie

    def _make_room(self, connection: Connection, person_id: UUID) -> None:
        newest_first = (
            select(SESSION.c.sid)
            .where(SESSION.c.person_id == person_id)
            .order_by(SESSION.c.started_at.desc(), SESSION.c.sid)
            .offset(self._limits.parallel - 1)
        )
        too_many = connection.scalars(newest_first).all()
        connection.execute(delete(SESSION).where(SESSION.c.sid.in_(too_many)))

    def _open(self, row: RowMapping | None, raw: bytes, now: datetime) -> Found | None:
        if row is None or now >= min(row["ends_at"], row["idle_ends_at"]):
            return None
        try:
            key = row_key(raw, self._boot_secret)
            keyring = unseal(key, row["sealed"], _context(row))
        except CannotOpen:
            return None
        return Found(
            SignIn(row["person_id"], row["membership_id"], row["auth_level"], keyring),
            row["started_at"],
            row["ends_at"],
            row["idle_ends_at"],
            row["sid"].hex()[:PREFIX_DIGITS],
        )

    def _move_idle_end(self, found: Found, sid: bytes, now: datetime) -> Found:
        idle_ends_at = now + self._limits.idle
        if idle_ends_at - found.idle_ends_at < IDLE_END_MOVES_AFTER:
            return found
        with self._writing.begin() as connection:
            this = SESSION.c.sid == sid
            moved = update(SESSION).where(this).values(idle_ends_at=idle_ends_at)
            connection.execute(moved)
        return replace(found, idle_ends_at=idle_ends_at)


def _context(row: Mapping[Any, Any]) -> bytes:
    return lp(
        b"interact/session/v1",
        row["sid"],
        row["person_id"].bytes,
        row["membership_id"].bytes,
        row["auth_level"].encode(),
        moment(row["started_at"]),
        moment(row["ends_at"]),
    )


def _select(connection: Connection, sid: bytes) -> RowMapping | None:
    query = select(SESSION).where(SESSION.c.sid == sid)
    return connection.execute(query).mappings().one_or_none()


def _delete_ended(connection: Connection, now: datetime) -> None:
    ended = or_(SESSION.c.ends_at <= now, SESSION.c.idle_ends_at <= now)
    connection.execute(delete(SESSION).where(ended))
