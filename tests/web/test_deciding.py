"""Deciding between answers that differ, as people see and do it."""

import re

import pytest

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.keys.rules import Compartment
from tests.web.filling import NO, YES, address, seen, send, view


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def officer(given):
    return given.officer()


@pytest.fixture
def case(given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.CARE)
    return case


@pytest.fixture
def disputed(session, worker, officer, case):
    """The worker says no to gm03, the officer yes."""
    assessment = start_assessment(session, worker, case, "CL-05")
    answer_questions(session, worker, assessment, {"gm03": NO, "gm05": YES})
    answer_questions(session, officer, assessment, {"gm03": YES})
    return assessment


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


def choices(page):
    """The answers there are to choose from: what is sent, and what is read."""
    found = re.findall(r'name="answer"[^>]*value="([\w-]+)"', page.text)
    labels = re.findall(r"(?s)govuk-radios__label[^>]*>\s*(.*?)\s*</label>", page.text)
    return dict(zip(labels, found, strict=True))


@pytest.mark.parametrize("part", ["1", "check"])
def test_both_answers_stand_side_by_side_with_the_way_to_decide(
    browser, worker, officer, case, disputed, part
):
    page = browser.get(address(case, disputed.id, part)).text

    assert "2 answers differ" in page
    assert "Seen by the night duty" in page
    assert officer.agency_name in page
    assert f"({worker.name})" in re.sub(r"</?bdi>", "", page)
    assert officer.name not in page
    assert f'href="{address(case, disputed.id, "deciding", "gm03")}"' in page


def test_the_check_says_that_the_most_worrying_counts_and_does_not_refuse(
    browser, case, disputed
):
    check = address(case, disputed.id, "check")

    page = browser.get(check).text
    result = browser.get(send(browser, check, chosen="immediate").location).text

    assert "1 question has answers that differ" in page
    assert "1 question had answers that differ when this was finished" in result


def test_somebody_decides_and_the_other_answer_stays(
    session, given, signed_in, worker, officer, case, disputed
):
    browser = signed_in(given.member(given.agency_of(worker)))
    url = address(case, disputed.id, "deciding", "gm03")
    page = browser.get(url)
    named = choices(page)
    no = next(sent for label, sent in named.items() if label.startswith("No,"))
    assert any(officer.agency_name in label for label in named)

    done = send(browser, url, answer=no, evidence="We asked the child together")

    assert done.location == address(case, disputed.id, "check")
    item = view(session, worker, case, disputed).items["gm03"]
    assert item.differing == ()
    assert item.answer.evidence == "We asked the child together"
    assert len(item.given) == 3
    after = browser.get(done.location).text
    assert "answers differ" not in after
    assert "Seen by the night duty" in after


def test_who_would_lower_the_level_by_their_own_answer_is_told_whom_to_ask(
    session, browser, worker, case, disputed
):
    url = address(case, disputed.id, "deciding", "gm03")
    named = choices(browser.get(url))
    no = next(sent for label, sent in named.items() if label.startswith("No,"))

    refused = send(browser, url, answer=no)

    assert refused.status_code == 422
    assert "Ask a colleague or the other agency to decide" in refused.text
    assert len(view(session, worker, case, disputed).items["gm03"].differing) == 2


def test_nothing_is_decided_without_choosing(browser, case, disputed):
    refused = send(browser, address(case, disputed.id, "deciding", "gm03"))

    assert refused.status_code == 422
    assert 'href="#answer"' in refused.text


def test_who_decides_has_seen_every_answer(
    session, given, browser, worker, officer, case, disputed
):
    url = address(case, disputed.id, "deciding", "gm03")
    page = browser.get(url)
    sent = next(iter(choices(page).values()))
    third = given.member(given.agency_of(worker))
    answer_questions(session, third, disputed, {"gm03": YES})

    stale = browser.post(url, data={"seen": seen(page), "answer": sent})

    assert stale.status_code == 422
    assert len(view(session, worker, case, disputed).items["gm03"].differing) == 3


def test_what_does_not_differ_is_not_decided(browser, case, disputed):
    refused = browser.get(address(case, disputed.id, "deciding", "gm05"))
    unknown = browser.get(address(case, disputed.id, "deciding", "ur01"))

    assert (refused.status_code, unknown.status_code) == (409, 409)
    assert "do not differ" in refused.text
    assert "not part of the checklist" in unknown.text


def test_a_finished_checklist_offers_nothing_to_decide(
    session, browser, worker, case, disputed
):
    finish_assessment(session, worker, disputed)

    page = browser.get(address(case, disputed.id)).text
    refused = browser.get(address(case, disputed.id, "deciding", "gm03"))

    assert "2 answers differ" in page
    assert "deciding" not in page
    assert (refused.status_code, "is finished" in refused.text) == (409, True)


def test_an_assessment_of_another_case_is_as_unknown_as_to_a_stranger(
    given, signed_in, browser, worker, case, disputed
):
    other = given.case(worker)
    stranger = signed_in(given.caseworker())
    parts = ["deciding/gm03", "lowering", "moving", "moving/back", "check", "1", ""]

    for part in parts:
        wrong = browser.get(address(other, disputed.id, part).rstrip("/"))
        foreign = stranger.get(address(case, disputed.id, part).rstrip("/"))
        assert (wrong.status_code, foreign.status_code) == (404, 404), part
