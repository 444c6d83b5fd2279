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
from interact.tasks.colleagues import list_able
from interact.tasks.queries import TaskView, get_task, list_tasks, read_task
from interact.tasks.rules import Pile, TaskKind
from interact.tasks.taking import give_back_task, hand_over_task, take_task
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE, OneOf
from interact.web.request import actor, db
from interact.web.task_words import (
    checklist_title,
    flowchart_title,
    task_page,
    task_text,
)

blueprint = Blueprint("tasks", __name__, url_prefix="/cases/<reference>/tasks")


class DoneForm(InteractForm):
    note = TextAreaField(
        _l("What others should know about it, if anything"),
        widget=GovTextArea(),
        description=_l("Only those who see the task can read it."),
        render_kw=PRIVATE,
        default="",
    )


class HandOverForm(InteractForm):
    colleague = OneOf(_l("Who does it"), needed=_l("Choose a colleague"))


@dataclass(frozen=True)
class ShownTask:
    """A task in the reader's words; `step` is the one it suggests, by its title."""

    task: TaskView
    text: str
    asked_by: str
    of: str
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


@blueprint.post("/<uuid:task_id>/take")
def take(reference: str, task_id: UUID) -> ResponseReturnValue:
    """Take a task: it lies on one's own desk then."""
    vault = read_case(db(), actor(), reference)
    take_task(db(), actor(), get_task(vault, task_id))
    flash(_("You have taken this task. It is among yours."))
    return redirect(url_for("desk.index", pile=Pile.MINE.value), 303)


@blueprint.route("/<uuid:task_id>/hand-over", methods=["GET", "POST"])
def hand_over(reference: str, task_id: UUID) -> ResponseReturnValue:
    """Give a task to a colleague who may open the case, or let it be anybody's."""
    vault = read_case(db(), actor(), reference)
    task = get_task(vault, task_id)
    form = HandOverForm()
    form.colleague.choices = [
        (str(one.membership_id), one.name) for one in list_able(db(), actor(), task)
    ]
    if form.validate_on_submit():
        with form.refusals():
            chosen = UUID(str(form.colleague.data))
            hand_over_task(db(), actor(), task, chosen)
            flash(_("Handed over. Your colleague finds it among their tasks."))
            return redirect(url_for(".index", reference=reference), 303)
    (shown,) = _shown(vault, [read_task(vault, task_id)])
    page = render_template(
        "tasks/hand_over.html", header=header_of(vault), form=form, shown=shown
    )
    return page, (422 if form.errors else 200)


@blueprint.post("/<uuid:task_id>/give-back")
def give_back(reference: str, task_id: UUID) -> ResponseReturnValue:
    """Let a task be anybody's of the agency again."""
    vault = read_case(db(), actor(), reference)
    give_back_task(db(), actor(), get_task(vault, task_id))
    flash(_("Given back. Anybody of your agency can take it now."))
    return redirect(url_for(".index", reference=reference), 303)


def _shown(vault: Vault, tasks: Iterable[TaskView]) -> Iterable[ShownTask]:
    for task in tasks:
        said = task.said
        yield ShownTask(
            task=task,
            text=_text(task),
            asked_by=checklist_title(task.checklist_id) if task.checklist_id else "",
            of=flowchart_title(task.flowchart_id) if task.flowchart_id else "",
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
    again = task.assessment_id is not None
    return task_text(task.kind, task.title, task.checklist_id, again=again)


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
    return task_page(task.kind, reference, task.checklist_id, task.procedure_id)


def _step(vault: Vault, step_id: str) -> str:
    """The title of a step as this country follows the flowchart it is of."""
    for flow_id in db().info["flowcharts"]:
        flow = flow_now(db(), flow_id, vault.actor.country)
        if step := flow.find_step(step_id):
            return str(_(step.title))
    return step_id
