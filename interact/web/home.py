"""The desk: what waits for me, most urgent first, and my cases."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from interact.agencies.rules import Role
from interact.cases.queries import list_cases
from interact.flowcharts.asked import AskedNow, read_asked
from interact.tasks.desks import count_desk, read_first
from interact.tasks.rules import Pile
from interact.tasks.undelivered import list_failures
from interact.web.desk import FARTHEST
from interact.web.desk_rows import (
    Waiting,
    alerts,
    answers_to_requests,
    asked_of_others,
    asked_to_answer,
    declined_to_answer,
    lead_offers,
    lead_refusals,
    lowerings,
    offers,
    refusals,
    requests,
    withdrawals,
)
from interact.web.request import actor, db
from interact.web.task_rows import row_of

blueprint = Blueprint("home", __name__)
# Enough to see what is next; the pages behind list all.
FEW = 10
CASES = 50
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
    first = {
        pile: [row_of(pile, task) for task in tasks]
        for pile, tasks in read_first(db(), actor(), FEW).items()
    }
    asking = requests()
    asked = read_asked(db(), actor())
    page = min(max(request.args.get("cases", 1, int), 1), FARTHEST)
    cases = list_cases(db(), actor(), most=CASES + 1, skip=(page - 1) * CASES)
    return render_template(
        "home/show.html",
        counts=count_desk(db(), actor()),
        failures=list_failures(db(), actor()),
        at_once=[
            *alerts(),
            *(one for one in asking if one.urgent),
            *first[Pile.OVERDUE],
            *withdrawals(),
        ],
        mine=first[Pile.MINE],
        next=[*_answers(asking, asked), *first[Pile.FREE]],
        others=[*asked_of_others(asked.of_others), *first[Pile.OTHERS]],
        cases=cases[:CASES],
        page=page,
        has_more=len(cases) > CASES,
    )


def _answers(asking: list[Waiting], asked: AskedNow) -> list[Waiting]:
    """What can be answered or noted today; urgent requests ring at once."""
    return [
        *asked_to_answer(asked.of_us),
        *lead_offers(),
        *offers(),
        *(one for one in asking if not one.urgent),
        *lowerings(),
        *declined_to_answer(asked.declined),
        *refusals(),
        *lead_refusals(),
        *answers_to_requests(),
    ]
