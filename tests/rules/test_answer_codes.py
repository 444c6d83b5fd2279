"""What answers are written as on paper: unique, never changed, read back alike."""

import json
from itertools import chain
from pathlib import Path

import pytest

from interact.checklists.codes import (
    EARLIER,
    LEVEL_CODES,
    REPLY_CODES,
    VERDICT_CODES,
    WRITTEN,
    answer_from,
    code_of,
    replies_of,
)
from interact.checklists.questions import Question
from interact.checklists.rules import (
    POSITIVE,
    Answer,
    AnswerKind,
    AnswerOutsideScale,
    Reply,
    RiskLevel,
    Verdict,
    When,
)
from tests.content.published import CHECKLISTS

FROZEN = json.loads(
    (Path(__file__).parent.parent / "vectors" / "answer_codes.json").read_text("utf-8")
)
OPTIONS = ({"value": "first", "text": "One"}, {"value": "second", "text": "Two"})


def question(kind):
    options = OPTIONS if kind == AnswerKind.CHOICE else ()
    return Question(
        id="gm05",
        text="Is it so?",
        answer=kind,
        options=options,
        mark="P",
        no_weight="x",
    )


def possible(asked):
    """Every answer to a question that a box stands for."""
    for reply in replies_of(asked):
        yield Answer(reply=reply)
        if reply in POSITIVE and asked.answer is AnswerKind.YES_NO:
            yield Answer(reply=reply, when=When.HISTORICAL)
    for option in asked.options:
        yield Answer(text=option.value)


def test_codes_are_those_of_paper_that_was_printed_already():
    assert {word.value: code for word, code in REPLY_CODES.items()} == FROZEN["replies"]
    assert {word.value: code for word, code in LEVEL_CODES.items()} == FROZEN["levels"]
    verdicts = {word.value: code for word, code in VERDICT_CODES.items()}
    assert verdicts == FROZEN["verdicts"]
    assert (FROZEN["earlier"], FROZEN["written"]) == (EARLIER, WRITTEN)


@pytest.mark.parametrize("example", FROZEN["written_out"], ids=lambda one: one["code"])
def test_an_answer_is_written_as_it_always_was(example):
    answer = Answer.from_value(example["given"])

    assert code_of(question(example["answer"]), answer) == example["code"]


def test_everything_that_can_be_said_has_a_code_of_its_own():
    tables = (REPLY_CODES, LEVEL_CODES, VERDICT_CODES)
    found = [*chain.from_iterable(one.values() for one in tables), EARLIER, WRITTEN]

    assert len(found) == len(set(found))
    assert set(REPLY_CODES) == set(Reply)
    assert set(LEVEL_CODES) == set(RiskLevel)
    assert set(VERDICT_CODES) == set(Verdict)


def test_every_answer_to_every_published_question_reads_back_from_its_code():
    boxes = [
        (asked, answer)
        for checklist in CHECKLISTS.values()
        for asked in checklist.questions()
        for answer in possible(asked)
    ]
    codes = [code_of(asked, answer) for asked, answer in boxes]

    assert len(boxes) > 300
    for (asked, answer), code in zip(boxes, codes, strict=True):
        assert answer_from(asked, code) == answer


@pytest.mark.parametrize(
    "code", ["gm06:Y", "gm05:", "gm05:Z", "gm05:3", "gm05:NE", "gm05:E", "gm05", "Y"]
)
def test_a_code_of_another_question_or_of_none_is_refused(code):
    for kind in (AnswerKind.YES_NO, AnswerKind.CHOICE):
        with pytest.raises(AnswerOutsideScale):
            answer_from(question(kind), code)


def test_an_option_that_there_is_not_has_no_code():
    with pytest.raises(AnswerOutsideScale):
        code_of(question(AnswerKind.CHOICE), Answer(text="third"))
