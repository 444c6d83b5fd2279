"""Answers kept while their page stays open: told in words, never said for another."""

import re

import pytest

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.keys.rules import Compartment
from tests.web.filling import NO, YES, address, seen, view


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def colleague(given, worker):
    return given.caseworker(given.agency_of(worker))


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def assessment(session, worker, case):
    return start_assessment(session, worker, case, "CL-05")


@pytest.fixture
def keep(signed_in, worker, case, assessment):
    """`keep("gm01", gm01_reply="no")` is what the page of the worker is told."""
    browser = signed_in(worker)

    def keep(question, **typed):
        return browser.post(address(case, assessment.id, "keep", question), data=typed)

    return keep


def test_an_answer_is_kept_at_once_and_the_page_is_told_when(
    session, worker, case, assessment, keep
):
    told = keep("gm01", seen="gm01:0 gm02:0", gm01_reply="no").json

    assert re.fullmatch(r"Kept at \d\d:\d\d C?E?S?T\.", told["kept"])
    assert told["seen"] == "gm01:1"
    assert told["progress"] == "1 of 27 answered"
    assert (told["part"], told["part_progress"]) == (1, "1 of 5 answered")
    item = view(session, worker, case, assessment).items["gm01"]
    assert [one.answer for one in item.given] == [NO]


def test_the_same_answer_sent_again_after_a_lost_connection_is_kept_once(
    session, worker, case, assessment, keep
):
    for _time in range(2):
        told = keep("gm01", seen="gm01:0", gm01_reply="no")
        assert (told.status_code, told.json["others"]) == (200, [])

    item = view(session, worker, case, assessment).items["gm01"]
    assert len(item.given) == 1


def test_going_on_after_keeping_says_nothing_twice(
    session, signed_in, worker, case, assessment, keep
):
    browser, section = signed_in(worker), address(case, assessment.id, 1)
    before = seen(browser.get(section))
    kept = keep("gm01", seen=before, gm01_reply="no").json["seen"]

    now_seen = before.replace("gm01:0", kept)
    onward = browser.post(section, data={"seen": now_seen, "gm01_reply": "no"})

    assert onward.status_code == 303
    assert len(view(session, worker, case, assessment).items["gm01"].given) == 1


def test_a_changed_mind_is_kept_beside_what_was_said_before(
    session, worker, case, assessment, keep
):
    keep("gm01", seen="gm01:0", gm01_reply="not known")
    keep("gm01", seen="gm01:1", gm01_reply="no")
    keep("gm01", seen="gm01:2", gm01_reply="not known")

    given = view(session, worker, case, assessment).items["gm01"].given
    replies = [one.answer.reply for one in given]
    assert replies == ["not known", "no", "not known"]


def test_what_a_colleague_answered_meanwhile_is_told_and_both_are_kept(
    session, colleague, worker, case, assessment, keep
):
    answer_questions(session, colleague, assessment, {"gm01": YES})

    told = keep("gm01", seen="gm01:0", gm01_reply="no").json

    assert len(told["others"]) == 1
    assert "answered this meanwhile" in told["others"][0]
    assert ": Yes. Both answers are kept." in told["others"][0]
    item = view(session, worker, case, assessment).items["gm01"]
    assert [one.answer for one in item.given] == [NO, YES]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"gm03_reply": "yes"}, "rests on"),
        ({"gm03_reply": "maybe"}, "Choose one of the answers listed"),
        ({"gm03_reply": "no", "gm03_on": ["1", "1", "2090"]}, "has not come yet"),
    ],
)
def test_what_is_no_answer_is_refused_in_a_sentence(
    session, worker, case, assessment, keep, typed, why
):
    told = keep("gm03", seen="gm03:0", **typed)

    assert told.status_code == 422
    assert why in told.json["refused"]
    assert view(session, worker, case, assessment).items["gm03"].given == ()


def test_an_emptied_answer_does_not_pass_for_taken_back(
    session, worker, assessment, keep
):
    answer_questions(session, worker, assessment, {"gm01": NO})

    told = keep("gm01", seen="gm01:1").json

    assert "What was answered before stays" in told["kept"]


def test_nothing_is_kept_under_the_name_of_who_signed_in_after_me(
    session, signed_in, colleague, worker, case, assessment
):
    page = signed_in(worker).get(address(case, assessment.id, 1))
    who = re.search(r'name="who"[^>]*value="([\w-]+)"', page.text)[1]
    typed = {"who": who, "seen": seen(page), "gm01_reply": "no"}

    after = signed_in(colleague)
    kept = after.post(address(case, assessment.id, "keep", "gm01"), data=typed)
    sent = after.post(address(case, assessment.id, 1), data=typed)

    assert (kept.status_code, sent.status_code) == (422, 422)
    assert "Somebody else is signed in here now" in kept.json["refused"]
    assert view(session, worker, case, assessment).items["gm01"].given == ()


def test_who_is_signed_out_is_told_by_a_redirect_and_not_once_more_at_each_try(
    visitor, case, assessment
):
    address_ = address(case, assessment.id, "keep", "gm01")
    for _time in range(3):
        headers = {"Sec-Fetch-Dest": "empty"}
        assert visitor.post(address_, headers=headers).location == "/sign-in"

    assert "Your session has ended" not in visitor.get("/sign-in").text


def test_a_finished_assessment_keeps_nothing_more(
    session, worker, case, assessment, keep
):
    finish_assessment(session, worker, assessment)

    told = keep("gm01", seen="gm01:0", gm01_reply="no")

    assert told.status_code == 422
    assert "This checklist is finished" in told.json["refused"]


def test_a_question_of_another_checklist_is_refused(keep):
    assert keep("ur04", ur04_reply="no").status_code == 409


def test_a_detail_is_claimed_once_with_where_it_comes_from(
    session, signed_in, worker, case
):
    profile = start_assessment(session, worker, case, "CL-02")
    typed = {"height": "164", "source": "document", "confidence": "sure"}
    browser, part = signed_in(worker), address(case, profile.id, 4)

    for _time in range(2):
        kept = browser.post(address(case, profile.id, "keep", "height"), data=typed)
        assert kept.json["kept"].startswith("Kept at")
    browser.post(part, data=typed)

    claims = view(session, worker, case, profile).items["height"].claims
    assert [one.statement.value for one in claims] == [164]
    assert claims[0].statement.source == "document"


def test_who_does_not_hold_a_part_keeps_nothing_in_it(
    session, given, signed_in, worker, case
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    profile = start_assessment(session, worker, case, "CL-02")

    kept = signed_in(officer).post(
        address(case, profile.id, "keep", "self_harm"),
        data={"self_harm_why": "refused"},
    )

    assert kept.status_code == 409
