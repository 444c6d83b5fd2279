"""Conditions whose answers lie in a part of the case that is not shared."""

import pytest

from interact.assessments.actions import finish_assessment
from interact.cases.rules import CompartmentNotHeld
from interact.checklists.rules import Answer, Reply, Verdict
from interact.keys.rules import Compartment
from tests.actions.editions import changed, use
from tests.actions.filling import NOT_KNOWN, fill, view
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both

CONDITIONS = [one for one in CHECKLISTS["CL-20"].questions() if one.go_if]
REST = {"sh01": Answer(text="protect"), "sh03": Answer(text="Name, to Sara")}
HELD = REST | {one.id: Answer(reply=one.go_if, evidence="Asked") for one in CONDITIONS}
FIRST, SECOND = CONDITIONS[0], next(one for one in CONDITIONS[1:] if not one.ask_if_not)


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture(autouse=True)
def in_use(session):
    """In this edition the answer to the first condition belongs to health."""

    def in_health(question):
        part = Compartment.HEALTH if question == FIRST else question.compartment
        return question.model_copy(update={"compartment": part})

    use(session, changed("CL-20", in_health))


@pytest.fixture
def case(given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.CARE)
    return case


def against(question):
    """The answer with which a condition does not hold, and no reason for it."""
    return Answer(reply=Reply.NO if question.go_if is Reply.YES else Reply.YES)


def test_a_condition_that_is_answered_out_of_sight_is_not_a_not_yet(
    session, worker, officer, case
):
    assessment = fill(session, worker, case, "CL-20", **HELD)

    seen, unseen = (view(session, who, case, assessment) for who in (worker, officer))

    assert seen.result.verdict is Verdict.GO
    assert unseen.result.verdict is None
    assert unseen.result.failing == ()
    assert [one.question.id for one in unseen.opened.unseen] == [FIRST.id]
    assert seen.opened.unseen == []


def test_what_forbids_it_by_itself_is_said_whatever_is_out_of_sight(
    session, worker, officer, case
):
    answers = HELD | {SECOND.id: against(SECOND)}
    assessment = fill(session, worker, case, "CL-20", **answers)

    result = view(session, officer, case, assessment).result

    assert (result.verdict, result.failing) == (Verdict.NO_GO, (SECOND.id,))


def test_nobody_finishes_conditions_whose_answers_they_cannot_open(
    session, worker, officer, case
):
    assessment = fill(session, worker, case, "CL-20", **HELD)

    with pytest.raises(CompartmentNotHeld):
        finish_assessment(session, officer, assessment)
    made = finish_assessment(session, worker, assessment)

    assert made.result.verdict is Verdict.GO
    assert view(session, officer, case, assessment).result.verdict is Verdict.GO


def test_a_condition_nobody_answered_is_a_not_yet_for_everybody(
    session, worker, officer, case
):
    answers = {**HELD, SECOND.id: NOT_KNOWN}
    del answers[FIRST.id]
    assessment = fill(session, worker, case, "CL-20", **answers)

    for who in (worker, officer):
        result = view(session, who, case, assessment).result
        assert (result.verdict, len(result.failing)) == (Verdict.NOT_YET, 2)
