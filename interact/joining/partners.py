"""Whom an agency trusts: identities, and the groups and members they vouch for.

First contact with a partner is trusted and remembered under the agency's own key;
from then on another identity under the same name stops everything. Comparing the
fingerprint with the partner is `comparing.py`.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group, Membership, PartnerPin, Person
from interact.agencies.queries import current_group, list_agencies, name_of
from interact.agencies.vouching import certificate_of, member_certificate
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.db import later
from interact.core.errors import CannotOpen
from interact.joining.comparing_rules import HEARD_DIGITS
from interact.joining.pins import (
    DIRECTORY,
    Pin,
    find_pin,
    is_forgotten,
    keep_first,
    open_pin,
    pin_id,
)
from interact.joining.rules import IdentityChanged, PartnerNotCompared
from interact.keys.certificates import check_anchor, fingerprint
from interact.keys.rules import GroupName

# Whose keys were checked: one page opens several parts that the same person began.
CERTIFIED = "certified"

UNHEARD = "·····"


def trusted_identity(session: Session, actor: Actor, agency: Agency) -> bytes:
    """The public identity of an agency, as the actor's own agency knows it.

    Raises IdentityChanged when it is not the one known; records `partner.pinned` the
    first time. Raises CannotOpen for the own agency's, if it was changed.
    """
    public = agency.identity_public
    if agency.id == actor.agency_id:
        check_anchor(public, actor.keyring.anchor)
        return public
    shown, known = fingerprint(public), find_pin(session, actor, agency.id)
    if known is None:
        _meet(session, actor, agency, shown)
    elif known.fingerprint != shown:
        raise IdentityChanged(agency=agency.name, partner_id=agency.id)
    return public


def certified_group(
    session: Session, actor: Actor, agency: Agency, name: GroupName
) -> Group:
    """The newest group of an agency to seal to, if its identity vouches for its keys.

    Raises IdentityChanged or CannotOpen; and PartnerNotCompared, if the actor's agency
    seals only to partners it has compared.
    """
    group = current_group(session, agency.id, name)
    public = trusted_identity(session, actor, agency)
    _check_compared(session, actor, agency)
    certificate_of(group).check(public, group.certificate, now())
    return group


def _check_compared(session: Session, actor: Actor, agency: Agency) -> None:
    if agency.id == actor.agency_id:
        return
    if session.get_one(Agency, actor.agency_id).only_compared:
        pin = find_pin(session, actor, agency.id)
        if pin is None or not pin.compared:
            raise PartnerNotCompared(agency=agency.name)


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


@dataclass(frozen=True, kw_only=True)
class PartnerView:
    """An agency as the actor's own agency knows it.

    `first_met` is when its fingerprint was first seen (UTC), None before that;
    `compared_at` and `compared_by` say when and by whom it was compared; `changed` is
    whether it shows another one now. `opens` is whether the actor may know: DPOs and
    custodians do not open what their agency remembers.
    """

    agency: Agency
    fingerprint: str
    first_met: datetime | None
    compared_at: datetime | None
    compared_by: str
    changed: bool
    own: bool
    opens: bool

    @property
    def shown(self) -> list[str]:
        """Its digits in groups of five; all of them once they were compared."""
        heard = self.own or (self.compared_at is not None and not self.changed)
        return self.fingerprint.split(" ") if heard else self.to_compare

    @property
    def to_compare(self) -> list[str]:
        """Its digits without the last 20: who compares types those they hear, and must
        not be able to copy them from a page."""
        groups = self.fingerprint.split(" ")
        unheard = HEARD_DIGITS // len(groups[0])
        return groups[:-unheard] + [UNHEARD] * unheard


def list_partners(session: Session, actor: Actor) -> list[PartnerView]:
    """Every agency that takes part, by country and name, with what is known of it."""
    pins = select(PartnerPin).where(PartnerPin.agency_id == actor.agency_id)
    met = {pin.partner_id: pin for pin in session.scalars(pins)}
    known = {
        partner_id: open_pin(actor, pin)
        for partner_id, pin in met.items()
        if actor.keyring.opens(DIRECTORY)
    }
    names = _names(session, {pin.compared_by for pin in known.values()})
    return [
        _view(actor, agency, met.get(agency.id), known.get(agency.id), names)
        for agency in list_agencies(session)
    ]


def view_partner(session: Session, actor: Actor, agency: Agency) -> PartnerView:
    """One agency as the actor's own agency knows it."""
    row = session.get(PartnerPin, pin_id(actor.agency_id, agency.id))
    opens = row is not None and actor.keyring.opens(DIRECTORY)
    known = open_pin(actor, row) if row is not None and opens else None
    names = _names(session, {known.compared_by} if known else set())
    return _view(actor, agency, row, known, names)


def _names(session: Session, people: set[UUID | None]) -> dict[UUID, str]:
    found = session.scalars(select(Person).where(Person.id.in_(people - {None})))
    return {person.id: name_of(session, person) for person in found}


def _view(
    actor: Actor,
    agency: Agency,
    row: PartnerPin | None,
    pin: Pin | None,
    names: dict[UUID, str],
) -> PartnerView:
    shown, own = fingerprint(agency.identity_public), agency.id == actor.agency_id
    known = actor.keyring.anchor if own else (pin and pin.fingerprint)
    by = pin.compared_by if pin else None
    return PartnerView(
        agency=agency,
        fingerprint=shown,
        first_met=row.created_at if row else None,
        compared_at=pin.compared_at if pin else None,
        compared_by=names.get(by, "") if by else "",
        changed=known not in {None, shown},
        own=own,
        opens=actor.keyring.opens(DIRECTORY),
    )


def note_changed_partner(session: Session, actor: Actor, agency: Agency) -> None:
    """Record that a partner shows other keys than the ones known, and tell both DPOs.

    Once for each change; nothing when it shows those that are known. What was asked
    for is refused or goes without that partner, and this is kept all the same. The
    partner's DPO gets a notice but not the entry: nothing is sealed to such keys.
    """
    later(session, partial(_note_changed, actor, agency.id))


def _note_changed(actor: Actor, partner_id: UUID, session: Session) -> None:
    agency = session.get_one(Agency, partner_id)
    row = session.get(PartnerPin, pin_id(actor.agency_id, partner_id))
    if row is None and not is_forgotten(session, actor, partner_id):
        return
    known = open_pin(actor, row) if row else Pin(NOT_REMEMBERED)
    shown = fingerprint(agency.identity_public)
    if known.fingerprint == shown:
        return
    change = hashlib.sha256(f"{known.text()}\n{shown}".encode()).digest()
    told = [
        tell_dpos(session, [to], Event.PARTNER_CHANGED, about_agency=about, once=change)
        for to, about in (
            (actor.agency_id, partner_id),
            (partner_id, actor.agency_id),
        )
    ]
    if any(told):
        record(
            session,
            actor,
            Event.PARTNER_CHANGED,
            recipients=[agency.name],
            fingerprint=shown,
            known=known.fingerprint,
        )


# What stands for a fingerprint that somebody deleted.
NOT_REMEMBERED = "deleted"


def _meet(session: Session, actor: Actor, partner: Agency, shown: str) -> None:
    """Trust a partner the first time; what was remembered of one is not forgotten."""
    if is_forgotten(session, actor, partner.id):
        raise IdentityChanged(agency=partner.name, partner_id=partner.id)
    keep_first(session, actor, partner.id, Pin(shown))
    record(
        session,
        actor,
        Event.PARTNER_PINNED,
        also=[partner.id],
        recipients=[partner.name],
        fingerprint=shown,
    )
