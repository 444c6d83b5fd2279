"""Tables: case, what is said in it, its keys, and who is let in.

What is said about a child is only ever in `sealed` columns; `vault.py` opens them.
Pages name the agency beside everything: it is loaded with the row, not one by one.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.access.permissions import Standing
from interact.agencies.models import Agency
from interact.cases.rules import (
    EpisodeStatus,
    FileKind,
    LegalBasis,
    Purpose,
    ShareStatus,
    Terms,
)
from interact.core.clock import now
from interact.core.db import Base, Row
from interact.keys.rules import Compartment


class Case(Row):
    """The file agencies keep together about one child."""

    __tablename__ = "case"

    reference: Mapped[str] = mapped_column(unique=True, comment="Safe to say aloud")
    lead_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    lead_epoch: Mapped[int] = mapped_column(default=0)
    lead_sealed: Mapped[bytes] = mapped_column(
        default=b"", comment="Which agency leads, as only a holder of the case can say"
    )

    lead_agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
    shares: Mapped[list["Share"]] = relationship(
        back_populates="case", order_by="Share.created_at, Share.id"
    )
    episodes: Mapped[list["Episode"]] = relationship(
        back_populates="case", order_by="Episode.number"
    )
    # Asked for whenever somebody wants to see the case: loaded with it.
    restrictions: Mapped[list["Restriction"]] = relationship(lazy="selectin")

    def standing_of(self, agency_id: UUID) -> Standing:
        """How this agency stands towards the case now."""
        if agency_id == self.lead_agency_id:
            return Standing.LEAD
        held = {share.status for share in self.shares_with(agency_id)}
        if ShareStatus.ACCEPTED in held:
            return Standing.PARTNER
        return Standing.INVITED if ShareStatus.OFFERED in held else Standing.NONE

    def admits(self, agency_id: UUID, membership_id: UUID) -> bool:
        """Whether the agency named nobody for this case, or this member too."""
        named = {r.membership_id for r in self.restrictions if r.agency_id == agency_id}
        return not named or membership_id in named

    def shares_with(self, agency_id: UUID) -> list["Share"]:
        """The shares in force with this agency, offered or accepted."""
        return [s for s in self.shares if s.agency_id == agency_id and s.in_force]

    def opens_to(self, agency_id: UUID) -> frozenset[Compartment]:
        """The compartments the rules let this agency open; keys may narrow it."""
        if agency_id == self.lead_agency_id:
            return frozenset(Compartment)
        return frozenset(
            part
            for share in self.shares_with(agency_id)
            if share.status is ShareStatus.ACCEPTED
            for part in share.parts
        )

    def holders_of(self, compartment: Compartment) -> list[UUID]:
        """The agencies whose groups get the key of this compartment."""
        partners = [
            share.agency_id
            for share in self.shares
            if share.in_force and compartment in share.parts
        ]
        return list(dict.fromkeys([self.lead_agency_id, *partners]))

    @property
    def open_episode(self) -> "Episode | None":
        """The episode that still runs, if there is one."""
        return next((e for e in reversed(self.episodes) if e.is_open), None)


class Epoch(Row):
    """The time during which a compartment has one key; signed by who began it."""

    __tablename__ = "epoch"
    __table_args__ = (UniqueConstraint("case_id", "compartment", "number"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    compartment: Mapped[Compartment]
    number: Mapped[int]
    commitment: Mapped[bytes]
    previous: Mapped[bytes] = mapped_column(comment="Commitment of the epoch before")
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    author_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    signature: Mapped[bytes]
    closed_at: Mapped[datetime | None] = mapped_column(
        comment="Since when nothing new is sealed in it: somebody was taken out"
    )


class Wrap(Row):
    """Half of a compartment's key for one group: in its inbox, then on its shelf."""

    __tablename__ = "wrap"
    __table_args__ = (
        UniqueConstraint("epoch_id", "group_id"),
        CheckConstraint("inbox IS NOT NULL OR shelf IS NOT NULL", name="holds_a_half"),
    )

    epoch_id: Mapped[UUID] = mapped_column(ForeignKey("epoch.id"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("group.id"), index=True)
    inbox: Mapped[bytes | None]
    shelf: Mapped[bytes | None]

    epoch: Mapped[Epoch] = relationship()


class Claim(Row):
    """One dated statement about one field of the child: value, source, confidence."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_case_field", "case_id", "field_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    field_id: Mapped[int]
    compartment: Mapped[Compartment]
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class File(Row):
    """A photograph or document; its own key is sealed under its compartment's."""

    __tablename__ = "file"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[FileKind]
    compartment: Mapped[Compartment]
    epoch: Mapped[int]
    key_sealed: Mapped[bytes]
    description_sealed: Mapped[bytes]
    content_sealed: Mapped[bytes] = mapped_column(deferred=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class Note(Row):
    """A text in one compartment, with who wrote it and when."""

    __tablename__ = "note"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    compartment: Mapped[Compartment]
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class Share(Row):
    """One agency let into some compartments of a case, for a purpose, until a date."""

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("until > created_at", name="ends_after_it_starts"),
        Index("ix_share_case_agency", "case_id", "agency_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    by_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    by_person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    compartments: Mapped[list[str]]
    purpose: Mapped[Purpose] = mapped_column(comment="Why the agency needs to know")
    basis: Mapped[LegalBasis]
    until: Mapped[datetime]
    granted_until: Mapped[datetime] = mapped_column(comment="Before it was shortened")
    may_pass_on: Mapped[bool]
    with_lead: Mapped[bool] = mapped_column(default=False, comment="Goes with the lead")
    signature: Mapped[bytes] = mapped_column(
        default=b"", comment="Of who gave it, over its terms"
    )
    status: Mapped[ShareStatus]
    answered_at: Mapped[datetime | None]
    reason_sealed: Mapped[bytes | None] = mapped_column(
        comment="Why it was declined or withdrawn, sealed to the other agency"
    )
    seen_at: Mapped[datetime | None] = mapped_column(
        comment="When the sharer took note of a refusal"
    )

    case: Mapped[Case] = relationship(back_populates="shares")
    agency: Mapped[Agency] = relationship(
        foreign_keys=[agency_id], lazy="joined", innerjoin=True
    )
    by_agency: Mapped[Agency] = relationship(
        foreign_keys=[by_agency_id], lazy="joined", innerjoin=True
    )

    @property
    def in_force(self) -> bool:
        """Offered or accepted, and not run out."""
        open_status = {ShareStatus.OFFERED, ShareStatus.ACCEPTED}
        return self.status in open_status and now() < self.until

    @property
    def parts(self) -> frozenset[Compartment]:
        """The compartments it covers."""
        return frozenset(Compartment(part) for part in self.compartments)

    @property
    def terms(self) -> Terms:
        """The terms it was made on."""
        return Terms(
            compartments=self.parts,
            purpose=self.purpose,
            basis=self.basis,
            until=self.until,
            may_pass_on=self.may_pass_on,
        )


class Episode(Row):
    """One time the child is not where they should be."""

    __tablename__ = "episode"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    number: Mapped[int]
    status: Mapped[EpisodeStatus]
    country: Mapped[str] = mapped_column(comment="Where the absence was noticed")
    noticed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="episodes")

    @property
    def is_open(self) -> bool:
        """Whether the child is still being looked for."""
        return self.ended_at is None


class SearchRow(Base):
    """What a search compares, sealed in the identity compartment; one per case."""

    __tablename__ = "search_row"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), primary_key=True)
    epoch: Mapped[int]
    version: Mapped[int]
    sealed: Mapped[bytes]


class Restriction(Row):
    """A member named for a case: with one such row, their agency's others are out."""

    __tablename__ = "restriction"
    __table_args__ = (UniqueConstraint("case_id", "membership_id"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"))
    by_person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))


class EmergencyAccess(Row):
    """A supervisor opened a part they hold no clearance for: three hours, reviewed."""

    __tablename__ = "emergency_access"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"))
    compartment: Mapped[Compartment]
    until: Mapped[datetime]
    group_epoch: Mapped[int] = mapped_column(comment="Of the emergency group")
    reason_sealed: Mapped[bytes] = mapped_column(comment="Why; binds all of the above")
