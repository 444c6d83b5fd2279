"""Before what cannot be undone, people show again who they are; nothing is lost."""

import re
from dataclasses import replace
from html import unescape

import pytest
import time_machine

from interact.agencies.models import Membership
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.core.clock import now
from interact.web.step_up import STEP_UP
from tests.actions.test_sign_in import code_at, set_up_codes
from tests.given import PASSPHRASE
from tests.web.test_sign_in import MINUTE, another, cookie_of, is_in

ASKED = "Show again who you are"
START = "2031-05-25 08:00:00Z"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moving:
        yield moving


@pytest.fixture
def at_desk(clock, session, running, given, signed_in):
    """Somebody with a second factor, who signed in just now and has a case."""
    return Desk(clock, session, running, given, signed_in)


class Desk:
    def __init__(self, clock, session, running, given, signed_in):
        self.clock = clock
        bare = given.caseworker()
        person = session.get_one(Membership, bare.membership_id).person
        self.secret = set_up_codes(session, running, person)
        self.worker = replace(bare, auth_level="passphrase and code")
        self.case = given.case(bare)
        self.police = given.police()
        self.address = f"/cases/{self.case.reference}/sharing/new"
        self.browser = signed_in(self.worker)

    def rest(self, minutes):
        """Let time pass in which the session is used now and then."""
        for _quarter in range(minutes // 15):
            self.clock.shift(15 * MINUTE)
            self.browser.post("/stay")
        self.clock.shift((minutes % 15) * MINUTE)

    def show(self, page, passphrase=PASSPHRASE, code=None):
        """Fill in and send the page that asks again, with all its hidden fields."""
        sent = hidden_fields(page)
        sent += [
            ("step_up-passphrase", passphrase),
            ("step_up-code", code or code_at(self.secret, now())),
        ]
        return self.browser.post("/step-up", data=as_form(sent))


def hidden_fields(page):
    found = re.findall(r'<input [^>]*type="hidden"[^>]* value=[^>]*>', page)
    pairs = []
    for field in found:
        name, value = (
            re.search(rf'{key}="([^"]*)"', field) for key in ("name", "value")
        )
        pairs.append((name[1], unescape(value[1])))
    return pairs


def as_form(pairs):
    form = {}
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def test_every_page_that_asks_again_exists(app):
    assert set(app.view_functions) >= STEP_UP


def test_sharing_and_taking_out_ask_again():
    """Adding here is easy; taking away is a decision: say why in the commit."""
    assert {
        "sharing.new",
        "sharing.withdraw",
        "history.evidence",
        "alerts.document",
    } <= STEP_UP


def test_who_just_signed_in_with_a_second_factor_is_not_asked(at_desk):
    assert at_desk.browser.get(at_desk.address).status_code == 200


def test_after_five_minutes_the_page_asks_before_it_opens(at_desk):
    at_desk.rest(6)

    answer = at_desk.browser.get(at_desk.address)

    assert answer.status_code == 303
    assert answer.location == f"/step-up?next={at_desk.address}"
    page = at_desk.browser.get(answer.location).text
    assert ASKED in page
    assert "after 5 minutes" in page


def test_other_pages_do_not_ask(at_desk):
    at_desk.rest(60)

    for page in ("/", "/cases/search", f"/cases/{at_desk.case.reference}"):
        assert at_desk.browser.get(page).status_code == 200


def test_who_shows_who_they_are_comes_to_the_page_they_wanted(at_desk):
    at_desk.rest(6)
    page = at_desk.browser.get(at_desk.address, follow_redirects=True).text

    answer = at_desk.show(page)

    assert (answer.status_code, answer.location) == (303, at_desk.address)
    assert at_desk.browser.get(at_desk.address).status_code == 200


def test_it_counts_with_a_new_cookie_and_the_old_one_is_void(app, at_desk):
    at_desk.rest(6)
    before = cookie_of(at_desk.browser)
    page = at_desk.browser.get(at_desk.address, follow_redirects=True).text

    at_desk.show(page)

    assert cookie_of(at_desk.browser) != before
    assert is_in(at_desk.browser)
    assert not is_in(another(app, before))


def test_a_form_opened_in_time_may_be_filled_in_slowly(at_desk):
    assert at_desk.browser.get(at_desk.address).status_code == 200
    at_desk.rest(14)

    answer = at_desk.browser.post(at_desk.address, data={})

    assert answer.status_code == 422
    assert ASKED not in answer.text


def test_what_was_typed_is_carried_over_and_sent_on(at_desk):
    at_desk.rest(45)
    typed = [
        ("agency", str(at_desk.police.id)),
        ("compartments", "identity"),
        ("compartments", "care"),
        ("reason", 'A "quoted" <b>text</b> & \nmore ሰላም'),
        ("submission", "6b7f8d9c-1111-4222-8333-444455556666"),
    ]

    stopped = at_desk.browser.post(at_desk.address, data=as_form(typed))
    answer = at_desk.show(stopped.text)

    assert stopped.status_code == 403
    assert "What you typed is not lost" in stopped.text
    assert (answer.status_code, answer.location) == (307, at_desk.address)
    carried = hidden_fields(stopped.text)
    assert [pair for pair in typed if pair not in carried] == []


def test_a_wrong_code_keeps_what_is_carried(at_desk):
    at_desk.rest(45)
    stopped = at_desk.browser.post(at_desk.address, data={"reason": "the same"})

    again = at_desk.show(stopped.text, code="000000")

    assert again.status_code == 422
    assert "is not right" in again.text
    assert ("reason", "the same") in hidden_fields(again.text)
    assert at_desk.show(again.text).status_code == 307


@pytest.mark.parametrize("wrong", [{"passphrase": "a guess"}, {"code": "000000"}])
def test_wrong_passphrases_and_codes_open_nothing(at_desk, wrong):
    at_desk.rest(6)
    page = at_desk.browser.get(at_desk.address, follow_redirects=True).text

    assert at_desk.show(page, **wrong).status_code == 422
    assert at_desk.browser.get(at_desk.address).status_code == 303


def test_guessing_is_slowed_down(at_desk):
    at_desk.rest(6)
    page = at_desk.browser.get(at_desk.address, follow_redirects=True).text

    for _guess in range(4):
        at_desk.show(page, passphrase="a guess")

    assert "Too many tries" in at_desk.show(page).text


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/cases",
        "/\\evil.example",
        "/cases/BCD-2345/sharing/new\nX: y",
        "javascript:alert(1)",
        "/cases/search",
        "/sign-out/everywhere",
        "",
    ],
)
def test_nobody_is_led_elsewhere(at_desk, address):
    fields = {
        "step_up-next": address,
        "step_up-passphrase": PASSPHRASE,
        "step_up-code": code_at(at_desk.secret, now()),
    }

    for carried in ({}, {"step_up-carried": "1"}):
        page = at_desk.browser.post("/step-up", data=fields | carried)
        assert (page.status_code, page.location) in ((303, "/"), (422, None))
        at_desk.clock.shift(MINUTE)
        fields["step_up-code"] = code_at(at_desk.secret, now())


