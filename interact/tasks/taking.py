"""Taking a task of one's agency, handing it to a colleague, giving it back."""

from uuid import UUID

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, may, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.locking import lock_case
from interact.core.clock import now
from interact.reminders.rules import ReminderKind
from interact.reminders.telling import Reminding, remind
from interact.tasks.colleagues import Colleague, find_taker, get_colleague
from interact.tasks.holders import falls_to
from interact.tasks.models import Task
from interact.tasks.rules import (
    ColleagueHasTask,
    TaskEnded,
    TaskNotTaken,
    TaskNotYourAgencys,
    TaskTaken,
    TaskYoursAlready,
    is_immediate,
)


def take_task(session: Session, actor: Actor, task: Task) -> None:
    """Say that one does a task oneself: it then lies on one's own desk.

    What nobody holds yet is the agency's from now on. Of two people at once the second
    is told. Records `task.taken`. Refuses with TaskEnded, TaskNotYourAgencys,
    TaskYoursAlready, TaskTaken, CannotOpenTask and NotNamedForCase.
    """
    require(actor, Permission.TAKE_TASK, task.case)
    taker = _hold(session, actor, task)
    if taker is not None and taker.person_id == actor.person_id:
        raise TaskYoursAlready
    if taker is not None:
        raise TaskTaken(name=taker.name)
    oneself = get_colleague(session, actor, actor.membership_id)
    oneself.check_can_do(task)

    _give(task, oneself)
    _record(session, actor, Event.TASK_TAKEN, task)


def hand_over_task(
    session: Session, actor: Actor, task: Task, membership_id: UUID
) -> None:
    """Give a task to a colleague of the same agency who may open the case.

    They are reminded of it, unless they act. Raises NotFound for who is none. What
    somebody else has, only a supervisor of the agency hands over. Records
    `task.handed_over`. Refuses as `take_task` does, and with ColleagueHasTask.
    """
    require(actor, Permission.TAKE_TASK, task.case)
    taker = _hold(session, actor, task)
    _check_may_move(actor, taker)
    receiver = get_colleague(session, actor, membership_id)
    if taker == receiver:
        raise ColleagueHasTask(name=receiver.name)
    receiver.check_can_do(task)

    _give(task, receiver)
    if receiver.person_id != actor.person_id:
        _remind(session, actor, task)
    _record(session, actor, Event.TASK_HANDED_OVER, task, receiver.name)


def give_back_task(session: Session, actor: Actor, task: Task) -> None:
    """Let a task be anybody's of the agency again.

    What somebody else has, only a supervisor of the agency gives back. Records
    `task.given_back`. Refuses with TaskEnded, TaskNotYourAgencys, TaskNotTaken and
    TaskTaken.
    """
    require(actor, Permission.TAKE_TASK, task.case)
    taker = _hold(session, actor, task)
    if taker is None:
        raise TaskNotTaken
    _check_may_move(actor, taker)

    task.person_id, task.taken_at = None, None
    session.flush()
    _record(session, actor, Event.TASK_GIVEN_BACK, task, taker.name)


def _hold(session: Session, actor: Actor, task: Task) -> Colleague | None:
    """Let nobody else change the task until this transaction ends; who has it now."""
    lock_case(session, task.case)
    session.refresh(task, with_for_update={"of": Task})
    if task.ended_at is not None:
        raise TaskEnded
    if not falls_to(actor, task):
        raise TaskNotYourAgencys
    return find_taker(session, actor, task)


def _check_may_move(actor: Actor, taker: Colleague | None) -> None:
    """Refuse to decide about what a colleague has, unless one supervises them."""
    if taker is None or taker.person_id == actor.person_id:
        return
    if not may(actor, Permission.OVERSEE_DESK, OWN_AGENCY):
        raise TaskTaken(name=taker.name)


def _give(task: Task, colleague: Colleague) -> None:
    task.agency_id = colleague.agency_id
    task.person_id, task.taken_at = colleague.person_id, now()


def _remind(session: Session, actor: Actor, task: Task) -> None:
    """Tell a colleague that a task was handed over to them."""
    said = Reminding(
        kind=ReminderKind.HANDED_OVER,
        agency_id=actor.agency_id,
        by_agency_id=actor.agency_id,
        person_id=task.person_id,
        urgent=is_immediate(task.due_at - task.created_at),
        task_id=task.id,
        due_at=task.due_at,
    )
    remind(session, task.case, said)


def _record(
    session: Session,
    actor: Actor,
    event: Event,
    task: Task,
    member: str | None = None,
) -> None:
    session.flush()
    record(
        session,
        actor,
        event,
        task.case,
        checklist=task.checklist_id,
        step=task.step,
        compartments=[task.compartment] if task.compartment else [],
        member=member,
    )
