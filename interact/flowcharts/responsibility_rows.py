"""The rows of who answers for the next step of a track, and who is asked to."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.core.clock import now
from interact.flowcharts.definitions import State
from interact.flowcharts.models import (
    Procedure,
    Responsibility,
    ResponsibilityOffer,
)
from interact.flowcharts.responsibility_rules import OfferStatus, answer_by, by_law
from interact.reminders.telling import Reminding, end_reminder, remind
from interact.tasks.holders import holder_of
from interact.tasks.rules import is_immediate


def legal_holder(procedure: Procedure, track: str) -> UUID:
    """The agency that answers by law for a track: the lead where none takes part."""
    flow, case = procedure.flow, procedure.case
    state = flow.states[procedure.stands.places[track].state]
    party = by_law(flow.silence, state)
    return holder_of(case, party, procedure.country) or case.lead_agency_id


def responsible_now(
    session: Session, procedure: Procedure, track: str
) -> Responsibility | None:
    """The row of who answers for the next step of a track; None where nobody need."""
    return session.scalar(
        select(Responsibility).where(
            Responsibility.procedure_id == procedure.id,
            Responsibility.track == track,
            Responsibility.until.is_(None),
        )
    )


def open_offer(
    session: Session, procedure: Procedure, track: str
) -> ResponsibilityOffer | None:
    """The agency that is asked to take over a track and has not answered."""
    return next(iter(open_offers(session, procedure, track)), None)


def open_offers(
    session: Session, procedure: Procedure, track: str
) -> Iterable[ResponsibilityOffer]:
    return session.scalars(
        select(ResponsibilityOffer).where(
            ResponsibilityOffer.procedure_id == procedure.id,
            ResponsibilityOffer.track == track,
            ResponsibilityOffer.status == OfferStatus.OFFERED,
        )
    )


def was_passed_over(
    session: Session, procedure: Procedure, track: str, agency_id: UUID
) -> bool:
    """Whether an agency said no, or was silent, since the track came to its state."""
    refused = {OfferStatus.DECLINED, OfferStatus.SETTLED}
    since = procedure.stands.places[track].since
    found = select(ResponsibilityOffer.id).where(
        ResponsibilityOffer.procedure_id == procedure.id,
        ResponsibilityOffer.track == track,
        ResponsibilityOffer.agency_id == agency_id,
        ResponsibilityOffer.status.in_(refused),
        ResponsibilityOffer.answered_at >= since,
    )
    return session.scalar(found.limit(1)) is not None


def country_of(procedure: Procedure, state: State) -> str:
    """Whose agencies are meant by who must act in a state."""
    abroad = state.held_by.is_abroad and procedure.with_country
    return abroad or procedure.country


def let_hold(
    session: Session, procedure: Procedure, track: str, by: tuple[UUID, bool]
) -> None:
    """Let an agency answer for a track from now on, unless it does already."""
    agency_id, stands_in = by
    held = responsible_now(session, procedure, track)
    if held and (held.agency_id, held.stands_in) == by:
        return
    end_holding(held)
    session.flush()
    session.add(
        Responsibility(
            id=uuid4(),
            procedure_id=procedure.id,
            track=track,
            agency_id=agency_id,
            stands_in=stands_in,
            since=now(),
        )
    )
    session.flush()


def end_holding(held: Responsibility | None) -> None:
    if held:
        held.until = now()


def take_over(
    session: Session, held: Responsibility | None, offer: ResponsibilityOffer
) -> Responsibility | None:
    """Let the agency that was asked answer from now on; the others' offers lapse."""
    answer(session, offer, OfferStatus.ACCEPTED)
    end_holding(held)
    session.flush()
    let_hold(session, offer.procedure, offer.track, (offer.agency_id, False))
    return responsible_now(session, offer.procedure, offer.track)


def ask(
    session: Session,
    procedure: Procedure,
    at: tuple[str, State],
    asked: tuple[UUID, UUID],
) -> ResponsibilityOffer:
    """Ask an agency, unless it is asked already: `asked` is which, and by which."""
    track, state = at
    before = open_offer(session, procedure, track)
    if before:
        return before
    offer = ResponsibilityOffer(
        id=uuid4(),
        procedure=procedure,
        track=track,
        agency_id=asked[0],
        by_agency_id=asked[1],
        status=OfferStatus.OFFERED,
        offered_at=now(),
        answer_by=answer_by(procedure.flow, state, now()),
    )
    session.add(offer)
    said = Reminding.of_offer(asked[0], asked[1])
    urgent = is_immediate(offer.answer_by - offer.offered_at)
    said = replace(said, due_at=offer.answer_by, urgent=urgent)
    remind(session, procedure.case, said, offer.id)
    return offer


def close_offers(
    session: Session,
    procedure: Procedure,
    track: str,
    keep: UUID | None,
    status: OfferStatus,
) -> None:
    """End every offer of a track that waits, but the one to the agency `keep`."""
    for offer in open_offers(session, procedure, track):
        if offer.agency_id != keep:
            answer(session, offer, status)
    session.flush()


def answer(session: Session, offer: ResponsibilityOffer, status: OfferStatus) -> None:
    """End an offer; nobody need be reminded of it any more."""
    offer.status, offer.answered_at = status, now()
    end_reminder(session, offer.id)
