"""Coming in with a browser: the link, the page with everything to choose, the end."""

import re
from base64 import b32decode
from dataclasses import replace
from html import unescape

import pytest

from interact.agencies.rules import AgencyKind, Role
from interact.core.clock import now
from interact.joining.founding import NewAgency
from interact.joining.invitations import Invited
from interact.joining.inviting import invite_member, withdraw_invitation
from interact.joining.roster import (
    find_own_invitation,
    list_invitations,
    list_members,
)
from interact.joining.setting_up import (
    Newcomer,
    found_platform,
    invite_administrator,
)
from interact.keys.certificates import fingerprint
from interact.keys.codes import read_code
from interact.keys.rules import GroupName
from tests.actions.test_sign_in import code_at

EMAIL = "rosa@example.org"
OWN = "seven lamps beside the slow canal"
PLACE = {
    "name": "Example",
    "kind": AgencyKind.PLATFORM,
    "country": "IT",
    "place": "Palermo",
    "phone": "+39 091 000000",
    "time_zone": "Europe/Rome",
}
GONE = "This link does not work"


@pytest.fixture
def agency(given):
    return given.agency()


@pytest.fixture
def custodian(given, agency):
    return given.custodian(agency)


@pytest.fixture
def link(session, custodian):
    """The address of an invitation for Rosa."""
    clearance = frozenset({GroupName.COORDINATION, GroupName.IDENTITY})
    invited = Invited("Rosa Esposito", EMAIL, Role.CASEWORKER, clearance)
    token = invite_member(session, custodian, invited)
    session.commit()
    return f"/join/{token}"


def value_of(page, name):
    """What a hidden field of a page holds."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def come_in(browser, link, passphrase=OWN, **more):
    typed = {"passphrase": passphrase, "again": passphrase, **more}
    return browser.post(f"{link}/accept", data=typed)


def test_the_link_shows_who_invites_and_the_agencys_fingerprint(visitor, link, agency):
    page = visitor.get(link)

    assert page.status_code == 200
    assert "Rosa Esposito" in page.text
    assert agency.name in page.text
    assert fingerprint(agency.identity_public) in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_looking_at_the_link_does_not_use_it_up(visitor, link):
    for _time in range(2):
        assert visitor.get(link).status_code == 200
        assert visitor.get(f"{link}/accept").status_code == 200


def test_the_suggested_passphrase_is_good_enough(visitor, link):
    page = visitor.get(f"{link}/accept").text
    suggestion = value_of(page, "suggestion")

    answer = come_in(visitor, link, suggestion)

    assert len(suggestion.split("-")) >= 5
    assert "Your personal code" in answer.text


def test_who_came_in_sees_their_code_and_fingerprint_once(
    visitor, session, link, custodian
):
    answer = come_in(visitor, link)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    lines = re.findall(r"(?:[0-9A-Z]{4} ){3}[0-9A-Z]{4}(?=<)", answer.text)
    assert len(read_code("\n".join(lines))) == 32
    (waiting,) = [m for m in list_members(session, custodian) if not m.confirmed]
    session.commit()
    assert waiting.fingerprint in answer.text
    assert "keep them until you are confirmed" in answer.text
    assert 'href="/sign-in"' in answer.text.split("<main")[1]
    assert visitor.get(link).status_code == 404
    assert come_in(visitor, link).status_code == 404


def test_who_runs_the_installation_is_told_so_and_keeps_no_keys(
    visitor, session, agency
):
    found_platform(session, NewAgency(**PLACE))
    token = invite_administrator(session, Newcomer("Ines", "ines@example.org"))
    session.commit()

    page = come_in(visitor, f"/join/{token}").text

    assert "You run this installation" in page
    assert "keep its keys" not in page
    assert 'href="/sign-in"' in page.split("<main")[1]


def test_nobody_who_waits_can_sign_in(visitor, link):
    come_in(visitor, link)

    answer = visitor.post("/sign-in", data={"email": EMAIL, "passphrase": OWN})

    assert "has not confirmed you yet" in answer.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"passphrase": "", "again": ""}, "Enter a passphrase"),
        ({"passphrase": OWN, "again": "other"}, "The two passphrases differ"),
        ({"passphrase": "short", "again": "short"}, "15 characters or longer"),
        ({"passphrase": "Rosa Esposito 1", "again": "Rosa Esposito 1"}, "be guessed"),
        ({"passphrase": OWN, "again": OWN, "code": "000 000"}, "code is not right"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_still_works(visitor, link, typed, said):
    shown = visitor.get(f"{link}/accept").text
    secret = value_of(shown, "secret")

    answer = visitor.post(f"{link}/accept", data={**typed, "secret": secret})

    assert answer.status_code == 422
    assert said in answer.text
    assert value_of(answer.text, "secret") == secret
    assert visitor.get(link).status_code == 200


def test_the_app_is_set_up_with_the_secret_that_was_shown(visitor, session, link):
    page = visitor.get(f"{link}/accept").text
    secret = value_of(page, "secret")
    spaced = " ".join(re.findall("....", secret))
    assert spaced in page
    assert 'src="data:image/svg+xml' in page

    code = code_at(b32decode(secret), now())
    answer = come_in(visitor, link, secret=secret, code=code)

    assert "Your personal code" in answer.text


def test_a_forged_secret_is_refused(visitor, link):
    for secret in ("", "AAAA", "not base 32"):
        answer = come_in(visitor, link, secret=secret, code="123456")
        assert answer.status_code == 400
    assert visitor.get(link).status_code == 200


def test_outside_training_an_app_must_be_set_up(visitor, session, running, link):
    installation = replace(running.installation, training=False)
    running.database.writers.configure(
        info={**session.info, "installation": installation}
    )

    answer = come_in(visitor, link)

    assert answer.status_code == 422
    assert "Without a second factor nobody comes in" in answer.text


def test_used_withdrawn_and_unknown_links_look_alike(visitor, session, custodian, link):
    (invitation,) = list_invitations(session, custodian)
    row = find_own_invitation(session, custodian, invitation.id)
    withdraw_invitation(session, custodian, row)
    session.commit()

    withdrawn, unknown = visitor.get(link), visitor.get("/join/" + "A" * 43)

    assert (withdrawn.status_code, unknown.status_code) == (404, 404)
    assert GONE in withdrawn.text
    assert without_nonces(withdrawn.text) == without_nonces(unknown.text)
    assert visitor.get("/join/" + "A" * 43 + "/accept").status_code == 404


def without_nonces(page):
    return re.sub(r'nonce="[^"]*"', "", page)


def test_who_tries_many_links_is_slowed_down(visitor, link):
    answers = [visitor.get(f"/join/{number:043d}") for number in range(40)]

    assert {answer.status_code for answer in answers} == {404, 409}
    assert "Too many tries" in answers[-1].text


@pytest.mark.parametrize("language", ["el", "nl"])
def test_where_there_is_no_list_of_words_the_page_says_so(app, visitor, link, language):
    app.extensions["config"].languages.append(language)

    page = visitor.get(f"{link}/accept", headers={"Accept-Language": language}).text

    assert "these words are English" in page


def test_in_a_language_with_a_list_nothing_is_said(visitor, link):
    assert "these words are English" not in visitor.get(f"{link}/accept").text
