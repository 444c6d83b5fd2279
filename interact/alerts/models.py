"""Tables: alert, alert_part, recipient."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.access.permissions import Standing
from interact.agencies.models import Agency
from interact.alerts.rules import AlertState, WithdrawalReason, state_of
from interact.cases.models import Case, Episode
from interact.cases.rules import ShareStatus
from interact.core.clock import now
from interact.core.db import Row
from interact.keys.rules import Compartment

# What was shared may have been read, also if the share has ended since.
LET_IN = frozenset({ShareStatus.ACCEPTED, ShareStatus.WITHDRAWN})


class Alert(Row):
    """Word that a child is missing, to named agencies."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("episode_id", "version"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"))
    version: Mapped[int]
    token: Mapped[UUID] = mapped_column(
        unique=True, default=uuid4, comment="In the QR code; says nothing by itself"
    )
    urgent: Mapped[bool]
    by_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    by_person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[WithdrawalReason | None]
    withdrawn_by_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))

    case: Mapped[Case] = relationship()
    episode: Mapped[Episode] = relationship()
    by_agency: Mapped[Agency] = relationship(
        foreign_keys=[by_agency_id], lazy="joined", innerjoin=True
    )
    withdrawn_by: Mapped[Agency | None] = relationship(
        foreign_keys=[withdrawn_by_agency_id]
    )
    parts: Mapped[list["AlertPart"]] = relationship(back_populates="alert")
    recipients: Mapped[list["Recipient"]] = relationship(
        back_populates="alert", order_by="Recipient.created_at, Recipient.id"
    )

    @property
    def state(self) -> AlertState:
        """Whether it still says what is so."""
        return state_of(now(), self.expires_at, self.withdrawn_at)

    def recipient_at(self, agency_id: UUID) -> "Recipient | None":
        """The agency as a recipient of this alert, if it is one."""
        return next((r for r in self.recipients if r.agency_id == agency_id), None)

    def standing_of(self, agency_id: UUID) -> Standing:
        """How an agency stands towards this alert.

        Who could open it stays a partner in it: an alert must be taken back from
        everybody, also from those whose share in the case has ended.
        """
        standing = self.case.standing_of(agency_id)
        if standing is Standing.NONE and self.may_have_opened(agency_id):
            return Standing.PARTNER
        return standing

    def admits(self, agency_id: UUID, membership_id: UUID) -> bool:
        """Who sees the case sees its alerts."""
        return self.case.admits(agency_id, membership_id)

    def may_have_opened(self, agency_id: UUID) -> bool:
        """Whether it was sent to the agency, and the agency could open it."""
        if self.recipient_at(agency_id) is None:
            return False
        shares = [s for s in self.case.shares if s.agency_id == agency_id]
        leads = agency_id == self.case.lead_agency_id
        return leads or any(share.status in LET_IN for share in shares)

    def waits_for(self, recipient: "Recipient") -> bool:
        """Whether the recipient has yet to confirm that it took the alert back.

        Not one that never could open it, nor when a newer alert took its place.
        """
        if self.withdrawn_at is None or recipient.confirmed_at is not None:
            return False
        replaced = self.withdrawn_because is WithdrawalReason.REPLACED
        return not replaced and self.may_have_opened(recipient.agency_id)


class AlertPart(Row):
    """What an alert says from one compartment, as it was at the moment of issue."""

    __tablename__ = "alert_part"
    __table_args__ = (UniqueConstraint("alert_id", "compartment"),)

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id"))
    compartment: Mapped[Compartment]
    epoch: Mapped[int]
    sealed: Mapped[bytes]

    alert: Mapped[Alert] = relationship(back_populates="parts")


class Recipient(Row):
    """An agency an alert was sent to: acknowledges it, and confirms its withdrawal."""

    __tablename__ = "recipient"
    __table_args__ = (UniqueConstraint("alert_id", "agency_id"),)

    alert_id: Mapped[UUID] = mapped_column(ForeignKey("alert.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    by_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    acknowledged_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None] = mapped_column(
        comment="When it confirmed that the alert was withdrawn"
    )

    alert: Mapped[Alert] = relationship(back_populates="recipients")
    agency: Mapped[Agency] = relationship(
        foreign_keys=[agency_id], lazy="joined", innerjoin=True
    )
    by_agency: Mapped[Agency] = relationship(
        foreign_keys=[by_agency_id], lazy="joined", innerjoin=True
    )
