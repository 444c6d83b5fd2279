"""Signing in with a browser: what the cookie opens, when it ends, what is refused."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask_login import encode_cookie
from sqlalchemy import func, select

from interact.agencies.models import Membership
from interact.agencies.rules import Role
from interact.app import create_app
from interact.audit.models import AuditLeaf
from interact.core.clock import now
from interact.joining.members import NewMember, bring_in_member
from interact.web.sign_in import cookie_name
from tests.actions.test_sign_in import code_at, set_up_codes
from tests.given import CHEAP, PASSPHRASE

EMAIL = "rosa@example.org"
COOKIE = "interact"
MINUTE = timedelta(minutes=1)
REFUSED = "The e-mail address, passphrase or code is not right."


@pytest.fixture
def rosa(session, given) -> Membership:
    """A caseworker who can sign in, stored."""
    return join(session, given, PASSPHRASE)


def join(session, given, passphrase) -> Membership:
    custodian = given.custodian(given.agency())
    new = NewMember(name="Rosa", email=EMAIL, passphrase=passphrase, cost=CHEAP)
    member = bring_in_member(session, custodian, new, Role.CASEWORKER)
    session.commit()
    return member


def enter(browser, passphrase=PASSPHRASE, code="", email=EMAIL, **request):
    typed = {"email": email, "passphrase": passphrase, "code": code}
    return browser.post("/sign-in", data=typed, **request)


def is_in(browser) -> bool:
    return browser.get("/cases/search").status_code == 200


def is_sent_to_sign_in(answer) -> bool:
    return (answer.status_code, answer.location) == (303, "/sign-in")


def cookie_of(browser, name=COOKIE) -> str:
    return browser.get_cookie(name).value


def another(app, cookie, name=COOKIE):
    """A second browser that holds this cookie."""
    browser = app.test_client()
    browser.set_cookie(name, cookie)
    return browser


def test_who_types_address_and_passphrase_comes_to_their_desk(visitor, rosa):
    answer = enter(visitor)

    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(visitor)


@pytest.mark.parametrize(
    "wrong", [{"email": "nobody@example.org"}, {"passphrase": "another passphrase"}]
)
def test_what_is_wrong_is_not_said_and_the_address_is_kept(visitor, rosa, wrong):
    answer = enter(visitor, **wrong)

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert wrong.get("email", EMAIL) in answer.text
    assert wrong.get("passphrase", PASSPHRASE) not in answer.text
    assert visitor.get_cookie(COOKIE) is None


def test_who_uses_codes_is_asked_for_one(visitor, session, running, rosa):
    secret = set_up_codes(session, running, rosa.person)
    session.commit()

    asked = enter(visitor)

    assert "Enter the six digits your authenticator app shows now." in asked.text
    assert not is_in(visitor)
    assert enter(visitor, code=code_at(secret, now())).status_code == 303
    assert is_in(visitor)


def test_a_code_that_was_used_lets_nobody_in(app, visitor, session, running, rosa):
    secret = set_up_codes(session, running, rosa.person)
    session.commit()
    with time_machine.travel(now(), tick=False):
        code = code_at(secret, now())
        enter(visitor, code=code)

        later = app.test_client()
        answer = enter(later, code=code)

    assert REFUSED in answer.text
    assert later.get_cookie(COOKIE) is None


# What a cookie is worth.


def test_a_forged_cookie_of_flask_gives_nothing(app, visitor, rosa):
    """Whoever stole the signing key of forms can sign this; nobody reads it."""
    forged = {"_user_id": str(rosa.id), "_fresh": True, "_id": "x"}
    signer = app.session_interface.get_signing_serializer(app)
    visitor.set_cookie(app.config["SESSION_COOKIE_NAME"], signer.dumps(forged))

    assert is_sent_to_sign_in(visitor.get("/"))


def test_a_forged_cookie_that_asks_to_be_remembered_gives_nothing(app, visitor, rosa):
    with app.app_context():
        remembered = encode_cookie(str(rosa.id))
    visitor.set_cookie("remember_token", remembered)

    assert is_sent_to_sign_in(visitor.get("/"))


def test_what_flask_keeps_in_the_browser_says_nothing_of_the_person(app, visitor, rosa):
    app.config["WTF_CSRF_ENABLED"] = True
    page = visitor.get("/sign-in").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    typed = {"email": EMAIL, "passphrase": PASSPHRASE, "csrf_token": token}
    assert visitor.post("/sign-in", data=typed).status_code == 303

    with visitor.session_transaction() as kept:
        assert set(kept) == {"csrf_token"}


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "é" * 10, "A" * 4000])
def test_a_cookie_nobody_was_given_opens_nothing(visitor, cookie):
    visitor.set_cookie(COOKIE, cookie)

    assert is_sent_to_sign_in(visitor.get("/"))


def test_a_cookie_that_was_put_into_the_browser_beforehand_is_not_taken_over(
    app, visitor, rosa
):
    planted = "A" * 43
    visitor.set_cookie(COOKIE, planted)

    enter(visitor)

    assert cookie_of(visitor) != planted
    assert not is_in(another(app, planted))


def test_signing_in_over_the_session_of_another_ends_that_session(
    app, signed_in, given, rosa
):
    attacker = signed_in(given.caseworker())
    planted = cookie_of(attacker)
    victim = another(app, planted)

    enter(victim)

    assert cookie_of(victim) != planted
    assert not is_in(another(app, planted))


def test_a_cookie_is_worth_nothing_after_signing_out(app, signed_in, given):
    browser = signed_in(given.caseworker())
    kept = cookie_of(browser)
    assert is_in(another(app, kept))

    answer = browser.post("/sign-out")

    assert is_sent_to_sign_in(answer)
    assert browser.get_cookie(COOKIE) is None
    assert is_sent_to_sign_in(another(app, kept).get("/"))


def test_signing_out_everywhere_ends_every_session_of_this_person_only(
    signed_in, given
):
    worker, colleague = given.caseworker(), given.caseworker()
    here, there, other = signed_in(worker), signed_in(worker), signed_in(colleague)

    answer = here.post("/sign-out/everywhere", follow_redirects=True)

    assert "You are signed out everywhere." in answer.text
    assert [is_in(here), is_in(there), is_in(other)] == [False, False, True]


def test_a_fourth_session_ends_the_oldest(signed_in, given):
    worker = given.caseworker()
    with time_machine.travel(now(), tick=False) as clock:
        browsers = []
        for _each in range(4):
            clock.shift(MINUTE)
            browsers.append(signed_in(worker))

        assert [is_in(browser) for browser in browsers] == [False, True, True, True]


def test_every_person_can_look_at_the_sessions_they_have(signed_in, given):
    agency = given.agency()
    for role in Role:
        page = signed_in(given.member(agency, role)).get("/my-sessions")
        assert "Sign out on every device" in page.text


# When it ends.


def test_a_session_ends_after_twenty_minutes_without_a_click(signed_in, given):
    browser = signed_in(given.caseworker())

    with time_machine.travel(now() + 19 * MINUTE):
        assert is_in(browser)
    with time_machine.travel(now() + 40 * MINUTE):
        assert is_sent_to_sign_in(browser.get("/"))
    assert not is_in(browser)


def test_asking_to_stay_keeps_a_session(signed_in, given):
    browser = signed_in(given.caseworker())

    with time_machine.travel(now() + 19 * MINUTE):
        assert browser.post("/stay").status_code == 204
    with time_machine.travel(now() + 38 * MINUTE):
        assert is_in(browser)


def test_a_session_ends_after_ten_hours_however_busy(signed_in, given):
    browser, start = signed_in(given.caseworker()), now()

    for quarter in range(40):
        with time_machine.travel(start + quarter * 15 * MINUTE):
            assert browser.post("/stay").status_code == 204
    with time_machine.travel(start + 600 * MINUTE):
        assert not is_in(browser)


def test_a_new_start_of_the_service_signs_everybody_out(
    app, config, running, signed_in, given
):
    browser = signed_in(given.caseworker())
    assert is_in(browser)

    started_again = create_app(config, running)

    assert is_sent_to_sign_in(another(started_again, cookie_of(browser)).get("/"))


def test_the_session_of_who_left_their_agency_ends_at_once(session, signed_in, given):
    worker = given.caseworker()
    browser = signed_in(worker)
    session.get_one(Membership, worker.membership_id).ended_at = now()

    assert is_sent_to_sign_in(browser.get("/"))


def test_a_session_does_not_play_a_part_that_was_changed_in_the_database(
    session, signed_in, given
):
    worker = given.caseworker()
    browser = signed_in(worker)
    session.get_one(Membership, worker.membership_id).role = Role.DPO

    assert is_sent_to_sign_in(browser.get("/history"))


def test_what_is_sent_after_the_session_ended_is_answered_with_a_sentence(
    signed_in, given
):
    worker = given.caseworker()
    case = given.case(worker)
    browser = signed_in(worker)

    with time_machine.travel(now() + 30 * MINUTE):
        written = {"compartment": "care", "text": "Sleeps badly"}
        address = f"/cases/{case.reference}/notes/new"
        answer = browser.post(address, data=written, follow_redirects=True)

    assert answer.request.path == "/sign-in"
    assert "Your session has ended. Sign in again" in answer.text


# How the browser is told to keep it.


def test_over_plain_http_the_cookie_is_kept_from_scripts_and_other_sites(visitor, rosa):
    enter(visitor)

    cookie = visitor.get_cookie(COOKIE)
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Strict", "/")
    assert not cookie.secure
    assert cookie.max_age is None


def test_over_tls_the_cookies_are_tied_to_this_host(config, running, rosa):
    secure = create_app(replace(config, public_url="https://interact.example"), running)
    secure.config["WTF_CSRF_ENABLED"] = False
    browser = secure.test_client()
    with secure.app_context():
        assert cookie_name() == "__Host-interact"

    entered = enter(browser, base_url="https://localhost")
    left = browser.post("/sign-out", base_url="https://localhost")

    for answer in (entered, left):
        (told,) = answer.headers.getlist("Set-Cookie")
        assert told.startswith("__Host-interact=")
        flags = set(told.split("; ")[1:])
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= flags
        assert "Domain" not in told


def test_the_cookie_of_forms_is_kept_as_closely(config, running):
    secure = create_app(replace(config, public_url="https://interact.example"), running)

    told = secure.test_client().get("/sign-in").headers["Set-Cookie"]

    assert told.startswith("__Host-interact-form=")
    flags = set(told.split("; ")[1:])
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} == flags


# Training, and guessing.


def test_in_training_one_click_is_enough(visitor, session, given, config):
    member = join(session, given, config.training_passphrase)

    page = visitor.get("/sign-in").text
    answer = visitor.post("/sign-in/training", data={"person": member.person_id})

    assert "TRAINING" in page
    assert "Rosa" in page
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(visitor)


def test_in_training_nobody_is_chosen_who_is_not_on_the_page(visitor, rosa):
    answer = visitor.post("/sign-in/training", data={"person": "somebody"})

    assert answer.status_code == 404


def test_a_real_installation_names_nobody_and_has_no_such_click(
    config, running, session, given
):
    member = join(session, given, config.training_passphrase)
    real = create_app(replace(config, training=False), running)
    real.config["WTF_CSRF_ENABLED"] = False
    browser = real.test_client()

    page = browser.get("/sign-in").text
    answer = browser.post("/sign-in/training", data={"person": member.person_id})

    assert "TRAINING" not in page
    assert "Rosa" not in page
    assert answer.status_code == 404
    assert browser.get_cookie(COOKIE) is None


def test_guessing_is_slowed_down_and_the_page_says_for_how_long(visitor, rosa):
    with time_machine.travel(now(), tick=False) as clock:
        for _guess in range(4):
            assert REFUSED in enter(visitor, "a guess").text

        slowed = enter(visitor)
        assert slowed.status_code == 422
        assert "Too many tries. Wait 2 seconds, then try again." in slowed.text
        clock.shift(2)

        assert enter(visitor).status_code == 303


def test_guessing_elsewhere_hardly_slows_the_person_themselves(visitor, rosa):
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    with time_machine.travel(now(), tick=False):
        for _guess in range(5):
            enter(visitor, "a guess", environ_base=elsewhere)

        assert "Too many tries" in enter(visitor, environ_base=elsewhere).text
        assert enter(visitor).status_code == 303


@pytest.mark.parametrize("address", ["", "unknown", "not an address"])
def test_who_comes_from_nowhere_can_still_sign_in(visitor, rosa, address):
    assert enter(visitor, environ_base={"REMOTE_ADDR": address}).status_code == 303


def test_guesses_sent_at_once_are_slowed_down_like_those_one_after_the_other(
    app, session, rosa
):
    with ThreadPoolExecutor(8) as pool:
        pages = list(
            pool.map(lambda _each: enter(app.test_client(), "a guess").text, range(8))
        )

    refused = [page for page in pages if REFUSED in page]
    slowed = [page for page in pages if "Too many tries" in page]
    # A guess that waits for another to be counted may already be slowed down.
    assert len(refused) + len(slowed) == 8
    assert 1 <= len(refused) <= 4


def test_a_storm_of_failed_sign_ins_leaves_no_trace_in_the_log_and_slows_no_desk(
    app, visitor, session, rosa
):
    assert enter(visitor).status_code == 303
    session.commit()
    before = session.scalar(select(func.count()).select_from(AuditLeaf))
    session.commit()

    for guess in range(60):
        stranger = app.test_client()
        elsewhere = {"REMOTE_ADDR": f"198.51.{guess}.7"}
        enter(stranger, "a guess", environ_base=elsewhere)

    session.rollback()
    assert session.scalar(select(func.count()).select_from(AuditLeaf)) == before
    session.commit()
    assert enter(app.test_client()).status_code == 303