def test_what_is_asked_for_keeps_its_query(at_desk):
    at_desk.rest(6)

    page = at_desk.browser.get(f"{at_desk.address}?a=1&b=2", follow_redirects=True).text

    assert at_desk.show(page).location == f"{at_desk.address}?a=1&b=2"


def test_in_training_who_has_no_second_factor_is_not_asked(clock, signed_in, given):
    worker = given.caseworker()
    case = given.case(worker)
    browser = signed_in(worker)
    clock.shift(15 * MINUTE)

    assert browser.get(f"/cases/{case.reference}/sharing/new").status_code == 200


def test_in_a_real_installation_everybody_is_asked(app, config, given, signed_in):
    worker = given.caseworker()
    case = given.case(worker)
    browser = signed_in(worker)
    app.extensions["config"] = replace(config, training=False)

    answer = browser.get(f"/cases/{case.reference}/sharing/new")

    assert answer.location.startswith("/step-up?next=")


def test_who_has_no_second_factor_yet_shows_the_passphrase(
    app, config, given, signed_in
):
    worker = given.caseworker()
    case = given.case(worker)
    browser = signed_in(worker)
    app.extensions["config"] = replace(config, training=False)
    wanted = f"/cases/{case.reference}/sharing/new"
    page = browser.get(wanted, follow_redirects=True).text
    typed = [*hidden_fields(page), ("step_up-passphrase", PASSPHRASE)]

    answer = browser.post("/step-up", data=as_form(typed))

    assert (answer.status_code, answer.location) == (303, wanted)
    assert browser.get(wanted).status_code == 200


def test_the_dpo_sees_that_it_was_shown_again(session, given, at_desk):
    at_desk.rest(6)
    page = at_desk.browser.get(at_desk.address, follow_redirects=True).text
    at_desk.show(page)

    dpo = given.dpo(given.agency_of(at_desk.worker))
    (line,) = list_history(session, dpo, HistoryFilter(event=Event.STEPPED_UP))

    assert line.actor_name == at_desk.worker.name
