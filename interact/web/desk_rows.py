"""The rows of the desk: each asks its package what waits for the actor's agency."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from interact.access.guard import OWN_AGENCY, may
from interact.access.permissions import Permission
from interact.alerts.queries import list_unacknowledged, list_unconfirmed
from interact.assessments.lowering import list_lowerings
from interact.cases.queries import list_offers, list_refusals
from interact.flowcharts.who_answers import list_asked
from interact.leading.queries import (
    list_lead_offers,
    list_lead_refusals,
    list_requests,
    list_unnoted_answers,
)
from interact.leading.rules import RequestStatus
from interact.tasks.desk_lines import DueTask
from interact.tasks.rules import Pile
from interact.web.next_steps import name_of
from interact.web.request import actor, db
from interact.web.task_words import flowchart_title, task_page, task_text


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


def asked_to_answer() -> list[Waiting]:
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
        for one in list_asked(db(), actor())
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


def row_of(pile: Pile, task: DueTask) -> Waiting:
    """A line of a pile of tasks."""
    return _row_of_others(task) if pile is Pile.OTHERS else task_row(task)


def task_row(task: DueTask) -> Waiting:
    """Something to do that waits for the agency, and who of it has it.

    What a checklist asks for together is taken one by one, on the page of the case.
    """
    alone, taken = task.number == 1, task.taken_by is not None
    movable = task.is_mine or not taken or _oversees()
    return Waiting(
        text=task_text(task.kind, task.title, task.checklist_id, task.number),
        url=_page(task),
        reference=task.reference,
        at=task.due_at,
        who=_taker(task),
        of=_flowchart(task),
        take=task.id if alone and not taken else None,
        move=task.id if alone and movable else None,
    )


def _row_of_others(task: DueTask) -> Waiting:
    """What another agency has to do, or one that does not take part yet."""
    return Waiting(
        text=task_text(task.kind, task.title, task.checklist_id, task.number),
        url=_page(task),
        reference=task.reference,
        at=task.due_at,
        who=task.agency_name
        or str(_("%(part)s: none takes part yet", part=_(task.part.label))),
        of=_flowchart(task),
    )


def _page(task: DueTask) -> str:
    return task_page(task.kind, task.reference, task.checklist_id, task.procedure_id)


def _flowchart(task: DueTask) -> str | None:
    return flowchart_title(task.flowchart_id) if task.flowchart_id else None


def _taker(task: DueTask) -> str | None:
    if task.is_mine:
        return str(_("You have this"))
    if task.taken_by:
        return str(_("%(name)s has this", name=task.taken_by))
    return None


def _oversees() -> bool:
    return may(actor(), Permission.OVERSEE_DESK, OWN_AGENCY)
