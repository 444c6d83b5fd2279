"""How tasks begin, move and end: each with the moments at which somebody is told."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interact.core.clock import now
from interact.tasks.models import Deadline, Task
from interact.tasks.rules import DeadlineKind, Rung, default_rungs, is_immediate


def begin_task(
    session: Session, task: Task, rungs: Iterable[Rung] | None = None
) -> None:
    """Put a task on a desk, or put one there again that had ended.

    `rungs` say who is told of it when; without any it is as `default_rungs` says.
    """
    task.ended_at, task.done = None, False
    session.add(task)
    session.flush()
    _keep_deadlines(session, task, rungs)


def move_task(
    session: Session,
    task: Task,
    due_at: datetime,
    rungs: Iterable[Rung] | None = None,
) -> None:
    """Let an open task be due at another time (UTC); who is told of it moves along.

    Nobody is told the same again, unless it is late a second time.
    """
    if task.due_at == due_at:
        return
    task.due_at = due_at
    session.flush()
    _keep_deadlines(session, task, rungs)


def give_to(task: Task, agency_id: UUID | None) -> None:
    """Let an agency have a task; in another agency nobody has taken it yet."""
    if task.agency_id != agency_id:
        task.agency_id = agency_id
        task.person_id, task.taken_at = None, None


def end_task(session: Session, task: Task, *, done: bool) -> None:
    """Take a task from its desk: done, or lapsed without being done."""
    task.ended_at, task.done = now(), done
    session.flush()
    _drop_open(session, task)


def _keep_deadlines(session: Session, task: Task, rungs: Iterable[Rung] | None) -> None:
    """Replace what nobody was told yet. A warning that comes too late is none."""
    _drop_open(session, task)
    told = select(Deadline.kind, Deadline.at).where(Deadline.task_id == task.id)
    before = {tuple(row) for row in session.execute(told)}
    kinds = {kind for kind, _at in before}
    length, moment = task.due_at - task.created_at, now()
    wanted = default_rungs(length) if rungs is None else rungs
    for rung in dict.fromkeys(wanted):
        at = task.due_at + rung.offset
        warning = rung.kind is DeadlineKind.REMINDER
        again = (rung.kind, at) in before or (rung.kind in kinds and at <= moment)
        if again or (warning and (at <= moment or rung.kind in kinds)):
            continue
        row = Deadline(
            task_id=task.id, kind=rung.kind, at=at, urgent=is_immediate(length)
        )
        session.add(row)
    session.flush()


def _drop_open(session: Session, task: Task) -> None:
    open_ones = Deadline.task_id == task.id, Deadline.done_at.is_(None)
    session.execute(delete(Deadline).where(*open_ones))
