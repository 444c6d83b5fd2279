"""The rows of the desk: each asks its package what waits for the actor's agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from interact.alerts.queries import list_unacknowledged, list_unconfirmed
from interact.assessments.lowering import list_lowerings
from interact.cases.queries import list_offers, list_refusals
from interact.flowcharts.asked import Asked
from interact.leading.queries import (
    list_lead_offers,
    list_lead_refusals,
    list_requests,
    list_unnoted_answers,
)
from interact.leading.rules import RequestStatus
from interact.web.next_steps import name_of
from interact.web.request import actor, db


@dataclass(frozen=True)
class Waiting:
    """One row of the desk: what to do, in which case, since or by when, who asked.

    `of` is the flowchart of a step. `take` and `move` are the task that may be taken
    here, or given to somebody.
    """

    text: str
    url: str
    reference: str
    since: datetime | None = None
    at: datetime | None = None
    who: str | None = None
    of: str | None = None
    urgent: bool = False
    take: UUID | None = None
    move: UUID | None = None


def alerts() -> list[Waiting]:
    """Alerts the agency has not acknowledged."""
    return [
        Waiting(
            text=_("A child is missing: acknowledge the alert"),
            url=url_for(
                "alerts.show", reference=alert.case.reference, alert_id=alert.id
            ),
            reference=alert.case.reference,
            since=alert.created_at,
            who=alert.by_agency.name,
            urgent=alert.urgent,
        )
        for alert in list_unacknowledged(db(), actor())
    ]


def withdrawals() -> list[Waiting]:
    """Alerts that were taken back, to be taken back here too."""
    return [
        Waiting(
            text=_("An alert was withdrawn: confirm that you took it back"),
            url=url_for(
                "alerts.confirm", reference=alert.case.reference, alert_id=alert.id
            ),
            reference=alert.case.reference,
            since=alert.withdrawn_at,
            who=alert.withdrawn_by.name if alert.withdrawn_by else None,
        )
        for alert in list_unconfirmed(db(), actor())
    ]


def offers() -> list[Waiting]:
    """Shares offered to the agency."""
    return [
        Waiting(
            text=_("A case is offered to your agency: answer"),
            url=url_for(
                "sharing.answer", reference=share.case.reference, share_id=share.id
            ),
            reference=share.case.reference,
            since=share.created_at,
            who=share.by_agency.name,
        )
        for share in list_offers(db(), actor())
    ]


def refusals() -> list[Waiting]:
    """Shares of the agency that others declined."""
    return [
        Waiting(
            text=_("An agency declined your offer: read why"),
            url=url_for(
                "sharing.refusal", reference=share.case.reference, share_id=share.id
            ),
            reference=share.case.reference,
            since=share.answered_at,
            who=share.agency.name,
        )
        for share in list_refusals(db(), actor())
    ]


def requests() -> list[Waiting]:
    """Agencies that ask to be let into a case the agency leads."""
    return [
        Waiting(
            text=_("An agency asks for a case: grant it or refuse"),
            url=url_for(
                "requests.answer",
                reference=request.case.reference,
                request_id=request.id,
            ),
            reference=request.case.reference,
            since=request.created_at,
            who=request.agency.name,
            urgent=request.urgent,
        )
        for request in list_requests(db(), actor())
        if request.case
    ]


def answers_to_requests() -> list[Waiting]:
    """What became of the agency's own requests, until somebody notes it."""
    texts = {
        RequestStatus.GRANTED: _("What your agency asked for was granted: read on"),
        RequestStatus.REFUSED: _("What your agency asked for was refused: read why"),
    }
    return [
        Waiting(
            text=texts[request.status],
            url=url_for("requests.show", request_id=request.id),
            reference=request.reference,
            since=request.answered_at,
        )
        for request in list_unnoted_answers(db(), actor())
    ]


def asked_to_answer(asked: Iterable[Asked]) -> list[Waiting]:
    """Next steps that the agency is asked to answer for."""
    return [
        Waiting(
            text=_(
                "Asked to answer for the next step (%(state)s): answer",
                state=_(one.state),
            ),
            of=name_of(one.title, one.with_country),
            url=url_for(
                "responsibility.answer",
                reference=one.reference,
                procedure_id=one.procedure_id,
                offer_id=one.offer_id,
            ),
            reference=one.reference,
            at=one.answer_by,
            who=one.by_agency,
        )
        for one in asked
    ]


def declined_to_answer(asked: Iterable[Asked]) -> list[Waiting]:
    """Next steps that stay where they are: the agency that was asked said no."""
    return [
        Waiting(
            text=_(
                "Declined to answer for the next step (%(state)s): see what to do",
                state=_(one.state),
            ),
            of=name_of(one.title, one.with_country),
            url=_answering(one),
            reference=one.reference,
            since=one.answered_at,
            who=one.agency,
        )
        for one in asked
    ]


def asked_of_others(asked: Iterable[Asked]) -> list[Waiting]:
    """Next steps that another agency was asked to answer for, and has not answered."""
    return [
        Waiting(
            text=_(
                "Asked to answer for the next step (%(state)s): not answered yet",
                state=_(one.state),
            ),
            of=name_of(one.title, one.with_country),
            url=_answering(one),
            reference=one.reference,
            at=one.answer_by,
            who=one.agency,
        )
        for one in asked
    ]


def lead_offers() -> list[Waiting]:
    """Cases whose lead is offered to the agency."""
    return [
        Waiting(
            text=_("The lead of a case is offered to your agency: answer"),
            url=url_for(
                "leading.answer", reference=offer.case.reference, offer_id=offer.id
            ),
            reference=offer.case.reference,
            since=offer.created_at,
            who=offer.by_agency.name,
        )
        for offer in list_lead_offers(db(), actor())
    ]


def lead_refusals() -> list[Waiting]:
    """Offers of the lead that another agency declined."""
    return [
        Waiting(
            text=_("An agency declined the lead of a case: read why"),
            url=url_for(
                "leading.refusal", reference=offer.case.reference, offer_id=offer.id
            ),
            reference=offer.case.reference,
            since=offer.answered_at,
            who=offer.agency.name,
        )
        for offer in list_lead_refusals(db(), actor())
    ]


def lowerings() -> list[Waiting]:
    """Lower levels that wait for a second person; which level is not said here."""
    return [
        Waiting(
            text=_("A lower level waits for a second person: agree or say why not"),
            url=url_for(
                "lowering.answer",
                reference=one.case.reference,
                assessment_id=one.id,
            ),
            reference=one.case.reference,
            since=one.finished_at,
            who=one.finished_by.name if one.finished_by else None,
        )
        for one in list_lowerings(db(), actor())
    ]


def _answering(asked: Asked) -> str:
    """Where it stands who answers for the next step."""
    return url_for(
        "procedures.show",
        reference=asked.reference,
        procedure_id=asked.procedure_id,
        _anchor="answering",
    )
