"""The desk: what waits for me, most urgent first, and my cases."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from interact.agencies.rules import Role
from interact.cases.queries import list_cases
from interact.core.clock import now
from interact.tasks.queries import list_desk_tasks
from interact.web.desk_rows import (
    Waiting,
    alerts,
    answers_to_requests,
    lead_offers,
    lead_refusals,
    lowerings,
    offers,
    others,
    refusals,
    requests,
    task_row,
    withdrawals,
)
from interact.web.request import actor, db

blueprint = Blueprint("home", __name__)
NO_CASES = {
    Role.DPO: "notices.index",
    Role.CUSTODIAN: "members.index",
    Role.ADMINISTRATOR: "platform.index",
}


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """The desk of a caseworker; a DPO's is the page of notices."""
    if actor().role in NO_CASES:
        return redirect(url_for(NO_CASES[actor().role]))
    waiting = list_desk_tasks(db(), actor())
    tasks = [task_row(task) for task in waiting.mine]
    overdue = [row for row in tasks if row.at and row.at <= now()]
    return render_template(
        "home/show.html",
        at_once=[*alerts(), *requests(urgent=True), *overdue, *withdrawals()],
        today=[*_answers(), *[row for row in tasks if row not in overdue]],
        others=others(waiting.of_others),
        cases=list_cases(db(), actor()),
    )


def _answers() -> list[Waiting]:
    """What can be answered or noted today; urgent requests ring at once."""
    asked = [*lead_offers(), *offers(), *requests(urgent=False)]
    return [*asked, *lowerings(), *refusals(), *lead_refusals(), *answers_to_requests()]
