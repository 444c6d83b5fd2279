"""Telling people of tasks that are due: each deadline once, however workers die."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, joinedload

from interact.agencies.models import Agency
from interact.alerts.models import Alert
from interact.cases.models import Case
from interact.core.clock import now
from interact.reminders.rules import ReminderKind
from interact.reminders.telling import Reminding, remind
from interact.tasks.holders import holder_now, is_secret
from interact.tasks.models import Deadline, Task
from interact.tasks.rules import DeadlineKind
from interact.worker.leases import claim, claimed_by

BATCH = 25

SAID = {
    DeadlineKind.REMINDER: ReminderKind.DUE_SOON,
    DeadlineKind.OVERDUE: ReminderKind.OVERDUE,
    DeadlineKind.SUPERVISOR: ReminderKind.SUPERVISOR,
    DeadlineKind.LEAD: ReminderKind.LEAD,
}


def claim_deadlines(session: Session, lease: timedelta) -> UUID | None:
    """Take a batch of the deadlines that have come; None when there are none."""
    due = (
        select(Deadline.id)
        .where(Deadline.done_at.is_(None), Deadline.at <= now())
        .order_by(Deadline.at, Deadline.id)
        .limit(BATCH)
    )
    return claim(session, Deadline, due, lease)


def remind_due(session: Session, number: UUID) -> int:
    """Tell people of what a claim took; how many deadlines there were.

    That they were told and that the deadline is done become so in one transaction.
    A task that somebody changes at this moment is left for the next round.
    """
    wanted = Deadline.id.in_(claimed_by(Deadline, number)), Deadline.done_at.is_(None)
    tasks = _held_tasks(session, select(Deadline.task_id).where(*wanted))
    found = session.scalars(
        select(Deadline)
        .where(*wanted, Deadline.task_id.in_(tasks))
        .order_by(Deadline.at, Deadline.id)
        .with_for_update()
    )
    number_done = 0
    for deadline in found:
        _remind(session, tasks[deadline.task_id], deadline)
        deadline.done_at = now()
        number_done += 1
    session.flush()
    return number_done


def _held_tasks(session: Session, wanted: Select[UUID]) -> dict[UUID, Task]:
    """Tasks by their id that nobody changes now; a person who comes after us waits."""
    held = session.scalars(
        select(Task.id)
        .where(Task.id.in_(wanted))
        .order_by(Task.id)
        .with_for_update(read=True, key_share=True, skip_locked=True, of=Task)
    )
    tasks = (
        select(Task)
        .where(Task.id.in_(list(held)))
        .options(joinedload(Task.case).selectinload(Case.shares))
    )
    return {task.id: task for task in session.scalars(tasks)}


def _remind(session: Session, task: Task, deadline: Deadline) -> None:
    """Tell whom the deadline names, unless the task has ended meanwhile.

    A warning that would come when the task is overdue already is none. The lead agency
    hears of what no agency holds, and of e-mails that do not arrive; not that it is
    late itself: its supervisors were told. Of what police keep to themselves it hears
    nothing.
    """
    holder, lead = holder_now(task), task.case.lead_agency_id
    late = deadline.kind is DeadlineKind.LEAD
    itself = late and holder is not None and holder.id == lead
    secret = is_secret(task)
    too_late = deadline.kind is DeadlineKind.REMINDER and task.due_at <= now()
    if task.ended_at is not None or too_late or itself:
        return
    if secret and (late or holder is None):
        return
    theirs = holder is not None and not late
    said = Reminding(
        kind=SAID[deadline.kind],
        agency_id=holder.id if holder and theirs else lead,
        by_agency_id=holder.id if holder and secret else lead,
        urgent=deadline.urgent or _is_urgent(session, task.case_id),
        person_id=_meant(task, deadline, holder) if theirs else None,
        for_supervisors=deadline.kind is DeadlineKind.SUPERVISOR,
        task_id=task.id,
        due_at=task.due_at,
    )
    remind(session, task.case, said, reminder_id=deadline.id)


def _meant(task: Task, deadline: Deadline, holder: Agency | None) -> UUID | None:
    """Who took the task is warned alone; once it is overdue all colleagues hear.

    Nobody is meant once the task is another agency's.
    """
    theirs = holder is not None and task.agency_id == holder.id
    warning = deadline.kind is DeadlineKind.REMINDER
    return task.person_id if warning and theirs else None


def _is_urgent(session: Session, case_id: UUID) -> bool:
    """Whether an alert is out that says the child is in immediate danger."""
    out = exists().where(
        Alert.case_id == case_id,
        Alert.urgent,
        Alert.withdrawn_at.is_(None),
        Alert.expires_at > now(),
    )
    return bool(session.scalar(select(out)))


def seconds_late(session: Session) -> float:
    """How long the oldest deadline that has come has waited; 0 when none waits."""
    waiting = (
        select(Deadline.at)
        .where(Deadline.done_at.is_(None))
        .order_by(Deadline.at)
        .limit(1)
    )
    oldest = session.scalar(waiting)
    return max((now() - oldest).total_seconds(), 0) if oldest else 0
