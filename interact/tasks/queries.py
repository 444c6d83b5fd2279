"""Reading tasks: what waits on the desk, and everything a case has or had to do."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from interact.access.actor import Actor
from interact.access.guard import standing_for
from interact.agencies.models import Agency
from interact.cases.models import Case, Share
from interact.cases.rules import ShareStatus
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from interact.tasks.holders import TAKES_PART, holder_now
from interact.tasks.models import Task
from interact.tasks.rules import Party, TaskKind
from interact.tasks.sealing import TaskText, open_text


@dataclass(frozen=True, kw_only=True)
class DueTask:
    """One open task, with nothing opened: of which case, by when (UTC), who holds it.

    `title` is a step's, `checklist_id` what asks for it or is to be filled in. What a
    checklist asks of one agency in a case is one, with the `number` of things and when
    the first is due. `agency_name` is None while no agency that could do it takes part
    in the case.
    """

    kind: TaskKind
    title: str
    checklist_id: str | None
    reference: str
    due_at: datetime
    part: Party
    agency_name: str | None
    number: int = 1

    @property
    def asked_together(self) -> tuple[str, str | None, str | None]:
        """What is one line of a desk: a case, a checklist, who holds it."""
        return self.reference, self.checklist_id, self.agency_name


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """One task of a case, opened as far as the reader holds its part; times are UTC.

    `said` is what a checklist asks for, None where it is not opened or a title says
    all. `may_finish` says that the reader's agency can say it is done.
    """

    id: UUID
    kind: TaskKind
    title: str
    checklist_id: str | None
    assessment_id: UUID | None
    compartment: Compartment | None
    due_at: datetime
    ended_at: datetime | None
    done: bool
    part: Party
    agency_name: str | None
    may_finish: bool
    said: TaskText | None = field(repr=False)

    @property
    def is_withheld(self) -> bool:
        """Whether it asks for something that this reader cannot open."""
        return self.kind is TaskKind.TO_DO and self.said is None


@dataclass(frozen=True)
class DeskTasks:
    """Open tasks as one agency sees them, each time the one due first at the top.

    `mine` are those of the agency; also those nobody holds yet which an agency of its
    kind should take, and those that fall to it because who had them left the case.
    `of_others` are those of others, or of nobody yet, in cases the agency leads.
    """

    mine: list[DueTask]
    of_others: list[DueTask]


def list_desk_tasks(session: Session, actor: Actor) -> DeskTasks:
    """What waits on the desk of the actor's agency. Opens nothing."""
    mine, of_others = [], []
    for task in _open_tasks(session, actor):
        holder = holder_now(task)
        if _is_for(actor, task, holder):
            mine.append(_due(task, holder))
        elif task.case.lead_agency_id == actor.agency_id and _is_let_in(actor, task):
            of_others.append(_due(task, holder))
    return DeskTasks(_together(mine), _together(of_others))


def list_tasks(vault: Vault) -> list[TaskView]:
    """The tasks of a case: the open ones by when they are due, then the ended ones,
    the newest first. Without those of which the reader may not know."""
    found = vault.session.scalars(
        select(Task)
        .where(Task.case_id == vault.case.id)
        .order_by(Task.ended_at.is_not(None), Task.ended_at.desc(), Task.due_at)
        .order_by(Task.id)
    )
    return [_view(vault, task) for task in found if _may_know(vault, task)]


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
    return _view(vault, get_task(vault, task_id))


def may_finish(actor: Actor, task: Task) -> bool:
    """Whether the actor's agency holds a task now, or leads the case."""
    holder = holder_now(task)
    held = holder is not None and holder.id == actor.agency_id
    return held or task.case.lead_agency_id == actor.agency_id


def _open_tasks(session: Session, actor: Actor) -> list[Task]:
    """The open tasks that may concern the actor's agency."""
    let_in = select(Share.case_id).where(
        Share.agency_id == actor.agency_id,
        Share.status == ShareStatus.ACCEPTED,
        Share.until > now(),
    )
    of_its_kind = Task.part == Party(actor.kind.value)
    found = session.scalars(
        select(Task)
        .where(
            Task.ended_at.is_(None),
            or_(
                Task.agency_id == actor.agency_id,
                Task.case.has(lead_agency_id=actor.agency_id),
                and_(of_its_kind, Task.case_id.in_(let_in)),
            ),
        )
        .options(joinedload(Task.case).selectinload(Case.shares))
        .order_by(Task.due_at, Task.id)
    )
    return [one for one in found if standing_for(actor, one.case) in TAKES_PART]


def _together(found: list[DueTask]) -> list[DueTask]:
    asked = Counter(o.asked_together for o in found if o.kind is TaskKind.TO_DO)
    lines: list[DueTask] = []
    for one in found:
        if one.kind is not TaskKind.TO_DO:
            lines.append(one)
        elif number := asked.pop(one.asked_together, 0):
            lines.append(replace(one, number=number))
    return lines


def _is_for(actor: Actor, task: Task, holder: Agency | None) -> bool:
    if holder is None:
        return task.part.value == actor.kind.value
    return holder.id == actor.agency_id


def _due(task: Task, holder: Agency | None) -> DueTask:
    return DueTask(
        kind=task.kind,
        title=task.title or "",
        checklist_id=task.checklist_id,
        reference=task.case.reference,
        due_at=task.due_at,
        part=task.part,
        agency_name=holder.name if holder else None,
    )


def _view(vault: Vault, task: Task) -> TaskView:
    holder = _holder(task)
    part = task.compartment
    opens = part is not None and vault.holds(part)
    open_to_do = task.kind is TaskKind.TO_DO and task.ended_at is None
    return TaskView(
        id=task.id,
        kind=task.kind,
        title=task.title or "",
        checklist_id=task.checklist_id,
        assessment_id=task.assessment_id,
        compartment=part,
        due_at=task.due_at,
        ended_at=task.ended_at,
        done=task.done,
        part=task.part,
        agency_name=holder.name if holder else None,
        may_finish=open_to_do and opens and may_finish(vault.actor, task),
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

    Nobody is let into an investigation: it opens to police who have its key.
    """
    part = task.compartment
    if task.kind is not TaskKind.TO_DO or part is None:
        return True
    opens = task.case.opens_to(actor.agency_id)
    return part is not Compartment.INVESTIGATION and part in opens


def _holder(task: Task) -> Agency | None:
    """Who has a task, or had it when it ended."""
    return task.agency if task.ended_at else holder_now(task)
