"""Reading tasks: everything a case has or had to do. Desks are in `desks.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from interact.access.actor import Actor
from interact.agencies.models import Agency
from interact.cases.vault import Vault
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from interact.tasks.colleagues import Colleague, list_colleagues
from interact.tasks.holders import falls_to, holder_now
from interact.tasks.models import Task
from interact.tasks.rules import Party, TaskKind
from interact.tasks.sealing import TaskText, open_text


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """One task of a case, opened as far as the reader holds its part; times are UTC.

    `flowchart_id` says whose step it is, in `procedure_id`. `said` is what a checklist
    asks for, None where it is not opened or a title says all. `may_finish` says that
    the reader's agency can say it is done, `waits_here` that it falls to the reader's
    agency, of which `taken_by` has it, or nobody yet.
    """

    id: UUID
    kind: TaskKind
    title: str
    flowchart_id: str | None
    procedure_id: UUID | None
    checklist_id: str | None
    assessment_id: UUID | None
    compartment: Compartment | None
    due_at: datetime
    ended_at: datetime | None
    done: bool
    part: Party
    agency_name: str | None
    may_finish: bool
    waits_here: bool
    taken_by: Colleague | None
    is_mine: bool
    said: TaskText | None = field(repr=False)

    @property
    def is_withheld(self) -> bool:
        """Whether it asks for something that this reader cannot open."""
        return self.kind is TaskKind.TO_DO and self.said is None


def list_tasks(vault: Vault) -> list[TaskView]:
    """The tasks of a case: the open ones by when they are due, then the ended ones,
    the newest first. Without those of which the reader may not know."""
    found = vault.session.scalars(
        select(Task)
        .where(Task.case_id == vault.case.id)
        .order_by(Task.ended_at.is_not(None), Task.ended_at.desc(), Task.due_at)
        .order_by(Task.id)
    )
    names = {one.person_id: one for one in list_colleagues(vault.session, vault.actor)}
    return [_view(vault, task, names) for task in found if _may_know(vault, task)]


def get_task(vault: Vault, task_id: UUID) -> Task:
    """One task of this case, nothing opened; or NotFound, as for a reader who may not
    know of it."""
    task = vault.session.get(Task, task_id)
    if task is None or task.case_id != vault.case.id:
        raise NotFound(vault.case)
    if not _may_know(vault, task):
        raise NotFound(vault.case)
    return task


def read_task(vault: Vault, task_id: UUID) -> TaskView:
    """One task of this case as its reader may open it; or NotFound."""
    names = {one.person_id: one for one in list_colleagues(vault.session, vault.actor)}
    return _view(vault, get_task(vault, task_id), names)


def may_finish(actor: Actor, task: Task) -> bool:
    """Whether the actor's agency holds a task now, or leads the case."""
    holder = holder_now(task)
    held = holder is not None and holder.id == actor.agency_id
    return held or task.case.lead_agency_id == actor.agency_id


def _view(vault: Vault, task: Task, names: Mapping[UUID, Colleague]) -> TaskView:
    holder = _holder(task)
    part = task.compartment
    opens = part is not None and vault.holds(part)
    open_to_do = task.kind is TaskKind.TO_DO and task.ended_at is None
    taker = names.get(task.person_id) if task.person_id else None
    if taker and not taker.sees(task.case):
        taker = None
    return TaskView(
        id=task.id,
        kind=task.kind,
        title=task.title or "",
        flowchart_id=task.flowchart_id,
        procedure_id=task.procedure_id,
        checklist_id=task.checklist_id,
        assessment_id=task.assessment_id,
        compartment=part,
        due_at=task.due_at,
        ended_at=task.ended_at,
        done=task.done,
        part=task.part,
        agency_name=holder.name if holder else None,
        may_finish=open_to_do and opens and may_finish(vault.actor, task),
        waits_here=task.ended_at is None and falls_to(vault.actor, task),
        taken_by=taker,
        is_mine=taker is not None and taker.person_id == vault.actor.person_id,
        said=open_text(vault, task) if opens else None,
    )


def _may_know(vault: Vault, task: Task) -> bool:
    """Whether the reader may learn that there is a task.

    The part, who has it and by when it is due often name the one answer it follows.
    """
    holder, part = _holder(task), task.compartment
    held = holder is not None and holder.id == vault.actor.agency_id
    opens = part is not None and vault.holds(part)
    return held or opens or _is_let_in(vault.actor, task)


def _is_let_in(actor: Actor, task: Task) -> bool:
    """Whether the actor's agency was let into the part that a task tells of.

    By when a checklist is to be filled in again tells the level it came to (0018).
    Nobody is let into an investigation: it opens to police who have its key.
    """
    part = task.compartment
    if task.kind is TaskKind.STEP or part is None:
        return True
    opens = task.case.opens_to(actor.agency_id)
    return part is not Compartment.INVESTIGATION and part in opens


def _holder(task: Task) -> Agency | None:
    """Who has a task, or had it when it ended."""
    return task.agency if task.ended_at else holder_now(task)
