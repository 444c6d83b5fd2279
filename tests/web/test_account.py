"""One's own account in a browser: passphrase, authenticator app, personal code."""

import re
from base64 import b32decode
from html import unescape

import pytest

from interact.agencies.rules import Role
from interact.core.clock import now
from interact.joining.members import NewMember, bring_in_member
from interact.keys.codes import read_code
from tests.actions.test_sign_in import code_at
from tests.given import CHEAP, PASSPHRASE

EMAIL = "rosa@example.org"
OWN = "seven lamps beside the slow canal"
FORM = {"old": PASSPHRASE, "passphrase": OWN, "again": OWN}


@pytest.fixture
def rosa(session, given):
    """Somebody with a passphrase that tests know, stored."""
    new = NewMember(name="Rosa", email=EMAIL, passphrase=PASSPHRASE, cost=CHEAP)
    custodian = given.custodian(given.agency())
    bring_in_member(session, custodian, new, Role.CASEWORKER)
    session.commit()


@pytest.fixture
def browser(app, rosa):
    """A browser in which Rosa signed in."""
    return enter(app)


def enter(app, passphrase=PASSPHRASE, code=""):
    browser = app.test_client()
    typed = {"email": EMAIL, "passphrase": passphrase, "code": code}
    browser.post("/sign-in", data=typed)
    return browser


def is_in(browser):
    return browser.get("/account").status_code == 200


def value_of(page, name):
    return unescape(re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1])


def test_the_account_says_what_is_set_up(browser):
    page = browser.get("/account").text

    assert EMAIL in page
    assert "Not set up" in page
    assert "You have none" in page
    assert 'href="/account"' in browser.get("/").text


def test_who_changes_their_passphrase_stays_in_here_and_is_out_elsewhere(app, browser):
    elsewhere = enter(app)
    assert is_in(elsewhere)

    answer = browser.post("/account/passphrase", data=FORM)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert "Your passphrase is changed" in browser.get("/account").text
    assert not is_in(elsewhere)
    assert not is_in(enter(app))
    assert is_in(enter(app, OWN))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"old": "not it"}, "is not the one you sign in with"),
        ({"again": "other"}, "The two passphrases differ"),
        ({"passphrase": "a" * 20, "again": "a" * 20}, "would soon be guessed"),
        ({"old": ""}, "Enter your passphrase"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(app, browser, wrong, said):
    answer = browser.post("/account/passphrase", data={**FORM, **wrong})

    assert answer.status_code == 422
    assert said in answer.text
    assert OWN not in answer.text
    assert is_in(enter(app))


def test_who_guesses_the_passphrase_is_slowed_down(browser):
    answers = [
        browser.post("/account/code", data={"old": f"guess {number}"})
        for number in range(6)
    ]

    assert "Too many tries" in answers[-1].text
    assert "Your new personal code" not in answers[-1].text


def test_a_new_personal_code_is_shown_once(browser):
    answer = browser.post("/account/code", data={"old": PASSPHRASE})

    assert answer.headers["Cache-Control"] == "no-store"
    lines = re.findall(r"(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}(?=<)", answer.text)
    assert len(read_code("\n".join(lines))) == 32
    again = browser.get("/account").text + browser.get("/account/code").text
    assert lines[0] not in again
    assert "Made" in browser.get("/account").text


def test_an_app_is_set_up_and_asked_for_from_then_on(app, browser):
    secret = value_of(browser.get("/account/app").text, "secret")
    code = code_at(b32decode(secret), now())
    elsewhere = enter(app)

    form = {"old": PASSPHRASE, "secret": secret, "code": code}
    answer = browser.post("/account/app", data=form)

    assert (answer.status_code, answer.location) == (303, "/account")
    assert is_in(browser)
    assert not is_in(elsewhere)
    assert not is_in(enter(app))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": ""}, "Enter the six digits"),
        ({"code": "000 000"}, "This code is not right"),
        ({"old": "not it"}, "is not the one you sign in with"),
    ],
)
def test_an_app_is_not_kept_unless_all_is_right(app, browser, wrong, said):
    secret = value_of(browser.get("/account/app").text, "secret")
    form = {
        "old": PASSPHRASE,
        "secret": secret,
        "code": code_at(b32decode(secret), now()),
    }

    answer = browser.post("/account/app", data={**form, **wrong})

    assert answer.status_code == 422
    assert said in answer.text
    assert value_of(answer.text, "secret") == secret
    assert is_in(enter(app))
