"""Tables: the log (leaf, node, payload, key, segment, checkpoint), checks, notices.

Rows of the log are written once; the triggers of `guards.py` refuse everything else.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interact.audit.guards import guard
from interact.audit.rules import Event, Fault
from interact.core.db import Base, Row

# SQLite keeps a table in the order of its key only when that key is an INTEGER.
COUNT = BigInteger().with_variant(Integer, "sqlite")


class AuditLeaf(Base):
    """One audit entry in the tree: commitments that say nothing by themselves."""

    __tablename__ = "audit_leaf"

    idx: Mapped[int] = mapped_column(COUNT, primary_key=True, autoincrement=False)
    leaf: Mapped[str] = mapped_column(
        comment="Digests of the payload, its commitment and its keys"
    )
    leaf_hash: Mapped[bytes]


class AuditNode(Base):
    """The hash of a complete subtree above the leaves; see `tree.py`."""

    __tablename__ = "audit_node"

    level: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    index: Mapped[int] = mapped_column(COUNT, primary_key=True, autoincrement=False)
    hash: Mapped[bytes]


class AuditPayload(Base):
    """What an audit entry says, sealed to the DPOs concerned."""

    __tablename__ = "audit_payload"

    idx: Mapped[int] = mapped_column(
        COUNT, ForeignKey("audit_leaf.idx"), primary_key=True, autoincrement=False
    )
    sealed: Mapped[bytes]


class AuditSegment(Base):
    """The key of one agency's audit entries of one day, sealed to its audit group."""

    __tablename__ = "audit_segment"
    __table_args__ = (UniqueConstraint("agency_id", "day", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    day: Mapped[date] = mapped_column(comment="The day of its entries, in UTC")
    number: Mapped[int] = mapped_column(
        comment="From 1; a restart and a new audit group begin another"
    )
    group_epoch: Mapped[int]
    sealed: Mapped[bytes]


class AuditKey(Base):
    """The key of one audit entry, for one agency whose DPO may read it."""

    __tablename__ = "audit_key"
    __table_args__ = (
        UniqueConstraint("agency_id", "sequence"),
        Index("ix_audit_key_segment_id", "segment_id"),
    )

    idx: Mapped[int] = mapped_column(
        COUNT, ForeignKey("audit_leaf.idx"), primary_key=True, autoincrement=False
    )
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(
        COUNT, comment="Counts the agency's own entries from 1: a gap is an omission"
    )
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("audit_segment.id"))
    wrapped: Mapped[bytes]


class AuditCheckpoint(Base):
    """The signed statement of how many audit entries there were, and their root."""

    __tablename__ = "audit_checkpoint"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int] = mapped_column(COUNT, index=True)
    note: Mapped[str] = mapped_column(comment="A C2SP checkpoint with its signatures")
    at: Mapped[datetime]
    agency_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agency.id"), comment="The agency whose DPO took it out, if one did"
    )


class AuditCheck(Base):
    """What a check of the whole log found, kept so that a page need not check again."""

    __tablename__ = "audit_check"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(COUNT, comment="How many entries were right")
    fault: Mapped[Fault | None]
    first: Mapped[int | None] = mapped_column(COUNT)
    last: Mapped[int | None] = mapped_column(COUNT)


class Notice(Row):
    """Something an agency's DPO is told at once, and may have to review in time.

    It names what happened and where, nothing else; the entry in the log says more.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_agency_noted", "agency_id", "noted_at"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    event: Mapped[Event]
    case_id: Mapped[UUID | None] = mapped_column(
        comment="Also of a case that is erased since"
    )
    reference: Mapped[str | None]
    about_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    due_at: Mapped[datetime | None] = mapped_column(
        comment="Until when it must be reviewed; empty when it need not be"
    )
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))


guard(Base.metadata)
