"""Answers of every kind to every edition of every checklist, for laws about them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.cases.fields import FIELDS, PHOTOGRAPH
from interact.checklists.results import Facts
from interact.checklists.rules import (
    Answer,
    AnswerKind,
    Dimension,
    Reply,
    RiskLevel,
    When,
)
from tests.content.published import CHECKLISTS

EDITIONS = list(CHECKLISTS.editions())
NO, YES = Answer(reply=Reply.NO), Answer(reply=Reply.YES)
# What a question may hold; what was not answered at all is None.
ANSWERS = [
    NO,
    None,
    YES,
    Answer(reply=Reply.SUSPECTED),
    Answer(reply=Reply.NOT_KNOWN),
    Answer(reply=Reply.NOT_ASKED),
    Answer(reply=Reply.REFUSED),
    Answer(reply=Reply.NOT_APPLICABLE),
    Answer(reply=Reply.YES, when=When.HISTORICAL),
    Answer(reply=Reply.SUSPECTED, when=When.HISTORICAL),
    Answer(reply=Reply.YES, evidence="Seen at noon"),
    Answer(reply=Reply.NO, evidence="Asked the school"),
    Answer(text="unknown"),
]
# From no risk at all to the clearest; each step must never make less.
RISING = [
    NO,
    Answer(reply=Reply.NOT_KNOWN),
    Answer(reply=Reply.SUSPECTED, when=When.HISTORICAL),
    Answer(reply=Reply.SUSPECTED),
    YES,
]
NAMES = [one.name for one in FIELDS] + [PHOTOGRAPH]

some_facts = st.builds(
    Facts,
    age=st.none() | st.integers(0, 25),
    months_to_adult=st.none() | st.integers(0, 216),
    profile_percent=st.none() | st.integers(0, 100),
    earlier_episodes=st.integers(0, 40),
    recent_episodes=st.integers(0, 5),
    photograph_months=st.none() | st.integers(0, 36),
    levels=st.dictionaries(
        st.sampled_from(sorted(CHECKLISTS)), st.sampled_from(RiskLevel)
    ),
    missing=st.booleans(),
    filled=st.frozensets(st.sampled_from(NAMES), max_size=5),
)


def in_every(checklists):
    """Parametrise a test with these editions, in their order."""
    named = [
        pytest.param(one, id=f"{one.id} {one.edition}".strip()) for one in checklists
    ]
    return pytest.mark.parametrize("checklist", named)


def law(*examples, tries=25):
    """`given` with few tries for each edition, and without a deadline."""
    return lambda test: settings(deadline=None, max_examples=tries)(
        given(*examples)(test)
    )


def answers_to(checklist):
    """Mostly no, mostly nothing, or anything at all: one byte for each question."""
    names = [question.id for question in checklist.questions()]
    size = len(names) + 1
    return st.binary(min_size=size, max_size=size).map(lambda b: _answered(names, b))


def _answered(names, drawn):
    mood, *bytes_ = drawn
    usual = [NO, None, YES][mood % 3]
    odd = [1, 4, 12][mood % 7 % 3] * 21
    answers = {
        name: ANSWERS[byte % len(ANSWERS)] if byte < odd else usual
        for name, byte in zip(names, bytes_, strict=True)
    }
    return {name: answer for name, answer in answers.items() if answer is not None}


def risks(checklist):
    """The questions that a yes can only raise."""
    return [
        question.id
        for question in checklist.questions()
        if question.answer is AnswerKind.YES_NO
        and question.weighs is not Dimension.PROTECTION
    ]


def rank(result):
    """How high a result is; below all where there is no level."""
    return -1 if result.level is None else result.level.rank
