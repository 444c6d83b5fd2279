"""Photographs and documents: added, shown alone, refused in a sentence."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from interact.cases.files import list_files
from interact.cases.queries import read_case
from interact.keys.rules import Compartment

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def picture(kind="JPEG", **more):
    content = BytesIO()
    Image.new("RGB", (40, 50), "red").save(content, kind, **more)
    return content.getvalue()


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def send(browser, case, content, name="abena.jpg", **typed):
    data = {
        "kind": "photograph",
        "part": "identity",
        "submission": str(uuid4()),
        "content": (BytesIO(content), name),
        **typed,
    }
    return browser.post(f"/cases/{case.reference}/files/new", data=data)


def files(session, worker, case):
    return list_files(read_case(session, worker, case.reference))


def test_a_photograph_is_shown_alone_and_can_do_nothing(session, worker, browser, case):
    assert send(browser, case, picture()).status_code == 303

    (file,) = files(session, worker, case)
    answer = browser.get(f"/cases/{case.reference}/files/{file.id}")
    assert answer.content_type == "image/jpeg"
    assert Image.open(BytesIO(answer.data)).size == (40, 50)
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("inline; filename=")
    assert "abena" not in str(answer.headers).lower()


def test_a_document_is_downloaded_under_a_name_that_says_nothing(
    session, worker, browser, case
):
    send(browser, case, PDF, "abena mensah.pdf", kind="document", part="legal")

    (file,) = files(session, worker, case)
    address = f"/cases/{case.reference}/files/{file.id}"
    first, second = browser.get(address), browser.get(address)
    assert (first.data, first.content_type) == (PDF, "application/pdf")
    assert first.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "abena" not in str(first.headers).lower()
    names = {answer.headers["Content-Disposition"] for answer in (first, second)}
    assert len(names) == 2


def test_the_list_names_a_document_and_its_part(browser, case):
    send(browser, case, PDF, "decision.pdf", kind="document", part="legal")

    page = browser.get(f"/cases/{case.reference}/files").text

    assert "Document: <bdi>decision.pdf</bdi>" in page
    assert "Legal procedure" in page


def test_a_picture_sent_as_a_document_is_drawn_anew_too(session, worker, browser, case):
    hidden = picture() + SVG
    send(browser, case, hidden, kind="document")

    (file,) = files(session, worker, case)
    shown = browser.get(f"/cases/{case.reference}/files/{file.id}").data
    assert b"script" not in shown


@pytest.mark.parametrize("ending", [b"PK\x03\x04 a hidden archive", SVG])
def test_what_hides_behind_a_photograph_is_gone(session, worker, browser, case, ending):
    send(browser, case, picture() + ending)

    (file,) = files(session, worker, case)
    shown = browser.get(f"/cases/{case.reference}/files/{file.id}").data
    assert ending not in shown


@pytest.mark.parametrize(
    ("content", "typed", "said"),
    [
        (b"", {}, "Choose a file"),
        (PDF, {}, "could not be opened as a photograph"),
        (SVG, {}, "could not be opened as a photograph"),
        (picture()[:300], {}, "could not be opened as a photograph"),
        (SVG, {"kind": "document"}, "is not a kind of file that can be added"),
        (b"MZ", {"kind": "document"}, "is not a kind of file that can be added"),
        (picture(), {"kind": "film"}, "Choose one of the answers listed"),
        (picture(), {"part": "everything"}, "Choose one of the answers listed"),
        (picture(), {"part": "investigation"}, "Choose one of the answers listed"),
    ],
)
def test_a_wrong_file_is_refused_in_a_sentence(
    session, worker, browser, case, content, typed, said
):
    name = "x" if content else ""
    answer = send(browser, case, content, name, **typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert files(session, worker, case) == []


def test_a_file_beyond_the_limit_is_refused_in_a_sentence(
    session, app, worker, browser, case
):
    answer = browser.post(
        f"/cases/{case.reference}/files/new",
        data=b"\0" * (app.config["MAX_CONTENT_LENGTH"] + 1),
        content_type="multipart/form-data; boundary=part",
    )

    assert answer.status_code == 413
    assert "What you sent is too large" in answer.text
    assert files(session, worker, case) == []


def test_sending_a_file_twice_keeps_it_once(session, worker, browser, case):
    token = str(uuid4())
    for _time in range(2):
        assert send(browser, case, picture(), submission=token).status_code == 303

    assert len(files(session, worker, case)) == 1


def test_a_file_of_another_agency_or_case_is_not_there(
    session, given, worker, browser, case, signed_in
):
    send(browser, case, picture())
    (file,) = files(session, worker, case)
    stranger = given.caseworker()
    own = given.case(stranger)
    other = signed_in(stranger)

    for address in (
        f"/cases/{case.reference}/files/{file.id}",
        f"/cases/{own.reference}/files/{file.id}",
        f"/cases/{own.reference}/files/{uuid4()}",
        f"/cases/{own.reference}/files/nonsense",
    ):
        assert other.get(address).status_code == 404


def test_a_partner_does_not_open_a_file_of_a_part_that_was_not_shared(
    session, given, worker, browser, case, signed_in
):
    send(browser, case, PDF, "decision.pdf", kind="document", part="legal")
    (file,) = files(session, worker, case)
    officer = given.officer("FR")
    given.share(worker, case, officer, Compartment.IDENTITY)
    theirs = signed_in(officer)

    assert "decision" not in theirs.get(f"/cases/{case.reference}/files").text
    answer = theirs.get(f"/cases/{case.reference}/files/{file.id}")
    assert answer.status_code == 404
