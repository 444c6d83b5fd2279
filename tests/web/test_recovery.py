"""Pages for lost keys, each tried from a browser in which nobody has signed in."""

import re
from html import unescape

import pytest
import time_machine

from interact.agencies.models import Person
from interact.agencies.queries import email_of
from interact.agencies.rules import Role
from interact.core.clock import now
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.lost_access import recover_agency
from interact.joining.recovery import set_recovery_codes
from interact.joining.recovery_codes import recovery_state
from interact.joining.roster import list_members
from tests.given import CHEAP, PASSPHRASE

WORDS, NEW_WORDS = "kestrel-orchard-saddle-plover", "walnut-harbour-tickle-gravel"
EMAIL = "nadia@example.org"
LINK = r"http://127\.0\.0\.1:8000(/join/[\w-]{43})"
SHOWN_ONCE = "INTERACT does not keep"
REFUSED = "The e-mail address or the recovery code is not right."


@pytest.fixture
def custodian(given):
    return given.custodian(given.agency())


@pytest.fixture
def agency(given, custodian):
    return given.agency_of(custodian)


@pytest.fixture
def codes(session, custodian):
    return set_recovery_codes(session, custodian)


@pytest.fixture
def nadia(session, agency, codes):
    """A custodian who came by a link, and so has a personal code; stored."""
    token = recover_agency(session, agency.name, codes[:2], ("Nadia", EMAIL), {})
    came = accept_invitation(session, token, Typed(passphrase=WORDS, cost=CHEAP))
    session.commit()
    return came


def link_in(answer):
    found = re.search(LINK, unescape(answer.text))
    assert found, answer.text
    return found[1]


def codes_in(answer):
    lines = re.findall(r'<code class="interact-fingerprint"[^>]*>([^<]+)<', answer.text)
    return ["\n".join(lines[n : n + 4]) for n in range(0, len(lines), 4)]


def enter(browser, passphrase, email=EMAIL):
    typed = {"email": email, "passphrase": passphrase}
    return browser.post("/sign-in", data=typed)


def come_in(browser, link):
    return browser.post(f"{link}/accept", data={"passphrase": WORDS, "again": WORDS})


def test_the_sign_in_page_leads_to_what_to_do_when_one_cannot(visitor):
    assert 'href="/recovery"' in visitor.get("/sign-in").text

    page = visitor.get("/recovery").text

    for place in ("/recovery/passphrase", "/recovery/agency", "/sign-in"):
        assert f'href="{place}"' in page
    assert "Call a custodian of your agency" in page


# A forgotten passphrase.


def lost(code, email=EMAIL, words=NEW_WORDS, again=None):
    return {
        "email": email,
        "code": code,
        "passphrase": words,
        "again": again or words,
    }


def test_who_forgot_the_passphrase_comes_back_with_the_personal_code(
    visitor, app, nadia
):
    assert visitor.get("/recovery/passphrase").status_code == 200

    answer = visitor.post("/recovery/passphrase", data=lost(nadia.code))

    (fresh,) = codes_in(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert SHOWN_ONCE in answer.text
    assert enter(app.test_client(), WORDS).status_code == 422
    assert enter(visitor, NEW_WORDS).location == "/"
    again = app.test_client().post("/recovery/passphrase", data=lost(nadia.code))
    assert REFUSED in unescape(again.text)
    more = app.test_client().post("/recovery/passphrase", data=lost(fresh))
    assert codes_in(more)


def test_every_session_of_theirs_ends(visitor, app, nadia):
    before = app.test_client()
    enter(before, WORDS)
    assert before.get("/members").status_code == 200

    visitor.post("/recovery/passphrase", data=lost(nadia.code))

    assert before.get("/members").location == "/sign-in"


def test_an_unknown_address_and_a_wrong_code_get_the_same_answer(visitor, nadia, codes):
    wrong, unknown = (
        visitor.post("/recovery/passphrase", data=lost(codes[0], email=email))
        for email in (EMAIL, "nobody@example.org")
    )
    right = lost(nadia.code, email="nobody@example.org")

    assert wrong.status_code == unknown.status_code == 422
    assert without_what_changes(wrong) == without_what_changes(unknown)
    assert REFUSED in unescape(wrong.text)
    assert REFUSED in unescape(visitor.post("/recovery/passphrase", data=right).text)


def without_what_changes(answer):
    """A page without the address that was typed and what is made anew each time."""
    text = unescape(answer.text).replace("nobody@example.org", EMAIL)
    new = "nonce|token|submission|suggestion|interact-fingerprint"
    return [line for line in text.splitlines() if not re.search(new, line)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"code": "ABCD"}, "A code has 64 letters and digits; you typed 4."),
        ({"code": ""}, "Type the code from the paper"),
        ({"email": "nadia"}, "Enter an e-mail address"),
        ({"passphrase": "short", "again": "short"}, "15"),
        ({"again": "another one altogether"}, "The two passphrases differ."),
    ],
    ids=["short code", "no code", "address", "short passphrase", "differs"],
)
def test_what_is_typed_wrongly_is_said_and_nothing_changes(visitor, nadia, wrong, said):
    answer = visitor.post("/recovery/passphrase", data=lost(nadia.code) | wrong)

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert enter(visitor, WORDS).location == "/"


