"""Which next steps an agency is asked to answer for, and which others declined."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from interact.access.actor import Actor
from interact.access.guard import standing_for
from interact.cases.models import Case
from interact.flowcharts.models import (
    Procedure,
    Responsibility,
    ResponsibilityOffer,
)
from interact.flowcharts.responsibility_rules import OfferStatus
from interact.tasks.holders import TAKES_PART

Newer = aliased(ResponsibilityOffer, name="newer")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A next step that one agency asked another to answer for: for the desk.

    `title` is of the flowchart, `with_country` (ISO 3166-1 alpha-2) the other country.
    Times are UTC; `answered_at` says when it was declined.
    """

    reference: str
    procedure_id: UUID
    offer_id: UUID
    title: str
    with_country: str | None
    state: str
    agency: str
    by_agency: str
    answer_by: datetime
    answered_at: datetime | None


@dataclass(frozen=True)
class AskedNow:
    """What concerns one agency: next steps that others asked of it, that it asked of
    others and have no answer yet, and to which another agency said no."""

    of_us: list[Asked]
    of_others: list[Asked]
    declined: list[Asked]


def read_asked(session: Session, actor: Actor) -> AskedNow:
    """The next steps that the actor's agency is asked to answer for, or asked others.

    What was declined stays until it is asked of somebody again, somebody else answers
    for it, or the track has come to another state. Not in cases that the agency
    restricted to other members. Opens nothing.
    """
    own = actor.agency_id
    found = _find(session, actor)
    waiting = [one for one in found if one.status is OfferStatus.OFFERED]
    declined = [one for one in found if one.status is OfferStatus.DECLINED]
    return AskedNow(
        of_us=[_asked(one) for one in waiting if one.agency_id == own],
        of_others=[_asked(one) for one in waiting if one.agency_id != own],
        declined=[_asked(one) for one in declined if still(one, _entered(one))],
    )


def still(offer: ResponsibilityOffer, entered: datetime) -> bool:
    """Whether an offer is about the state that its track `entered` then (UTC).

    One that waits always is; what was answered before says nothing of it.
    """
    return offer.answered_at is None or offer.answered_at >= entered


def _entered(offer: ResponsibilityOffer) -> datetime:
    return offer.procedure.stands.places[offer.track].since


def _find(session: Session, actor: Actor) -> list[ResponsibilityOffer]:
    """The offers that concern an agency, of what is followed now in its cases."""
    concerns = or_(_waits(actor), _was_declined(actor))
    found = session.scalars(
        select(ResponsibilityOffer)
        .join(ResponsibilityOffer.procedure)
        .where(Procedure.ended_at.is_(None), concerns)
        .options(
            joinedload(ResponsibilityOffer.by_agency),
            joinedload(ResponsibilityOffer.procedure).joinedload(Procedure.published),
            joinedload(ResponsibilityOffer.procedure)
            .joinedload(Procedure.case)
            .options(selectinload(Case.shares), selectinload(Case.restrictions)),
        )
        .order_by(ResponsibilityOffer.answer_by, ResponsibilityOffer.id)
    )
    return [
        one
        for one in found
        if standing_for(actor, one.procedure.case) in TAKES_PART
        and one.track in one.procedure.stands.places
    ]


def _waits(actor: Actor) -> ColumnElement[bool]:
    """Whether an offer waits that the agency got or made."""
    got = ResponsibilityOffer.agency_id == actor.agency_id
    made = ResponsibilityOffer.by_agency_id == actor.agency_id
    return and_(ResponsibilityOffer.status == OfferStatus.OFFERED, or_(got, made))


def _was_declined(actor: Actor) -> ColumnElement[bool]:
    """Whether an offer was declined that the agency made, or whose step stays with it,
    and nobody else has answered since."""
    concerned = or_(
        ResponsibilityOffer.reason_for_agency_id == actor.agency_id,
        ResponsibilityOffer.by_agency_id == actor.agency_id,
    )
    answered_since = exists().where(
        Responsibility.procedure_id == ResponsibilityOffer.procedure_id,
        Responsibility.track == ResponsibilityOffer.track,
        Responsibility.since > ResponsibilityOffer.answered_at,
    )
    asked_again = exists().where(
        Newer.procedure_id == ResponsibilityOffer.procedure_id,
        Newer.track == ResponsibilityOffer.track,
        Newer.offered_at > ResponsibilityOffer.offered_at,
    )
    return and_(
        ResponsibilityOffer.status == OfferStatus.DECLINED,
        concerned,
        ~answered_since,
        ~asked_again,
    )


def _asked(offer: ResponsibilityOffer) -> Asked:
    procedure = offer.procedure
    place = procedure.stands.places[offer.track]
    return Asked(
        reference=procedure.case.reference,
        procedure_id=procedure.id,
        offer_id=offer.id,
        title=procedure.flow.title,
        with_country=procedure.with_country,
        state=procedure.flow.states[place.state].title,
        agency=offer.agency.name,
        by_agency=offer.by_agency.name,
        answer_by=offer.answer_by,
        answered_at=offer.answered_at,
    )
