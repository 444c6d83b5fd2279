"""A supervisor's view of the whole agency: who has how many tasks, and which."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.tasks.colleagues import get_colleague
from interact.tasks.desks import Turned, read_desk, read_desk_of
from interact.tasks.overseeing import read_agency_desk
from interact.tasks.rules import Pile
from interact.web.desk import page_asked
from interact.web.request import actor, db
from interact.web.task_rows import row_of, task_row

blueprint = Blueprint("overseeing", __name__, url_prefix="/tasks/agency")
FEW = 10


@blueprint.get("")
def show() -> ResponseReturnValue:
    """How many tasks each colleague has, what nobody has taken, what is overdue."""
    desk = read_agency_desk(db(), actor())
    overdue = read_desk(db(), actor(), Pile.OVERDUE, Turned(size=FEW))
    return render_template(
        "overseeing/show.html",
        desk=desk,
        overdue=[row_of(Pile.OVERDUE, task) for task in overdue.lines],
        has_more=overdue.has_more,
    )


@blueprint.get("/<uuid:membership_id>")
def person(membership_id: UUID) -> ResponseReturnValue:
    """What one colleague has, to be handed over where it must."""
    require(actor(), Permission.OVERSEE_DESK, OWN_AGENCY)
    colleague = get_colleague(db(), actor(), membership_id)
    page = read_desk_of(db(), actor(), colleague.person_id, Turned(page_asked()))
    return render_template(
        "overseeing/person.html",
        colleague=colleague,
        page=page,
        rows=[task_row(task) for task in page.lines],
    )
