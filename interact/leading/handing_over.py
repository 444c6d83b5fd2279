"""Handing over the lead of a case: offered, and changed by acceptance only."""

from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.epochs import list_begun
from interact.cases.giving import add_share
from interact.cases.lead import say_lead
from interact.cases.locking import lock_case
from interact.cases.models import Case, Share
from interact.cases.reasons import seal_text
from interact.cases.rekeying import take_out
from interact.cases.rules import (
    LONGEST_SHARE,
    LegalBasis,
    PartnerSuspended,
    Purpose,
    ReasonNeeded,
    ShareStatus,
    Terms,
)
from interact.cases.standing import end_shares
from interact.cases.vault import Vault, open_vault
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.leading.models import LeadOffer
from interact.leading.rules import (
    WITH_LEAD,
    AlreadyLeads,
    LeadOffered,
    LeadOfferNotOpen,
    LeadOfferStatus,
    NotClearedForAll,
)
from interact.reminders.telling import Reminding, end_reminder, remind


def offer_lead(session: Session, actor: Actor, case: Case, agency: Agency) -> LeadOffer:
    """Offer another agency to answer for a case; until it accepts, nothing changes.

    A share of everything but an investigation goes with the offer, sealed to the
    agency and shut until it accepts. Records `lead.offered`; both DPOs may read it.
    Refuses with AlreadyLeads, LeadOffered, and NotClearedForAll where a part of the
    case does not open to the actor.
    """
    require(actor, Permission.OFFER_LEAD, case)
    lock_case(session, case)
    _check_receiver(session, case, agency)
    vault = open_vault(session, actor, case)
    _check_opens_all(vault)

    share = add_share(vault, agency, _terms(), ShareStatus.OFFERED, with_lead=True)
    session.flush()
    offer = LeadOffer(
        id=uuid4(),
        case=case,
        agency=agency,
        by_agency=session.get_one(Agency, actor.agency_id),
        by_person_id=actor.person_id,
        share_id=share.id,
        status=LeadOfferStatus.OFFERED,
    )
    session.add(offer)
    session.flush()
    remind(session, case, Reminding.of_offer(agency.id, actor.agency_id), offer.id)
    _record(session, actor, Event.LEAD_OFFERED, offer)
    return offer


def accept_lead(session: Session, actor: Actor, offer: LeadOffer) -> None:
    """Take over the lead of a case: from now on the actor's agency answers for it.

    The agency that led stays a partner, with everything but an investigation, until
    its share is ended; what it shared with others stays in force. Records
    `lead.accepted`. Refuses with LeadOfferNotOpen.
    """
    require(actor, Permission.ANSWER_LEAD, offer.case)
    case = _held(session, offer)
    _check_open(session, offer, answered_by=actor)

    former = case.lead_agency
    needless = case.shares_with(actor.agency_id)
    _answer(session, offer, LeadOfferStatus.ACCEPTED)
    with_it = session.get_one(Share, offer.share_id)
    with_it.status, with_it.answered_at = ShareStatus.ACCEPTED, offer.answered_at
    session.flush()
    _forget_opened(session)
    vault = open_vault(session, actor, case)
    vault.begin(Compartment.COORDINATION)
    case.lead_agency = offer.agency
    session.flush()
    say_lead(vault)
    # Who leads needs no share. These are over, and nobody withdrew them.
    for share in needless:
        share.until = now()
        end_reminder(session, share.id)
    add_share(vault, former, _terms(), ShareStatus.ACCEPTED)
    session.flush()
    _record(session, actor, Event.LEAD_ACCEPTED, offer)
    end_shares(session, needless)


def decline_lead(session: Session, actor: Actor, offer: LeadOffer, reason: str) -> None:
    """Leave the lead where it is, with a reason for the agency that offered it.

    Records `lead.declined`. Refuses with LeadOfferNotOpen and ReasonNeeded.
    """
    require(actor, Permission.ANSWER_LEAD, offer.case)
    _held(session, offer)
    _check_open(session, offer, answered_by=actor)
    said = _checked(reason)

    offer.reason_sealed = seal_text(session, actor, offer.id, offer.by_agency, said)
    _answer(session, offer, LeadOfferStatus.DECLINED)
    _end_share(session, offer, ShareStatus.DECLINED)
    _record(session, actor, Event.LEAD_DECLINED, offer)


