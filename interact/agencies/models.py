"""Tables: agency, its people, their keys, its groups, and whom it knows.

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
    suspended_at: Mapped[datetime | None] = mapped_column(
        comment="Since when its members are kept out"
    )
    only_compared: Mapped[bool] = mapped_column(
        default=False, comment="It seals only to partners it has compared"
    )
    recovery_tested_at: Mapped[datetime | None] = mapped_column(
        comment="When two of its three recovery codes were seen to work"
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
    passkey_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("passkey.id"), comment="Which passkey opens it, for kind prf"
    )

    person: Mapped[Person] = relationship(back_populates="seed_wraps")


class Passkey(Row):
    """A key on a person's own device, as WebAuthn registers it: a second factor."""

    __tablename__ = "passkey"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes] = mapped_column(comment="COSE, as the device gave it")
    sign_count: Mapped[int]
    label_sealed: Mapped[bytes] = mapped_column(comment="What the person calls it")
    last_used_at: Mapped[datetime | None]


class Membership(Row):
    """A person's place and role in one agency.

    Until a custodian compares the person's fingerprint there is no certificate, and
    nothing opens.
    """

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "agency_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[Role]
    clearance: Mapped[list[str]] = mapped_column(
        comment="The groups the person belongs to, as a custodian decided"
    )
    certificate: Mapped[bytes | None] = mapped_column(
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
    emergency_sealed: Mapped[bytes | None] = mapped_column(
        comment="Its seed for the emergency group; only of compartments"
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


class Invitation(Row):
    """A link by which one person may come into an agency, once and for 72 hours."""

    __tablename__ = "invitation"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    role: Mapped[Role]
    clearance: Mapped[list[str]]
    token_hash: Mapped[bytes] = mapped_column(
        unique=True, comment="The link's token is kept nowhere"
    )
    expires_at: Mapped[datetime]
    by_person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="Empty for the first custodian"
    )
    name_sealed: Mapped[bytes]
    email_sealed: Mapped[bytes]
    custody_sealed: Mapped[bytes | None] = mapped_column(
        comment="The custody seed under the link's token, for the first custodian"
    )
    replaces_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("membership.id"), comment="Whose keys were lost, if that is why"
    )
    vouched_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="The second person, where two must vouch"
    )
    withdrawn_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]
    membership_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("membership.id"), comment="Who came in by it"
    )

    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class RecoveryKey(Row):
    """The public half of one of an agency's three printed recovery codes."""

    __tablename__ = "recovery_key"
    __table_args__ = (UniqueConstraint("agency_id", "number"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    number: Mapped[int] = mapped_column(comment="1, 2 or 3, as printed on the code")
    public: Mapped[bytes]
    certificate: Mapped[bytes] = mapped_column(comment="The agency's signature")


class RecoveryEnvelope(Row):
    """The custody seed for two of the three codes together: one inside the other."""

    __tablename__ = "recovery_envelope"
    __table_args__ = (UniqueConstraint("agency_id", "first", "second"),)

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    first: Mapped[int]
    second: Mapped[int]
    group_epoch: Mapped[int] = mapped_column(comment="Of the custody group")
    sealed: Mapped[bytes]


class Rotation(Row):
    """A group getting a new key: what the old one held is sealed again, bit by bit."""

    __tablename__ = "rotation"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    old_group_id: Mapped[UUID] = mapped_column(ForeignKey("group.id"))
    new_group_id: Mapped[UUID] = mapped_column(ForeignKey("group.id"))
    by_person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    total: Mapped[int] = mapped_column(comment="How many halves the old group held")
    moved: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]

    old_group: Mapped[Group] = relationship(foreign_keys=[old_group_id])
    new_group: Mapped[Group] = relationship(foreign_keys=[new_group_id])
