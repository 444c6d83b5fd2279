"""The shred salts: a small database of its own, without which no case opens.

Every compartment key needs its salt. Salts live apart from the cases and their backups
are short-lived, so deleting a salt makes every old copy of that case unreadable.
"""

import os
from uuid import UUID

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Uuid,
    bindparam,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from interact.core.db import engine
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
SALTS_OF_CASE = select(
    SHRED_SALT.c.compartment, SHRED_SALT.c.epoch, SHRED_SALT.c.salt
).where(SHRED_SALT.c.case_id == bindparam("case_id"))
COMPARTMENTS = {NUMBERS[part]: part for part in Compartment}


class SaltStore:
    """The salts of all epochs of all cases. May be used by several threads."""

    def __init__(self, url: str) -> None:
        self._engine = engine(url)
        self._writing = self._engine.execution_options(write=True)
        METADATA.create_all(self._writing)

    def create(self, epoch: EpochId) -> bytes:
        """The salt of a new epoch, stored for good before anything is sealed with it.

        It stays when the caller's own transaction fails; the next attempt at the same
        epoch is given the same salt, and is safe because its half is new.
        """
        made = _row(epoch) | {"salt": os.urandom(KEY_BYTES)}
        try:
            with self._writing.begin() as connection:
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

        The deleted bytes are overwritten in the file and in the journal.
        """
        with self._writing.begin() as connection:
            gone = connection.execute(
                delete(SHRED_SALT).where(SHRED_SALT.c.case_id == case_id)
            )
        self._empty_journal()
        return gone.rowcount

    def close(self) -> None:
        """Let go of the database file."""
        self._engine.dispose()

    def _empty_journal(self) -> None:
        if self._engine.dialect.name != "sqlite":
            return
        connection = self._engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def _row(epoch: EpochId) -> dict[str, object]:
    return {
        "case_id": epoch.case_id,
        "compartment": NUMBERS[epoch.compartment],
        "epoch": epoch.number,
    }
