"""Comparing a partner's fingerprint with the partner, and what follows from it."""

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.joining.comparing_rules import (
    IdentityNotChanged,
    check_heard,
    check_reason,
)
from interact.joining.partners import trusted_identity
from interact.joining.pins import DIRECTORY, Pin, find_pin, keep_instead
from interact.keys.certificates import fingerprint


def compare_partner(
    session: Session, actor: Actor, agency: Agency, digits: str
) -> None:
    """Keep that a supervisor heard a partner's fingerprint from the partner itself.

    `digits` are the last 20 as they were read out, or all 60. Refuses digits that are
    not those INTERACT shows, and a partner whose keys changed: `accept_new_identity`.
    Records `partner.compared`; both DPOs may read the entry.
    """
    require(actor, Permission.COMPARE_PARTNER, OWN_AGENCY)
    _check_comparable(actor, agency)
    if find_pin(session, actor, agency.id) is not None:
        trusted_identity(session, actor, agency)
    shown = _shown_by(agency)
    check_heard(digits, shown, agency.name)

    keep_instead(session, actor, agency.id, Pin(shown, now(), actor.person_id))
    record(
        session,
        actor,
        Event.PARTNER_COMPARED,
        also=[agency.id],
        recipients=[agency.name],
        fingerprint=shown,
    )


def accept_new_identity(
    session: Session, actor: Actor, agency: Agency, digits: str, reason: str
) -> None:
    """Take a partner's new keys for theirs, after comparing again: it began anew.

    Only for a partner that shows other keys than the ones known. From then on it is
    sealed to under the new ones. Records `identity.accepted` with the reason; both DPOs
    are told.
    """
    require(actor, Permission.ACCEPT_IDENTITY, OWN_AGENCY)
    _check_comparable(actor, agency)
    known, shown = find_pin(session, actor, agency.id), _shown_by(agency)
    if known is None or known.fingerprint == shown:
        raise IdentityNotChanged(agency=agency.name)
    why = check_reason(reason)
    check_heard(digits, shown, agency.name)

    keep_instead(session, actor, agency.id, Pin(shown, now(), actor.person_id))
    for to, about in ((actor.agency_id, agency.id), (agency.id, actor.agency_id)):
        tell_dpos(session, [to], Event.IDENTITY_ACCEPTED, about_agency=about)
    record(
        session,
        actor,
        Event.IDENTITY_ACCEPTED,
        also=[agency.id],
        recipients=[agency.name],
        fingerprint=shown,
        known=known.fingerprint,
        reason=why,
    )


def require_comparison(session: Session, actor: Actor, on: bool) -> None:
    """Let the agency seal to compared partners only, or to every partner again.

    What others share can be read either way. Records `comparison.required`; the DPO
    is told.
    """
    require(actor, Permission.REQUIRE_COMPARISON, OWN_AGENCY)
    agency = session.get_one(Agency, actor.agency_id, with_for_update=True)
    if agency.only_compared is on:
        return

    agency.only_compared = on
    tell_dpos(session, [actor.agency_id], Event.COMPARISON_REQUIRED)
    record(session, actor, Event.COMPARISON_REQUIRED, only_compared=on)


def _check_comparable(actor: Actor, agency: Agency) -> None:
    """An agency knows itself, and the directory opens to its caseworkers only."""
    if agency.id == actor.agency_id:
        raise NotFound
    if not actor.keyring.opens(DIRECTORY):
        raise NotPermitted


def _shown_by(agency: Agency) -> str:
    return fingerprint(agency.identity_public)
