"""Deadlines go with their tasks: they begin, move and end together."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from interact.core.clock import now
from interact.flowcharts.actions import notice_absence
from interact.tasks.deadlines import begin_task, end_task, move_task
from interact.tasks.models import Deadline, Task
from interact.tasks.rules import DeadlineKind, Party, Rung, TaskKind

pytestmark = pytest.mark.on_both

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OVERDUE = [Rung(DeadlineKind.OVERDUE, timedelta())]


@pytest.fixture
def task(session, given):
    """A checklist to fill in within eight days, on somebody's desk."""
    worker = given.caseworker()
    task = Task(
        id=uuid4(),
        created_at=now(),
        case_id=given.case(worker).id,
        kind=TaskKind.FILL_IN,
        checklist_id="CL-02",
        part=Party.LEAD,
        country="IT",
        agency_id=worker.agency_id,
        due_at=now() + 8 * DAY,
    )
    begin_task(session, task)
    return task


def waiting(session, task):
    """Who is told when, as hours after the task is due."""
    session.expire_all()
    of_it = select(Deadline).where(Deadline.task_id == task.id)
    found = session.scalars(of_it.where(Deadline.done_at.is_(None)))
    return {one.kind: (one.at - task.due_at) / HOUR for one in found}


def tell(session, task, kind):
    """The worker has told whom this deadline names."""
    of_it = Deadline.task_id == task.id, Deadline.kind == kind
    session.scalar(select(Deadline).where(*of_it)).done_at = now()
    session.flush()


def test_a_task_that_begins_says_who_is_told_when(session, task):
    assert waiting(session, task) == {
        DeadlineKind.REMINDER: -24,
        DeadlineKind.OVERDUE: 0,
        DeadlineKind.SUPERVISOR: 24,
        DeadlineKind.LEAD: 48,
    }


def test_a_task_that_ended_tells_nobody(session, task):
    end_task(session, task, done=True)

    assert waiting(session, task) == {}


def test_a_task_that_is_moved_takes_its_deadlines_along(session, task):
    move_task(session, task, task.due_at - 2 * DAY)

    assert waiting(session, task)[DeadlineKind.OVERDUE] == 0
    assert len(waiting(session, task)) == 4


def test_nobody_is_warned_twice_of_one_task(session, task):
    tell(session, task, DeadlineKind.REMINDER)

    move_task(session, task, task.due_at + DAY)

    assert DeadlineKind.REMINDER not in waiting(session, task)


def test_what_is_late_a_second_time_is_told_a_second_time(session, task):
    tell(session, task, DeadlineKind.OVERDUE)

    move_task(session, task, task.due_at + DAY)

    assert waiting(session, task)[DeadlineKind.OVERDUE] == 0


def test_what_was_told_is_not_told_again_because_a_task_is_due_earlier(session, task):
    task.due_at = now() - HOUR
    begin_task(session, task)
    tell(session, task, DeadlineKind.OVERDUE)

    move_task(session, task, task.due_at - HOUR)

    assert DeadlineKind.OVERDUE not in waiting(session, task)


def test_a_task_that_goes_on_after_it_lapsed_is_not_told_of_anew(session, task):
    tell(session, task, DeadlineKind.REMINDER)
    end_task(session, task, done=False)

    begin_task(session, task)

    assert task.ended_at is None
    assert DeadlineKind.REMINDER not in waiting(session, task)
    assert DeadlineKind.OVERDUE in waiting(session, task)


def test_a_warning_that_would_come_too_late_is_left_out(session, task):
    task.created_at -= 8 * DAY

    move_task(session, task, now() + HOUR)

    assert DeadlineKind.REMINDER not in waiting(session, task)


def test_a_flowchart_may_say_itself_who_is_told_when(session, task):
    begin_task(session, task, OVERDUE)

    assert waiting(session, task) == {DeadlineKind.OVERDUE: 0}


def test_an_absence_puts_its_first_step_on_a_desk_with_its_deadlines(session, given):
    worker = given.caseworker()

    procedure = notice_absence(session, worker, given.case(worker), now())

    task = session.scalars(select(Task).where(Task.procedure_id == procedure.id)).one()
    assert waiting(session, task)[DeadlineKind.OVERDUE] == 0
    urgent = select(Deadline.urgent).where(Deadline.task_id == task.id)
    assert all(session.scalars(urgent))
