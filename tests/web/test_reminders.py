"""The page of reminders: what somebody was told, and how they wish to be told."""

import re
from dataclasses import replace
from datetime import time

import pytest

from interact.agencies.rules import Role
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.reminders.models import Letter
from interact.reminders.queries import ADDRESS_KEY, find_wishes
from interact.reminders.rules import Quiet, ReminderKind, Wishes
from interact.reminders.telling import Reminding, remind
from tests.missing import Story

ADDRESS = "name@mail.example"
CHOSEN = {
    "by_mail": "yes",
    "address": ADDRESS,
    "language": "en",
    "kinds": ["overdue", "alert"],
    "together": "digest",
    "digest_at": "06:30",
    "quiet_from": "21:00",
    "quiet_to": "06:00",
}


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture(autouse=True)
def sends(running):
    """This installation sends e-mail: every session of it has the worker's key."""
    database = running.database
    for sessions in (database.writers, database._readers):
        sessions.kw["info"] = {**sessions.kw["info"], ADDRESS_KEY: bytes(range(32))}


def tell(session, case, worker, **said):
    told = {
        "kind": ReminderKind.OVERDUE,
        "agency_id": worker.agency_id,
        "by_agency_id": worker.agency_id,
        **said,
    }
    return remind(session, case, Reminding(**told))


def test_what_waits_is_listed_until_it_is_read(signed_in, session, worker, case):
    tell(session, case, worker)
    browser = signed_in(worker)

    before = browser.get("/reminders").text
    browser.post("/reminders/read")
    after = browser.get("/reminders").text

    assert case.reference in before
    assert "Something is overdue" in before
    assert "You have read everything" not in before
    assert "You have read everything" in after


def test_a_link_in_an_e_mail_leads_on_and_names_no_case(
    signed_in, session, worker, case
):
    reminder = tell(session, case, worker)
    browser = signed_in(worker)

    answer = browser.get(f"/reminders/{reminder.id}")

    assert (answer.status_code, answer.location) == (303, "/")
    assert "You have read everything" in browser.get("/reminders").text


def test_a_reminder_of_a_step_leads_to_the_procedure_it_is_of(
    signed_in, session, given
):
    story = Story(session, given)
    procedure = story.noticed()
    (task, *_others) = procedure.tasks
    reminder = tell(session, story.case, story.worker, task_id=task.id)

    answer = signed_in(story.worker).get(f"/reminders/{reminder.id}")

    page = f"/cases/{story.case.reference}/procedure/{procedure.id}"
    assert (answer.status_code, answer.location) == (303, page)


def test_an_offer_that_was_looked_at_is_read(signed_in, given, worker, case):
    other = given.caseworker()
    share = given.offer(worker, case, other, Compartment.IDENTITY)
    browser = signed_in(other)
    before = browser.get("/reminders").text

    browser.get(f"/cases/{case.reference}/sharing/{share.id}/answer")

    assert "You have read everything" not in before
    assert "You have read everything" in browser.get("/reminders").text


def test_what_another_agency_was_told_is_not_there(
    signed_in, session, given, worker, case
):
    reminder = tell(session, case, worker)
    stranger = signed_in(given.caseworker())

    assert stranger.get(f"/reminders/{reminder.id}").status_code == 404
    assert case.reference not in stranger.get("/reminders").text


def test_what_is_for_supervisors_is_theirs(signed_in, session, given, worker, case):
    tell(session, case, worker, for_supervisors=True)
    supervisor = given.member(given.agency_of(worker), Role.SUPERVISOR)

    assert case.reference not in signed_in(worker).get("/reminders").text
    assert case.reference in signed_in(supervisor).get("/reminders").text


def test_what_somebody_chose_is_kept_and_shown_again(signed_in, session, worker):
    browser = signed_in(worker)

    answer = browser.post("/reminders/wishes", data=CHOSEN)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert find_wishes(session, worker).wishes == Wishes(
        address=ADDRESS,
        kinds=frozenset({ReminderKind.OVERDUE, ReminderKind.ALERT}),
        language="en",
        quiet=Quiet(time(21), time(6)),
        digest_at=time(6, 30),
    )
    page = browser.get("/reminders/wishes").text
    assert ADDRESS in page
    assert 'value="06:30"' in page


def test_the_night_is_proposed_as_quiet(app, config, signed_in, worker):
    app.extensions["config"] = replace(config, mail_host="mail.example")

    page = signed_in(worker).get("/reminders/wishes").text

    assert 'value="20:00"' in page
    assert 'value="07:00"' in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"address": "nobody"}, "Enter one e-mail address"),
        ({"by_mail": ""}, "Choose whether reminders are sent to you"),
        ({"language": "xx"}, "Choose one of the answers listed"),
        ({"kinds": ["supervisor"]}, "Choose one of the answers listed"),
        ({"quiet_from": "late"}, "Enter a time"),
    ],
)
def test_what_cannot_be_kept_is_shown_with_what_was_typed(
    signed_in, session, worker, changed, said
):
    answer = signed_in(worker).post("/reminders/wishes", data=CHOSEN | changed)

    assert answer.status_code == 422
    assert said in answer.text
    for choice in ("yes", "en", "overdue", "digest"):
        assert f'value="{choice}"' in answer.text
    assert not find_wishes(session, worker).stored


def test_no_e_mail_is_promised_where_none_is_sent(signed_in, worker):
    page = signed_in(worker).get("/reminders/wishes").text

    assert "This installation sends no e-mail" in page
    assert 'name="address"' not in page


def test_an_e_mail_that_failed_is_shown_to_who_sent_it_until_they_note_it(
    signed_in, session, given, worker, case
):
    other = given.caseworker()
    signed_in(other).post("/reminders/wishes", data=CHOSEN)
    given.share(worker, case, other)
    tell(session, case, worker, agency_id=other.agency_id)
    for letter in session.query(Letter):
        letter.failed_at, letter.last_error = now(), "SMTPRecipientsRefused 550"
    browser = signed_in(worker)

    page = browser.get("/reminders").text
    browser.post("/reminders/failures")

    assert "These e-mails did not arrive" in page
    assert re.search(rf"{re.escape(other.agency_name)}.*Something is overdue", page)
    assert ADDRESS not in page
    assert "These e-mails did not arrive" not in browser.get("/reminders").text


def test_a_desk_says_that_an_e_mail_did_not_arrive(
    signed_in, session, given, worker, case
):
    other = given.caseworker()
    signed_in(other).post("/reminders/wishes", data=CHOSEN)
    given.share(worker, case, other)
    tell(session, case, worker, agency_id=other.agency_id)
    for letter in session.query(Letter):
        letter.failed_at = now()

    assert "did not arrive" in signed_in(worker).get("/").text
