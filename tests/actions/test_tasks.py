"""What checklists ask for: who gets it, who reads it, and how it ends."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from interact.agencies.rules import AgencyKind
from interact.assessments.actions import finish_assessment
from interact.assessments.lowering import agree_to_lower
from interact.audit.rules import Event
from interact.cases.rules import CompartmentNotHeld
from interact.cases.sharing import withdraw_share
from interact.checklists.rules import SCALES, Reply, RiskLevel
from interact.core.clock import now
from interact.core.errors import CannotOpen, NotFound
from interact.flowcharts.taking_over import take_over_lead
from interact.keys.rules import Compartment
from interact.leading.handing_over import offer_lead
from interact.tasks.actions import finish_task
from interact.tasks.models import Task
from interact.tasks.rules import TaskEnded, TaskEndsByItself, TaskKind, TaskOfAnother
from tests.actions.desks import of_others, on_desk
from tests.actions.filling import NO, NOT_KNOWN, YES, events, fill
from tests.actions.planning import (
    OTHER,
    PLAN,
    ask,
    finish,
    next_request,
    plan,
    rows,
    shown,
    texts,
    use,
)
from tests.content.published import CHECKLISTS
from tests.missing import Story

pytestmark = pytest.mark.on_both

CARE, HEALTH = Compartment.CARE, Compartment.HEALTH
SCHOOL, DOCTOR = "Find a school.", "See a doctor."


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def guardian(given):
    return given.member(given.agency(AgencyKind.GUARDIANSHIP))


@pytest.fixture(autouse=True)
def in_use(session):
    doctor = ask("doctor", DOCTOR, compartment="health", owner="guardianship")
    school = ask("school", SCHOOL, owner="guardianship", within=48)
    use(session, plan(school, doctor), plan(ask("bed", "Find a bed."), id=OTHER))


def test_what_is_not_done_becomes_a_task_of_the_lead(session, worker, case):
    assessment = finish(session, worker, case, school=NO, doctor=YES)

    (task,) = rows(session)
    assert (task.agency_id, task.assessment_id) == (worker.agency_id, assessment.id)
    assert task.due_at == assessment.finished_at + timedelta(hours=48)
    assert texts(session, worker, case) == [SCHOOL]


def test_nothing_of_what_is_asked_for_stands_in_clear(session, worker, case):
    finish(session, worker, case, school=NO)

    (task,) = rows(session)
    assert (task.title, task.step, task.state) == (None, None, None)
    assert b"school" not in task.sealed


def test_a_partner_of_the_kind_that_holds_the_part_gets_it(
    session, given, worker, case, guardian
):
    given.share(worker, case, guardian, CARE)

    finish(session, worker, case, school=NO, doctor=NO)

    holders = {task.compartment: task.agency_id for task in rows(session)}
    assert holders == {CARE: guardian.agency_id, HEALTH: worker.agency_id}


def test_who_does_not_hold_a_part_does_not_see_that_something_is_asked_in_it(
    session, given, worker, case, guardian
):
    given.share(worker, case, guardian, CARE)
    finish(session, worker, case, school=NO, doctor=NO)

    (seen,) = shown(session, guardian, case)

    assert (seen.compartment, seen.said.text) == (CARE, SCHOOL)


def test_nobody_finishes_a_plan_with_an_answer_they_cannot_open(
    session, given, worker, case, guardian
):
    given.share(worker, case, guardian, CARE)
    assessment = fill(session, worker, case, PLAN, doctor=NO)

    next_request(session)
    with pytest.raises(CompartmentNotHeld):
        finish_assessment(session, guardian, assessment)


def test_what_is_still_asked_for_goes_on_and_is_not_due_later(session, worker, case):
    finish(session, worker, case, school=NO)
    (before,) = rows(session)
    before.due_at = sooner = now() + timedelta(hours=1)

    finish(session, worker, case, school=NO)

    (after,) = rows(session)
    assert (after.id, after.due_at) == (before.id, sooner)


def test_what_is_no_longer_asked_for_ends_and_was_not_done(session, worker, case):
    finish(session, worker, case, school=NO, doctor=NO)

    finish(session, worker, case, school=YES, doctor=NO)

    ended = [one for one in shown(session, worker, case) if one.ended_at]
    assert [(one.said.text, one.done) for one in ended] == [(SCHOOL, False)]
    assert texts(session, worker, case) == [DOCTOR]


def test_another_checklist_ends_nothing(session, worker, case):
    finish(session, worker, case, school=NO)

    finish(session, worker, case, OTHER, bed=NO)

    assert texts(session, worker, case) == ["Find a bed.", SCHOOL]


def test_who_has_a_task_says_that_it_is_done_and_may_note_how(
    session, given, worker, case, guardian
):
    given.share(worker, case, guardian, CARE)
    finish(session, worker, case, school=NO)
    (task,) = rows(session)
    next_request(session)

    finish_task(session, guardian, task, " From Monday on ")

    assert events(session)[-1] is Event.TASK_FINISHED
    (seen,) = shown(session, worker, case)
    assert seen.done
    assert (seen.said.note, seen.said.done_by) == (
        "From Monday on",
        guardian.agency_name,
    )


def test_a_task_is_done_once(session, worker, case):
    finish(session, worker, case, school=NO)
    (task,) = rows(session)
    finish_task(session, worker, task)

    with pytest.raises(TaskEnded):
        finish_task(session, worker, task)


def test_of_two_people_who_did_it_at_once_the_second_is_told(
    running, session, worker, case
):
    finish(session, worker, case, school=NO)
    (task,) = rows(session)
    session.commit()

    with running.database.writers() as other:
        finish_task(other, worker, other.get_one(Task, task.id))
        other.commit()

    next_request(session)
    with pytest.raises(TaskEnded):
        finish_task(session, worker, task)


def test_the_lead_may_say_so_too_and_nobody_else(
    session, given, worker, case, guardian
):
    officer = given.officer()
    given.share(worker, case, guardian, CARE)
    given.share(worker, case, officer, CARE)
    finish(session, worker, case, school=NO)
    (task,) = rows(session)
    next_request(session)

    with pytest.raises(TaskOfAnother):
        finish_task(session, officer, task)
    with pytest.raises(NotFound):
        finish_task(session, given.caseworker(), task)
    finish_task(session, worker, task)

    assert task.done


def test_who_cannot_open_it_cannot_say_that_it_is_done(
    session, given, worker, case, guardian
):
    given.share(worker, case, guardian, CARE)
    finish(session, worker, case, doctor=NO)
    (task,) = rows(session)
    task.agency_id = guardian.agency_id
    next_request(session)

    with pytest.raises(CompartmentNotHeld):
        finish_task(session, guardian, task)


def test_a_step_ends_when_it_is_taken(session, given):
    story = Story(session, given)
    (step,) = story.noticed().tasks

    with pytest.raises(TaskEndsByItself):
        finish_task(session, story.worker, step)


def test_the_desk_lists_it_with_nothing_opened(session, given, worker, case, guardian):
    given.share(worker, case, guardian, CARE)
    finish(session, worker, case, school=NO)
    next_request(session)

    (due,) = on_desk(session, guardian)
    (waiting,) = of_others(session, worker)

    assert (due.kind, due.title, due.checklist_id) == (TaskKind.TO_DO, "", PLAN)
    assert waiting.agency_name == guardian.agency_name
    assert "vaults" not in session.info


def test_what_a_checklist_asks_in_a_part_of_the_case_is_one_line_of_the_desk(
    session, worker, case
):
    finish(session, worker, case, school=NO, doctor=NO)
    finish(session, worker, case, OTHER, bed=NO)
    next_request(session)

    lines = on_desk(session, worker)

    asked = sorted((one.checklist_id, one.number) for one in lines)
    assert asked == [(PLAN, 1), (PLAN, 1), (OTHER, 1)]
    assert lines[0].due_at == rows(session)[0].due_at


def test_what_an_agency_had_to_do_falls_to_the_lead_when_it_leaves(
    session, given, worker, case, guardian
):
    share = given.share(worker, case, guardian, CARE)
    finish(session, worker, case, school=NO)
    next_request(session)

    withdraw_share(session, worker, share, "The guardian changed")

    assert on_desk(session, guardian) == []
    (mine,) = on_desk(session, worker)
    assert mine.agency_name == worker.agency_name
    assert of_others(session, worker) == []
    assert shown(session, worker, case)[0].may_finish


def test_a_new_lead_gets_what_the_lead_had_and_others_keep_theirs(
    session, given, worker, case, guardian
):
    given.share(worker, case, guardian, CARE)
    finish(session, worker, case, school=NO)
    finish(session, worker, case, OTHER, bed=NO)
    officer = given.officer()
    next_request(session)
    offer = offer_lead(session, worker, case, given.agency_of(officer))

    take_over_lead(session, officer, offer)

    holders = {task.checklist_id: task.agency_id for task in rows(session)}
    assert holders == {PLAN: guardian.agency_id, OTHER: officer.agency_id}


def test_a_task_that_was_given_to_another_checklist_does_not_open(
    session, worker, case
):
    finish(session, worker, case, school=NO)

    session.execute(update(Task).values(checklist_id=OTHER))
    session.expire_all()

    with pytest.raises(CannotOpen):
        shown(session, worker, case)


def test_what_only_the_higher_level_asked_for_ends_once_a_lower_one_is_agreed(
    session, given, worker, case
):
    levels = CHECKLISTS["CL-05"].consequences
    higher, lower = map(timed, (levels["immediate"], levels["medium"]))
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, assessment, RiskLevel.MEDIUM, "All is calm")
    assert higher <= set(texts(session, worker, case))
    colleague = given.member(given.agency_of(worker))

    next_request(session)
    agree_to_lower(session, colleague, assessment)

    asked = set(texts(session, worker, case))
    assert lower <= asked
    assert not asked & (higher - lower)


def test_what_was_done_before_a_lower_level_was_agreed_is_not_asked_for_again(
    session, given, worker, case
):
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, assessment, RiskLevel.MEDIUM, "All is calm")
    colleague = given.member(given.agency_of(worker))
    for task in rows(session):
        next_request(session)
        finish_task(session, worker, task)

    next_request(session)
    agree_to_lower(session, colleague, assessment)

    both = timed(CHECKLISTS["CL-05"].consequences["immediate"])
    lower = timed(CHECKLISTS["CL-05"].consequences["medium"])
    assert set(texts(session, worker, case)) == lower - both


def timed(consequences):
    return {one.text for one in consequences if one.within_hours}


def test_every_no_of_the_aftercare_plan_becomes_a_task(session, worker, case):
    aftercare = CHECKLISTS["CL-19"]
    said = {
        one.id: NO if one.answer in SCALES else NOT_KNOWN
        for one in aftercare.questions()
        if one.field is None
    }

    finish(session, worker, case, "CL-19", **said)

    asked = {
        to_do.text
        for one in aftercare.questions()
        for to_do in one.to_do
        if Reply.NO in to_do.when and to_do.within_hours
    }
    assert asked <= set(texts(session, worker, case))
    assert len(asked) > 10
