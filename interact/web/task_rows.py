"""The rows of tasks on a desk: what to do, by when, and who has it."""

from flask_babel import gettext as _

from interact.access.guard import OWN_AGENCY, may
from interact.access.permissions import Permission
from interact.tasks.desk_lines import DueTask
from interact.tasks.rules import Pile
from interact.web.desk_rows import Waiting
from interact.web.request import actor
from interact.web.task_words import flowchart_title, task_page, task_text


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
        text=_text(task),
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
        text=_text(task),
        url=_page(task),
        reference=task.reference,
        at=task.due_at,
        who=task.agency_name
        or str(_("%(part)s: none takes part yet", part=_(task.part.label))),
        of=_flowchart(task),
    )


def _text(task: DueTask) -> str:
    return task_text(
        task.kind,
        task.title,
        task.checklist_id,
        number=task.number,
        again=task.is_again,
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
