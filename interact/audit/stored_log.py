"""The rows of the whole log, each kind in the order in which it was written."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, String, cast, select
from sqlalchemy.orm import Session

from interact.audit.models import (
    AuditCheckpoint,
    AuditKey,
    AuditLeaf,
    AuditNode,
    AuditPayload,
    AuditSegment,
)
from interact.audit.segments import segment_digest

AT_ONCE = 1000
# What Python raises for a stored value that is not even of its kind.
MALFORMED = (ArithmeticError, AttributeError, TypeError, ValueError)
Rows = Iterator[Row[Any]]


class Stream:
    """Rows in order, of which the next can be looked at before it is taken."""

    def __init__(self, session: Session, wanted: Select[*tuple[Any, ...]]) -> None:
        self._rows: Rows = iter(
            session.execute(wanted.execution_options(yield_per=AT_ONCE))
        )
        self.head = next(self._rows, None)

    def take(self) -> Row[Any] | None:
        """The next row, or None."""
        taken, self.head = self.head, next(self._rows, None)
        return taken

    def take_while(self, fits: Callable[[Row[Any]], bool]) -> Rows:
        """The next rows for as long as they fit."""
        while self.head is not None and fits(self.head):
            yield self.head
            self.head = next(self._rows, None)


def leaves() -> Select[*tuple[Any, ...]]:
    """Leaves with their payloads."""
    return (
        select(AuditLeaf.idx, AuditLeaf.leaf, AuditLeaf.leaf_hash, AuditPayload.sealed)
        .outerjoin(AuditPayload, AuditPayload.idx == AuditLeaf.idx)
        .order_by(AuditLeaf.idx)
    )


def keys() -> Select[*tuple[Any, ...]]:
    """Keys by entry; ids as text, so that one that is none does not stop the rest."""
    return select(
        AuditKey.idx,
        cast(AuditKey.agency_id, String).label("agency"),
        AuditKey.sequence,
        cast(AuditKey.segment_id, String).label("segment_id"),
        AuditKey.wrapped,
    ).order_by(AuditKey.idx, AuditKey.agency_id)


def segments(session: Session) -> Iterator[tuple[str, bytes]]:
    """The digest of each segment by its id, without those that make no sense."""
    stored = select(
        cast(AuditSegment.id, String).label("id"),
        cast(AuditSegment.agency_id, String).label("agency"),
        cast(AuditSegment.day, String).label("day"),
        AuditSegment.number,
        AuditSegment.group_epoch,
        AuditSegment.sealed,
    )
    for row in session.execute(stored):
        with suppress(*MALFORMED):
            ids = (UUID(row.id), UUID(row.agency))
            numbers = (row.number, row.group_epoch)
            yield row.id, segment_digest(ids, row.day, numbers, row.sealed)


def nodes() -> Select[*tuple[Any, ...]]:
    """Nodes, each after the entry that completed it and the nodes below."""
    written_at = (AuditNode.index + 1).bitwise_lshift(AuditNode.level)
    # A row already has a method called `index`.
    place = AuditNode.index.label("place")
    return select(AuditNode.level, place, AuditNode.hash).order_by(
        written_at, AuditNode.level
    )


def checkpoints() -> Select[*tuple[Any, ...]]:
    """Checkpoints by the size they cover."""
    return select(
        AuditCheckpoint.number, AuditCheckpoint.size, AuditCheckpoint.note
    ).order_by(AuditCheckpoint.size, AuditCheckpoint.number)
