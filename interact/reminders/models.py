"""Tables: reminder, reminder_read, reminder_wishes, letter."""

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.agencies.models import Agency, Membership
from interact.core.db import Row
from interact.reminders.rules import Quiet, ReminderKind, Wishes


class Reminder(Row):
    """That something waits for an agency: what kind, in which case, how urgent."""

    __tablename__ = "reminder"
    __table_args__ = (Index("ix_reminder_agency_newest", "agency_id", "created_at"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    task_id: Mapped[UUID | None] = mapped_column(ForeignKey("task.id"), index=True)
    kind: Mapped[ReminderKind]
    urgent: Mapped[bool]
    for_supervisors: Mapped[bool] = mapped_column(comment="And for nobody else")
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="Who is meant; empty: everybody there"
    )
    due_at: Mapped[datetime | None]
    by_agency_id: Mapped[UUID] = mapped_column(
        ForeignKey("agency.id"), comment="Who learns that it did not arrive"
    )
    ended_at: Mapped[datetime | None] = mapped_column(
        comment="When an offer or alert was answered: nobody need read it any more"
    )

    agency: Mapped[Agency] = relationship(
        foreign_keys=[agency_id], lazy="joined", innerjoin=True
    )


class ReminderRead(Row):
    """That a member has read a reminder."""

    __tablename__ = "reminder_read"
    __table_args__ = (UniqueConstraint("reminder_id", "membership_id"),)

    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminder.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"))


class ReminderWishes(Row):
    """What a member wishes to be told by e-mail. The address is sealed (0021)."""

    __tablename__ = "reminder_wishes"

    membership_id: Mapped[UUID] = mapped_column(
        ForeignKey("membership.id"), unique=True
    )
    address_sealed: Mapped[bytes] = mapped_column(comment="Under the key of the worker")
    kinds: Mapped[list[str]] = mapped_column(comment="What is sent by e-mail")
    language: Mapped[str]
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    digest_at: Mapped[time | None]

    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)

    def as_wishes(self, address: str) -> Wishes:
        """What the row says, with the address as whoever has the key opened it."""
        begins, ends = self.quiet_from, self.quiet_to
        return Wishes(
            address=address,
            kinds=frozenset(ReminderKind(one) for one in self.kinds),
            language=self.language,
            quiet=Quiet(begins, ends) if begins and ends is not None else None,
            digest_at=self.digest_at,
        )


class Letter(Row):
    """One e-mail about one reminder to one member: to be sent, sent, or failed.

    Written with what it is about, in one transaction. It holds no text: the worker
    words it when it is sent.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("reminder_id", "membership_id"),
        Index("ix_letter_open", "sent_at", "failed_at", "next_at"),
    )

    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminder.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"), index=True)
    language: Mapped[str]
    digest: Mapped[bool] = mapped_column(comment="Sent with others, once a day")
    next_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claim: Mapped[UUID | None] = mapped_column(
        index=True, comment="Of the worker that sends it now"
    )
    claimed_until: Mapped[datetime | None] = mapped_column(
        comment="Then another worker takes it"
    )
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(
        comment="What kind of fault, never what the mail server said"
    )
    noted_at: Mapped[datetime | None] = mapped_column(
        comment="When who sent it took note that it failed"
    )

    reminder: Mapped[Reminder] = relationship(lazy="joined", innerjoin=True)
    membership: Mapped[Membership] = relationship(lazy="joined", innerjoin=True)
