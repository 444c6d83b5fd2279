"""Filling in a list anew: what counted before stays while too little is known."""

import pytest

from interact.agencies.rules import Role
from interact.assessments.actions import finish_assessment
from interact.assessments.conclusions import open_conclusion
from interact.assessments.history import read_history
from interact.assessments.lowering import agree_to_lower
from interact.assessments.queries import current_level
from interact.cases.queries import read_case
from interact.checklists.rules import Lowering, RiskLevel
from interact.checklists.staying import StaysFor
from interact.tasks.rules import TaskKind
from tests.actions.filling import NO, NOT_KNOWN, YES, fill, missing, view
from tests.actions.planning import finish, next_request, rows, texts
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
GOING_MISSING = CHECKLISTS["CL-05"]
NAMES = [one.id for one in GOING_MISSING.questions() if one.field is None]
KNOWN = dict.fromkeys(NAMES, NO)
PROTECT = next(
    one.text
    for one in GOING_MISSING.consequences[IMMEDIATE]
    if one.text.startswith("Protect the child today.")
)
URGENT = KNOWN | {"gm03": YES, "gm05": YES}
FIRST_FOUR = dict.fromkeys(
    [one.id for one in GOING_MISSING.short().questions()][:4], NO
)


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def said(session, actor, assessment):
    return open_conclusion(
        read_case(session, actor, assessment.case.reference), assessment
    ).level


def level(session, actor, case):
    return current_level(read_case(session, actor, case.reference))


def fill_again_at(session):
    (task,) = [t for t in rows(session, TaskKind.FILL_IN) if t.checklist_id == "CL-05"]
    return task.due_at


def begin_immediate(session, worker, case):
    return finish(session, worker, case, "CL-05", **URGENT)


def test_a_short_form_later_leaves_the_level_and_what_is_to_be_done(
    session, worker, case
):
    begin_immediate(session, worker, case)
    at_level = GOING_MISSING.consequences[IMMEDIATE]
    asked = {one.text for one in at_level if one.within_hours}
    assert PROTECT in asked <= set(texts(session, worker, case))

    short = finish(session, worker, case, "CL-05", short_form=True, **FIRST_FOUR)

    made = said(session, worker, short)
    assert (made.computed, made.counting) == (MEDIUM, IMMEDIATE)
    assert made.stays.why is StaysFor.SHORT_FORM
    assert made.lowering is None
    assert level(session, worker, case) is IMMEDIATE
    assert asked <= set(texts(session, worker, case))


def test_what_an_answer_asked_for_goes_on_until_it_is_answered_otherwise(
    session, worker, case
):
    begin_immediate(session, worker, case)
    (way,) = [one.text for one in GOING_MISSING.question("gm05").to_do]

    finish(session, worker, case, "CL-05", short_form=True, **FIRST_FOUR)
    finish(session, worker, case, "CL-05", **KNOWN | {"gm05": NOT_KNOWN})
    while_nobody_knows = texts(session, worker, case)
    finish(session, worker, case, "CL-05", **KNOWN)

    assert way in while_nobody_knows
    assert way not in texts(session, worker, case)


def test_a_full_list_with_four_answers_leaves_it_as_well(session, worker, case):
    begin_immediate(session, worker, case)

    few = finish(session, worker, case, "CL-05", **FIRST_FOUR)

    assert said(session, worker, few).stays.why is StaysFor.UNKNOWN
    assert level(session, worker, case) is IMMEDIATE
    next_request(session)
    history = read_history(read_case(session, worker, case.reference), "CL-05")
    shown = [one.entry.conclusion.level for one in history]
    assert [one.counting for one in shown] == [IMMEDIATE, IMMEDIATE]
    assert shown[0].computed < IMMEDIATE


def test_a_full_list_that_knows_enough_makes_the_level_lower(session, worker, case):
    begin_immediate(session, worker, case)

    finish(session, worker, case, "CL-05", **KNOWN)

    assert level(session, worker, case) < IMMEDIATE
    assert PROTECT not in texts(session, worker, case)


def test_a_sign_that_nobody_knows_of_now_counts_time_after_time(session, worker, case):
    begin_immediate(session, worker, case)
    unsure = KNOWN | {"gm03": NOT_KNOWN, "gm05": NOT_KNOWN}

    finish(session, worker, case, "CL-05", **unsure)
    last = finish(session, worker, case, "CL-05", **unsure)

    made = said(session, worker, last)
    assert (made.stays.level, made.stays.why) == (IMMEDIATE, StaysFor.EARLIER)
    assert level(session, worker, case) is IMMEDIATE


def test_before_it_is_finished_it_says_what_stays(session, worker, case):
    begin_immediate(session, worker, case)
    next_request(session)

    short = fill(session, worker, case, "CL-05", short_form=True, **FIRST_FOUR)

    shown = view(session, worker, case, short)
    assert shown.conclusion.stays.level is IMMEDIATE
    assert shown.result.level < IMMEDIATE


def test_a_second_person_may_lower_what_stays(session, worker, colleague, case):
    begin_immediate(session, worker, case)
    next_request(session)
    short = fill(session, worker, case, "CL-05", short_form=True, **FIRST_FOUR)
    finish_assessment(session, worker, short, MEDIUM, "Two of us spoke with the child")
    assert short.lowering is Lowering.PROPOSED
    assert level(session, worker, case) is IMMEDIATE

    next_request(session)
    agree_to_lower(session, colleague, short)

    assert level(session, colleague, case) is MEDIUM
    assert PROTECT not in texts(session, worker, case)


def test_what_another_episode_came_to_says_nothing_of_this_one(session, worker, case):
    first = missing(session, case)
    urgent = fill(session, worker, case, "CL-11", episode=first, ur05=YES)
    finish_assessment(session, worker, urgent)

    second = missing(session, case)
    again = fill(session, worker, case, "CL-11", episode=second)

    assert view(session, worker, case, again).conclusion.stays is None


def test_an_agreed_lower_level_is_looked_at_again_by_its_own_time(
    session, worker, colleague, case
):
    assessment = fill(session, worker, case, "CL-05", **URGENT)
    finish_assessment(session, worker, assessment, LOW, "All is calm")
    soon = fill_again_at(session)

    next_request(session)
    agree_to_lower(session, colleague, assessment)

    days = GOING_MISSING.review_days[LOW]
    assert soon < fill_again_at(session)
    assert (fill_again_at(session) - assessment.finished_at).days == days
