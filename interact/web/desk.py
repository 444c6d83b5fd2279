"""The tasks of an agency by who does them: mine, to take, all, overdue, of others."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from interact.access.guard import OWN_AGENCY, may
from interact.access.permissions import Permission
from interact.tasks.desks import Turned, count_desk, read_desk
from interact.tasks.rules import Pile
from interact.web.request import actor, db
from interact.web.task_rows import row_of

blueprint = Blueprint("desk", __name__, url_prefix="/tasks")
FARTHEST = 10_000


@blueprint.get("")
def index() -> ResponseReturnValue:
    """One page of one pile; the others are a link away, with how much lies there."""
    pile = _pile()
    page = read_desk(db(), actor(), pile, Turned(page_asked()))
    return render_template(
        "desk/index.html",
        piles=count_desk(db(), actor()),
        here=pile,
        page=page,
        rows=[row_of(pile, task) for task in page.lines],
        oversees=may(actor(), Permission.OVERSEE_DESK, OWN_AGENCY),
    )


def page_asked() -> int:
    """Which page the address names; the first where it names none there could be."""
    return min(max(request.args.get("page", 1, int), 1), FARTHEST)


def _pile() -> Pile:
    asked = request.args.get("pile", "")
    return next((pile for pile in Pile if pile.value == asked), Pile.MINE)
