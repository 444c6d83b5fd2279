"""The shred salts: a small database of its own, without which no case opens.

Every compartment key needs its salt. Salts live apart from the cases and their backups
are short-lived, so deleting a salt makes every old copy of that case unreadable. A
tombstone remains, so that a restored backup cannot bring the case back.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from interact.core.clock import now
from interact.core.db import Moment, engine
from interact.core.errors import CannotOpen
from interact.keys.formats import KEY_BYTES, EpochId
from interact.keys.rules import NUMBERS, Compartment

METADATA = MetaData()
SHRED_SALT = Table(
    "shred_salt",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("compartment", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
)
TOMBSTONE = Table(
    "tombstone",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("at", Moment, nullable=False),
)
CANARY = Table(
    "canary",
    METADATA,
    Column("at", Moment, primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)
ENDED = Table(
    "ended",
    METADATA,
    Column("id", Uuid, primary_key=True, comment="Of a share, member or case"),
)
MET = Table(
    "met",
    METADATA,
    Column("id", Uuid, primary_key=True, comment="Of what an agency knows of another"),
)
LEAD = Table(
    "lead",
    METADATA,
    Column("case_id", Uuid, primary_key=True),
    Column("number", Uuid, primary_key=True),
    Column("ended", Boolean, nullable=False),
)
SALTS_OF_CASE = select(
    SHRED_SALT.c.compartment, SHRED_SALT.c.epoch, SHRED_SALT.c.salt
).where(SHRED_SALT.c.case_id == bindparam("case_id"))
COMPARTMENTS = {NUMBERS[part]: part for part in Compartment}

# What is left of a UUID is the 63 bits that PostgreSQL takes for the name of a lock.
SHIFT = 128 - 63


class SaltStore:
    """The salts of all epochs of all cases. May be used by several threads."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)
        self._writing = self._engine.execution_options(write=True)
        METADATA.create_all(self._writing)

    def create(self, epoch: EpochId) -> bytes:
        """The salt of a new epoch, stored for good before anything is sealed with it.

        It stays when the caller's own transaction fails; the next attempt at the same
        epoch is given the same salt, and is safe because its half is new. Raises
        CannotOpen for a case that was erased.
        """
        made = _row(epoch) | {"salt": os.urandom(KEY_BYTES)}
        try:
            with self._writing.begin() as connection:
                _hold(connection, epoch.case_id)
                _refuse_erased(connection, epoch.case_id)
                connection.execute(insert(SHRED_SALT).values(made))
        except IntegrityError:
            return self.find(epoch)
        return self.find(epoch)

    def find(self, epoch: EpochId) -> bytes:
        """The salt of `epoch`. Raises CannotOpen when it was shredded or never was."""
        where = [SHRED_SALT.c[name] == value for name, value in _row(epoch).items()]
        with self._engine.begin() as connection:
            salt = connection.scalar(select(SHRED_SALT.c.salt).where(*where))
        if salt is None:
            raise CannotOpen
        return bytes(salt)

    def find_many(self, case_id: UUID) -> dict[tuple[Compartment, int], bytes]:
        """All salts of one case, by compartment and epoch; empty once shredded."""
        with self._engine.begin() as connection:
            rows = connection.execute(SALTS_OF_CASE, {"case_id": case_id}).all()
        return {(COMPARTMENTS[row[0]], row[1]): row[2] for row in rows}

    def find_part(self, compartment: Compartment) -> dict[tuple[UUID, int], bytes]:
        """The salts of one compartment of all cases, by case and epoch."""
        part = SHRED_SALT.c.compartment == NUMBERS[compartment]
        with self._engine.begin() as connection:
            rows = connection.execute(select(SHRED_SALT).where(part)).all()
        return {(row.case_id, row.epoch): bytes(row.salt) for row in rows}

    def shred(self, case_id: UUID) -> int:
        """Make everything sealed of this case unreadable for ever; how many salts.

        The deleted bytes are overwritten in the file and in the journal. A tombstone
        remains: the case gets no salt any more.
        """
        with self._writing.begin() as connection:
            _hold(connection, case_id)
            if not _is_erased(connection, case_id):
                laid = insert(TOMBSTONE).values(case_id=case_id, at=now())
                connection.execute(laid)
            gone = connection.execute(
                delete(SHRED_SALT).where(SHRED_SALT.c.case_id == case_id)
            )
        self._overwrite_deleted()
        return gone.rowcount

    def list_tombstones(self) -> dict[UUID, datetime]:
        """The cases that were erased, and when (UTC), the oldest first."""
        oldest = select(TOMBSTONE).order_by(TOMBSTONE.c.at, TOMBSTONE.c.case_id)
        with self._engine.begin() as connection:
            return {row.case_id: row.at for row in connection.execute(oldest)}

    def list_epochs(self) -> set[tuple[UUID, Compartment, int]]:
        """Every epoch that has a salt: its case, compartment and number."""
        named = select(
            SHRED_SALT.c.case_id, SHRED_SALT.c.compartment, SHRED_SALT.c.epoch
        )
        with self._engine.begin() as connection:
            rows = connection.execute(named).all()
        return {(row[0], COMPARTMENTS[row[1]], row[2]) for row in rows}

    def keep_canary(self, at: datetime, sealed: bytes) -> None:
        """Keep what a drill opens to see that a backup of this moment is whole."""
        with self._writing.begin() as connection:
            connection.execute(insert(CANARY).values(at=at, sealed=sealed))

    def list_canaries(self) -> dict[datetime, bytes]:
        """What was kept for drills, by the moment of the backup (UTC)."""
        with self._engine.begin() as connection:
            rows = connection.execute(select(CANARY)).all()
        return {row.at: bytes(row.sealed) for row in rows}

    def note_ended(self, shares: Iterable[UUID]) -> None:
        """Note that these shares, members or cases ended, for good: whoever writes the
        main database cannot bring them back."""
        with self._writing.begin() as connection:
            asked = set(shares)
            for one in sorted(asked - _ended(connection, asked)):
                connection.execute(insert(ENDED).values(id=one))

    def find_ended(self, shares: Iterable[UUID]) -> set[UUID]:
        """Which of these have ended."""
        with self._engine.begin() as connection:
            return _ended(connection, set(shares))

    def keep_lead(self, case_id: UUID, number: UUID) -> None:
        """Note the number under which it is sealed in a case who leads it."""
        made = insert(LEAD).values(case_id=case_id, number=number, ended=False)
        with self._writing.begin() as connection:
            connection.execute(made)

    def end_lead(self, case_id: UUID, number: UUID) -> None:
        """Note that another agency leads the case by now than under this number."""
        this = (LEAD.c.case_id == case_id) & (LEAD.c.number == number)
        with self._writing.begin() as connection:
            connection.execute(update(LEAD).where(this).values(ended=True))

    def is_lead(self, case_id: UUID, number: UUID) -> bool:
        """Whether it was under this number that was last sealed who leads the case."""
        this = (LEAD.c.case_id == case_id) & (LEAD.c.number == number)
        with self._engine.begin() as connection:
            ended = connection.scalar(select(LEAD.c.ended).where(this))
        return ended is False

    def note_met(self, pin_id: UUID) -> None:
        """Note that one agency met another: it is not met for the first time again."""
        with self._writing.begin() as connection:
            if connection.scalar(select(MET.c.id).where(MET.c.id == pin_id)) is None:
                connection.execute(insert(MET).values(id=pin_id))

    def has_met(self, pin_id: UUID) -> bool:
        """Whether this pair of agencies met before."""
        with self._engine.begin() as connection:
            known = connection.scalar(select(MET.c.id).where(MET.c.id == pin_id))
        return known is not None

    def go_back(self) -> None:
        """After an old main database was restored: who led then may lead again, and
        whom an agency met since is met anew."""
        with self._writing.begin() as connection:
            connection.execute(update(LEAD).values(ended=False))
            connection.execute(delete(MET))

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()

    def _overwrite_deleted(self) -> None:
        """Leave nothing of deleted salts in files: SQLite's journal is emptied, and
        PostgreSQL writes the table anew where the role owns it."""
        if self._engine.dialect.name == "postgresql":
            with self._engine.connect() as connection:
                alone = connection.execution_options(isolation_level="AUTOCOMMIT")
                alone.execute(text("VACUUM (FULL) shred_salt"))
            return
        opened = self._engine.raw_connection()
        try:
            opened.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            opened.close()


def _hold(connection: Connection, case_id: UUID) -> None:
    """One at a time gives a case a salt or erases it; SQLite's write lock does that."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(case_id.int >> SHIFT)))


def _is_erased(connection: Connection, case_id: UUID) -> bool:
    laid = select(TOMBSTONE.c.at).where(TOMBSTONE.c.case_id == case_id)
    return connection.scalar(laid) is not None


def _refuse_erased(connection: Connection, case_id: UUID) -> None:
    if _is_erased(connection, case_id):
        raise CannotOpen


def _ended(connection: Connection, shares: set[UUID]) -> set[UUID]:
    among = select(ENDED.c.id).where(ENDED.c.id.in_(shares))
    return set(connection.scalars(among))


def _row(epoch: EpochId) -> dict[str, object]:
    return {
        "case_id": epoch.case_id,
        "compartment": NUMBERS[epoch.compartment],
        "epoch": epoch.number,
    }
