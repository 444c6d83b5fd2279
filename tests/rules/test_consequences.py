"""What a checklist asks for: by what it came to, and by single answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact.checklists.consequences import (
    advice_of,
    consequences_of,
    replies_of,
    to_be_done,
)
from interact.checklists.definitions import Checklist
from interact.checklists.results import NO_FACTS, Facts, Result
from interact.checklists.rules import (
    SCALES,
    Answer,
    Approach,
    Reply,
    RiskLevel,
    Verdict,
)
from interact.checklists.scoring import score
from interact.keys.rules import Compartment
from tests.content.published import CHECKLISTS

NO, YES = Answer(reply=Reply.NO), Answer(reply=Reply.YES)
PLANS = [one for one in CHECKLISTS.values() if one.approach is Approach.PLAN]
WITH_TASKS = [
    one
    for one in CHECKLISTS.values()
    if one.consequences or one.verdicts or any(q.to_do for q in one.questions())
]


def plan(**question):
    asked = {"id": "done1", "text": "Is it done?", "answer": "yes_no", "mark": "D"}
    asked |= {"to_do": [{"text": "Do it.", "within_hours": 24}]}
    return Checklist.model_validate(
        {
            "id": "CL-90",
            "version": 1,
            "title": "A plan",
            "stage": "any",
            "purpose": "To try",
            "fills": ["reception"],
            "compartment": "care",
            "approach": "plan",
            "dimension": "protection",
            "sections": [{"title": "All", "questions": [asked | question]}],
        }
    )


def asked_for(checklist, facts=NO_FACTS, **answers):
    result = score(checklist, answers, facts)
    replies = replies_of(checklist, answers, facts)
    return consequences_of(checklist, result, None, replies)


def texts(asked):
    return [one.consequence.text for one in asked]


def test_what_is_not_done_is_asked_for_and_what_is_done_is_not():
    assert texts(asked_for(plan(), done1=NO)) == ["Do it."]
    assert texts(asked_for(plan(), done1=YES)) == []


def test_what_nobody_answered_asks_for_nothing():
    assert asked_for(plan()) == ()


def test_an_answer_asks_only_when_the_file_says_so():
    when = [{"when": ["suspected"], "text": "Ask again.", "within_hours": 8}]

    asked = asked_for(plan(to_do=when), done1=Answer(reply=Reply.SUSPECTED))

    assert texts(asked) == ["Ask again."]
    assert asked_for(plan(to_do=when), done1=NO) == ()


def test_what_the_case_knows_asks_as_an_answer_does():
    young = plan(
        counts_when={"age_below": 14},
        to_do=[{"when": ["yes"], "text": "Find a family.", "within_hours": 24}],
    )

    assert texts(asked_for(young, Facts(age=12))) == ["Find a family."]
    assert asked_for(young, Facts(age=15)) == ()


def test_what_an_answer_asks_for_belongs_to_the_part_of_its_question():
    (asked,) = asked_for(plan(compartment="health"), done1=NO)

    assert asked.compartment is Compartment.HEALTH
    assert asked.question_id == "done1"


def test_the_level_a_person_said_decides_what_is_asked_for():
    checklist, result = CHECKLISTS["CL-05"], Result(level=RiskLevel.MEDIUM)

    asked = consequences_of(checklist, result, RiskLevel.HIGH, {})

    high = checklist.consequences[RiskLevel.HIGH]
    assert tuple(one.consequence for one in asked) == high


def test_the_verdict_of_conditions_asks_for_what_stands_under_it():
    checklist = next(one for one in CHECKLISTS.values() if one.verdicts)
    verdict = next(iter(checklist.verdicts))

    asked = consequences_of(checklist, Result(verdict=Verdict(verdict)), None, {})

    assert tuple(one.consequence for one in asked) == checklist.verdicts[verdict]


def test_the_same_thing_is_done_once_at_its_earliest_and_advice_is_no_task():
    to_do = [
        {"text": "Call.", "within_hours": 48},
        {"text": "Call.", "within_hours": 4},
        {"text": "Be kind."},
    ]

    asked = asked_for(plan(to_do=to_do), done1=NO)

    assert [one.consequence.within_hours for one in to_be_done(asked)] == [4]
    assert texts(advice_of(asked)) == ["Be kind."]


@pytest.mark.parametrize("checklist", PLANS, ids=lambda one: one.id)
def test_every_no_of_a_plan_that_asks_for_something_becomes_a_task(checklist):
    asking = [
        (one, to_do)
        for one in checklist.questions()
        if one.answer in SCALES
        for to_do in one.to_do
        if Reply.NO in to_do.when and to_do.within_hours
    ]
    for question, to_do in asking:
        asked = to_be_done(asked_for(checklist, **{question.id: NO}))
        assert to_do.text in texts(asked), question.id
    assert asking


@st.composite
def filled_in(draw):
    checklist = draw(st.sampled_from(WITH_TASKS))
    answers = {
        one.id: Answer(reply=draw(st.sampled_from(sorted(SCALES[one.answer]))))
        for one in checklist.questions()
        if one.answer in SCALES and draw(st.booleans())
    }
    return checklist, answers


@given(filled_in(), st.randoms(use_true_random=False))
def test_the_same_answers_ask_for_the_same_in_whatever_order_they_came(filled, luck):
    checklist, answers = filled
    mixed = list(answers.items())
    luck.shuffle(mixed)

    first = to_be_done(asked_for(checklist, **answers))

    assert to_be_done(asked_for(checklist, **dict(mixed))) == first
    places = [(one.compartment, one.consequence.text) for one in first]
    assert len(places) == len(set(places))
