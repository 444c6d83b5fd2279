"""The tasks of a procedure: who gets which step, and when it has ended."""

from sqlalchemy.orm import Session

from interact.core.clock import now
from interact.flowcharts.configuration import Outcome, TaskDue
from interact.flowcharts.models import Procedure
from interact.tasks.holders import holder_of
from interact.tasks.models import Task
from interact.tasks.rules import TaskKind


def keep_tasks(session: Session, procedure: Procedure, outcome: Outcome) -> None:
    """Store what became due, and end what was done or lapsed. Times are UTC."""
    ended = set(outcome.done) | set(outcome.lapsed)
    for task in procedure.tasks:
        if task.ended_at is None and task.step in ended:
            task.ended_at = now()
            task.done = task.step in outcome.done
    for due in outcome.tasks:
        _begin(procedure, due)
    session.flush()


def _begin(procedure: Procedure, due: TaskDue) -> None:
    """Give a task to who should do it; one that lapsed for a while goes on."""
    which = (due.state, due.step, due.due_at)
    for task in procedure.tasks:
        if (task.state, task.step, task.due_at) == which:
            task.ended_at, task.done = None, False
            return
    country = procedure.episode.country
    procedure.tasks.append(
        Task(
            case=procedure.case,
            kind=TaskKind.STEP,
            state=due.state,
            step=due.step,
            title=due.title,
            part=due.part,
            country=country,
            agency_id=holder_of(procedure.case, due.part, country),
            due_at=due.due_at,
            done=False,
        )
    )
