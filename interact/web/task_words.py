"""Tasks in the reader's words: what is to be done, and the page where it is."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from interact.tasks.rules import TaskKind
from interact.web.request import db


def task_text(
    kind: TaskKind,
    title: str,
    checklist_id: str | None,
    *,
    number: int = 1,
    again: bool = False,
) -> str:
    """What a task says with nothing opened; `number` things that are asked for.

    `again` says that the checklist to be filled in was filled in before.
    """
    if kind is TaskKind.TO_DO:
        return str(
            ngettext(
                "The checklist “%(title)s” asks for something: see what",
                "The checklist “%(title)s” asks for %(num)s things: see what",
                number,
                title=checklist_title(checklist_id),
            )
        )
    if kind is TaskKind.FILL_IN:
        name = checklist_title(checklist_id)
        if again:
            return str(_("Fill in “%(title)s” again", title=name))
        return str(_("Fill in “%(title)s”", title=name))
    return str(_(title))


def task_page(
    kind: TaskKind, reference: str, checklist_id: str | None, procedure_id: UUID | None
) -> str:
    """Where a task is done, or seen: a step on the page of the procedure it is of."""
    if kind is TaskKind.TO_DO:
        return url_for("tasks.index", reference=reference)
    if kind is TaskKind.FILL_IN:
        return url_for(
            "assessments.start", reference=reference, checklist_id=checklist_id
        )
    return url_for("procedures.show", reference=reference, procedure_id=procedure_id)


def flowchart_title(flowchart_id: str) -> str:
    """The title of a flowchart; of one that is in use no more, its number."""
    flow = db().info["flowcharts"].get(flowchart_id)
    return str(_(flow.title)) if flow else flowchart_id


def checklist_title(checklist_id: str | None) -> str:
    """The title of a checklist; of one that is in use no more, its number."""
    checklist = db().info["checklists"].get(checklist_id)
    return str(_(checklist.title)) if checklist else checklist_id or ""
