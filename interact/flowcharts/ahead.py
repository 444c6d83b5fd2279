"""What comes next in a procedure, as one reader sees it: theirs first, then others'."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from interact.cases.vault import Vault
from interact.flowcharts.configuration import TaskDue
from interact.flowcharts.definitions import Step
from interact.flowcharts.interpreter import NextStep, next_steps
from interact.flowcharts.models import Procedure
from interact.flowcharts.refusing import is_met, not_theirs, reasons_against
from interact.flowcharts.rules import Reason, Situation
from interact.flowcharts.situation import Known, read_situation
from interact.tasks.models import Task

NOT_DUE = datetime.max.replace(tzinfo=UTC)

# Steps that begin the work on a checklist, by the page they name.
BEGINS = {"local_checks": "CL-09"}


@dataclass(frozen=True, kw_only=True)
class StepAhead:
    """A step from where the case stands; `reasons` are all that stands against it.

    `due` says by when (UTC) and which part must, `holder` which agency. `checklist`
    is the one the reader can finish so that the step becomes possible.
    """

    step: Step
    allowed: bool
    reasons: tuple[Reason, ...]
    due: TaskDue | None
    holder: str
    checklist: str | None


@dataclass(frozen=True)
class Ahead:
    """What the reader's agency must do, may do and cannot yet; what others must do.

    `title` and `with_country` say what is followed. `begun` are the checklists that
    were begun here and not finished since.
    """

    procedure_id: UUID
    title: str
    with_country: str | None = None
    begun: list[str] = field(default_factory=list)
    must: list[StepAhead] = field(default_factory=list)
    may: list[StepAhead] = field(default_factory=list)
    not_yet: list[StepAhead] = field(default_factory=list)
    others: list[StepAhead] = field(default_factory=list)


def look_ahead(vault: Vault, procedure: Procedure, known: Known | None = None) -> Ahead:
    """Every step from here by whose it is; what is due first stands first."""
    situation = read_situation(vault, procedure, known=known)
    tasks = {task.step: task for task in procedure.tasks if task.ended_at is None}
    found = next_steps(procedure.flow, procedure.stands, situation)
    ahead = Ahead(
        procedure.id,
        procedure.flow.title,
        procedure.with_country,
        _begun(procedure, situation),
    )
    for one in sorted(found, key=_due_at):
        task = tasks.get(one.step.id)
        step = StepAhead(
            step=one.step,
            allowed=one.allowed,
            reasons=one.reasons,
            due=one.due,
            holder=task.agency.name if task and task.agency else "",
            checklist=_checklist(procedure, one.step, situation),
        )
        if one.due and not (_is_free_for(vault, task) and _is_theirs(one, situation)):
            ahead.others.append(step)
        elif one.due:
            ahead.must.append(step)
        elif one.allowed or step.checklist:
            ahead.may.append(step)
        else:
            ahead.not_yet.append(step)
    return ahead


def may_take(vault: Vault, procedure: Procedure, step_id: str) -> bool:
    """Whether the reader's agency may take this step now."""
    step = procedure.flow.find_step(step_id)
    return step is not None and not reasons_now(vault, procedure, step)


def reasons_now(vault: Vault, procedure: Procedure, step: Step) -> list[Reason]:
    """All that stands against a step now, apart from what is still to be ticked."""
    situation = read_situation(vault, procedure)
    return reasons_against(procedure.flow, procedure.stands, step, situation)


def _begun(procedure: Procedure, situation: Situation) -> list[str]:
    since = {place.state: place.since for place in procedure.stands.places.values()}
    begun = [
        (BEGINS[step.page], since[step.to])
        for step in procedure.flow.steps
        if step.page in BEGINS and step.to in since and not not_theirs(step, situation)
    ]
    finished = situation.finished
    return [one for one, at in begun if one not in finished or finished[one] < at]


def _due_at(step: NextStep) -> datetime:
    return step.due.due_at if step.due else NOT_DUE


def _is_theirs(step: NextStep, situation: Situation) -> bool:
    return not not_theirs(step.step, situation)


def _is_free_for(vault: Vault, task: Task | None) -> bool:
    """Whether no other agency holds the task."""
    return task is None or task.agency_id in {None, vault.actor.agency_id}


def _checklist(procedure: Procedure, step: Step, situation: Situation) -> str | None:
    """The first checklist the step waits for; none if it is not theirs to take."""
    if not_theirs(step, situation):
        return None
    stands = procedure.stands
    place = stands.places[procedure.flow.track_of(step.taken_in[0])]
    missing = (
        need.checklist
        for need in step.needs
        if need.checklist and not is_met(need, stands, place, situation)
    )
    return next(missing, None)
