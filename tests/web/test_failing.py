"""When something fails: nothing is shown, nothing is half done, and a page says so."""

import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select, text

from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history, verify_log
from interact.audit.rules import Event
from interact.cases.files import list_files
from interact.cases.models import Claim
from interact.cases.queries import list_notes, read_case
from interact.core.clock import now
from interact.keys.rules import Compartment
from tests.attacks.attacker import flip, vouch_anew
from tests.given import PASSPHRASE
from tests.web.test_sign_in import COOKIE, cookie_of, enter, join
from tests.web.uploading import PDF, upload

NOTHING_SHOWN = "INTERACT cannot record who looks at what at the moment"
TOO_LARGE = "What you sent is too large."


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    made = given.case(worker)
    given.named(worker, made, "Abena", "Tesfaledet")
    return made


@pytest.fixture
def browser(signed_in, worker, case):
    return signed_in(worker)


@pytest.fixture
def write(browser, case):
    """Send one note; the same form when it is sent again."""
    form = {"part": "care", "text": "Sleeps badly", "submission": str(uuid4())}
    address = f"/cases/{case.reference}/notes/new"
    return lambda **typed: browser.post(address, data=form | typed)


@pytest.fixture
def break_inserts(running, session):
    """`break_inserts("audit_leaf")` makes the database refuse every new row there."""
    engine = running.database.engine

    def break_them(table):
        session.commit()
        refuse = f"""CREATE TRIGGER broken BEFORE INSERT ON {table}
                     BEGIN SELECT RAISE(ABORT, 'the disk is broken'); END"""
        with engine.begin() as connection:
            connection.execute(text(refuse))

    return break_them


@pytest.fixture
def mend(running):
    """Make the database take new rows again."""

    def mend_them():
        with running.database.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER broken"))

    return mend_them


@pytest.fixture
def settle(running, session):
    """`settle("PRAGMA ...")` puts a setting on every connection from now on."""

    def settle_them(setting):
        session.commit()
        engine = running.database.engine
        event.listen(engine, "connect", lambda made, _record: made.execute(setting))
        engine.dispose()

    return settle_them


def notes(session, actor, case):
    session.info.pop("vaults", None)
    return [one.text for one in list_notes(read_case(session, actor, case.reference))]


# The record cannot be written.


@pytest.mark.parametrize("page", ["", "/profile", "/timeline", "/files", "/sharing"])
def test_a_page_whose_reading_cannot_be_recorded_shows_nothing(
    browser, case, break_inserts, page
):
    address = f"/cases/{case.reference}{page}"
    assert "Abena" in browser.get(address).text
    break_inserts("audit_leaf")

    answer = browser.get(address)

    assert answer.status_code == 503
    assert NOTHING_SHOWN in answer.text
    assert "Abena" not in answer.text
    assert case.reference not in answer.text


@pytest.mark.parametrize(
    "table", ["audit_leaf", "audit_node", "audit_payload", "audit_key"]
)
def test_what_cannot_be_recorded_is_not_done(
    session, worker, case, write, break_inserts, mend, table
):
    break_inserts(table)

    refused = write()

    mend()
    assert refused.status_code == 503
    assert NOTHING_SHOWN in refused.text
    assert notes(session, worker, case) == []
    assert verify_log(session).whole


def test_the_form_that_was_refused_can_be_sent_again(
    session, worker, case, write, break_inserts, mend
):
    break_inserts("audit_leaf")
    write()
    mend()

    assert write().status_code == 303

    assert notes(session, worker, case) == ["Sleeps badly"]


def test_a_file_is_not_handed_out_when_that_cannot_be_recorded(
    session, browser, worker, case, break_inserts
):
    upload(browser, case)
    (file,) = list_files(read_case(session, worker, case.reference))
    session.commit()
    break_inserts("audit_leaf")

    answer = browser.get(f"/cases/{case.reference}/files/{file.id}")

    assert answer.status_code == 503
    assert PDF[:100] not in answer.data


