"""What an answer may be, and in which order levels stand."""

from datetime import date

import pytest

from interact.checklists.questions import Question
from interact.checklists.rules import (
    EMPTY,
    LONGEST_TEXT,
    Answer,
    AnswerInFuture,
    AnswerOutsideScale,
    AnswerTooLong,
    EvidenceNeeded,
    QuestionNotInChecklist,
    Reply,
    RiskLevel,
    When,
)
from tests.content.published import CHECKLISTS

TODAY = date(2026, 3, 1)
LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel


def question(**parts):
    return Question(id="one", text="Is it so?", mark="D", **parts)


def test_levels_stand_in_order():
    assert sorted(RiskLevel) == [LOW, MEDIUM, HIGH, IMMEDIATE]
    assert max(MEDIUM, IMMEDIATE, HIGH) is IMMEDIATE
    assert LOW < MEDIUM <= HIGH
    assert IMMEDIATE > HIGH >= MEDIUM


@pytest.mark.parametrize("reply", Reply)
def test_a_yes_no_question_takes_every_reply(reply):
    question(answer="yes_no").check(Answer(reply=reply), TODAY)


@pytest.mark.parametrize("reply", [Reply.SUSPECTED, Reply.NOT_KNOWN])
def test_a_check_is_done_or_not_and_never_suspected(reply):
    with pytest.raises(AnswerOutsideScale):
        question(answer="confirm").check(Answer(reply=reply), TODAY)


@pytest.mark.parametrize("kind", ["text", "date", "moment", "number"])
@pytest.mark.parametrize("reply", sorted(EMPTY))
def test_every_question_can_say_why_it_is_empty(kind, reply):
    question(answer=kind).check(Answer(reply=reply), TODAY)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text", "By the river"),
        ("date", "2026-02-28"),
        ("moment", "2026-02-28T22:15+01:00"),
        ("number", "3"),
        ("number", "1.5"),
    ],
)
def test_a_written_answer_fits_its_question(kind, text):
    question(answer=kind).check(Answer(text=text), TODAY)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("yes_no", "perhaps"),
        ("confirm", "done"),
        ("date", "2026-02-31"),
        ("date", "yesterday"),
        ("moment", "2026-02-28T22:15"),
        ("number", "many"),
        ("number", "inf"),
        ("number", "nan"),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(kind, text):
    with pytest.raises(AnswerOutsideScale, match="Is it so"):
        question(answer=kind).check(Answer(text=text), TODAY)


def test_a_reply_and_a_text_at_once_are_no_answer():
    with pytest.raises(AnswerOutsideScale):
        question(answer="text").check(Answer(reply=Reply.REFUSED, text="Red"), TODAY)


def test_a_choice_is_one_of_its_options():
    ends = CHECKLISTS["CL-09"].question("outcome")

    ends.check(Answer(text="known and safe"), TODAY)

    with pytest.raises(AnswerOutsideScale):
        ends.check(Answer(text="lost"), TODAY)


def test_what_the_record_answers_is_not_answered_here_but_may_say_why_it_is_empty():
    eyes = CHECKLISTS["CL-02"].question("eyes")

    eyes.check(Answer(reply=Reply.NOT_KNOWN), TODAY)

    for answer in (Answer(text="brown"), Answer(reply=Reply.YES)):
        with pytest.raises(AnswerOutsideScale):
            eyes.check(answer, TODAY)


@pytest.mark.parametrize("reply", [Reply.YES, Reply.SUSPECTED])
def test_yes_and_suspected_say_what_they_rest_on(reply):
    asked = question(answer="yes_no", evidence=True)

    asked.check(Answer(reply=reply, evidence="Told the night duty"), TODAY)

    with pytest.raises(EvidenceNeeded):
        asked.check(Answer(reply=reply, evidence="  "), TODAY)


def test_a_no_needs_no_evidence():
    question(answer="yes_no", evidence=True).check(Answer(reply=Reply.NO), TODAY)


def test_an_answer_cannot_be_about_tomorrow():
    asked = question(answer="yes_no")

    asked.check(Answer(reply=Reply.YES, on=TODAY), TODAY)

    with pytest.raises(AnswerInFuture):
        asked.check(Answer(reply=Reply.YES, on=date(2026, 3, 2)), TODAY)


@pytest.mark.parametrize("part", ["text", "evidence", "said_by"])
def test_an_answer_has_a_longest_length(part):
    asked = question(answer="text")

    asked.check(Answer(**{part: "x" * LONGEST_TEXT}), TODAY)

    with pytest.raises(AnswerTooLong):
        asked.check(Answer(**{part: "x" * (LONGEST_TEXT + 1)}), TODAY)


def test_a_question_of_another_checklist_is_refused():
    with pytest.raises(QuestionNotInChecklist):
        CHECKLISTS["CL-05"].question("ur01")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(),
        Answer(reply=Reply.NO),
        Answer(text="ልጅ\nعربي"),
        Answer(
            reply=Reply.SUSPECTED,
            when=When.HISTORICAL,
            on=TODAY,
            evidence="A car outside",
            said_by="Room-mate",
        ),
    ],
)
def test_an_answer_comes_back_as_it_was_sealed(answer):
    assert Answer.from_value(answer.as_value()) == answer


def test_not_known_is_an_answer_and_nothing_is_not():
    assert Answer(reply=Reply.NOT_KNOWN).is_given
    assert not Answer(text="  ").is_given
