"""The history: what a data protection officer sees, chooses, and takes out as proof."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from interact.core.clock import now
from interact.keys.rules import Compartment
from interact_verify import main
from tests.audit.tampering import tamper
from tests.missing import Story


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def dpo(given, story):
    return given.dpo(given.agency_of(story.worker))


def lines(page):
    """What was done, a line each, without the forms above."""
    return page[page.index("Who did what") :]


def day(moment):
    return [str(moment.day), str(moment.month), str(moment.year)]


def test_the_dpo_sees_what_other_agencies_did_in_cases_the_agency_leads(
    signed_in, story, dpo
):
    story.searching()
    signed_in(story.officer).get(f"/cases/{story.case.reference}")

    page = lines(signed_in(dpo).get("/history").text)

    assert story.officer.name in page
    assert story.officer.agency_name in page
    assert "looked at the case" in page
    assert "To find the child" in page
    assert "Vital interests of the child" in page


def test_the_dpo_sees_nothing_of_cases_and_agencies_of_others(
    signed_in, story, given, dpo
):
    stranger = given.caseworker()
    other = given.case(stranger)
    signed_in(stranger).get(f"/cases/{other.reference}")

    page = lines(signed_in(dpo).get("/history").text)

    assert other.reference not in page
    assert stranger.name not in page


def test_a_refused_look_is_in_the_history_of_who_leads_the_case(
    signed_in, story, given, dpo
):
    guardian = given.caseworker()
    assert story.case
    signed_in(guardian).get(f"/cases/{story.case.reference}")

    page = lines(signed_in(dpo).get("/history?event=access.refused").text)

    assert guardian.name in page
    assert story.case.reference in page
    assert "There is nothing here that you can see." in page


def test_no_value_of_the_child_is_in_the_history(signed_in, story, given, dpo):
    given.claim(story.worker, story.case, "hair", "Black, in braids")

    page = signed_in(dpo).get("/history").text

    assert "recorded a detail" in page
    assert "Hair" in page
    assert "Black, in braids" not in page
    assert "Tesfaledet" not in page


@pytest.mark.parametrize(
    ("since", "until", "seen"),
    [(0, 0, True), (-1, 0, True), (0, 1, True), (1, 1, False), (-1, -1, False)],
)
def test_both_days_are_included(signed_in, story, dpo, since, until, seen):
    today = now()
    browser = signed_in(dpo)
    story.session.commit()
    asked = {
        "reference": story.case.reference.lower(),
        "since": day(today + timedelta(days=since)),
        "until": day(today + timedelta(days=until)),
    }

    page = browser.get("/history", query_string=asked).text

    assert (story.case.reference in lines(page)) is seen


def test_one_chooses_by_case_agency_and_event(signed_in, story, dpo, given):
    story.reported()
    other = given.case(story.worker)
    asked = {
        "reference": story.case.reference.lower().replace("-", " "),
        "agency": str(story.worker.agency_id),
        "event": "alert.issued",
    }

    page = lines(signed_in(dpo).get("/history", query_string=asked).text)

    assert page.count('class="interact-history__line"') == 1
    assert "issued an alert" in page
    assert other.reference not in page


def test_what_cannot_be_asked_is_said_and_stays_typed(signed_in, dpo):
    asked = {"since": ["31", "2", "2026"], "reference": "BCD-2345"}

    answer = signed_in(dpo).get("/history", query_string=asked)

    assert answer.status_code == 422
    assert "There is no such day" in answer.text
    assert 'value="BCD-2345"' in answer.text
    assert 'value="31"' in answer.text


@pytest.mark.parametrize(
    "asked", ["agency=x", "event=case.eaten", "page=-3", "page=x", "page=99999"]
)
def test_a_forged_question_is_no_fault_of_the_server(signed_in, dpo, asked):
    assert signed_in(dpo).get(f"/history?{asked}").status_code in {200, 422}


def test_older_entries_are_on_further_pages(signed_in, story, given, dpo):
    for _number in range(60):
        given.claim(story.worker, story.case)
    browser = signed_in(dpo)

    first = browser.get("/history?event=field.claimed")
    second = browser.get("/history?event=field.claimed&page=2")

    assert "Older" in first.text
    assert "event=field.claimed" in first.text[first.text.index("Older") - 300 :]
    assert "Newer" in second.text
    assert lines(second.text).count('class="interact-history__line"') >= 10


def test_an_evidence_pack_is_confirmed_without_the_installation(
    signed_in, story, dpo, tmp_path
):
    story.reported()

    answer = signed_in(dpo).post("/history/evidence")

    assert answer.mimetype == "application/zip"
    path = tmp_path / "pack.zip"
    path.write_bytes(answer.data)
    assert story.officer.agency_name.encode() in answer.data
    assert main([str(path)]) == 0


def test_a_pack_holds_what_was_asked_for(signed_in, story, dpo, given):
    story.reported()
    given.claim(story.worker, story.case)
    asked = {"event": "alert.issued"}

    answer = signed_in(dpo).post("/history/evidence", data=asked)

    assert b"alert.issued" in answer.data
    assert b"field.claimed" not in answer.data


def test_the_log_is_checked_when_the_officer_asks(signed_in, story, dpo):
    story.reported()
    browser = signed_in(dpo)
    assert "Not checked yet" in browser.get("/history").text

    page = browser.post("/history/check", follow_redirects=True).text

    assert "The log is whole up to entry" in page
    assert "checked whether the log is whole" in lines(page)
    other = story.given.dpo(story.given.agency())
    assert "The log is whole up to entry" in signed_in(other).get("/history").text


def test_a_log_that_was_changed_is_not_said_to_be_whole(signed_in, story, dpo, running):
    story.reported()
    browser = signed_in(dpo)
    whole = browser.post("/history/check", follow_redirects=True)
    assert "The log is whole" in whole.text

    tamper(running, "UPDATE audit_leaf SET leaf = leaf || ' ' WHERE idx = 3")

    assert "The log is whole" in browser.get("/history").text
    page = browser.post("/history/check", follow_redirects=True).text
    assert "The log is whole" not in page
    assert "Changed</strong>" in page
    assert "The line of entry 3 in the tree was changed." in page


def test_a_page_of_the_history_asks_no_more_of_a_long_log(
    signed_in, story, dpo, running
):
    browser = signed_in(dpo)
    asked = []

    def count(connection, _cursor, statement, *_rest):
        if not connection.get_execution_options().get("write"):
            asked.append(statement)

    event.listen(running.database.engine, "before_cursor_execute", count)
    numbers = []
    for _time in range(3):
        for _claim in range(10):
            story.given.claim(story.worker, story.case)
        story.session.commit()
        browser.get("/history?event=case.opened")
        asked.clear()
        browser.get("/history?event=case.opened")
        numbers.append(len(asked))

    assert len(set(numbers)) == 1


def test_a_pack_of_a_log_that_is_not_the_signed_one_is_refused_in_plain_words(
    signed_in, story, dpo, running
):
    story.reported()
    browser = signed_in(dpo)
    assert browser.post("/history/evidence").status_code == 200

    tamper(running, "UPDATE audit_node SET hash = zeroblob(32)")
    answer = browser.post("/history/evidence")

    assert answer.status_code == 503
    assert "was changed from outside" in answer.text


@pytest.mark.parametrize("address", ["/history", "/history/check", "/history/evidence"])
def test_nobody_but_a_dpo_reads_the_history(signed_in, story, given, address):
    for actor in (story.worker, given.custodian(given.agency_of(story.worker))):
        browser = signed_in(actor)
        method = browser.get if address == "/history" else browser.post
        assert method(address).status_code == 403


def test_the_dpo_opens_no_case(signed_in, story, dpo):
    assert story.case

    answer = signed_in(dpo).get(f"/cases/{story.case.reference}")

    assert answer.status_code == 403
    assert "Tesfaledet" not in answer.text


def test_a_partner_sees_in_its_own_history_what_its_people_did(signed_in, story, given):
    given.share(story.worker, story.case, story.officer, Compartment.IDENTITY)
    signed_in(story.officer).get(f"/cases/{story.case.reference}")
    theirs = given.dpo(given.agency_of(story.officer))

    page = lines(signed_in(theirs).get("/history?event=case.read").text)

    assert story.officer.name in page
    assert story.worker.name not in page
