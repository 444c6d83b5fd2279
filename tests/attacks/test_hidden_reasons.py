"""Why a level is what it is, read by an agency that was let into only a part of it."""

from contextlib import suppress
from io import BytesIO

import pytest
from pypdf import PdfReader

from interact.assessments.actions import finish_assessment
from interact.assessments.lowering import agree_to_lower, decline_to_lower
from interact.assessments.queries import (
    current_level,
    list_assessments,
    urgent_reasons,
)
from interact.cases.fields import AgeBasis
from interact.cases.queries import read_case
from interact.cases.rules import CompartmentNotHeld
from interact.cases.statements import Birth
from interact.checklists.rules import Lowering, RiskLevel
from interact.core.clock import now
from interact.keys.rules import Compartment
from tests.actions.filling import NO, YES, fill, missing, view

PREGNANT = "Is the child pregnant, or here with a baby of their own?"
YOUNG = "Is the child younger than 13?"
LEFT_OUT = "Part of why it came to this is in a part of the case that you cannot open."


@pytest.fixture
def case(given, worker, officer):
    """The partner was let into care, and into nothing else."""
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.CARE)
    return case


@pytest.fixture
def finished(session, worker, case):
    """`finished("CL-01", fc11=YES)` was answered so and finished."""

    def finished(checklist_id, *said, episode=None, **answers):
        assessment = fill(
            session, worker, case, checklist_id, episode=episode, **answers
        )
        finish_assessment(session, worker, assessment, *said)
        session.info.pop("vaults", None)
        return assessment

    return finished


@pytest.fixture
def is_ten(given, worker, case):
    """The case knows how old the child is, in a part that the partner does not hold."""
    said = Birth(exact=None, age=10, recorded_on=now().date(), basis=AgeBasis.STATED)
    given.claim(worker, case, "birth_date", said.as_value())


def address(case, assessment, *more):
    parts = ["", "cases", case.reference, "assessments", str(assessment.id), *more]
    return "/".join(parts)


def without_answers(page):
    """What the page says besides the list of all questions."""
    return page.partition("All answers</h2>")[0]


def test_an_answer_in_health_is_not_told_as_a_reason_of_the_level(
    signed_in, worker, officer, case, finished
):
    assessment = finished("CL-01", fc11=YES)

    ours, theirs = (
        signed_in(who).get(address(case, assessment)).text for who in (worker, officer)
    )

    assert PREGNANT in without_answers(ours)
    assert PREGNANT not in without_answers(theirs)
    assert "Answered, not shared with your agency" in theirs
    assert "of what counts is not known" not in theirs
    assert (LEFT_OUT in ours, LEFT_OUT in theirs) == (False, True)


def test_nor_on_paper(signed_in, officer, case, finished):
    assessment = finished("CL-01", fc11=YES)

    answer = signed_in(officer).get(address(case, assessment, "form.pdf"))

    pages = [one.extract_text() for one in PdfReader(BytesIO(answer.data)).pages]
    said = " ".join(" ".join(pages).split())
    assert LEFT_OUT in said
    assert "enough by itself for" not in said
    assert "of what counts is not known" not in said


def test_reasons_in_parts_that_are_held_are_told(session, officer, case, finished):
    assessment = finished("CL-06", exa01=YES, exa03=YES, exa08=YES)

    shown = view(session, officer, case, assessment)

    hidden = {name for name, one in shown.items.items() if one.is_hidden}
    assert hidden == {"exa03", "exa08"}
    assert {one.question_id for one in shown.result.why} == {"exa01"}


def test_how_many_signs_there_are_does_not_tell_a_hidden_one(
    session, worker, officer, case, finished
):
    assessment = finished("CL-06", exa03=YES, exa01=NO)

    ours, theirs = (view(session, who, case, assessment) for who in (worker, officer))

    assert theirs.result.level is ours.result.level
    assert any(one.yes for one in ours.result.counts)
    assert (theirs.result.counts, theirs.result.basis) == ((), ())
    assert (theirs.result.points, theirs.result.would_raise) == (0, ())
    assert (ours.conclusion.withheld, theirs.conclusion.withheld) == (False, True)


def test_where_every_answer_is_shared_nothing_is_left_out(
    session, worker, officer, case, finished
):
    assessment = finished("CL-06", exa01=YES)

    ours, theirs = (view(session, who, case, assessment) for who in (worker, officer))

    assert ours.conclusion == theirs.conclusion


@pytest.mark.parametrize("age", [10, 16])
def test_how_old_a_child_is_is_not_told_who_may_not_read_it(
    session, given, worker, officer, case, finished, age
):
    said = Birth(exact=None, age=age, recorded_on=now().date(), basis=AgeBasis.STATED)
    given.claim(worker, case, "birth_date", said.as_value())
    assessment = finished("CL-06", exa01=NO)

    shown = view(session, officer, case, assessment)

    assert shown.facts.age is None
    assert shown.conclusion.withheld
    assert (shown.result.why, shown.result.basis) == ((), ())


def test_nor_as_a_reason_why_an_alert_is_urgent(
    session, worker, officer, case, finished, is_ten
):
    episode = missing(session, case)
    finished("CL-11", episode=episode)

    ours, theirs = (
        urgent_reasons(read_case(session, who, case.reference), episode)
        for who in (worker, officer)
    )

    assert YOUNG in ours
    assert theirs
    assert YOUNG not in theirs


def test_how_much_of_a_plan_is_done_does_not_tell_a_hidden_answer(
    session, worker, officer, case, finished
):
    assessment = finished("CL-16", lo10=YES, lo09=YES)

    shown = view(session, officer, case, assessment)
    (line,) = list_assessments(read_case(session, officer, case.reference))
    (ours,) = list_assessments(read_case(session, worker, case.reference))

    assert (shown.result.percent, line.conclusion.result.percent) == (None, None)
    assert ours.conclusion.result.percent is not None


def test_a_second_person_opens_what_the_level_hangs_on(
    session, worker, officer, case, finished
):
    assessment = finished("CL-01", RiskLevel.LOW, "Looks well", fc11=YES)

    with pytest.raises(CompartmentNotHeld):
        agree_to_lower(session, officer, assessment)
    decline_to_lower(session, officer, assessment, "Nobody has asked the child")

    assert assessment.lowering is Lowering.DECLINED
    assert view(session, worker, case, assessment).result.why


def test_nor_is_a_lower_level_agreed_to_without_the_age(
    session, officer, finished, is_ten
):
    assessment = finished("CL-05", RiskLevel.LOW, "Calm now", gm03=YES, gm05=YES)

    with pytest.raises(CompartmentNotHeld):
        agree_to_lower(session, officer, assessment)


def test_who_cannot_read_the_age_does_not_lower_the_level_by_not_knowing_it(
    session, worker, officer, case, finished, is_ten
):
    episode = missing(session, case)
    finished("CL-11", episode=episode)

    again = fill(session, officer, case, "CL-11", episode=episode)
    with suppress(CompartmentNotHeld):
        finish_assessment(session, officer, again)

    session.info.pop("vaults", None)
    level = current_level(read_case(session, worker, case.reference))
    assert level is RiskLevel.IMMEDIATE
    assert again.finished_at is None


def test_who_says_yes_themselves_need_not_read_the_age(session, officer, case, is_ten):
    episode = missing(session, case)
    again = fill(session, officer, case, "CL-11", episode=episode, ur01=YES)

    made = finish_assessment(session, officer, again)

    assert made.level.counting is RiskLevel.IMMEDIATE
