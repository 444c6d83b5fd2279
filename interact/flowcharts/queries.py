"""Reading procedures: where a case stands, what is next, what waits on the desk."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from interact.access.actor import Actor
from interact.access.guard import standing_for
from interact.access.permissions import Standing
from interact.cases.fields import SealedColumn
from interact.cases.models import Case
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.configuration import Move
from interact.flowcharts.models import Procedure, StepTaken
from interact.flowcharts.progress import Progress
from interact.keys.rules import Compartment
from interact.tasks.models import Task
from interact.tasks.rules import Party

TAKES_PART = frozenset({Standing.LEAD, Standing.PARTNER})


@dataclass(frozen=True)
class StepView:
    """A step somebody took: its title, where it led, who, when, and what was noted."""

    step: str
    title: str
    leads_to: str
    at: datetime
    agency_name: str
    agency_country: str
    note: str


@dataclass(frozen=True)
class DueTask:
    """One open task: which step of which case, by when (UTC), and who holds it.

    `agency_name` is None while no agency that could do it takes part in the case.
    """

    title: str
    reference: str
    due_at: datetime
    part: Party
    agency_name: str | None


def find_procedure(vault: Vault) -> Procedure | None:
    """The newest procedure of a case, if one was ever started."""
    newest = (
        select(Procedure)
        .where(Procedure.case_id == vault.case.id)
        .options(joinedload(Procedure.published))
        .order_by(Procedure.created_at.desc(), Procedure.id)
        .limit(1)
    )
    return vault.session.scalar(newest)


def progress_of(procedure: Procedure) -> Progress:
    """Where a procedure stands and the way it took, for drawing it."""
    way = tuple(
        Move(
            track=step.track,
            from_state=step.from_state,
            to_state=step.to_state,
            step=step.step,
            at=step.at,
        )
        for step in procedure.steps
    )
    return Progress(configuration=procedure.stands, path=way, now=now())


def list_steps_taken(vault: Vault, procedure: Procedure) -> list[StepView]:
    """The steps that were taken, the newest first."""
    return [_view(vault, procedure, step) for step in reversed(procedure.steps)]


def list_open_tasks(session: Session, actor: Actor) -> list[DueTask]:
    """The open tasks of the actor's agency, the one due first at the top.

    Also those nobody holds yet which an agency of this kind should take.
    """
    unheld = and_(Task.agency_id.is_(None), Task.part == Party(actor.kind.value))
    mine = (
        select(Task)
        .where(or_(Task.agency_id == actor.agency_id, unheld), Task.ended_at.is_(None))
        .options(joinedload(Task.case).selectinload(Case.shares))
        .order_by(Task.due_at, Task.id)
    )
    return [
        _due(task)
        for task in session.scalars(mine)
        if standing_for(actor, task.case) in TAKES_PART
    ]


def list_tasks_of_others(session: Session, actor: Actor) -> list[DueTask]:
    """Open tasks of others, or of nobody yet, in cases the actor's agency leads."""
    unheld = and_(Task.agency_id.is_(None), Task.part != Party(actor.kind.value))
    theirs = (
        select(Task)
        .where(
            Task.case.has(lead_agency_id=actor.agency_id),
            Task.ended_at.is_(None),
            or_(Task.agency_id != actor.agency_id, unheld),
        )
        .options(joinedload(Task.case))
        .order_by(Task.due_at, Task.id)
    )
    found = session.scalars(theirs)
    return [
        _due(task) for task in found if standing_for(actor, task.case) in TAKES_PART
    ]


def _due(task: Task) -> DueTask:
    return DueTask(
        title=task.title or "",
        reference=task.case.reference,
        due_at=task.due_at,
        part=task.part,
        agency_name=task.agency.name if task.agency else None,
    )


def _view(vault: Vault, procedure: Procedure, step: StepTaken) -> StepView:
    flow = procedure.flow
    found = flow.find_step(step.step)
    note = ""
    if step.sealed is not None and step.epoch is not None:
        part, column = Compartment.COORDINATION, SealedColumn.STEP_REASON
        sealed = Sealed(step.epoch, step.sealed)
        note = vault.unseal(part, column, step.id, sealed)
    return StepView(
        step=step.step,
        title=found.title if found else step.step,
        leads_to=flow.states[step.to_state].title,
        at=step.at,
        agency_name=step.agency.name,
        agency_country=step.agency.country,
        note=note,
    )