def test_who_guesses_codes_is_slowed_down(visitor, nadia, codes):
    with time_machine.travel(now(), tick=False):
        said = [
            visitor.post("/recovery/passphrase", data=lost(codes[0])).text
            for _each in range(6)
        ]

    assert "Too many tries." not in said[0]
    assert "Too many tries." in said[-1]


# No custodian left.


def two(wanted, codes, **changed):
    return {
        "agency": wanted.name,
        "first": codes[0],
        "second": codes[1],
        "name": "Nadia",
        "email": EMAIL,
    } | changed


def test_two_codes_bring_a_new_custodian_from_a_fresh_browser(
    visitor, app, session, agency, codes
):
    session.commit()
    assert visitor.get("/recovery/agency").status_code == 200

    answer = visitor.post("/recovery/agency", data=two(agency, codes[1:]))

    link = link_in(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "still work" in answer.text
    come_in(visitor, link)
    fresh = app.test_client()
    assert enter(fresh, WORDS).location == "/"
    page = fresh.get("/members")
    assert page.status_code == 200
    assert "Nadia" in page.text
    assert come_in(app.test_client(), link).status_code == 404


@pytest.mark.parametrize(
    "changed", [{"agency": "Nobody's agency"}, {"second": None}], ids=["name", "code"]
)
def test_an_unknown_agency_and_wrong_codes_get_the_same_answer(
    visitor, session, agency, codes, changed
):
    session.commit()
    changed = {key: said or codes[0] for key, said in changed.items()}

    answer = visitor.post("/recovery/agency", data=two(agency, codes, **changed))

    assert answer.status_code == 422
    assert "These are not two of the three recovery codes" in answer.text
    assert "/join/" not in answer.text


def test_the_dpo_finds_a_notice_that_the_agency_was_recovered(
    visitor, session, signed_in, given, agency, codes
):
    dpo = given.dpo(agency)
    session.commit()
    visitor.post("/recovery/agency", data=two(agency, codes))

    page = signed_in(dpo).get("/").headers["Location"]

    assert "opened the agency" in unescape(signed_in(dpo).get(page).text)


# Beforehand: making codes and testing them.


def test_a_custodian_makes_codes_and_tests_two_of_them(
    signed_in, session, custodian, agency
):
    browser = signed_in(custodian)
    assert "There are none" in browser.get("/recovery/codes").text

    answer = browser.post("/recovery/codes")

    made = codes_in(answer)
    assert len(set(made)) == 3
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Recovery code 2 of 3" in answer.text
    assert "Not tested" in browser.get("/recovery/codes").text
    typed = {"first": made[2].lower(), "second": made[0]}
    assert browser.post("/recovery/codes/try", data=typed).location == "/recovery/codes"
    page = browser.get("/recovery/codes").text
    assert "They work" in page
    assert not [code for code in made if code.splitlines()[0] in page]
    assert recovery_state(session, agency).tested_at is not None


def test_a_test_with_one_code_twice_fails(signed_in, session, custodian, agency, codes):
    browser = signed_in(custodian)

    typed = {"first": codes[0], "second": codes[0]}
    answer = browser.post("/recovery/codes/try", data=typed)

    assert answer.status_code == 422
    assert "These are not two of the three recovery codes" in answer.text
    assert recovery_state(session, agency).tested_at is None


@pytest.mark.parametrize("page", ["/recovery/codes", "/recovery/codes/try"])
def test_only_a_custodian_gets_to_the_codes(signed_in, given, agency, page):
    for role in (Role.CASEWORKER, Role.SUPERVISOR, Role.DPO):
        browser = signed_in(given.member(agency, role))
        assert browser.get(page).status_code == 403
        assert browser.post(page).status_code == 403


# Nothing left.


@pytest.fixture
def worker(given, agency):
    return given.member(agency)


def address_of(session, actor):
    return email_of(session, session.get_one(Person, actor.person_id))


def begin(browser, worker):
    address = f"/recovery/members/{worker.membership_id}"
    assert browser.get(address).status_code == 200
    return browser.post(address, data={"reason": "Bag stolen; I met her today"})


def test_a_member_with_nothing_left_comes_back_by_the_word_of_two(
    signed_in, session, visitor, app, given, custodian, agency, worker
):
    first, second = signed_in(custodian), signed_in(given.dpo(agency))
    email = address_of(session, worker)
    assert worker.name in first.get("/recovery/members").text

    assert begin(first, worker).location == "/recovery/members"

    listed = second.get("/recovery/members").text
    assert worker.name in listed
    begun = first.get("/recovery/members").text
    assert worker.name in begun
    assert f"/recovery/members/{worker.membership_id}" not in begun
    vouching = re.search(r'href="(/recovery/members/vouch/[\w-]+)"', listed)[1]
    assert worker.name in second.get(vouching).text
    link = link_in(second.post(vouching))

    assert "Your fingerprint" in come_in(visitor, link).text
    assert enter(app.test_client(), PASSPHRASE, email).status_code == 422
    back = next(m for m in list_members(session, custodian) if not m.confirmed)
    page = first.get(f"/members/{back.membership.id}/confirm").text
    shown = re.search(r'name="shown"[^>]*value="([^"]+)"', page)[1]
    confirm = {"seen": "y", "shown": shown}
    first.post(f"/members/{back.membership.id}/confirm", data=confirm)
    fresh = app.test_client()
    assert enter(fresh, WORDS, back.email).location == "/"
    assert fresh.get("/").status_code == 200


def test_who_began_it_cannot_vouch(signed_in, given, agency, custodian, worker):
    given.member(agency, Role.CUSTODIAN)
    browser = signed_in(custodian)
    begin(browser, worker)

    page = browser.get("/recovery/members").text
    assert "/recovery/members/vouch/" not in page

    dpo = signed_in(given.dpo(agency))
    listed = dpo.get("/recovery/members").text
    vouching = re.search(r'href="(/recovery/members/vouch/[\w-]+)"', listed)[1]
    refused = [who.post(vouching) for who in (browser, dpo)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert all("Somebody else must vouch" in answer.text for answer in refused)
    assert not any("/join/" in answer.text for answer in refused)


def test_begun_twice_is_told(signed_in, custodian, worker):
    browser = signed_in(custodian)
    begin(browser, worker)

    assert "This was begun already." in begin(browser, worker).text


def test_without_a_reason_nobody_is_brought_back(signed_in, custodian, worker):
    browser = signed_in(custodian)

    answer = browser.post(f"/recovery/members/{worker.membership_id}", data={})

    assert answer.status_code == 422
    assert "Say why in a sentence" in answer.text


def test_no_other_agency_sees_or_does_any_of_it(
    signed_in, given, custodian, worker, agency
):
    begin(signed_in(custodian), worker)
    listed = signed_in(given.dpo(agency)).get("/recovery/members").text
    vouching = re.search(r'href="(/recovery/members/vouch/[\w-]+)"', listed)[1]
    stranger = signed_in(given.custodian(given.agency()))

    assert worker.name not in stranger.get("/recovery/members").text
    for page in (vouching, f"/recovery/members/{worker.membership_id}"):
        assert stranger.get(page).status_code == 404
        assert stranger.post(page, data={"reason": "Because"}).status_code == 404


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR])
def test_who_works_on_cases_does_none_of_it(signed_in, given, agency, worker, role):
    browser = signed_in(given.member(agency, role))

    assert browser.get("/recovery/members").status_code == 403
    address = f"/recovery/members/{worker.membership_id}"
    assert browser.get(address).status_code == 403