def test_a_search_that_cannot_be_recorded_finds_nothing(browser, case, break_inserts):
    break_inserts("audit_leaf")

    answer = browser.post("/cases/search", data={"name": "Abena"})

    assert answer.status_code == 503
    assert case.reference not in answer.text


def test_a_refusal_that_cannot_be_recorded_says_the_same_of_every_reference(
    signed_in, given, case, break_inserts
):
    stranger = signed_in(given.caseworker())
    stranger.get("/")
    break_inserts("audit_leaf")

    foreign = stranger.get(f"/cases/{case.reference}")
    wrong = stranger.get("/cases/BCD-2345")

    assert foreign.status_code == wrong.status_code == 503
    assert NOTHING_SHOWN in foreign.text
    assert NOTHING_SHOWN in wrong.text


def test_nobody_signs_in_when_that_cannot_be_recorded(
    visitor, session, given, break_inserts
):
    join(session, given, PASSPHRASE)
    break_inserts("audit_leaf")

    answer = enter(visitor)

    assert answer.status_code == 503
    assert visitor.get_cookie(COOKIE) is None


def test_who_signs_out_is_out_even_when_that_cannot_be_recorded(
    browser, break_inserts, mend
):
    break_inserts("audit_leaf")
    assert browser.post("/sign-out").status_code == 503

    mend()
    assert browser.get("/").location == "/sign-in"


def test_what_was_done_stays_done_when_only_the_signature_over_the_log_fails(
    session, worker, case, write, break_inserts
):
    break_inserts("audit_checkpoint")

    assert write().status_code == 303

    assert notes(session, worker, case) == ["Sleeps badly"]


@pytest.fixture
def at_once(app, session, case, browser):
    """Send notes at the same moment, each under a number of its form."""
    address, cookie = f"/cases/{case.reference}/notes/new", cookie_of(browser)

    def send(number):
        impatient = FlaskClient(app, app.response_class)
        impatient.set_cookie(COOKIE, cookie)
        form = {"part": "care", "text": "Sleeps badly", "submission": number}
        return impatient.post(address, data=form)

    def send_all(*numbers):
        session.commit()
        with ThreadPoolExecutor() as clicks:
            return list(clicks.map(send, numbers))

    return send_all


@pytest.mark.on_both
def test_a_form_sent_twice_at_the_same_time_is_done_once(
    session, worker, case, at_once
):
    answers = at_once(*[uuid4()] * 3)

    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert notes(session, worker, case) == ["Sleeps badly"]


@pytest.mark.on_both
def test_of_two_who_write_first_at_the_same_time_each_is_told_whether_they_did(
    session, worker, case, at_once
):
    answers = [answer.status_code for answer in at_once(uuid4(), uuid4(), uuid4())]

    assert set(answers) <= {303, 409, 422}
    assert len(notes(session, worker, case)) == answers.count(303) > 0


# The database is full, locked, read-only or gone.


def test_when_the_disk_is_full_nothing_is_half_written(
    session, running, worker, case, write, settle
):
    size = session.scalar(text("PRAGMA page_count"))
    settle(f"PRAGMA max_page_count = {size}")

    answer = write(text="Sleeps badly. " * 1000)

    assert answer.status_code == 503
    assert NOTHING_SHOWN in answer.text
    settle("PRAGMA max_page_count = 1000000")
    assert notes(session, worker, case) == []
    assert verify_log(session).whole


def test_while_the_disk_fills_up_a_page_is_shown_whole_or_not_at_all(
    session, browser, case, settle
):
    size = session.scalar(text("PRAGMA page_count"))
    settle(f"PRAGMA max_page_count = {size}")

    answers = [browser.get(f"/cases/{case.reference}") for _look in range(60)]

    for answer in answers:
        assert ("Abena" in answer.text) == (answer.status_code == 200)
        assert (NOTHING_SHOWN in answer.text) == (answer.status_code == 503)
    assert answers[-1].status_code == 503


