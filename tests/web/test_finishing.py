"""Finishing a checklist: the level with its reasons, and who says another."""

import pytest

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.checklists.rules import Answer, Reply
from tests.content.published import CHECKLISTS
from tests.web.filling import NO, YES, address, seen, send, view


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def begun(session, worker, case):
    """`begun("CL-05", gm03=YES)` is an assessment with these answers."""

    def begun(checklist_id, *, short_form=False, **answers):
        assessment = start_assessment(
            session, worker, case, checklist_id, short_form=short_form
        )
        answer_questions(session, worker, assessment, answers)
        return assessment

    return begun


def test_the_answers_that_made_a_level_are_shown_with_it(
    session, browser, worker, begun, case
):
    assessment = begun("CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, assessment)

    page = browser.get(address(case, assessment.id)).text

    assert "A level is advice; a person decides." in page
    assert "Several of the strongest first signs are present" in page
    assert "smugglers" in page
    assert "Seen by the night duty" in page
    assert "Protect the child today." in page
    assert "percent of what counts is not known" in page


def test_both_levels_stand_side_by_side_with_the_reason(browser, begun, case):
    check = address(case, begun("CL-05", gm03=YES).id, "check")

    refused = send(browser, check, chosen="high")
    result = send(browser, check, chosen="high", reason="A car waits outside")

    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    page = browser.get(result.location).text
    assert page.index("The answers say") < page.index("A car waits outside")


def test_a_lower_level_is_shown_as_waiting_for_a_second_person(browser, begun, case):
    check = address(case, begun("CL-05", gm03=YES, gm05=YES).id, "check")

    refused = send(browser, check, chosen="low")
    done = send(browser, check, chosen="low", reason="All is calm")

    assert refused.status_code == 422
    assert 'href="#reason"' in refused.text
    page = browser.get(done.location).text
    assert "All is calm" in page
    assert "The lower level waits for a second person" in page
    assert "Protect the child today." in page


def test_nobody_finishes_on_answers_they_have_not_seen(
    session, browser, worker, begun, case
):
    assessment = begun("CL-05")
    check = address(case, assessment.id, "check")
    shown = seen(browser.get(check))
    answer_questions(session, worker, assessment, {"gm03": YES})

    stale = browser.post(check, data={"seen": shown, "chosen": "medium"})

    assert stale.status_code == 422
    assert view(session, worker, case, assessment).entry.finished_at is None


def test_what_a_colleague_finished_meanwhile_takes_no_more_answers(
    session, browser, worker, begun, case
):
    assessment = begun("CL-05")
    section = address(case, assessment.id, 1)
    check = address(case, assessment.id, "check")
    shown = seen(browser.get(section))
    finish_assessment(session, worker, assessment)

    late = browser.post(section, data={"seen": shown, "gm01_reply": "no"})
    twice = browser.post(check, data={"seen": shown})

    assert (late.status_code, twice.status_code) == (422, 422)
    assert "This checklist is finished" in late.text
    assert browser.get(section).location == address(case, assessment.id)


def test_a_report_says_what_must_be_answered_before_it_is_finished(
    browser, begun, case
):
    check = address(case, begun("CL-10").id, "check")

    refused = send(browser, check)

    assert refused.status_code == 422
    assert "Answer every question that is needed" in refused.text
    assert "#question-last_seen_at" in refused.text


@pytest.mark.parametrize(
    ("checklist_id", "answers", "said"),
    [
        ("CL-09", {"lc01": NO, "outcome": Answer(text="found")}, "The child is here"),
        ("CL-02", {}, "0 percent is filled in"),
    ],
)
def test_what_has_no_level_says_what_it_came_to(
    session, browser, worker, begun, case, checklist_id, answers, said
):
    required = [one.id for one in CHECKLISTS[checklist_id].questions() if one.required]
    not_known = dict.fromkeys(required, Answer(reply=Reply.NOT_KNOWN))
    assessment = begun(checklist_id, **{**not_known, **answers})
    assert (
        'name="chosen"' not in browser.get(address(case, assessment.id, "check")).text
    )

    finish_assessment(session, worker, assessment)

    assert said in browser.get(address(case, assessment.id)).text
    assert browser.get(address(case)).status_code == 200


def test_who_only_proposes_a_level_is_told_who_decides(
    session, browser, worker, begun, case
):
    assessment = begun("CL-11", ur04=YES)
    finish_assessment(session, worker, assessment)

    page = browser.get(address(case, assessment.id)).text

    assert "proposal; Police decide" in page
    assert "enough by itself for “Immediate”" in page


TOO_LITTLE = "Too little is known to show a lower level."


def test_a_level_that_only_the_unknown_holds_up_is_not_told_as_a_finding(
    session, browser, worker, begun, case
):
    assessment = begun("CL-05", short_form=True, gm01=NO)
    check = browser.get(address(case, assessment.id, "check")).text

    finish_assessment(session, worker, assessment)

    shown, listed = browser.get(address(case, assessment.id)).text, address(case)
    assert TOO_LITTLE in check
    assert "Medium, as too little is known for a lower one" in check
    assert "as the answers say" not in check
    assert shown.index("The answers say") < shown.index(TOO_LITTLE)
    assert shown.index(TOO_LITTLE) < shown.index("How it comes to this")
    assert TOO_LITTLE in browser.get(listed).text
    over_time = f"/cases/{case.reference}/comparing/CL-05"
    assert TOO_LITTLE in browser.get(over_time).text


def test_a_level_that_signs_make_is_told_as_their_finding(
    session, browser, worker, begun, case
):
    assessment = begun("CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, assessment)

    for page in (address(case), address(case, assessment.id)):
        assert TOO_LITTLE not in browser.get(page).text
