"""A database writer changes whose answer it was, which counts, or who proposed."""

import pytest
from sqlalchemy import select, update

from interact.agencies.rules import Role
from interact.assessments.actions import finish_assessment
from interact.assessments.lowering import agree_to_lower
from interact.assessments.models import Answer, Assessment
from interact.assessments.queries import read_assessment
from interact.checklists.rules import CannotLowerAlone, RiskLevel
from interact.core.errors import CannotOpen
from interact.tasks.models import Task
from interact.tasks.queries import list_tasks
from tests.actions.filling import NO, YES, fill
from tests.actions.planning import ask, finish, plan, use
from tests.attacks.attacker import exchange, forget, read_again

pytestmark = pytest.mark.on_both


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


def test_who_proposed_a_lower_level_cannot_be_changed_so_that_they_agree_to_it(
    session, worker, colleague, case
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, assessment, RiskLevel.LOW, "Calm now")
    session.execute(
        update(Assessment).values(finished_by_person_id=colleague.person_id)
    )
    forget(session)

    with pytest.raises((CannotOpen, CannotLowerAlone)):
        agree_to_lower(session, worker, assessment)


@pytest.mark.parametrize("column", ["person_id", "decides"])
def test_an_answer_is_not_put_into_another_mouth_nor_made_a_decision(
    session, worker, officer, case, column
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    said = {
        "person_id": officer.person_id,
        "decides": True,
    }
    session.execute(update(Answer).values({column: said[column]}))

    with pytest.raises(CannotOpen):
        read_assessment(read_again(session, worker, case), assessment.id)


def test_answers_of_an_earlier_time_are_not_made_to_count_again(session, worker, case):
    earlier = fill(session, worker, case, "CL-05", gm03=YES)
    finish_assessment(session, worker, earlier)
    later = fill(session, worker, case, "CL-05", gm05=NO)
    later.goes_on_from_id = earlier.id

    vault = read_again(session, worker, case)
    with pytest.raises(CannotOpen):
        read_assessment(vault, later.id)


def test_answers_of_another_case_do_not_open_here(session, given, worker, case):
    other = fill(session, worker, given.case(worker), "CL-05", gm03=YES)
    here = fill(session, worker, case, "CL-05", gm05=NO)
    here.goes_on_from_id = other.id

    with pytest.raises(CannotOpen):
        read_assessment(read_again(session, worker, case), here.id)


def test_answers_of_two_assessments_exchanged_do_not_open(session, worker, case):
    here = fill(session, worker, case, "CL-05", gm03=YES)
    fill(session, worker, case, "CL-11", ur05=NO)
    exchange(*session.scalars(select(Answer)), "sealed")

    with pytest.raises(CannotOpen):
        read_assessment(read_again(session, worker, case), here.id)


def test_what_two_assessments_came_to_is_not_exchanged(session, worker, case):
    for name in ("CL-05", "CL-06"):
        finish_assessment(session, worker, fill(session, worker, case, name))
    one, other = session.scalars(select(Assessment))
    exchange(one, other, "result_sealed")

    with pytest.raises(CannotOpen):
        read_assessment(read_again(session, worker, case), one.id)


def test_what_two_tasks_ask_for_is_not_exchanged(session, worker, case):
    use(session, plan(ask("school", "Find a school."), ask("bed", "Find a bed.")))
    finish(session, worker, case, school=NO, bed=NO)
    exchange(*session.scalars(select(Task)), "sealed")

    with pytest.raises(CannotOpen):
        list_tasks(read_again(session, worker, case))
