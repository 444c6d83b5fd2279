"""Answers of several people to one question: which stand, and which of them counts."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.checklists.definitions import Checklist, edition_of
from interact.checklists.results import Facts
from interact.checklists.rules import (
    SCALES,
    Answer,
    AnswerKind,
    Dimension,
    Outcome,
    Reply,
    Verdict,
    When,
)
from interact.checklists.scoring import score
from interact.checklists.standing import (
    differing,
    most_worrying,
    shown_to,
    standing,
    worst_together,
)
from tests.content.published import CHECKLISTS

GUARDIAN, WORKER, OFFICER = uuid4(), uuid4(), uuid4()
YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
SUSPECTED = Answer(reply=Reply.SUSPECTED)
ONCE = Answer(reply=Reply.YES, when=When.HISTORICAL)
GOING_MISSING = CHECKLISTS["CL-05"]
PROTECTS = next(
    one.id for one in GOING_MISSING.questions() if one.weighs is Dimension.PROTECTION
)
EDITIONS = {(one.id, edition_of(one)): one for one in CHECKLISTS.editions()}
LEVELLED = [name for name, one in EDITIONS.items() if one.makes_level]


@dataclass(frozen=True)
class Said:
    """An answer with who gave it."""

    answer: Answer | None
    person_id: UUID
    decides: bool = False


def test_of_each_person_the_newest_answer_stands():
    given = [Said(NO, GUARDIAN), Said(YES, WORKER), Said(YES, GUARDIAN)]

    assert standing(given) == (given[0], given[1])


def test_a_decision_stands_alone_until_somebody_answers_anew():
    decided = Said(YES, WORKER, decides=True)
    before = [Said(NO, GUARDIAN), Said(YES, WORKER)]

    assert standing([decided, *before]) == (decided,)
    again = Said(NO, GUARDIAN)
    assert standing([again, decided, *before]) == (again, decided)
    assert standing([Said(NO, WORKER), decided, *before]) == (Said(NO, WORKER),)


def test_answers_differ_in_what_is_said_and_when_but_not_in_what_they_rest_on():
    seen = Answer(reply=Reply.YES, evidence="Seen", on=date(2026, 1, 2))

    assert differing([Said(YES, GUARDIAN), Said(NO, WORKER)])
    assert differing([Said(YES, GUARDIAN), Said(ONCE, WORKER)])
    assert differing([Said(Answer(text="A"), GUARDIAN), Said(Answer(text="B"), WORKER)])
    assert differing([Said(YES, GUARDIAN), Said(seen, WORKER)]) == ()
    assert differing([Said(YES, GUARDIAN)]) == ()
    assert differing([Said(None, GUARDIAN), Said(NO, WORKER)]) == ()


def test_a_page_shows_ones_own_answer_and_never_chooses_that_of_another():
    alone, both = [Said(YES, WORKER)], [Said(NO, GUARDIAN), Said(YES, WORKER)]

    assert shown_to(alone, GUARDIAN) is None
    assert [shown_to(both, one) for one in (GUARDIAN, WORKER)] == [NO, YES]
    assert shown_to(both, OFFICER) is None
    assert shown_to([], WORKER) is None


@pytest.mark.parametrize(
    ("name", "stand", "counts"),
    [
        ("gm03", [NO, YES], YES),
        ("gm03", [NO, SUSPECTED], SUSPECTED),
        ("gm03", [NO, NOT_KNOWN], NOT_KNOWN),
        ("gm03", [ONCE, YES], YES),
        ("gm03", [ONCE, SUSPECTED], YES),
        (PROTECTS, [YES, NO], NO),
        (PROTECTS, [YES, NOT_KNOWN], NOT_KNOWN),
        (PROTECTS, [YES, ONCE], ONCE),
    ],
)
def test_the_more_worrying_answer_counts(name, stand, counts):
    question = GOING_MISSING.question(name)

    for order in (stand, stand[::-1]):
        assert most_worrying(GOING_MISSING, question, order) == counts


def test_of_equal_answers_the_newest_counts():
    newest = Answer(reply=Reply.YES, evidence="Heard again today")
    question = GOING_MISSING.question("gm03")

    assert most_worrying(GOING_MISSING, question, [newest, YES]) == newest


def test_local_checks_that_end_differently_leave_the_child_missing():
    checks = CHECKLISTS["CL-09"]
    outcome = checks.question("outcome")
    found, unknown = (Answer(text=one) for one in (Outcome.FOUND, Outcome.UNKNOWN))

    assert most_worrying(checks, outcome, [found, unknown]) == unknown


def test_something_that_is_not_done_counts_before_what_is_done():
    checks = CHECKLISTS["CL-09"]
    done = next(q for q in checks.questions() if q.answer is AnswerKind.CONFIRM)

    assert most_worrying(checks, done, [YES, NO]) == NO


def replies_to(question):
    scale = SCALES[question.answer]
    return st.builds(
        Answer, reply=st.sampled_from(sorted(scale)), when=st.sampled_from(list(When))
    )


@st.composite
def disputed(draw, among):
    """A checklist, answers to it, and several answers to one of its questions."""
    checklist = EDITIONS[draw(st.sampled_from(among))]
    asked = [one for one in checklist.questions() if one.answer in SCALES]
    question = asked[draw(st.integers(0, len(asked) - 1))]
    others = draw(st.sets(st.integers(0, len(asked) - 1), max_size=12))
    answers = {asked[n].id: draw(replies_to(asked[n])) for n in sorted(others)}
    stand = draw(st.lists(replies_to(question), min_size=2, max_size=4))
    return checklist, answers, question, stand


FACTS = st.builds(Facts, missing=st.booleans(), age=st.none() | st.integers(8, 17))


@given(disputed(LEVELLED), FACTS)
@settings(max_examples=400, deadline=None)
def test_a_dispute_never_makes_a_lower_level_than_any_of_its_answers_alone(
    found, facts
):
    checklist, answers, question, stand = found

    counts = {**answers, question.id: most_worrying(checklist, question, stand)}
    worst = worst_together(checklist, counts, {question.id: stand}, facts)

    together = score(checklist, worst, facts).level
    alone = [score(checklist, {**answers, question.id: one}, facts) for one in stand]
    assert all(one.level is None or together >= one.level for one in alone)


@given(disputed(LEVELLED))
def test_nobody_is_made_to_say_what_nobody_said(found):
    checklist, _answers, question, stand = found

    counts = most_worrying(checklist, question, stand)

    assert counts.reply in {one.reply for one in stand}
    assert counts.when in {one.when for one in stand}


CONDITIONS = Checklist.model_validate(
    {
        "id": "CL-90",
        "version": 1,
        "title": "Whether to publish",
        "stage": "response",
        "purpose": "To weigh it.",
        "fills": ["police"],
        "compartment": "care",
        "approach": "conditions",
        "dimension": "protection",
        "sections": [
            {
                "title": "All of them",
                "mark": "D",
                "answer": "yes_no",
                "questions": [
                    {"id": "agreed", "text": "Is it?", "go_if": "yes"},
                    {"id": "feared", "text": "Is it?", "go_if": "no"},
                    {"id": "why", "text": "?", "go_if": "yes", "or_reason": True},
                    {"id": "dpo", "text": "?", "go_if": "yes", "ask_if_not": True},
                ],
            }
        ],
    }
)
SAID = st.builds(
    Answer,
    reply=st.sampled_from(list(Reply)),
    when=st.sampled_from(list(When)),
    evidence=st.sampled_from(["", "The judge said so"]),
)


@pytest.mark.parametrize("name", ["agreed", "feared", "why", "dpo"])
@given(stand=st.lists(SAID, min_size=2, max_size=4))
def test_a_disputed_condition_goes_no_further_than_any_of_its_answers_alone(
    name, stand
):
    counts = most_worrying(CONDITIONS, CONDITIONS.question(name), stand)

    held = {q.id: Answer(reply=q.go_if) for q in CONDITIONS.questions()}
    verdict = score(CONDITIONS, {**held, name: counts}).verdict
    alone = [score(CONDITIONS, {**held, name: one}).verdict for one in stand]
    order = list(Verdict)
    assert order.index(verdict) == max(order.index(one) for one in alone)
