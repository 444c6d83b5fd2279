"""The worker tells people of what is due: whom, of what, and once."""

from datetime import timedelta

import pytest
import time_machine

from interact.agencies.rules import AgencyKind, Role
from interact.cases.restricting import restrict_case
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.tasks.deadlines import end_task
from interact.tasks.reminded import list_reminders, open_reminder, read_all
from interact.tasks.rules import Party
from tests.worker.conftest import work_once

pytestmark = pytest.mark.on_both

DAY = timedelta(days=1)


def kinds(session, actor):
    session.expire_all()
    return sorted(one.kind.value for one in list_reminders(session, actor))


def test_each_is_told_when_it_is_their_turn(session, desk, work):
    supervisor = desk.given.member(desk.given.agency_of(desk.lead), Role.SUPERVISOR)
    desk.task(2 * DAY)
    desk.soon()
    desk.task(-timedelta(minutes=1))
    desk.task(-DAY * 5)
    session.commit()

    work_once(work)
    work_once(work)

    assert kinds(session, desk.lead) == ["due soon", "overdue", "overdue"]
    # Of the task that is long overdue only what was said last.
    assert kinds(session, supervisor) == ["due soon", "overdue", "supervisor"]


def test_a_warning_that_comes_too_late_is_none(session, desk, work):
    desk.task(2 * DAY)
    session.commit()

    with time_machine.travel(now() + 2 * DAY + timedelta(minutes=1), tick=True):
        work_once(work)

    assert [one.kind.value for one in desk.reminders()] == ["overdue"]


def test_of_what_was_done_nobody_is_told(session, desk, work):
    (task,) = desk.overdue()
    end_task(session, task, done=True)
    session.commit()

    work_once(work)

    assert desk.reminders() == []


def test_the_lead_agency_hears_that_another_is_late(session, given, desk, work):
    guardian = given.member(given.agency(AgencyKind.GUARDIANSHIP))
    given.share(desk.lead, desk.case, guardian)
    task = desk.task(-DAY * 5)
    task.agency_id, task.part = guardian.agency_id, Party.GUARDIANSHIP
    task.compartment = Compartment.IDENTITY
    session.commit()

    work_once(work)

    assert kinds(session, guardian) == ["offer", "overdue"]
    assert kinds(session, desk.lead) == ["lead"]


def test_a_member_who_was_not_named_for_a_case_hears_nothing_of_it(
    session, given, desk, work
):
    agency = given.agency_of(desk.lead)
    supervisor = given.member(agency, Role.SUPERVISOR)
    other = given.caseworker(agency)
    restrict_case(session, supervisor, desk.case, [desk.lead.membership_id])
    desk.by_mail(other)
    desk.overdue()
    session.commit()

    work_once(work)

    assert kinds(session, other) == []
    assert [one for one in desk.letters() if one.membership_id == other.id] == []
    assert kinds(session, desk.lead) == ["overdue"]


def test_what_was_read_is_read_for_this_reader_only(session, desk, work):
    other = desk.given.caseworker(desk.given.agency_of(desk.lead))
    desk.overdue(2)
    session.commit()
    work_once(work)
    one, _two = list_reminders(session, desk.lead)

    open_reminder(session, desk.lead, one.id)
    open_reminder(session, desk.lead, one.id)

    mine = list_reminders(session, desk.lead)
    assert [told.read_at is None for told in mine].count(True) == 1
    assert all(told.read_at is None for told in list_reminders(session, other))
    read_all(session, other)
    assert all(told.read_at for told in list_reminders(session, other))


def test_a_task_that_is_due_within_the_hour_is_urgent(session, desk, work):
    desk.task(-timedelta(minutes=1), timedelta(minutes=15))
    desk.overdue()
    session.commit()

    work_once(work)

    assert sorted(one.urgent for one in desk.reminders()) == [False, True]
