"""Filling in checklists: what is kept beside what, what is refused, who sees it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from interact.assessments import models
from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.queries import list_assessments
from interact.audit.rules import Event
from interact.cases.fields import field_by_name
from interact.cases.queries import read_case, read_claims
from interact.cases.rules import CompartmentNotHeld
from interact.checklists.rules import (
    Answer,
    AnswerInFuture,
    AnswerOutsideScale,
    EvidenceNeeded,
    QuestionNotInChecklist,
    Reply,
    RiskLevel,
)
from interact.core.clock import now
from interact.core.db import PENDING
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from tests.actions.filling import (
    FIRST_HOURS,
    NO,
    NOT_KNOWN,
    YES,
    events,
    fill,
    missing,
    view,
)

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def test_answers_are_sealed_and_opened_again(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES, gm05=NO)

    items = view(session, worker, case, assessment).items
    row = session.scalar(select(models.Answer).where(models.Answer.item == "gm03"))
    assert (items["gm03"].answer, items["gm05"].answer) == (YES, NO)
    assert b"night duty" not in row.sealed


def test_what_is_begun_is_gone_on_with_and_not_doubled(session, worker, case):
    first = fill(session, worker, case, "CL-05", gm03=YES)

    assert start_assessment(session, worker, case, "CL-05") is first


def test_each_episode_has_its_own(session, worker, case):
    before = fill(session, worker, case, "CL-11", ur10a=YES)

    during = fill(session, worker, case, "CL-11", episode=missing(session, case))

    assert during.id != before.id


def test_a_short_form_becomes_the_full_list_and_keeps_its_answers(
    session, worker, case
):
    short = fill(session, worker, case, "CL-05", short_form=True, gm03=YES)
    assert len(list(view(session, worker, case, short).asked.questions())) == 5

    full = start_assessment(session, worker, case, "CL-05")

    shown = view(session, worker, case, full)
    assert full is short
    assert len(list(shown.asked.questions())) == 27
    assert shown.items["gm03"].answer == YES


def test_a_full_list_goes_on_from_the_short_form_that_was_finished(
    session, worker, case
):
    short = fill(session, worker, case, "CL-05", short_form=True, gm03=YES)
    finish_assessment(session, worker, short)

    full = fill(session, worker, case, "CL-05", gm16=YES)

    shown = view(session, worker, case, full)
    assert shown.answered == 2
    assert {one.question_id for one in shown.result.why} >= {"gm03", "gm16"}


def test_after_a_week_the_full_list_begins_empty(session, worker, case):
    short = fill(session, worker, case, "CL-05", short_form=True, gm03=YES)
    finish_assessment(session, worker, short)
    short.finished_at = now() - timedelta(days=8)

    full = start_assessment(session, worker, case, "CL-05")

    assert view(session, worker, case, full).answered == 0


def test_a_full_list_that_was_finished_is_filled_in_anew(session, worker, case):
    finish_assessment(session, worker, fill(session, worker, case, "CL-05", gm03=YES))

    again = start_assessment(session, worker, case, "CL-05")

    assert view(session, worker, case, again).answered == 0


def test_what_a_short_form_did_not_ask_is_not_known(session, worker, case):
    short = fill(
        session,
        worker,
        case,
        "CL-05",
        short_form=True,
        **dict.fromkeys(FIRST_HOURS, NO),
    )

    made = finish_assessment(session, worker, short)

    assert made.level.chosen is RiskLevel.MEDIUM
    assert made.result.raised_by_unknown


def test_two_agencies_disagree_and_both_answers_stand(session, given, worker, case):
    officer = given.officer()
    assessment = fill(session, worker, case, "CL-05", gm03=NO)
    given.share(worker, case, officer, Compartment.CARE)

    answer_questions(session, officer, assessment, {"gm03": YES})

    item = view(session, worker, case, assessment).items["gm03"]
    assert item.answer == YES
    assert [one.answer for one in item.differing] == [YES, NO]
    assert [one.agency_name for one in item.given] == [
        officer.agency_name,
        worker.agency_name,
    ]


def test_the_same_answer_again_adds_nothing(session, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm03=YES)
    session.info[PENDING].clear()

    answer_questions(session, worker, assessment, {"gm03": YES, "gm05": Answer()})

    assert len(view(session, worker, case, assessment).items["gm03"].given) == 1
    assert Event.ASSESSMENT_ANSWERED not in events(session)


def test_what_the_profile_asks_becomes_a_claim(session, given, worker, case):
    statement = given.statement("Brown")

    assessment = fill(session, worker, case, "CL-02", eyes=statement, hair=NOT_KNOWN)

    vault = read_case(session, worker, case.reference)
    shown = view(session, worker, case, assessment)
    claims = read_claims(vault, field_by_name("eyes"))
    assert [claim.statement for claim in claims] == [statement]
    assert shown.items["eyes"].claims[0].statement == statement
    assert shown.items["hair"].answer == NOT_KNOWN


def test_what_the_profile_holds_is_filled_in_already(session, given, worker, case):
    given.claim(worker, case, "hair", "Black")

    report = start_assessment(session, worker, case, "CL-10")

    shown = view(session, worker, case, report)
    assert shown.items["hair"].is_answered
    assert "hair" not in shown.result.required_missing


@pytest.mark.parametrize(
    ("name", "answer", "refusal"),
    [
        ("gm99", YES, QuestionNotInChecklist),
        ("gm03", Answer(text="perhaps"), AnswerOutsideScale),
        ("gm03", Answer(reply=Reply.YES), EvidenceNeeded),
        (
            "gm03",
            Answer(reply=Reply.NO, on=now().date() + timedelta(9)),
            AnswerInFuture,
        ),
    ],
)
def test_what_is_no_answer_is_refused_and_nothing_is_kept(
    session, worker, case, name, answer, refusal
):
    assessment = fill(session, worker, case, "CL-05")

    with pytest.raises(refusal):
        answer_questions(session, worker, assessment, {"gm05": NO, name: answer})

    assert view(session, worker, case, assessment).answered == 0


def test_a_statement_answers_only_what_the_profile_asks(session, given, worker, case):
    assessment = fill(session, worker, case, "CL-05")
    said = {"gm03": given.statement("Black")}

    with pytest.raises(AnswerOutsideScale):
        answer_questions(session, worker, assessment, said)


def test_an_unknown_checklist_does_not_exist(session, worker, case):
    with pytest.raises(NotFound):
        start_assessment(session, worker, case, "CL-99")


def test_the_episode_of_another_child_is_not_found(session, given, worker, case):
    other = missing(session, given.case(worker))

    with pytest.raises(NotFound):
        start_assessment(session, worker, case, "CL-11", episode=other)


def test_who_does_not_hold_the_part_cannot_start_or_read_it(
    session, given, worker, case
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    assessment = fill(session, worker, case, "CL-05", gm03=YES)

    with pytest.raises(CompartmentNotHeld):
        start_assessment(session, officer, case, "CL-05")
    with pytest.raises(CompartmentNotHeld):
        view(session, officer, case, assessment)
    vault = read_case(session, officer, case.reference)
    assert [one.may_open for one in list_assessments(vault)] == [False]


def test_who_does_not_hold_health_sees_that_there_is_an_answer_but_not_which(
    session, given, worker, case
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    assessment = fill(
        session,
        worker,
        case,
        "CL-02",
        self_harm=given.statement("Never"),
        pregnancy=NOT_KNOWN,
    )

    shown = view(session, officer, case, assessment)

    assert [shown.items[n].is_hidden for n in ("self_harm", "pregnancy")] == [True] * 2
    assert shown.items["self_harm"].claims == ()
    assert shown.items["pregnancy"].answer is None
    assert not shown.items["conditions"].is_answered
    assert (
        shown.result.percent == view(session, worker, case, assessment).result.percent
    )


def test_who_has_no_part_in_the_case_is_told_nothing(session, given, worker, case):
    assessment = fill(session, worker, case, "CL-05")
    stranger = given.caseworker()

    with pytest.raises(NotFound):
        answer_questions(session, stranger, assessment, {"gm05": NO})
    with pytest.raises(NotFound):
        finish_assessment(session, stranger, assessment)


def test_an_assessment_of_another_case_is_not_found(session, given, worker, case):
    assessment = fill(session, worker, case, "CL-05")

    with pytest.raises(NotFound):
        view(session, worker, given.case(worker), assessment)
