"""The pages of who runs the installation: agencies in and out, and no case at all."""

import re
from dataclasses import replace
from html import unescape

import pytest

from interact.agencies.queries import list_agencies
from interact.agencies.rules import AgencyKind, Role
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.founding import NewAgency
from interact.joining.sessions import Credentials, sign_in
from interact.joining.setting_up import (
    Newcomer,
    found_platform,
    invite_administrator,
)
from tests.conventions.test_pages import addresses
from tests.given import CHEAP

WORDS = "kestrel-orchard-saddle-plover"
HOST = Newcomer("Ines", "ines@example.org")
FORM = {
    "name": "Centro Example",
    "kind": "reception",
    "country": "IT",
    "place": "Palermo",
    "phone": "+39 091 000000",
    "time_zone": "Europe/Rome",
    "custodian": "Nadia",
    "email": "nadia@example.org",
}
LINK = r"http://127\.0\.0\.1:8000(/join/[\w-]{43})"


@pytest.fixture
def administrator(session):
    """Somebody who came in by the link that the server's command printed."""
    like = NewAgency(
        name="",
        kind=AgencyKind.PLATFORM,
        country="IT",
        place="Palermo",
        phone="+39 091 000000",
        time_zone="Europe/Rome",
    )
    found_platform(session, like)
    token = invite_administrator(session, HOST)
    accept_invitation(session, token, Typed(passphrase=WORDS, cost=CHEAP))
    return sign_in(session, Credentials(HOST.email, WORDS), {})


@pytest.fixture
def browser(signed_in, administrator):
    return signed_in(administrator)


def link_in(answer):
    found = re.search(LINK, unescape(answer.text))
    assert found, answer.text
    return found[1]


def test_the_desk_of_an_administrator_is_the_list_of_agencies(browser, given):
    agency = given.agency()

    assert browser.get("/").location == "/platform"

    page = browser.get("/platform").text
    assert agency.name in page
    assert "2 members" in page
    assert "1 custodian" in page
    assert "No recovery codes" in page
    assert "Bring an agency in" in page


def test_where_there_is_no_agency_yet_the_page_says_what_comes_here(browser):
    page = browser.get("/platform").text

    assert "Agencies are listed here once you have brought one in." in page


def test_a_new_agency_is_made_and_its_link_shown_once(browser, session, visitor):
    answer = browser.post("/platform/new", data=FORM)

    link = link_in(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert [one.name for one in list_agencies(session)] == ["Centro Example"]
    page = visitor.get(link).text
    assert "Nadia" in page
    assert "Centro Example" in page
    digits = re.search(r"(?:\d{5} ){11}\d{5}", page)[0]
    assert digits in answer.text
    again = browser.get("/platform").text
    assert link not in again
    assert "No custodian yet" in again


def test_the_first_custodian_comes_in_with_a_fresh_browser(
    browser, app, session, visitor
):
    link = link_in(browser.post("/platform/new", data=FORM))

    came = visitor.post(f"{link}/accept", data={"passphrase": WORDS, "again": WORDS})
    assert "Your personal code" in came.text

    fresh = app.test_client()
    typed = {"email": FORM["email"], "passphrase": WORDS}
    assert fresh.post("/sign-in", data=typed).location == "/"
    assert fresh.get("/").location == "/members"
    assert fresh.get("/recovery/codes").status_code == 200


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter a name"),
        ("kind", "", "Choose what it does"),
        ("kind", "platform", "Choose one of the answers listed"),
        ("country", "", "Choose a country"),
        ("country", "XX", "Choose one of the answers listed"),
        ("place", "", "Enter a town or region"),
        ("phone", "091", "Enter it as +39 091 000000"),
        ("time_zone", "Rome", "Enter a time zone, such as Europe/Rome"),
        ("custodian", "", "Enter a name"),
        ("email", "nadia", "Enter an e-mail address"),
    ],
)
def test_what_is_wrong_is_said_and_no_agency_is_made(
    browser, session, field, typed, said
):
    answer = browser.post("/platform/new", data=FORM | {field: typed})

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert list_agencies(session) == []


