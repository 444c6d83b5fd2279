"""Tables: agency, person, seed_wrap, membership, group, grant, partner_pin.

Names and e-mail addresses of people are sealed under the installation's directory key.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.agencies.rules import AgencyKind, Role
from interact.core.db import Row
from interact.keys.rules import GroupName


class Agency(Row):
    """An organisation that takes part, in one country."""

    __tablename__ = "agency"

    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[AgencyKind]
    country: Mapped[str] = mapped_column(comment="ISO 3166-1 alpha-2; GR, not EL")
    place: Mapped[str] = mapped_column(comment="Town or region it answers for")
    phone: Mapped[str] = mapped_column(comment="The duty number other agencies call")
    time_zone: Mapped[str]
    identity_public: Mapped[bytes] = mapped_column(
        comment="Ed25519 and ML-DSA-65 public keys that vouch for its groups"
    )
    identity_sealed: Mapped[bytes] = mapped_column(
        comment="Its private half, under the custody group"
    )

    memberships: Mapped[list["Membership"]] = relationship(back_populates="agency")
    groups: Mapped[list["Group"]] = relationship(back_populates="agency")


class Person(Row):
    """Someone who signs in."""

    __tablename__ = "person"

    name_sealed: Mapped[bytes]
    email_sealed: Mapped[bytes]
    email_token: Mapped[bytes] = mapped_column(
        unique=True, comment="Keyed hash: finds a person without storing the address"
    )
    kem_public: Mapped[bytes]
    signing_public: Mapped[bytes]
    totp_sealed: Mapped[bytes | None] = mapped_column(
        comment="Second factor, under the person's own key"
    )
    totp_last_step: Mapped[int] = mapped_column(default=0)

    seed_wraps: Mapped[list["SeedWrap"]] = relationship(back_populates="person")
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person")


class SeedWrap(Row):
    """A person's seed under one thing only they have: their passphrase, a code."""

    __tablename__ = "seed_wrap"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(comment="pw, prf or code")
    params: Mapped[dict[str, Any]]
    sealed: Mapped[bytes]

    person: Mapped[Person] = relationship(back_populates="seed_wraps")


class Membership(Row):
    """A person's place and role in one agency."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "agency_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[Role]
    certificate: Mapped[bytes] = mapped_column(
        comment="The agency's signature over the person, role and public keys"
    )
    anchor_sealed: Mapped[bytes] = mapped_column(
        comment="The agency's fingerprint, under the person's own key"
    )
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(
        back_populates="memberships", lazy="joined", innerjoin=True
    )
    agency: Mapped[Agency] = relationship(
        back_populates="memberships", lazy="joined", innerjoin=True
    )
    grants: Mapped[list["Grant"]] = relationship(back_populates="membership")


class Group(Row):
    """The members of one agency who may open one compartment. It has the key."""

    __tablename__ = "group"
    __table_args__ = (UniqueConstraint("agency_id", "name", "epoch"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[GroupName]
    epoch: Mapped[int]
    kem_public: Mapped[bytes]
    signing_public: Mapped[bytes]
    not_after: Mapped[datetime]
    certificate: Mapped[bytes] = mapped_column(comment="The agency's signature")
    custody_sealed: Mapped[bytes | None] = mapped_column(
        comment="Its seed for the custodians; empty for their own group"
    )

    agency: Mapped[Agency] = relationship(
        back_populates="groups", lazy="joined", innerjoin=True
    )


class Grant(Row):
    """A custodian gives a member of their own agency a clearance."""

    __tablename__ = "grant"
    __table_args__ = (Index("ix_grant_membership_group", "membership_id", "group_id"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("group.id"))
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("membership.id"))
    wrap: Mapped[bytes]
    custodian_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    signature: Mapped[bytes]

    group: Mapped[Group] = relationship()
    membership: Mapped[Membership] = relationship(back_populates="grants")


class PartnerPin(Row):
    """A partner agency's fingerprint as this agency first saw it, sealed by it."""

    __tablename__ = "partner_pin"
    __table_args__ = (UniqueConstraint("agency_id", "partner_id"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    partner_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    group_epoch: Mapped[int]
    sealed: Mapped[bytes]
