"""Filled in together: answers that differ stand side by side until somebody decides."""

import pytest
from sqlalchemy import select

from interact.assessments import models
from interact.assessments.actions import answer_questions, finish_assessment
from interact.assessments.deciding import decide_answer
from interact.assessments.queries import count_answers
from interact.audit.rules import Event
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld
from interact.checklists.rules import (
    AlreadyFinished,
    Answer,
    AnswerOutsideScale,
    NothingToDecide,
    QuestionNotInChecklist,
    Reply,
    RiskLevel,
)
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from tests.actions.conftest import DONE
from tests.actions.editions import changed, use
from tests.actions.filling import NO, NOT_KNOWN, YES, events, fill, view

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def case(given, worker, officer):
    case = given.case(worker)
    given.claim(worker, case, "hair", "Black")
    given.share(worker, case, officer, Compartment.CARE, Compartment.IDENTITY)
    return case


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker))


@pytest.fixture
def disputed(session, worker, officer, case):
    """Two answers to gm03: the worker says no, the officer yes."""
    assessment = fill(session, worker, case, "CL-05", gm03=NO, gm05=YES)
    answer_questions(session, officer, assessment, {"gm03": YES})
    return assessment


def test_answers_that_differ_stand_side_by_side_with_who_and_when(
    session, worker, officer, case, disputed
):
    item = view(session, worker, case, disputed).items["gm03"]

    said = [(one.answer, one.agency_name, one.person_name) for one in item.differing]
    assert said == [
        (YES, officer.agency_name, ""),
        (NO, worker.agency_name, worker.name),
    ]
    assert all(one.at.tzinfo for one in item.differing)


def test_a_person_is_named_to_colleagues_and_to_nobody_else(
    session, worker, officer, colleague, case, disputed
):
    for reader, names in (
        (colleague, ["", worker.name]),
        (officer, [officer.name, ""]),
    ):
        item = view(session, reader, case, disputed).items["gm03"]
        assert [one.person_name for one in item.differing] == names


def test_the_more_worrying_answer_counts_until_somebody_decides(
    session, worker, colleague, case, disputed
):
    before = view(session, worker, case, disputed)
    assert before.items["gm03"].answer == YES
    assert before.result.level is RiskLevel.IMMEDIATE
    assert before.conclusion.differing == 1

    decide_answer(session, colleague, disputed, "gm03", NO)

    after = view(session, worker, case, disputed)
    assert after.items["gm03"].answer == NO
    assert after.items["gm03"].differing == ()
    assert after.result.level < RiskLevel.IMMEDIATE
    assert [one.answer for one in after.items["gm03"].given] == [NO, YES, NO]
    assert after.items["gm03"].given[0].decides
    assert events(session)[-1] is Event.ANSWER_DECIDED


def test_after_a_decision_everybodys_own_answer_is_still_shown_with_it(
    session, worker, officer, colleague, case, disputed
):
    decide_answer(session, colleague, disputed, "gm03", NO)

    shown = view(session, worker, case, disputed).items["gm03"].shown
    said = [(one.person_id, one.answer, one.decides) for one in shown]
    assert said == [
        (colleague.person_id, NO, True),
        (officer.person_id, YES, False),
        (worker.person_id, NO, False),
    ]


def test_of_each_person_only_the_newest_answer_is_shown(
    session, worker, officer, case, disputed
):
    answer_questions(session, officer, disputed, {"gm03": NOT_KNOWN})

    shown = view(session, worker, case, disputed).items["gm03"].shown
    assert [one.answer for one in shown] == [NOT_KNOWN, NO]


def test_who_answers_anew_after_a_decision_disputes_it(
    session, worker, officer, colleague, case, disputed
):
    decide_answer(session, colleague, disputed, "gm03", NO)

    answer_questions(session, officer, disputed, {"gm03": YES})

    item = view(session, worker, case, disputed).items["gm03"]
    assert [one.answer for one in item.differing] == [YES, NO]


def test_who_answers_the_same_again_says_nothing_new_and_a_second_person_does(
    session, worker, officer, case, disputed
):
    answer_questions(session, worker, disputed, {"gm03": NO})
    answer_questions(session, officer, disputed, {"gm05": YES})

    items = view(session, worker, case, disputed).items
    assert [len(items[name].given) for name in ("gm03", "gm05")] == [2, 2]
    assert {one.person_id for one in items["gm05"].given} == {
        worker.person_id,
        officer.person_id,
    }


def test_each_finds_their_own_answer_and_a_third_person_an_open_question(
    session, worker, officer, colleague, case, disputed
):
    shown = [
        view(session, who, case, disputed).items["gm03"].typed
        for who in (worker, officer, colleague)
    ]

    assert shown == [NO, YES, None]


