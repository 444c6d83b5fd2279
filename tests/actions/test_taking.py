"""Taking a task, handing it to a colleague, giving it back."""

import pytest

from interact.agencies.models import Membership
from interact.agencies.rules import AgencyKind, Role
from interact.audit.rules import Event
from interact.cases.restricting import restrict_case
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from interact.reminders.rules import ReminderKind
from interact.tasks.actions import finish_task
from interact.tasks.reminded import list_reminders
from interact.tasks.rules import (
    CannotOpenTask,
    ColleagueHasTask,
    NotNamedForCase,
    TaskEnded,
    TaskNotTaken,
    TaskNotYourAgencys,
    TaskTaken,
    TaskYoursAlready,
)
from interact.tasks.taking import give_back_task, hand_over_task, take_task
from tests.actions.filling import NO, events
from tests.actions.planning import ask, finish, next_request, plan, rows, use
from tests.missing import Story

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker))


@pytest.fixture
def chief(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def task(session, worker, case):
    """What a plan asks of the lead."""
    use(session, plan(ask("school", "Find a school.")))
    finish(session, worker, case, school=NO)
    next_request(session)
    (task,) = rows(session)
    return task


def test_who_takes_a_task_has_it(session, worker, task):
    take_task(session, worker, task)

    assert task.person_id == worker.person_id
    assert task.taken_at <= now()
    assert Event.TASK_TAKEN in events(session)


def test_of_two_who_take_a_task_at_once_the_second_is_told(
    at_once, worker, colleague, task
):
    outcomes = at_once(
        task,
        lambda own, seen: take_task(own, worker, seen),
        lambda own, seen: take_task(own, colleague, seen),
    )

    assert sorted(outcomes, key=str) == [TaskTaken, "done"]


def test_nobody_takes_what_they_have(session, worker, task):
    take_task(session, worker, task)

    with pytest.raises(TaskYoursAlready):
        take_task(session, worker, task)


def test_another_agency_cannot_take_it(session, given, worker, case, task):
    police = given.officer()
    given.share(worker, case, police, Compartment.CARE)

    with pytest.raises(TaskNotYourAgencys):
        take_task(session, police, task)


def test_what_has_ended_is_taken_by_nobody(session, worker, task):
    finish_task(session, worker, task)

    for act in (take_task, give_back_task):
        with pytest.raises(TaskEnded):
            act(session, worker, task)


def test_a_step_that_no_agency_holds_is_whose_member_takes_it(session, given):
    story = Story(session, given)
    step = next(iter(story.noticed().tasks))
    step.agency_id = None
    step.part = step.part.SOCIAL_SERVICES
    social = given.member(given.agency(AgencyKind.SOCIAL_SERVICES))
    given.share(story.worker, story.case, social)

    with pytest.raises(TaskNotYourAgencys):
        take_task(session, story.worker, step)
    take_task(session, social, step)

    assert (step.agency_id, step.person_id) == (social.agency_id, social.person_id)


def test_a_colleague_is_handed_a_task(session, worker, colleague, task):
    take_task(session, worker, task)

    hand_over_task(session, worker, task, colleague.membership_id)

    assert task.person_id == colleague.person_id
    assert Event.TASK_HANDED_OVER in events(session)
    with pytest.raises(TaskTaken):
        hand_over_task(session, worker, task, worker.membership_id)


def test_a_colleague_is_told_of_what_they_were_handed(
    session, worker, colleague, chief, task
):
    hand_over_task(session, worker, task, colleague.membership_id)

    (told,) = list_reminders(session, colleague)
    assert told.kind is ReminderKind.HANDED_OVER
    assert (told.due_at, told.urgent, told.read_at) == (task.due_at, False, None)
    assert list_reminders(session, worker) == []
    assert list_reminders(session, chief) == []


def test_who_hands_a_task_to_themselves_is_told_nothing(session, worker, chief, task):
    take_task(session, worker, task)

    hand_over_task(session, chief, task, chief.membership_id)

    assert task.person_id == chief.person_id
    assert list_reminders(session, chief) == []


def test_a_supervisor_hands_over_what_somebody_else_has(
    session, worker, colleague, chief, task
):
    take_task(session, worker, task)

    hand_over_task(session, chief, task, colleague.membership_id)

    assert task.person_id == colleague.person_id
    with pytest.raises(ColleagueHasTask):
        hand_over_task(session, chief, task, colleague.membership_id)


def test_a_task_is_not_handed_to_another_agency(session, given, worker, case, task):
    guest = given.caseworker()
    given.share(worker, case, guest, Compartment.CARE)

    with pytest.raises(NotFound):
        hand_over_task(session, worker, task, guest.membership_id)


def test_a_task_is_not_handed_to_who_works_on_no_cases(session, given, worker, task):
    dpo = given.dpo(given.agency_of(worker))

    with pytest.raises(NotFound):
        hand_over_task(session, worker, task, dpo.membership_id)


def test_a_task_is_not_handed_to_who_is_not_cleared_for_its_part(
    session, worker, colleague, task
):
    narrow(session, colleague)

    with pytest.raises(CannotOpenTask) as refused:
        hand_over_task(session, worker, task, colleague.membership_id)

    assert colleague.name in str(refused.value.values)


def narrow(session, colleague):
    """They open coordination only from now on."""
    member = session.get_one(Membership, colleague.membership_id)
    member.clearance = [Compartment.COORDINATION.value]
    session.flush()


def test_nobody_takes_what_they_cannot_open(session, colleague, task):
    narrow(session, colleague)

    with pytest.raises(CannotOpenTask):
        take_task(session, colleague, task)


def test_a_task_is_not_handed_to_who_was_not_named_for_the_case(
    session, worker, colleague, chief, case, task
):
    restrict_case(session, chief, case, [worker.membership_id])

    with pytest.raises(NotNamedForCase):
        hand_over_task(session, worker, task, colleague.membership_id)


def test_a_task_that_is_given_back_can_be_taken_by_others(
    session, worker, colleague, task
):
    take_task(session, worker, task)
    with pytest.raises(TaskTaken):
        give_back_task(session, colleague, task)

    give_back_task(session, worker, task)

    assert (task.person_id, task.taken_at) == (None, None)
    assert Event.TASK_GIVEN_BACK in events(session)
    take_task(session, colleague, task)


def test_what_nobody_has_is_not_given_back(session, worker, task):
    with pytest.raises(TaskNotTaken):
        give_back_task(session, worker, task)


def test_what_somebody_had_who_left_is_taken_by_a_colleague(
    session, worker, colleague, task
):
    take_task(session, colleague, task)
    session.get_one(Membership, colleague.membership_id).ended_at = now()
    session.flush()

    take_task(session, worker, task)

    assert task.person_id == worker.person_id
