"""Appends what was recorded to the tree, before anything is committed or shown."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, event, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from interact.audit.entries import OpenSegment, PendingEntry, SealedEntry, seal_entry
from interact.audit.models import AuditKey, AuditLeaf, AuditNode, AuditPayload
from interact.audit.rules import HAPPENED_ANYWAY
from interact.audit.segments import segment_for
from interact.audit.stored_tree import StoredTree
from interact.audit.tree import Node, completed_by, leaf_hash
from interact.core.db import PENDING
from interact.core.errors import InteractError, RecordNotKept
from interact.keys.installation import Installation

# Any number that no other code of INTERACT locks; written down so that it stays so.
LOCK = 6962

# Asked for every entry, and therefore put together once.
LAST_SEQUENCE = select(func.max(AuditKey.sequence)).where(
    AuditKey.agency_id == bindparam("agency_id")
)


def attach(sessions: sessionmaker[Session]) -> None:
    """Make every commit of these sessions keep its record first, or not happen.

    They need the installation in `info`, and on SQLite the write lock from the start.
    """
    event.listen(sessions, "before_commit", keep_entries)
    event.listen(sessions, "after_soft_rollback", _forget_undone)
    event.listen(sessions, "after_transaction_end", _forget_uncommitted)


def keep_entries(session: Session) -> None:
    """Append what is pending, in the transaction that is about to be committed.

    Raises RecordNotKept when the log could not be written; nothing is committed then.
    A savepoint that ends well keeps its entries pending until all is committed.
    """
    if session.in_nested_transaction() or not session.info.get(PENDING):
        return
    session.flush()
    try:
        append_pending(session)
    except (SQLAlchemyError, InteractError) as failure:
        raise RecordNotKept from failure
    del session.info[PENDING]


def append_pending(session: Session) -> None:
    """Seal the pending entries and add them to the tree, in the open transaction."""
    lock_log(session)
    batch = Batch(session)
    for entry in session.info[PENDING]:
        batch.add(entry)
    batch.write()


def lock_log(session: Session) -> None:
    """Let one transaction at a time add to the log; on SQLite the write lock does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


class Batch:
    """Entries on their way into the tree, under the lock."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.deployment = Installation.of(session).deployment
        self.tree = StoredTree(session)
        self.size = self.tree.size()
        self.segments: dict[tuple[UUID, date], OpenSegment] = {}
        self.sequences: dict[UUID, int] = {}
        self.leaves: list[Mapping[str, object]] = []
        self.nodes: list[Node] = []
        self.payloads: list[Mapping[str, object]] = []
        self.keys: list[Mapping[str, object]] = []

    def add(self, entry: PendingEntry) -> None:
        """Give the entry its number, seal it and hash it into the tree."""
        readers = [
            (self._segment(agency_id, entry.day), self._next(agency_id))
            for agency_id in entry.audiences
        ]
        index, payload = self.size, entry.payload()
        self._grow(index, seal_entry(self.deployment, index, payload, readers))

    def _segment(self, agency_id: UUID, day: date) -> OpenSegment:
        if (agency_id, day) not in self.segments:
            found = segment_for(self.session, agency_id, day)
            self.segments[agency_id, day] = found
        return self.segments[agency_id, day]

    def _next(self, agency_id: UUID) -> int:
        if agency_id not in self.sequences:
            last = self.session.scalar(LAST_SEQUENCE, {"agency_id": agency_id})
            self.sequences[agency_id] = last or 0
        self.sequences[agency_id] += 1
        return self.sequences[agency_id]

    def _grow(self, index: int, made: SealedEntry) -> None:
        leaf = Node(0, index, leaf_hash(made.leaf.encode()))
        self.tree.keep(leaf)
        for node in completed_by(self.tree, index, leaf.hash):
            self.tree.keep(node)
            self.nodes.append(node)
        self.leaves.append({"idx": index, "leaf": made.leaf, "leaf_hash": leaf.hash})
        self.payloads.append({"idx": index, "sealed": made.sealed})
        self.keys += [
            {
                "idx": index,
                "agency_id": wrapped.segment.agency_id,
                "sequence": wrapped.sequence,
                "segment_id": wrapped.segment.id,
                "wrapped": wrapped.blob,
            }
            for wrapped in made.wrapped
        ]
        self.size += 1

    def write(self) -> None:
        """Store everything, each row after those it refers to."""
        nodes = [vars(node) for node in self.nodes]
        connection = self.session.connection()
        for table, rows in (
            (AuditLeaf, self.leaves),
            (AuditNode, nodes),
            (AuditPayload, self.payloads),
            (AuditKey, self.keys),
        ):
            if rows:
                connection.execute(insert(table), rows)


def _forget_undone(session: Session, undone: SessionTransaction) -> None:
    """Drop the record of what a savepoint undid; what was looked at stays so."""
    if undone.nested:
        session.info[PENDING] = [
            entry
            for entry in session.info.get(PENDING, [])
            if entry.event in HAPPENED_ANYWAY or undone not in entry.savepoints
        ]


def _forget_uncommitted(session: Session, ended: SessionTransaction) -> None:
    """Drop the record of what was not committed; what was looked at stays so."""
    if ended.parent is None:
        session.info[PENDING] = [
            entry
            for entry in session.info.get(PENDING, [])
            if entry.event in HAPPENED_ANYWAY
        ]