def test_a_name_that_is_taken_is_told(browser, session):
    browser.post("/platform/new", data=FORM)

    answer = browser.post("/platform/new", data=FORM | {"email": "b@example.org"})

    assert "There is an agency of this name already." in answer.text


# Keeping an agency out.


def test_suspending_ends_the_sessions_of_all_members_at_once(browser, signed_in, given):
    worker, stranger = given.caseworker(), given.caseworker()
    theirs, others = signed_in(worker), signed_in(stranger)
    assert theirs.get("/").status_code == 200

    answer = browser.post(
        f"/platform/{worker.agency_id}/suspend", data={"reason": "Keys were stolen"}
    )

    assert answer.location == "/platform"
    assert theirs.get("/").location == "/sign-in"
    assert others.get("/").status_code == 200
    assert "Suspended" in browser.get("/platform").text


def test_a_suspended_agency_is_let_in_again(browser, signed_in, given):
    worker = given.caseworker()
    address = f"/platform/{worker.agency_id}"
    browser.post(f"{address}/suspend", data={"reason": "Keys were stolen"})

    again = browser.post(f"{address}/suspend", data={"reason": "Twice"})
    assert "is suspended already." in again.text
    back = browser.post(f"{address}/resume", data={"reason": "New keys"})

    assert back.location == "/platform"
    assert signed_in(worker).get("/").status_code == 200


@pytest.mark.parametrize("what", ["suspend", "resume"])
def test_without_a_reason_nothing_happens(browser, signed_in, given, what):
    worker = given.caseworker()

    answer = browser.post(f"/platform/{worker.agency_id}/{what}", data={"reason": " "})

    assert answer.status_code == 422
    assert "Say why in a sentence" in answer.text
    assert signed_in(worker).get("/").status_code == 200


def test_the_dpo_reads_the_reason_in_the_history(browser, signed_in, given):
    worker = given.caseworker()
    dpo = given.dpo(given.agency_of(worker))
    for what, why in (("suspend", "Keys were stolen"), ("resume", "New keys")):
        browser.post(f"/platform/{worker.agency_id}/{what}", data={"reason": why})

    page = unescape(signed_in(dpo).get("/history").text)

    assert "Keys were stolen" in page
    assert "suspended the agency" in page


# What an administrator sees of cases, and who is none.


def test_every_page_of_a_case_is_closed_to_an_administrator(app, given, browser):
    case = given.case()
    tried = 0
    for rule, address in addresses(app):
        if "reference" not in rule.arguments:
            continue
        real = address.replace("BCD-2345", case.reference)
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert browser.open(real, method=method).status_code == 404, (rule, method)
            tried += 1
    assert tried > 30


def test_an_administrator_finds_no_child_and_opens_no_case(browser, given, session):
    worker = given.caseworker()
    given.named(worker, given.case(worker), "Abena", "Tesfaledet")

    found = browser.post("/cases/search", data={"name": "Abena"})
    opened = browser.get("/cases/new")
    history = browser.get("/history")

    assert [a.status_code for a in (found, opened, history)] == [403, 403, 403]
    assert "Tesfaledet" not in found.text + opened.text + history.text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_nobody_else_sees_these_pages(signed_in, given, administrator, role):
    member = given.member(given.agency(), role)
    agency_id = given.agency().id

    for browser in (
        signed_in(member),
        signed_in(replace(given.member(given.agency(), Role.ADMINISTRATOR))),
    ):
        for page in ("", "/new", f"/{agency_id}/suspend", f"/{agency_id}/resume"):
            assert browser.get(f"/platform{page}").status_code == 404
            form = FORM | {"reason": "Because"}
            answer = browser.post(f"/platform{page}", data=form)
            assert answer.status_code == (404 if page else 405)
