"""Asking the lead of a case to be let in, or further in; granting it, refusing it."""

from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency, Group
from interact.agencies.queries import current_group
from interact.agencies.vouching import certificate_of
from interact.audit.actions import record, record_for_lead
from interact.audit.rules import Event
from interact.cases.locking import lock_case
from interact.cases.models import Case, Share
from interact.cases.queries import find_case
from interact.cases.reasons import READERS, seal_text, seal_to
from interact.cases.rules import ReasonNeeded, TextTooLong, spelled
from interact.cases.sharing import share_as_asked
from interact.core.clock import now
from interact.core.errors import CannotOpen, NotFound
from interact.joining.pins import find_pin
from interact.keys.certificates import fingerprint
from interact.keys.rules import Compartment
from interact.leading.models import Request
from interact.leading.rules import (
    LONGEST_REQUEST_TEXT,
    MOST_REQUESTS,
    REQUESTS_WITHIN,
    Asking,
    MoreThanAsked,
    OwnCaseAskedFor,
    RequestNotOpen,
    RequestRanOut,
    RequestStatus,
    TooManyRequests,
)

# What is typed as a reference is kept as far as one could be that long.
LONGEST_REFERENCE = 20


def ask_for_case(session: Session, actor: Actor, asking: Asking) -> Request:
    """Ask the agency that leads a case to be let in, or further in.

    Whether there is a case of this reference is not told: what is kept, answered and
    done is the same. What is written is sealed to the agency that leads. Records
    `case.asked_for`; the lead's DPO may read it. Refuses with OwnCaseAskedFor, and
    with TooManyRequests who tries many references.
    """
    require(actor, Permission.ASK_FOR_CASE, OWN_AGENCY)
    asking.terms.check(now())
    _check_text(asking.text)
    _check_rate(session, actor)
    case = _find_asked(session, actor, asking.reference)

    request = _request(actor, asking, case)
    session.add(request)
    sealed = _seal_to_lead(session, actor, request, case, asking.text)
    request.text_sealed = sealed if case else None
    session.flush()
    _record(session, actor, Event.CASE_ASKED_FOR, request)
    return request


def grant_request(
    session: Session,
    actor: Actor,
    request: Request,
    compartments: AbstractSet[Compartment],
) -> Share:
    """Let the agency that asked into the parts chosen among those it asked for.

    It need not accept what it asked for itself: the share is in force at once. Records
    `case.shared` and `request.granted`. Refuses with RequestNotOpen, RequestRanOut,
    MoreThanAsked, and what `share_case` refuses.
    """
    case = _case_of(request)
    require(actor, Permission.ANSWER_REQUEST, case)
    _hold(session, request, case)
    if request.until <= now():
        raise RequestRanOut
    if not compartments <= request.parts:
        raise MoreThanAsked

    terms = replace(request.terms, compartments=frozenset(compartments))
    share = share_as_asked(session, actor, case, request.agency, terms)
    request.status, request.answered_at = RequestStatus.GRANTED, now()
    _record(session, actor, Event.REQUEST_GRANTED, request)
    return share


def refuse_request(
    session: Session, actor: Actor, request: Request, reason: str
) -> None:
    """Refuse what was asked for, with a reason that the agency reads.

    Records `request.refused`. Refuses with RequestNotOpen and ReasonNeeded.
    """
    case = _case_of(request)
    require(actor, Permission.ANSWER_REQUEST, case)
    _hold(session, request, case)
    if not reason.strip():
        raise ReasonNeeded

    request.status, request.answered_at = RequestStatus.REFUSED, now()
    request.reason_sealed = seal_text(
        session, actor, request.id, request.agency, reason.strip()
    )
    _record(session, actor, Event.REQUEST_REFUSED, request)


def note_answer(session: Session, actor: Actor, request: Request) -> None:
    """Take an answered request off the desk of the agency that asked.

    Records `answer.noted`. Refuses with NotFound a request of another agency.
    """
    require(actor, Permission.ASK_FOR_CASE, OWN_AGENCY)
    if request.agency_id != actor.agency_id:
        raise NotFound(request.case)

    request.seen_at = now()
    _record(session, actor, Event.ANSWER_NOTED, request)


