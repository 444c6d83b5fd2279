"""Passkeys on their pages: asking the browser, sending the answer, what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from interact.app import create_app
from interact.core.clock import now
from interact.joining.sessions import Credentials, sign_in
from interact.keys.challenges import GOOD_FOR
from tests.given import PASSPHRASE
from tests.keys.device import Device
from tests.web.test_sign_in import COOKIE, EMAIL, REFUSED, is_in, join

NEW = "/account/passkeys/new"
USE = "/sign-in/passkey"
SECOND = "This passkey is your second step."
LATE = "That took too long, or was sent twice."


@pytest.fixture
def config(config):
    """Passkeys need a name in the address."""
    return replace(config, public_url="http://localhost:8000")


@pytest.fixture
def rosa(session, given):
    return join(session, given, PASSPHRASE)


@pytest.fixture
def browser(session, rosa, signed_in):
    """A browser in which Rosa signed in."""
    actor = sign_in(session, Credentials(EMAIL, PASSPHRASE), {})
    return signed_in(actor)


def answered(browser, device, asked):
    """What the script puts into the form."""
    options = browser.get(asked).json
    act = device.make if "user" in options else device.use
    return {"response": act(options), "secret": device.secret(options)}


def register(browser, device, passphrase=PASSPHRASE, **answer):
    answer = answer or answered(browser, device, f"{NEW}/asked")
    typed = {"label": "My telephone", "passphrase": passphrase}
    return browser.post(NEW, data=typed | answer)


def use(visitor, device, email="", passphrase=""):
    answer = answered(visitor, device, USE)
    return visitor.post(USE, data=answer | {"email": email, "passphrase": passphrase})


@pytest.fixture
def device(browser):
    """A device of Rosa's that unlocks, registered."""
    registered = Device()
    assert register(browser, registered).status_code == 303
    return registered


def test_a_passkey_is_registered_and_listed(browser):
    answer = register(browser, Device())

    assert (answer.status_code, answer.location) == (303, "/account/passkeys")
    page = browser.get("/account/passkeys").text
    assert "My telephone" in page
    assert "Not used yet" in page
    assert "Signs you in alone" in page


def test_a_registered_passkey_signs_in_alone(device, visitor):
    answer = use(visitor, device)

    assert (answer.status_code, answer.location) == (303, "/")
    assert is_in(visitor)


def test_one_that_does_not_unlock_asks_for_the_passphrase_too(browser, visitor):
    device = Device(prf=False)
    register(browser, device)

    alone = use(visitor, device, EMAIL)
    assert alone.status_code == 422
    assert SECOND in alone.text
    assert EMAIL in alone.text
    assert visitor.get_cookie(COOKIE) is None
    assert use(visitor, device, EMAIL, PASSPHRASE).status_code == 303


def test_who_has_a_passkey_and_sends_none_is_told_what_to_do(device, visitor):
    typed = {"email": EMAIL, "passphrase": PASSPHRASE}
    answer = visitor.post("/sign-in", data=typed)

    assert "You sign in with a passkey, too." in answer.text
    assert not is_in(visitor)


def test_a_passkey_of_nobody_is_refused_as_a_wrong_passphrase_is(device, visitor):
    answer = use(visitor, Device())

    assert answer.status_code == 422
    assert REFUSED in answer.text


def test_what_is_asked_of_the_browser_names_nobody(device, visitor):
    asked = visitor.get(USE)

    assert asked.json["allowCredentials"] == []
    assert asked.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("response", ["", "{}", "[]", "x", '{"rawId": 1}'])
def test_what_is_no_answer_is_refused_in_a_sentence(visitor, browser, response):
    sent = {"response": response, "secret": ""}

    entering = visitor.post(USE, data=sent)
    registering = register(browser, Device(), **sent)

    for answer in (entering, registering):
        assert answer.status_code == 422
        assert "This passkey was not accepted." in answer.text


def test_an_answer_is_good_once(app, device, visitor):
    answer = answered(visitor, device, USE)
    assert visitor.post(USE, data=answer).status_code == 303

    thief = app.test_client()
    assert LATE in thief.post(USE, data=answer).text
    assert thief.get_cookie(COOKIE) is None


def test_an_answer_is_good_for_five_minutes(device, visitor):
    answer = answered(visitor, device, USE)

    with time_machine.travel(now() + GOOD_FOR):
        assert LATE in visitor.post(USE, data=answer).text


def test_an_answer_given_for_one_purpose_serves_no_other(browser, device, visitor):
    shown = answered(browser, device, "/account/passkeys/presence")
    entered = answered(visitor, device, USE)

    assert LATE in visitor.post(USE, data=shown).text
    step_up(browser, device)
    assert LATE in register(browser, device, **entered).text


def test_a_challenge_of_one_person_is_none_of_another(browser, given, signed_in, rosa):
    colleague = signed_in(given.caseworker(rosa.agency))
    theirs = answered(colleague, Device(), f"{NEW}/asked")

    assert LATE in register(browser, Device(), **theirs).text