def test_nothing_is_shown_or_done_while_the_database_is_locked(
    session, running, worker, case, browser, write, settle
):
    settle("PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(running.database.engine.url.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        looked, written = browser.get(f"/cases/{case.reference}"), write()

    for answer in (looked, written):
        assert answer.status_code == 503
        assert NOTHING_SHOWN in answer.text
        assert "Abena" not in answer.text
    assert notes(session, worker, case) == []
    assert write().status_code == 303


def test_nothing_is_shown_from_a_database_that_takes_no_record(
    browser, case, write, settle
):
    settle("PRAGMA query_only = ON")

    for answer in (browser.get(f"/cases/{case.reference}"), write()):
        assert answer.status_code == 503
        assert "Abena" not in answer.text


def test_a_page_says_so_even_when_the_database_is_gone(session, running, browser, case):
    session.commit()
    running.database.engine.dispose()
    path = running.database.engine.url.database
    os.rename(path, path + ".away")
    os.mkdir(path)

    answer = browser.get(f"/cases/{case.reference}")

    assert answer.status_code == 503
    assert NOTHING_SHOWN in answer.text
    os.rmdir(path)
    os.rename(path + ".away", path)
    assert browser.get(f"/cases/{case.reference}").status_code == 200


# What was sealed was changed from outside.


def test_what_does_not_open_is_said_and_is_in_the_record(
    session, given, worker, case, browser
):
    claim = session.scalars(select(Claim).limit(1)).one()
    claim.sealed = flip(claim.sealed)

    answer = browser.get(f"/cases/{case.reference}/profile")

    assert answer.status_code == 500
    assert "A part of this case could not be opened." in answer.text
    assert "Abena" not in answer.text
    assert refusals(session, given, worker) == [f"/cases/{case.reference}/profile"]


def test_that_the_keys_of_a_partner_changed_is_said_and_is_in_the_record(
    session, given, worker, browser, case
):
    """Nothing is sealed to the partner any more; others are not kept from working."""
    officer = given.officer()
    partner = given.agency_of(officer)
    given.share(worker, case, officer, Compartment.IDENTITY)
    vouch_anew(session, partner)
    until = now() + timedelta(days=9)
    terms = {
        "agency": str(partner.id),
        "compartments": ["care"],
        "purpose": "locate",
        "basis": "vital interests",
        "until": [str(until.day), str(until.month), str(until.year)],
    }

    answer = browser.post(f"/cases/{case.reference}/sharing/new", data=terms)

    assert (
        "are not the ones your agency knows. Nothing was sent to them." in answer.text
    )
    assert refusals(session, given, worker) == [f"/cases/{case.reference}/sharing/new"]


def refusals(session, given, worker, dpo=None):
    """The pages that the record says were refused, newest first."""
    reader = dpo or given.dpo(given.agency_of(worker))
    session.commit()
    refused = HistoryFilter(event=Event.ACCESS_REFUSED)
    return [line.details["asked"] for line in list_history(session, reader, refused)]


# Too large.


@pytest.mark.parametrize("protected", [True, False], ids=["token", "no token"])
def test_a_file_that_is_too_large_is_refused_with_a_page(
    app, session, worker, browser, case, protected
):
    app.config["WTF_CSRF_ENABLED"] = protected

    answer = upload(browser, case, PDF * 6)

    assert answer.status_code == 413
    assert TOO_LARGE in answer.text
    assert list_files(read_case(session, worker, case.reference)) == []


def test_a_text_that_is_too_large_is_refused_with_a_page(session, worker, case, write):
    answer = write(text="a" * 5_000_000)

    assert answer.status_code == 413
    assert TOO_LARGE in answer.text


def test_a_stranger_who_sends_too_much_is_refused_with_a_page(visitor):
    answer = visitor.post("/sign-in", data={"email": "a" * 5_000_000})

    assert answer.status_code == 413
    assert TOO_LARGE in answer.text