def _check_text(text: str) -> None:
    if len(text) > LONGEST_REQUEST_TEXT:
        raise TextTooLong(limit=LONGEST_REQUEST_TEXT)


def _check_rate(session: Session, actor: Actor) -> None:
    """Refuse who asks so often that they may be trying references."""
    lately = select(func.count(Request.id)).where(
        Request.person_id == actor.person_id,
        Request.created_at > now() - REQUESTS_WITHIN,
    )
    if (session.scalar(lately) or 0) >= MOST_REQUESTS:
        raise TooManyRequests(number=MOST_REQUESTS)


def _find_asked(session: Session, actor: Actor, reference: str) -> Case | None:
    """The case, unless the actor may not even learn that their agency has it."""
    case = find_case(session, reference)
    if case is None or not case.admits(actor.agency_id, actor.membership_id):
        return None
    if case.lead_agency_id == actor.agency_id:
        raise OwnCaseAskedFor
    return case


def _request(actor: Actor, asking: Asking, case: Case | None) -> Request:
    return Request(
        id=uuid4(),
        reference=spelled(asking.reference)[:LONGEST_REFERENCE],
        case=case,
        agency_id=actor.agency_id,
        person_id=actor.person_id,
        compartments=sorted(asking.terms.parts),
        purpose=asking.terms.purpose,
        basis=asking.terms.basis,
        until=asking.terms.until,
        urgent=asking.urgent,
        status=RequestStatus.ASKED,
    )


def _seal_to_lead(
    session: Session, actor: Actor, request: Request, case: Case | None, text: str
) -> bytes | None:
    """What was written, sealed to the lead; for no case to the own agency, in vain.

    It takes as long either way. Nobody is met for the first time by asking: the
    partners an agency has met would tell that there is such a case.
    """
    own = session.get_one(Agency, actor.agency_id)
    group = _trusted_group(session, actor, case.lead_agency if case else own)
    return seal_to(group, request.id, text.strip()) if group else None


def _trusted_group(session: Session, actor: Actor, agency: Agency) -> Group | None:
    """The group that reads requests; None where its keys may not be sealed to."""
    with suppress(CannotOpen):
        group = current_group(session, agency.id, READERS)
        certificate = certificate_of(group)
        certificate.check(agency.identity_public, group.certificate, now())
        if _is_trusted(session, actor, agency):
            return group
    return None


def _is_trusted(session: Session, actor: Actor, agency: Agency) -> bool:
    """Whether the agency is the one that is known, and compared where that is asked."""
    pin = find_pin(session, actor, agency.id)
    own = session.get_one(Agency, actor.agency_id)
    if pin is None:
        return agency is own or not own.only_compared
    same = pin.fingerprint == fingerprint(agency.identity_public)
    return same and (pin.compared or not own.only_compared)


def _case_of(request: Request) -> Case:
    if request.case is None:
        raise NotFound
    return request.case


def _hold(session: Session, request: Request, case: Case) -> None:
    """Let nobody else answer until this transaction ends; refuse what was answered."""
    lock_case(session, case)
    session.refresh(request, ["status", "answered_at", "reason_sealed"])
    if request.status is not RequestStatus.ASKED:
        raise RequestNotOpen


def _record(session: Session, actor: Actor, event: Event, request: Request) -> None:
    said: dict[str, Any] = {
        "asked": request.reference,
        "compartments": sorted(request.parts),
        "purpose": request.purpose.value,
        "legal_basis": request.basis.value,
        "until": request.until.isoformat(),
        "urgent": request.urgent,
    }
    if event is Event.CASE_ASKED_FOR:  # who asks is not told whether there is a case
        record_for_lead(session, actor, event, request.case, **said)
        record(session, actor, event, **said)
    else:
        record(session, actor, event, request.case, also=[request.agency_id], **said)
