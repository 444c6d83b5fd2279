"""A custodian's members: invited, compared, confirmed or refused."""

import re
from html import unescape

import pytest

from interact.agencies.models import Membership
from interact.agencies.rules import Role
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.invitations import Invited
from interact.joining.inviting import invite_member
from interact.joining.roster import list_invitations, list_members
from interact.keys.rules import GroupName
from tests.given import CHEAP

EMAIL = "rosa@example.org"
OWN = "seven lamps beside the slow canal"
FORM = {
    "name": "Rosa Esposito",
    "email": EMAIL,
    "role": "caseworker",
    "parts": ["identity", "whereabouts"],
}


@pytest.fixture
def agency(given):
    return given.agency()


@pytest.fixture
def custodian(given, agency):
    return given.custodian(agency)


@pytest.fixture
def browser(signed_in, custodian):
    return signed_in(custodian)


@pytest.fixture
def waiting(session, custodian):
    """Rosa, who came in and waits to be confirmed, as the custodian sees her."""
    clearance = frozenset({GroupName.COORDINATION, GroupName.IDENTITY})
    invited = Invited("Rosa Esposito", EMAIL, Role.CASEWORKER, clearance)
    token = invite_member(session, custodian, invited)
    accept_invitation(session, token, Typed(passphrase=OWN, cost=CHEAP))
    return list_members(session, custodian)[0]


def page_of(member):
    return f"/members/{member.membership.id}/confirm"


def test_the_desk_of_a_custodian_is_the_list_of_members(browser, agency):
    assert browser.get("/").location == "/members"

    page = browser.get("/members").text
    assert "Members" in page
    assert "Data protection officer" in page


def test_an_invitation_gives_a_link_once_with_the_chosen_parts(
    browser, session, custodian
):
    answer = browser.post("/members/invite", data=FORM)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    link = re.search(r"/join/[\w-]{43}", answer.text)[0]
    assert browser.get(link).status_code == 200
    (invitation,) = list_invitations(session, custodian)
    assert invitation.invited.clearance == {
        GroupName.COORDINATION,
        GroupName.IDENTITY,
        GroupName.WHEREABOUTS,
    }
    page = browser.get("/members").text
    assert "Rosa Esposito" in page
    assert link not in page


@pytest.mark.parametrize(
    ("role", "groups"),
    [
        ("dpo", {"audit"}),
        ("custodian", {"custody"}),
        ("supervisor", {"coordination", "identity", "whereabouts", "emergency"}),
    ],
)
def test_the_parts_that_are_ticked_count_for_casework_only(
    browser, session, custodian, role, groups
):
    browser.post("/members/invite", data={**FORM, "role": role})

    (invitation,) = list_invitations(session, custodian)
    assert {name.value for name in invitation.invited.clearance} == groups


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Enter a name"),
        ({"email": "rosa"}, "Enter an e-mail address"),
        ({"role": ""}, "Choose a role"),
        ({"role": "administrator"}, "Choose one of the answers listed"),
        ({"parts": ["investigation"]}, "Choose one of the answers listed"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said(browser, wrong, said):
    answer = browser.post("/members/invite", data={**FORM, **wrong})

    assert answer.status_code == 422
    assert said in answer.text


def test_nobody_is_invited_twice(browser):
    browser.post("/members/invite", data=FORM)

    answer = browser.post("/members/invite", data=FORM)

    assert answer.status_code == 422
    assert "is invited under this e-mail address already" in answer.text
    assert "/join/" not in answer.text


def test_an_invitation_is_withdrawn(browser, session, custodian):
    link = re.search(
        r"/join/[\w-]{43}", browser.post("/members/invite", data=FORM).text
    )[0]
    (invitation,) = list_invitations(session, custodian)

    answer = browser.post(f"/members/invitations/{invitation.id}/withdraw")

    assert answer.location == "/members"
    assert browser.get(link).status_code == 404
    assert "Rosa Esposito" not in browser.get("/members").text


def test_who_waits_is_listed_first_and_their_fingerprint_is_shown(browser, waiting):
    assert "Waits for you" in browser.get("/members").text

    page = browser.get(page_of(waiting)).text

    assert waiting.fingerprint in page
    assert "Rosa Esposito" in page


def as_shown(browser, waiting):
    """What is sent by who compared everything the page shows."""
    page = browser.get(page_of(waiting)).text
    shown = re.search(r'name="shown"[^>]*value="([^"]*)"', page)
    return {"shown": shown[1], "seen": "y"}


def test_what_changed_since_it_was_shown_is_not_confirmed(browser, session, waiting):
    form = as_shown(browser, waiting)
    membership = session.get_one(Membership, waiting.membership.id)
    membership.role = Role.CUSTODIAN
    session.commit()

    answer = browser.post(page_of(waiting), data=form)

    assert answer.status_code == 422


def test_a_member_is_confirmed_after_comparing(browser, visitor, session, waiting):
    answer = browser.post(page_of(waiting), data=as_shown(browser, waiting))

    assert answer.location == "/members"
    assert "The member is confirmed" in browser.get("/members").text
    entered = visitor.post("/sign-in", data={"email": EMAIL, "passphrase": OWN})
    assert (entered.status_code, entered.location) == (303, "/")


@pytest.mark.parametrize(
    "form", [{}, {"seen": "y"}, {"seen": "y", "shown": "00000 11111"}]
)
def test_nobody_is_confirmed_by_another_fingerprint_or_none(
    browser, session, waiting, form
):
    if "shown" not in form:
        form = {**form, "shown": "" if "seen" in form else waiting.fingerprint}

    answer = browser.post(page_of(waiting), data=form)

    assert answer.status_code == 422
    assert "Compare all 60 digits" in answer.text
    assert waiting.membership.certificate is None


def test_who_should_not_be_here_is_refused(browser, session, custodian, waiting):
    page = unescape(browser.get(page_of(waiting)).text)
    assert f"/members/{waiting.membership.id}/refuse" in page

    answer = browser.post(f"/members/{waiting.membership.id}/refuse")

    assert answer.location == "/members"
    assert "Rosa Esposito" not in browser.get("/members").text
    assert browser.get(page_of(waiting)).status_code == 404


@pytest.mark.parametrize("role", ["caseworker", "dpo"])
def test_only_a_custodian_sees_these_pages(signed_in, given, agency, waiting, role):
    browser = signed_in(given.member(agency, Role(role)))

    for address in ("/members", "/members/invite", page_of(waiting)):
        assert browser.get(address).status_code == 403
    assert browser.post("/members/invite", data=FORM).status_code == 403
    assert browser.post(page_of(waiting), data={"seen": "y"}).status_code == 403


def test_a_custodian_of_another_agency_finds_nobody(signed_in, given, waiting):
    browser = signed_in(given.custodian(given.agency(country="FR")))

    assert browser.get(page_of(waiting)).status_code == 404
    refuse = f"/members/{waiting.membership.id}/refuse"
    assert browser.post(refuse).status_code == 404
    assert "Rosa Esposito" not in browser.get("/members").text
