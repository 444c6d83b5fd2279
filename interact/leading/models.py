"""Tables: lead_offer, request."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.agencies.models import Agency
from interact.cases.models import Case
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.core.db import Row
from interact.keys.rules import Compartment
from interact.leading.rules import LeadOfferStatus, RequestStatus


class LeadOffer(Row):
    """The lead of a case offered to another agency; it changes on acceptance only."""

    __tablename__ = "lead_offer"
    __table_args__ = (
        Index(
            "uq_lead_offer_one_open",
            "case_id",
            unique=True,
            sqlite_where=text("status = 'offered'"),
            postgresql_where=text("status = 'offered'"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    by_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    by_person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    share_id: Mapped[UUID] = mapped_column(ForeignKey("share.id"))
    status: Mapped[LeadOfferStatus]
    answered_at: Mapped[datetime | None]
    reason_sealed: Mapped[bytes | None] = mapped_column(
        comment="Why it was declined or withdrawn, sealed to the other agency"
    )
    seen_at: Mapped[datetime | None] = mapped_column(
        comment="When the agency that offered it took note of a refusal"
    )

    case: Mapped[Case] = relationship(lazy="joined", innerjoin=True)
    agency: Mapped[Agency] = relationship(
        foreign_keys=[agency_id], lazy="joined", innerjoin=True
    )
    by_agency: Mapped[Agency] = relationship(
        foreign_keys=[by_agency_id], lazy="joined", innerjoin=True
    )


class Request(Row):
    """An agency asks the lead to be let into a case whose reference it knows.

    `case_id` is empty for a reference that no case has: who asks is told the same.
    """

    __tablename__ = "request"

    reference: Mapped[str] = mapped_column(comment="As it was asked for")
    case_id: Mapped[UUID | None] = mapped_column(ForeignKey("case.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    compartments: Mapped[list[str]]
    purpose: Mapped[Purpose]
    basis: Mapped[LegalBasis]
    until: Mapped[datetime]
    urgent: Mapped[bool]
    status: Mapped[RequestStatus]
    text_sealed: Mapped[bytes | None] = mapped_column(
        comment="What was written, sealed to the lead agency"
    )
    answered_at: Mapped[datetime | None]
    reason_sealed: Mapped[bytes | None] = mapped_column(
        comment="Why it was refused, sealed to the agency that asked"
    )
    seen_at: Mapped[datetime | None] = mapped_column(
        comment="When the agency that asked took note of the answer"
    )

    case: Mapped[Case | None] = relationship()
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)

    @property
    def parts(self) -> frozenset[Compartment]:
        """The compartments that were asked for."""
        return frozenset(Compartment(part) for part in self.compartments)

    @property
    def terms(self) -> Terms:
        """The terms that were asked for."""
        return Terms(
            compartments=self.parts,
            purpose=self.purpose,
            basis=self.basis,
            until=self.until,
        )
