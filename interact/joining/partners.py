"""Whom an agency trusts: identities, and the groups and members they vouch for.

First contact with a partner is trusted and remembered under the agency's own key;
from then on another identity under the same name stops everything.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group, Membership, PartnerPin
from interact.agencies.queries import current_group, list_agencies
from interact.agencies.vouching import certificate_of, member_certificate
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.db import later
from interact.core.errors import CannotOpen
from interact.joining.rules import IdentityChanged
from interact.keys.certificates import check_anchor, fingerprint
from interact.keys.formats import pin_context
from interact.keys.rules import GroupName
from interact.keys.sealing import seal, unseal

DIRECTORY = GroupName.COORDINATION

# Where a session keeps whom it met: a pin may be stored only after the page is made.
MET = "met"
# And whose keys were checked: one page opens several parts that the same person began.
CERTIFIED = "certified"


def trusted_identity(session: Session, actor: Actor, agency: Agency) -> bytes:
    """The public identity of an agency, as the actor's own agency knows it.

    Raises IdentityChanged when it is not the one known; records `partner.pinned` the
    first time. Raises CannotOpen for the own agency's, if it was changed.
    """
    public = agency.identity_public
    if agency.id == actor.agency_id:
        check_anchor(public, actor.keyring.anchor)
        return public
    met: dict[UUID, str] = session.info.setdefault(MET, {})
    pin_id = _pin_id(actor.agency_id, agency.id)
    known = met.get(pin_id) or pinned_fingerprint(session, actor, agency.id)
    if known is None:
        _pin(session, actor, agency)
    elif known != fingerprint(public):
        raise IdentityChanged(agency=agency.name)
    met[pin_id] = fingerprint(public)
    return public


def pinned_fingerprint(session: Session, actor: Actor, partner_id: UUID) -> str | None:
    """The fingerprint the actor's agency remembers of a partner, None if none yet.

    Raises CannotOpen when what was remembered was changed.
    """
    pin = session.get(PartnerPin, _pin_id(actor.agency_id, partner_id))
    return _open_pin(actor, pin, partner_id) if pin else None


def certified_group(
    session: Session, actor: Actor, agency: Agency, name: GroupName
) -> Group:
    """The newest group of an agency, if its trusted identity vouches for its keys.

    Raises IdentityChanged or CannotOpen.
    """
    group = current_group(session, agency.id, name)
    public = trusted_identity(session, actor, agency)
    certificate_of(group).check(public, group.certificate, now())
    return group


def certified_member(
    session: Session, actor: Actor, agency_id: UUID, person_id: UUID
) -> bytes:
    """The signing key of a member, if their agency's trusted identity vouches for it.

    Raises CannotOpen when there is no such member or the certificate is not right.
    """
    certified: dict[tuple[UUID, UUID], bytes] = session.info.setdefault(CERTIFIED, {})
    who = (agency_id, person_id)
    if who not in certified:
        certified[who] = _certified(session, actor, agency_id, person_id)
    return certified[who]


def _certified(
    session: Session, actor: Actor, agency_id: UUID, person_id: UUID
) -> bytes:
    membership = session.scalar(
        select(Membership).where(
            Membership.agency_id == agency_id, Membership.person_id == person_id
        )
    )
    if membership is None or membership.certificate is None:
        raise CannotOpen
    public = trusted_identity(session, actor, membership.agency)
    certificate = member_certificate(membership, membership.person)
    certificate.check(public, membership.certificate)
    return certificate.signing_public


@dataclass(frozen=True)
class PartnerView:
    """An agency as the actor's own agency knows it.

    `first_met` is when its fingerprint was first seen (UTC), None before that;
    `changed` is whether it shows another one now.
    """

    agency: Agency
    fingerprint: str
    first_met: datetime | None
    changed: bool
    own: bool


def list_partners(session: Session, actor: Actor) -> list[PartnerView]:
    """Every agency that takes part, by country and name, with what is known of it."""
    pins = select(PartnerPin).where(PartnerPin.agency_id == actor.agency_id)
    met = {pin.partner_id: pin for pin in session.scalars(pins)}
    return [
        _partner(actor, agency, met.get(agency.id)) for agency in list_agencies(session)
    ]


def _partner(actor: Actor, agency: Agency, pin: PartnerPin | None) -> PartnerView:
    shown = fingerprint(agency.identity_public)
    known = None
    if pin is not None and actor.keyring.opens(DIRECTORY):
        known = _open_pin(actor, pin, agency.id)
    own = agency.id == actor.agency_id
    if own:
        known = actor.keyring.anchor
    met = pin.created_at if pin else None
    return PartnerView(agency, shown, met, known not in {None, shown}, own)


def _open_pin(actor: Actor, pin: PartnerPin, partner_id: UUID) -> str:
    keys = actor.keyring.group(DIRECTORY, pin.group_epoch)
    context = pin_context(actor.agency_id, partner_id)
    return unseal(keys.keypair.shelf_key, pin.sealed, context).decode()


def _pin_id(agency_id: UUID, partner_id: UUID) -> UUID:
    return uuid5(agency_id, partner_id.hex)


def _pin(session: Session, actor: Actor, partner: Agency) -> None:
    epoch = actor.keyring.latest(DIRECTORY)
    keys = actor.keyring.group(DIRECTORY, epoch)
    seen = fingerprint(partner.identity_public)
    context = pin_context(actor.agency_id, partner.id)
    pin = {
        "id": _pin_id(actor.agency_id, partner.id),
        "agency_id": actor.agency_id,
        "partner_id": partner.id,
        "group_epoch": epoch,
        "sealed": seal(keys.keypair.shelf_key, seen.encode(), context),
    }
    later(session, partial(_keep_pin, pin))
    record(
        session,
        actor,
        Event.PARTNER_PINNED,
        also=[partner.id],
        recipients=[partner.name],
        fingerprint=seen,
    )


def _keep_pin(pin: dict[str, object], session: Session) -> None:
    if session.get(PartnerPin, pin["id"]) is None:
        session.add(PartnerPin(**pin))
        session.flush()
