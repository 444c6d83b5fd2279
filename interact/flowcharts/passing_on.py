"""Passing on who answers for the next step: offered, and changed by acceptance only."""

from collections.abc import Container
from uuid import UUID

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.locking import lock_case
from interact.cases.reasons import seal_text
from interact.cases.rules import ReasonNeeded, check_text
from interact.core.clock import now
from interact.flowcharts.interpreter import at_rest
from interact.flowcharts.models import Procedure, Responsibility, ResponsibilityOffer
from interact.flowcharts.responsibility_rows import (
    answer,
    ask,
    close_offers,
    country_of,
    end_holding,
    legal_holder,
    let_hold,
    open_offer,
    responsible_now,
    take_over,
    was_passed_over,
)
from interact.flowcharts.responsibility_rules import (
    AlreadyResponsible,
    NotInvolved,
    OfferNotOpen,
    OfferStatus,
    StillTimeToAnswer,
    passing,
)
from interact.tasks.holders import holder_of, may_hold


def pass_on(
    session: Session,
    procedure: Procedure,
    acted: UUID,
    moved: Container[str] | None = None,
) -> None:
    """Say, after a step of the agency `acted`, who answers for what comes next.

    It has acted in the tracks `moved`, or in all, and in those that open now.

    For every track that is open: whoever answered for it still does, and the agency
    that must act now is asked, unless it was in this state and said no or nothing. Who
    takes a step where it was asked has said yes. Where nobody need act any more, nobody
    answers. Records nothing: the step is recorded.
    """
    flow = procedure.flow
    for track, place in procedure.stands.places.items():
        state = flow.states[place.state]
        held = responsible_now(session, procedure, track)
        if at_rest(flow, procedure.stands, track):
            end_holding(held)
            close_offers(session, procedure, track, None, OfferStatus.LAPSED)
            continue
        here = _still_here(procedure, held)
        acts = acted if here is None or moved is None or track in moved else here
        asked = open_offer(session, procedure, track)
        if asked and asked.agency_id == acts == acted:
            held = take_over(session, held, asked)
            here = acted
        meant = holder_of(procedure.case, state.held_by, country_of(procedure, state))
        found = passing(here, acts, meant)
        if found.holder:
            let_hold(session, procedure, track, (found.holder, found.stands_in))
        close_offers(session, procedure, track, found.offered_to, OfferStatus.LAPSED)
        meant = found.offered_to
        if meant and not was_passed_over(session, procedure, track, meant):
            ask(session, procedure, (track, state), (meant, acted))
    session.flush()


def _still_here(procedure: Procedure, held: Responsibility | None) -> UUID | None:
    """Who answers so far: the lead, where that agency takes no part any more."""
    if held is None or may_hold(procedure.case, held.agency_id, None):
        return held.agency_id if held else None
    return procedure.case.lead_agency_id


def accept_responsibility(
    session: Session, actor: Actor, offer: ResponsibilityOffer
) -> None:
    """Say that the actor's agency answers for the next step from now on.

    Records `responsibility.accepted`. Refuses with OfferNotOpen what was answered or
    lapsed, and what another agency was asked.
    """
    procedure = offer.procedure
    require(actor, Permission.ANSWER_RESPONSIBILITY, procedure.case)
    _check_asked(session, actor, offer)

    held = responsible_now(session, procedure, offer.track)
    take_over(session, held, offer)
    _record(session, actor, Event.RESPONSIBILITY_ACCEPTED, offer)


def decline_responsibility(
    session: Session, actor: Actor, offer: ResponsibilityOffer, reason: str
) -> None:
    """Leave the next step with who answers for it, and tell them why.

    Records `responsibility.declined`. Refuses with OfferNotOpen and ReasonNeeded.
    """
    procedure = offer.procedure
    require(actor, Permission.ANSWER_RESPONSIBILITY, procedure.case)
    _check_asked(session, actor, offer)
    if not reason.strip():
        raise ReasonNeeded
    said = check_text(reason)

    held = responsible_now(session, procedure, offer.track)
    here = _still_here(procedure, held) or procedure.case.lead_agency_id
    reader = session.get_one(Agency, here)
    offer.reason_sealed = seal_text(session, actor, offer.id, reader, said)
    offer.reason_for_agency_id = reader.id
    answer(session, offer, OfferStatus.DECLINED)
    _record(session, actor, Event.RESPONSIBILITY_DECLINED, offer)


def offer_responsibility(
    session: Session, actor: Actor, procedure: Procedure, track: str, agency: Agency
) -> ResponsibilityOffer:
    """Ask another agency to answer for the next step of a track.

    For the agency that answers for it now, and the lead. Whoever was asked before is
    not any more. Records `responsibility.offered`. Refuses with AlreadyResponsible,
    with NotInvolved an agency that takes no part, and with OfferNotOpen where nobody
    need act, or for another agency.
    """
    require(actor, Permission.OFFER_RESPONSIBILITY, procedure.case)
    lock_case(session, procedure.case)
    held = responsible_now(session, procedure, track)
    leads = actor.agency_id == procedure.case.lead_agency_id
    if held is None or not (leads or held.agency_id == actor.agency_id):
        raise OfferNotOpen
    if agency.id == held.agency_id:
        raise AlreadyResponsible
    if not may_hold(procedure.case, agency.id, None):
        raise NotInvolved

    close_offers(session, procedure, track, None, OfferStatus.LAPSED)
    state = procedure.flow.states[procedure.stands.places[track].state]
    asked = (agency.id, actor.agency_id)
    offer = ask(session, procedure, (track, state), asked)
    session.flush()
    _record(session, actor, Event.RESPONSIBILITY_OFFERED, offer)
    return offer


def settle_responsibility(
    session: Session, actor: Actor, offer: ResponsibilityOffer
) -> None:
    """Give the next step to who answers for it by law, because who was asked is silent.

    For the lead agency, once the time to answer is over (StillTimeToAnswer). Records
    `responsibility.settled`. Refuses with OfferNotOpen what was answered since.
    """
    procedure = offer.procedure
    require(actor, Permission.SETTLE_RESPONSIBILITY, procedure.case)
    _held(session, offer)
    if offer.status is not OfferStatus.OFFERED:
        raise OfferNotOpen
    if offer.answer_by > now():
        raise StillTimeToAnswer

    agency_id = legal_holder(procedure, offer.track)
    answer(session, offer, OfferStatus.SETTLED)
    let_hold(session, procedure, offer.track, (agency_id, False))
    _record(session, actor, Event.RESPONSIBILITY_SETTLED, offer)


def _held(session: Session, offer: ResponsibilityOffer) -> None:
    """Let nobody else answer until this transaction ends; see the last answer."""
    lock_case(session, offer.procedure.case)
    session.refresh(offer, with_for_update={"of": ResponsibilityOffer})


def _check_asked(session: Session, actor: Actor, offer: ResponsibilityOffer) -> None:
    _held(session, offer)
    asked = offer.agency_id == actor.agency_id
    if not asked or offer.status is not OfferStatus.OFFERED:
        raise OfferNotOpen


def _record(
    session: Session, actor: Actor, event: Event, offer: ResponsibilityOffer
) -> None:
    record(
        session,
        actor,
        event,
        offer.procedure.case,
        flowchart=offer.procedure.flow.id,
        track=offer.track,
        agency=str(offer.agency_id),
    )