def withdraw_lead_offer(
    session: Session, actor: Actor, offer: LeadOffer, reason: str
) -> None:
    """Take back an offer of the lead that was not answered, and tell the agency why.

    Records `lead_offer.withdrawn`. Refuses with LeadOfferNotOpen and ReasonNeeded.
    """
    require(actor, Permission.OFFER_LEAD, offer.case)
    _held(session, offer)
    _check_open(session, offer)
    said = _checked(reason)

    offer.reason_sealed = seal_text(session, actor, offer.id, offer.agency, said)
    _answer(session, offer, LeadOfferStatus.WITHDRAWN)
    _end_share(session, offer, ShareStatus.WITHDRAWN)
    _record(session, actor, Event.LEAD_OFFER_WITHDRAWN, offer)


def note_lead_answer(session: Session, actor: Actor, offer: LeadOffer) -> None:
    """Take a declined offer of the lead off the desk. Records `answer.noted`."""
    require(actor, Permission.SHARE_CASE, offer.case)
    if offer.by_agency_id != actor.agency_id:
        raise LeadOfferNotOpen

    offer.seen_at = now()
    _record(session, actor, Event.ANSWER_NOTED, offer)


def _terms() -> Terms:
    """On what terms an agency is let in that is to lead, or has led."""
    return Terms(
        compartments=WITH_LEAD,
        purpose=Purpose.TRANSFER_OF_CARE,
        basis=LegalBasis.PUBLIC_TASK,
        until=now() + LONGEST_SHARE,
    )


def _held(session: Session, offer: LeadOffer) -> Case:
    """The case, while nobody else decides on it, and the offer as it stands now."""
    case = offer.case
    lock_case(session, case)
    session.expire(offer)
    return case


def _check_receiver(session: Session, case: Case, agency: Agency) -> None:
    if agency.id == case.lead_agency_id:
        raise AlreadyLeads(agency=agency.name)
    if agency.suspended_at is not None:
        raise PartnerSuspended(agency=agency.name)
    open_offers = select(LeadOffer).where(
        LeadOffer.case_id == case.id, LeadOffer.status == LeadOfferStatus.OFFERED
    )
    for offer in session.scalars(open_offers):
        if session.get_one(Share, offer.share_id).in_force:
            raise LeadOffered(agency=offer.agency.name)
        _answer(session, offer, LeadOfferStatus.WITHDRAWN)
    session.flush()


def _check_opens_all(vault: Vault) -> None:
    shut = (list_begun(vault.session, vault.case) & WITH_LEAD) - vault.held
    if shut:
        parts = ", ".join(sorted(part.label for part in shut))
        raise NotClearedForAll(parts=parts)


def _check_open(
    session: Session, offer: LeadOffer, answered_by: Actor | None = None
) -> None:
    share = session.get_one(Share, offer.share_id)
    if offer.status is not LeadOfferStatus.OFFERED or not share.in_force:
        raise LeadOfferNotOpen
    if answered_by is not None and offer.agency_id != answered_by.agency_id:
        raise LeadOfferNotOpen


def _checked(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()


def _answer(session: Session, offer: LeadOffer, status: LeadOfferStatus) -> None:
    offer.status, offer.answered_at = status, now()
    end_reminder(session, offer.id)


def _end_share(session: Session, offer: LeadOffer, status: ShareStatus) -> None:
    """End the share that went with the offer; what lay there for the agency goes."""
    share = session.get_one(Share, offer.share_id)
    share.status, share.answered_at = status, now()
    session.flush()
    take_out(session, offer.case, offer.agency_id, share.parts)
    _forget_opened(session)
    end_shares(session, [share])


def _forget_opened(session: Session) -> None:
    session.info.pop("vaults", None)


def _record(session: Session, actor: Actor, event: Event, offer: LeadOffer) -> None:
    record(
        session,
        actor,
        event,
        offer.case,
        also=[offer.agency_id, offer.by_agency_id],
        recipients=[offer.agency.name],
        compartments=sorted(WITH_LEAD),
        purpose=Purpose.TRANSFER_OF_CARE.value,
        legal_basis=LegalBasis.PUBLIC_TASK.value,
    )
