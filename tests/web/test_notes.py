"""Writing a note into one part of a case."""

from uuid import uuid4

import pytest

from interact.cases.queries import list_notes, read_case
from interact.keys.rules import Compartment


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def send(browser, case, text, part="care", **typed):
    data = {"text": text, "part": part, "submission": str(uuid4()), **typed}
    return browser.post(f"/cases/{case.reference}/notes/new", data=data)


def notes(session, actor, case):
    return [n.text for n in list_notes(read_case(session, actor, case.reference))]


def test_a_note_is_written_and_stands_in_the_timeline(session, worker, browser, case):
    answer = send(browser, case, "Went to school\nand came back")

    assert answer.location == f"/cases/{case.reference}/timeline"
    assert "Went to school\nand came back" in browser.get(answer.location).text
    assert "Went to school" in browser.get(f"/cases/{case.reference}").text


@pytest.mark.parametrize(
    ("text", "part", "said"),
    [
        (" \n ", "care", "Write something first."),
        ("a" * 3_000_000, "care", "This text is too long. Keep it under 20000"),
        ("Went to school", "", "Choose a part of the case"),
        ("Went to school", "everything", "Choose one of the answers listed"),
        ("Went to school", "investigation", "Choose one of the answers listed"),
    ],
)
def test_a_note_that_cannot_be_written_is_kept_on_the_page(
    session, worker, browser, case, text, part, said
):
    answer = send(browser, case, text, part)

    assert answer.status_code == 422
    assert said in answer.text
    assert text.strip() in answer.text
    assert notes(session, worker, case) == []


def test_sending_a_note_twice_writes_it_once(session, worker, browser, case):
    token = str(uuid4())
    for _time in range(2):
        assert send(browser, case, "Once", submission=token).status_code == 303

    assert notes(session, worker, case) == ["Once"]


def test_what_police_write_in_the_investigation_the_centre_does_not_see(
    session, given, worker, browser, case, signed_in
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    answer = send(signed_in(officer), case, "A witness", "investigation")

    assert answer.status_code == 303
    assert notes(session, officer, case) == ["A witness"]
    assert "A witness" not in browser.get(f"/cases/{case.reference}/timeline").text
    assert "A witness" not in browser.get(f"/cases/{case.reference}").text


def test_a_stranger_writes_nothing(session, given, worker, case, signed_in):
    answer = send(signed_in(given.caseworker()), case, "I was here")

    assert answer.status_code == 404
    assert notes(session, worker, case) == []
