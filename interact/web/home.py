"""The desk: what waits for me, most urgent first, and my cases."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from interact.agencies.rules import Role
from interact.alerts.queries import list_unacknowledged, list_unconfirmed
from interact.cases.queries import list_cases, list_offers, list_refusals
from interact.core.clock import now
from interact.flowcharts.queries import (
    DueTask,
    list_open_tasks,
    list_tasks_of_others,
)
from interact.web.request import actor, db

blueprint = Blueprint("home", __name__)
NO_CASES = {Role.DPO: "history.index", Role.CUSTODIAN: "agencies.index"}


@dataclass(frozen=True)
class Waiting:
    """One row of the desk: what to do, in which case, since or by when, who asked."""

    text: str
    url: str
    reference: str
    since: datetime | None = None
    at: datetime | None = None
    who: str | None = None
    urgent: bool = False


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """The desk of a caseworker; a DPO's is the history."""
    if actor().role in NO_CASES:
        return redirect(url_for(NO_CASES[actor().role]))
    tasks = [_task(task) for task in list_open_tasks(db(), actor())]
    overdue = [row for row in tasks if row.at and row.at <= now()]
    return render_template(
        "home/show.html",
        at_once=[*_alerts(), *overdue, *_withdrawals()],
        today=[*_offers(), *_refusals(), *[r for r in tasks if r not in overdue]],
        others=_others(),
        cases=list_cases(db(), actor()),
    )


def _alerts() -> list[Waiting]:
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


def _withdrawals() -> list[Waiting]:
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


def _offers() -> list[Waiting]:
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


def _refusals() -> list[Waiting]:
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


def _others() -> list[Waiting]:
    return [
        replace(_task(task), who=_holder(task))
        for task in list_tasks_of_others(db(), actor())
    ]


def _task(task: DueTask) -> Waiting:
    return Waiting(
        text=_(task.title),
        url=url_for("procedures.show", reference=task.reference),
        reference=task.reference,
        at=task.due_at,
    )


def _holder(task: DueTask) -> str:
    if task.agency_name:
        return task.agency_name
    return str(_("%(part)s: none takes part yet", part=_(task.part.label)))