def test_a_difference_does_not_stop_finishing_and_is_counted_in_what_it_came_to(
    session, worker, case, disputed
):
    made = finish_assessment(session, worker, disputed)

    assert made.differing == 1
    assert view(session, worker, case, disputed).conclusion.differing == 1
    assert made.level.counting is RiskLevel.IMMEDIATE


def test_nothing_is_decided_where_nothing_differs(session, worker, disputed):
    with pytest.raises(NothingToDecide):
        decide_answer(session, worker, disputed, "gm05", NO)
    with pytest.raises(NothingToDecide):
        decide_answer(session, worker, disputed, "gm01", NO)


def test_a_decision_is_an_answer_to_a_question_of_this_checklist(
    session, worker, disputed
):
    with pytest.raises(QuestionNotInChecklist):
        decide_answer(session, worker, disputed, "ur01", NO)
    with pytest.raises(AnswerOutsideScale):
        decide_answer(session, worker, disputed, "gm03", Answer(text="Perhaps"))


def test_what_is_finished_is_decided_no_more(session, worker, disputed):
    finish_assessment(session, worker, disputed)

    with pytest.raises(AlreadyFinished):
        decide_answer(session, worker, disputed, "gm03", NO)


def test_a_stranger_decides_nothing(session, given, disputed):
    with pytest.raises(NotFound):
        decide_answer(session, given.caseworker(), disputed, "gm03", NO)


def test_two_people_who_answer_at_once_are_both_heard(
    session, at_once, worker, officer, case
):
    assessment = fill(session, worker, case, "CL-05", gm01=NOT_KNOWN)

    outcomes = at_once(
        assessment,
        lambda own, seen: answer_questions(own, worker, seen, {"gm03": NO}),
        lambda own, seen: answer_questions(own, officer, seen, {"gm03": YES}),
    )

    assert outcomes == [DONE, DONE]
    item = view(session, worker, case, assessment).items["gm03"]
    assert {one.answer.reply for one in item.differing} == {Reply.YES, Reply.NO}


def test_of_two_people_who_decide_at_once_the_second_finds_nothing_to_decide(
    session, at_once, officer, colleague, disputed
):
    outcomes = at_once(
        disputed,
        lambda own, seen: decide_answer(own, colleague, seen, "gm03", NO),
        lambda own, seen: decide_answer(own, officer, seen, "gm03", YES),
    )

    assert sorted(map(str, outcomes)) == sorted([DONE, str(NothingToDecide)])


def test_of_two_people_who_finish_at_once_one_does(
    session, at_once, worker, officer, disputed
):
    outcomes = at_once(
        disputed,
        lambda own, seen: finish_assessment(own, worker, seen),
        lambda own, seen: finish_assessment(own, officer, seen),
    )

    assert sorted(map(str, outcomes)) == sorted([DONE, str(AlreadyFinished)])


def test_an_answer_in_health_is_seen_to_exist_and_not_what_it_says(
    session, given, worker, officer, case
):
    said = given.statement("Does not want to live")
    assessment = fill(session, worker, case, "CL-02", self_harm=NOT_KNOWN)
    answer_questions(session, worker, assessment, {"self_harm": said})

    row = session.scalar(select(models.Answer).where(models.Answer.item == "self_harm"))
    item = view(session, officer, case, assessment).items["self_harm"]

    assert row.compartment is Compartment.HEALTH
    assert b"want to live" not in row.sealed
    assert (item.is_answered, item.is_hidden) == (True, True)
    assert item.answer is None
    assert item.claims == ()
    assert [one.answer for one in item.given] == [None]


def test_nobody_decides_between_answers_they_cannot_open(
    session, worker, officer, colleague, case
):
    assessment = fill(session, worker, case, "CL-02", self_harm=NOT_KNOWN)
    refused = Answer(reply=Reply.REFUSED)
    answer_questions(session, colleague, assessment, {"self_harm": refused})

    with pytest.raises(CompartmentNotHeld):
        decide_answer(session, officer, assessment, "self_harm", refused)
    decide_answer(session, worker, assessment, "self_harm", refused)

    vault = read_case(session, worker, case.reference)
    assert count_answers(vault, assessment, ["self_harm"]) == 3


def test_who_cannot_open_an_answer_scores_it_as_not_known(
    session, worker, officer, case
):
    def in_health(question):
        part = Compartment.HEALTH if question.id == "gm03" else question.compartment
        return question.model_copy(update={"compartment": part})

    use(session, changed("CL-05", in_health))
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)

    opened, hidden = (view(session, who, case, assessment) for who in (worker, officer))

    assert opened.result.level is RiskLevel.IMMEDIATE
    assert hidden.result.level < RiskLevel.IMMEDIATE
    assert hidden.items["gm03"].is_hidden
    with pytest.raises(CompartmentNotHeld):
        finish_assessment(session, officer, assessment)
