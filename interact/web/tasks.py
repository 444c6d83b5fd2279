"""The tasks of a case: steps, what checklists ask for, checklists to fill in."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField

from interact.cases.queries import read_case
from interact.cases.vault import Vault
from interact.flowcharts.queries import flow_now
from interact.tasks.actions import finish_task
from interact.tasks.queries import TaskView, get_task, list_tasks, read_task
from interact.tasks.rules import TaskKind
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE
from interact.web.request import actor, db
from interact.web.task_words import checklist_title, task_page, task_text

blueprint = Blueprint("tasks", __name__, url_prefix="/cases/<reference>/tasks")

RESPONSE = "FM-RESP"


class DoneForm(InteractForm):
    note = TextAreaField(
        _l("What others should know about it, if anything"),
        widget=GovTextArea(),
        description=_l("Only those who see the task can read it."),
        render_kw=PRIVATE,
        default="",
    )


@dataclass(frozen=True)
class ShownTask:
    """A task in the reader's words; `step` is the one it suggests, by its title."""

    task: TaskView
    text: str
    asked_by: str
    url: str | None
    step: str
    refer: str
    who: str


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """What is to be done in a case, and what was, as far as the reader can open it."""
    vault = read_case(db(), actor(), reference)
    tasks = list(_shown(vault, list_tasks(vault)))
    return render_template(
        "tasks/index.html",
        header=header_of(vault),
        open=[one for one in tasks if one.task.ended_at is None],
        ended=[one for one in tasks if one.task.ended_at is not None],
    )


@blueprint.route("/<uuid:task_id>/done", methods=["GET", "POST"])
def finish(reference: str, task_id: UUID) -> ResponseReturnValue:
    """Say that what a checklist asked for is done, with a note or without."""
    vault = read_case(db(), actor(), reference)
    form = DoneForm()
    if form.validate_on_submit():
        with form.refusals():
            task = get_task(vault, task_id)
            finish_task(db(), actor(), task, form.note.data or "")
            flash(_("Done. It stands among the tasks that have ended."))
            return redirect(url_for(".index", reference=reference), 303)
    (shown,) = _shown(vault, [read_task(vault, task_id)])
    page = render_template(
        "tasks/finish.html", header=header_of(vault), form=form, shown=shown
    )
    return page, (422 if form.errors else 200)


def _shown(vault: Vault, tasks: Iterable[TaskView]) -> Iterable[ShownTask]:
    for task in tasks:
        said = task.said
        yield ShownTask(
            task=task,
            text=_text(task),
            asked_by=checklist_title(task.checklist_id) if task.checklist_id else "",
            url=_url(vault, task),
            step=_step(vault, said.step) if said and said.step else "",
            refer=_(said.refer) if said and said.refer else "",
            who=task.agency_name
            or str(_("%(part)s: none takes part yet", part=_(task.part.label))),
        )


def _text(task: TaskView) -> str:
    if task.said:
        return str(_(task.said.text))
    if task.is_withheld and task.compartment:
        part = _(task.compartment.label)
        return str(_("Part of “%(part)s”, which you cannot open", part=part))
    return task_text(task.kind, task.title, task.checklist_id)


def _url(vault: Vault, task: TaskView) -> str | None:
    """Where it is done; what a checklist asks for leads to what was answered."""
    reference = vault.case.reference
    if task.ended_at or task.is_withheld:
        return None
    if task.kind is TaskKind.TO_DO:
        return url_for(
            "assessments.show", reference=reference, assessment_id=task.assessment_id
        )
    part = task.compartment
    if part is not None and not vault.may_write(part):
        return None
    return task_page(task.kind, reference, task.checklist_id)


def _step(vault: Vault, step_id: str) -> str:
    """The title of a step of the response as this country follows it."""
    flow = flow_now(db(), RESPONSE, vault.actor.country)
    step = flow.find_step(step_id)
    return str(_(step.title)) if step else step_id
