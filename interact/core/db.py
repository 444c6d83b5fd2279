"""One declarative base, one naming scheme, one identifier for every row."""

import enum
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    Enum,
    MetaData,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    SessionTransaction,
    mapped_column,
    sessionmaker,
)
from sqlalchemy.types import TypeDecorator

from interact.core.clock import now
from interact.core.errors import RecordNotKept

# Named constraints can be changed by a migration; unnamed ones cannot.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

# Compiling a statement to machine code takes seconds; a page asks for few rows.
WITHOUT_JIT = "-c jit=off"

SQLITE_SETTINGS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=15000",
    "secure_delete=ON",
    "recursive_triggers=ON",
)


Change = Callable[[Session], None]

# What a session carries in its `info` from where it is caused to where it is kept.
LATER = "later"
PENDING = "pending"
AFTER_COMMIT = "after commit"


class Moment(TypeDecorator[datetime]):
    """A time in UTC, in every database: SQLite would forget the time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Any
    ) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a time needs its zone")
        return value and value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Any
    ) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


# A word is stored as `rules.py` spells it, so that a table can be read by itself.
WORD = Enum(
    enum.Enum,
    native_enum=False,
    length=40,
    values_callable=lambda words: [word.value for word in words],
)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {
        datetime: Moment,
        enum.Enum: WORD,
        dict[str, Any]: JSON().with_variant(JSONB(), "postgresql"),
        list[str]: JSON().with_variant(JSONB(), "postgresql"),
    }


class Row(Base):
    """A row with an identifier made before it is stored, so that keys can bind it."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[datetime] = mapped_column(default=now)


def engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL with INTERACT's settings.

    A connection with the execution option `write=True` takes SQLite's write lock
    at its first statement, so that two changes wait for each other instead of
    failing half-way.
    """
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, connect_args={"options": WITHOUT_JIT})
    made = create_engine(url)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in SQLITE_SETTINGS:
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


class Database:
    """The main database: sessions that read a snapshot, sessions that change things.

    `info` is handed to every session; packages find what belongs to the whole
    installation in `session.info`. `writers` is where they listen for commits.
    """

    def __init__(self, url: str, **info: object) -> None:
        self.engine = engine(url)
        writable = self.engine.execution_options(write=True)
        self.writers = sessionmaker(writable, expire_on_commit=False, info=info)
        self._readers = sessionmaker(self.engine, expire_on_commit=False, info=info)
        event.listen(self.writers, "after_transaction_end", _go_on)
        event.listen(self.writers, "after_rollback", _forget)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that holds the write lock; commits at the end, or rolls back."""
        with self.writers.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that changes nothing, and then keeps what it left for later.

        What was looked at, and keys put on the shelf, are written in one short
        transaction of their own before the block ends. If that fails the block
        raises `RecordNotKept`, and what was read must not be shown.
        """
        with self._readers() as session:
            left: list[Change] = []
            session.info[LATER] = left
            yield session
            pending = session.info.pop(PENDING, [])
        if left or pending:
            self._keep(left, pending)

    def _keep(self, left: list[Change], pending: list[object]) -> None:
        try:
            with self.writing() as session:
                session.info[PENDING] = pending
                for change in left:
                    change(session)
        except DBAPIError as failure:
            raise RecordNotKept from failure


def later(session: Session, change: Change) -> None:
    """Make a change that a reading session may cause: now if it writes, else after."""
    if LATER in session.info:
        session.info[LATER].append(change)
    else:
        change(session)


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Do something elsewhere once this session has committed, and only then."""
    session.info.setdefault(AFTER_COMMIT, []).append(act)


def _go_on(session: Session, ended: SessionTransaction) -> None:
    if ended.parent is not None:
        return
    with ExitStack() as stack:  # one that fails does not keep back the others
        for act in session.info.pop(AFTER_COMMIT, []):
            stack.callback(act)


def _forget(session: Session) -> None:
    session.info.pop(AFTER_COMMIT, None)