def test_what_says_that_somebody_is_there_names_their_passkeys_only(
    browser, device, given, signed_in, rosa
):
    colleague = signed_in(given.caseworker(rosa.agency))

    own = browser.get("/account/passkeys/presence").json["allowCredentials"]
    others = colleague.get("/account/passkeys/presence").json["allowCredentials"]

    assert (len(own), others) == (1, [])


def test_an_open_session_alone_registers_nothing(browser):
    answer = register(browser, Device(), passphrase="another passphrase")

    assert answer.status_code == 422
    assert "This passphrase is not the one you sign in with." in answer.text
    assert "another passphrase" not in answer.text
    assert "Your passkeys will be listed here." in browser.get("/account/passkeys").text


def test_guessing_the_passphrase_there_is_slowed_down(browser):
    with time_machine.travel(now(), tick=False):
        for _guess in range(4):
            register(browser, Device(), passphrase="a guess")

        assert "Too many tries." in register(browser, Device()).text


def test_guessing_with_passkeys_is_slowed_down_as_with_codes(browser, visitor):
    device = Device(prf=False)
    register(browser, device)
    with time_machine.travel(now(), tick=False) as clock:
        for _guess in range(4):
            use(visitor, device, EMAIL, "a guess")

        assert "Too many tries." in use(visitor, device, EMAIL, PASSPHRASE).text
        clock.shift(timedelta(seconds=2))
        assert use(visitor, device, EMAIL, PASSPHRASE).status_code == 303


def test_a_stranger_with_wrong_passkeys_slows_down_nobody_else(
    app, browser, device, visitor
):
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    with time_machine.travel(now(), tick=False):
        for _try in range(12):
            answer = answered(app.test_client(), Device(), USE)
            app.test_client().post(USE, data=answer, environ_base=elsewhere)

        assert use(visitor, device).status_code == 303


def test_a_copied_passkey_is_refused_and_the_dpo_is_told(
    device, visitor, given, rosa, signed_in
):
    copy = replace(device)
    use(visitor, device)

    answer = use(visitor, copy)

    assert "This passkey may have been copied" in answer.text
    history = signed_in(given.dpo(rosa.agency)).get("/history").text
    assert "used a passkey that may be a copy" in history


def test_a_passkey_is_renamed_and_removed(browser, device, visitor):
    page = browser.get("/account/passkeys").text
    passkey = page.split("/name")[0].rsplit("/", 1)[1]
    address = f"/account/passkeys/{passkey}"
    step_up(browser, device)

    browser.post(f"{address}/name", data={"label": "An old key"})
    assert "An old key" in browser.get(f"{address}/remove").text
    browser.post(f"{address}/remove")

    assert "An old key" not in browser.get("/account/passkeys").text
    assert use(visitor, device).status_code == 422


def step_up(browser, device):
    """Show with the passkey that its person is there."""
    answer = answered(browser, device, "/account/passkeys/presence")
    return browser.post("/step-up", data=answer)


def test_who_has_a_second_step_shows_it_before_another_comes_or_one_goes(
    browser, device
):
    page = browser.get("/account/passkeys").text
    passkey = page.split("/name")[0].rsplit("/", 1)[1]
    removal = f"/account/passkeys/{passkey}/remove"

    for address in (NEW, removal):
        assert browser.get(address).location.startswith("/step-up?")
        assert browser.post(address, data={"label": "Mine"}).status_code == 403
    assert "Use your passkey" in browser.get("/step-up").text
    assert step_up(browser, device).status_code == 303
    for address in (NEW, removal):
        assert browser.get(address).status_code == 200


def test_the_passkey_of_a_colleague_shows_nothing(
    browser, device, given, signed_in, rosa
):
    colleague = signed_in(given.caseworker(rosa.agency))
    theirs = answered(browser, device, "/account/passkeys/presence")

    assert LATE in colleague.post("/step-up", data=theirs).text


def test_nobody_opens_the_passkey_of_another(browser, device, given, signed_in, rosa):
    page = browser.get("/account/passkeys").text
    passkey = page.split("/name")[0].rsplit("/", 1)[1]
    colleague = signed_in(given.caseworker(rosa.agency))

    for act in ("name", "remove"):
        address = f"/account/passkeys/{passkey}/{act}"
        assert colleague.get(address).status_code == 404
        assert colleague.post(address, data={"label": "Mine"}).status_code == 404


def test_where_browsers_take_no_passkeys_none_is_offered(config, running, rosa):
    by_number = create_app(replace(config, public_url="http://127.0.0.1:8000"), running)

    page = by_number.test_client().get("/sign-in").text

    assert "Sign in with a passkey" not in page
    assert "passkeys.js" not in page


def test_the_script_has_the_nonce_of_its_page(visitor):
    answer = visitor.get("/sign-in")

    nonce = answer.headers["Content-Security-Policy"].split("'nonce-")[1].split("'")[0]
    assert f'nonce="{nonce}" src="/static/passkeys.js"' in answer.text
    with visitor.get("/static/passkeys.js") as script:
        assert script.status_code == 200


def test_a_new_passkey_ends_the_other_sessions_of_its_person(app, browser, visitor):
    visitor.post("/sign-in", data={"email": EMAIL, "passphrase": PASSPHRASE})
    assert is_in(visitor)

    register(browser, Device())

    assert not is_in(visitor)
    assert is_in(browser)
