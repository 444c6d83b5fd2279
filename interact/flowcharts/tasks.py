"""The tasks of a procedure: who gets which step, and when it has ended."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from interact.flowcharts.configuration import Outcome, TaskDue
from interact.flowcharts.definitions import Escalation, Flowchart
from interact.flowcharts.interpreter import due
from interact.flowcharts.models import Procedure
from interact.tasks.deadlines import begin_task, end_task, move_task
from interact.tasks.holders import holder_of
from interact.tasks.models import Task
from interact.tasks.rules import DeadlineKind, Rung, TaskKind


def keep_tasks(session: Session, procedure: Procedure, outcome: Outcome) -> None:
    """Store what became due, and end what was done or lapsed. Times are UTC."""
    ended = set(outcome.done) | set(outcome.lapsed)
    for task in procedure.tasks:
        if task.ended_at is None and task.step in ended:
            end_task(session, task, done=task.step in outcome.done)
    for new in outcome.tasks:
        task = _task(procedure, new)
        begin_task(session, task, rungs_of(procedure.flow, new.due_at))


def renew_tasks(session: Session, procedure: Procedure) -> None:
    """Let the tasks be those of the flowchart that is followed now.

    One that is due at another time stays with whoever took it; one that falls to
    somebody else now ends there and begins anew.
    """
    flow = procedure.flow
    wanted = {one.step: one for one in due(flow, procedure.stands)}
    for task in [one for one in procedure.tasks if one.ended_at is None]:
        new = wanted.get(task.step or "")
        if new is None or new.part is not task.part:
            end_task(session, task, done=False)
            continue
        del wanted[new.step]
        task.state, task.title = new.state, new.title
        move_task(session, task, new.due_at, rungs_of(flow, new.due_at))
    for new in wanted.values():
        begin_task(session, _task(procedure, new), rungs_of(flow, new.due_at))


def rungs_of(flow: Flowchart, due_at: datetime) -> list[Rung] | None:
    """Who is told when of a step due at this time (UTC), as the flowchart says.

    None where it does not say: then it is as for every other task.
    """
    if not flow.escalation:
        return None
    return list(_rungs(flow, due_at))


def _rungs(flow: Flowchart, due_at: datetime) -> Iterator[Rung]:
    for one in flow.escalation:
        if one.before:
            yield Rung(DeadlineKind.REMINDER, -one.before.length)
        else:
            after = one.after.after(due_at, flow.calendar) if one.after else due_at
            yield Rung(_told(one), max(after - due_at, timedelta()))


def _told(one: Escalation) -> DeadlineKind:
    return DeadlineKind.OVERDUE if one.to == "holder" else DeadlineKind(one.to)


def _task(procedure: Procedure, new: TaskDue) -> Task:
    """Give a task to who should do it; one that lapsed for a while goes on."""
    which = (new.state, new.step, new.due_at)
    for task in procedure.tasks:
        if (task.state, task.step, task.due_at) == which:
            return task
    country = procedure.country
    if new.part.is_abroad and procedure.with_country:
        country = procedure.with_country
    task = Task(
        case=procedure.case,
        kind=TaskKind.STEP,
        flowchart_id=procedure.flowchart,
        state=new.state,
        step=new.step,
        title=new.title,
        part=new.part,
        country=country,
        agency_id=holder_of(procedure.case, new.part, country),
        due_at=new.due_at,
        done=False,
    )
    procedure.tasks.append(task)
    return task
