"""Reading offers of the lead and requests, for those whom they concern."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, may, require
from interact.access.permissions import Permission
from interact.cases.models import Case, Share
from interact.cases.reasons import open_text
from interact.cases.rules import spelled
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.leading.models import LeadOffer, Request
from interact.leading.rules import LeadOfferStatus, RequestStatus

WITH_SHARES = selectinload(Case.shares)


def get_lead_offer(
    session: Session, actor: Actor, reference: str, offer_id: UUID
) -> LeadOffer:
    """An offer of the lead that the actor's agency made or was made; or NotFound."""
    offer = session.get(LeadOffer, offer_id)
    if offer is None or offer.case.reference != spelled(reference):
        raise NotFound
    if actor.agency_id not in {offer.agency_id, offer.by_agency_id}:
        raise NotFound(offer.case)
    require(actor, Permission.READ_HEADER, offer.case)
    return offer


def find_newest_offer(vault: Vault) -> LeadOffer | None:
    """The newest offer of the lead of this case, whatever became of it."""
    newest = (
        select(LeadOffer)
        .where(LeadOffer.case_id == vault.case.id)
        .order_by(LeadOffer.created_at.desc(), LeadOffer.id)
        .limit(1)
    )
    return vault.session.scalar(newest)


def list_lead_offers(session: Session, actor: Actor) -> list[LeadOffer]:
    """Offers of the lead that the actor's agency has not answered, oldest first."""
    waiting = (
        select(LeadOffer)
        .join(Share, Share.id == LeadOffer.share_id)
        .where(
            LeadOffer.agency_id == actor.agency_id,
            LeadOffer.status == LeadOfferStatus.OFFERED,
            Share.until > now(),
        )
        .options(joinedload(LeadOffer.case).options(WITH_SHARES))
        .order_by(LeadOffer.created_at, LeadOffer.id)
    )
    found = session.scalars(waiting)
    return [one for one in found if may(actor, Permission.ANSWER_LEAD, one.case)]


def list_lead_refusals(session: Session, actor: Actor) -> list[LeadOffer]:
    """Offers of the lead the actor's agency made that were declined and not noted."""
    declined = (
        select(LeadOffer)
        .where(
            LeadOffer.by_agency_id == actor.agency_id,
            LeadOffer.status == LeadOfferStatus.DECLINED,
            LeadOffer.seen_at.is_(None),
        )
        .options(joinedload(LeadOffer.case).options(WITH_SHARES))
        .order_by(LeadOffer.answered_at, LeadOffer.id)
    )
    found = session.scalars(declined)
    return [one for one in found if may(actor, Permission.READ_CASE, one.case)]


def read_lead_reason(actor: Actor, offer: LeadOffer) -> str:
    """Why the lead was declined, or its offer withdrawn; empty if not for the actor.

    Raises CannotOpen when it is not what was sealed.
    """
    declined = offer.status is LeadOfferStatus.DECLINED
    reader = offer.by_agency_id if declined else offer.agency_id
    if offer.reason_sealed is None or reader != actor.agency_id:
        return ""
    return open_text(actor, offer.id, offer.reason_sealed)


def list_requests(session: Session, actor: Actor) -> list[Request]:
    """Requests for the cases that the actor's agency leads: urgent ones, then oldest.

    Those whose time has passed are left out: nobody needs an answer any more.
    """
    asked = (
        select(Request)
        .join(Case, Case.id == Request.case_id)
        .where(
            Case.lead_agency_id == actor.agency_id,
            Request.status == RequestStatus.ASKED,
            Request.until > now(),
        )
        .options(joinedload(Request.case))
        .order_by(Request.urgent.desc(), Request.created_at, Request.id)
    )
    return [one for one in session.scalars(asked) if _may_answer(actor, one)]


def get_request(
    session: Session, actor: Actor, reference: str, request_id: UUID
) -> Request:
    """A request for this case, for the agency that leads it; or NotFound."""
    request = session.get(Request, request_id)
    case = request.case if request else None
    if request is None or case is None or case.reference != spelled(reference):
        raise NotFound
    require(actor, Permission.ANSWER_REQUEST, case)
    return request


def read_request_text(actor: Actor, request: Request) -> str:
    """What the agency wrote that asked; empty if nothing. Raises CannotOpen."""
    if request.text_sealed is None:
        return ""
    return open_text(actor, request.id, request.text_sealed)


def list_own_requests(session: Session, actor: Actor) -> list[Request]:
    """What the actor's agency asked for, the newest first, whatever became of it."""
    require(actor, Permission.ASK_FOR_CASE, OWN_AGENCY)
    own = (
        select(Request)
        .where(Request.agency_id == actor.agency_id)
        .options(joinedload(Request.case))
        .order_by(Request.created_at.desc(), Request.id)
    )
    return [one for one in session.scalars(own) if _may_know(actor, one)]


def list_unnoted_answers(session: Session, actor: Actor) -> list[Request]:
    """Answers to what the actor's agency asked for that nobody there has noted."""
    answered = (
        select(Request)
        .where(
            Request.agency_id == actor.agency_id,
            Request.status != RequestStatus.ASKED,
            Request.seen_at.is_(None),
        )
        .options(joinedload(Request.case))
        .order_by(Request.answered_at, Request.id)
    )
    return [one for one in session.scalars(answered) if _may_know(actor, one)]


def get_own_request(session: Session, actor: Actor, request_id: UUID) -> Request:
    """A request that the actor's agency made; or NotFound."""
    require(actor, Permission.ASK_FOR_CASE, OWN_AGENCY)
    request = session.get(Request, request_id)
    if request is None or request.agency_id != actor.agency_id:
        raise NotFound(request.case if request else None)
    if not _may_know(actor, request):
        raise NotFound(request.case)
    return request


def read_refusal_reason(actor: Actor, request: Request) -> str:
    """Why it was refused, for the agency that asked. Raises CannotOpen."""
    if request.reason_sealed is None or request.agency_id != actor.agency_id:
        return ""
    return open_text(actor, request.id, request.reason_sealed)


def _may_answer(actor: Actor, request: Request) -> bool:
    case = request.case
    return case is not None and may(actor, Permission.ANSWER_REQUEST, case)


def _may_know(actor: Actor, request: Request) -> bool:
    """Not of a case that the agency restricted to other members since."""
    case = request.case
    return case is None or case.admits(actor.agency_id, actor.membership_id)
