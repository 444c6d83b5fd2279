"""Passkeys in a real browser: one that unlocks, and one that is a second step."""

import re
import tomllib
from contextlib import contextmanager

import pytest

pytestmark = [pytest.mark.browser]

NAME = "Giulia Ferrante"
EMAIL = "caseworker@centro.example"
PASSKEY = "Sign in with a passkey"


@contextmanager
def device(visitor, *, prf):
    """The browser's own make-believe device, which says yes to everything."""
    tools = visitor.page.context.new_cdp_session(visitor.page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": prf,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield lambda: tools.send("WebAuthn.getCredentials", made)["credentials"]
    tools.send("WebAuthn.removeVirtualAuthenticator", made)


def register(visitor, site, label):
    visitor.go("/account/passkeys")
    visitor.follow("Register a passkey")
    visitor.fill("What you call it", label)
    visitor.fill("Your passphrase", passphrase_of(site))
    ask_device(visitor, "Make the passkey")
    visitor.sees("The passkey is registered.")
    visitor.sees(label)


def ask_device(visitor, text):
    """Press the button, and wait until the form with the answer was sent."""
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name=text).click()
    visitor.look()


def sign_out(visitor):
    visitor.press("Sign out")
    visitor.page.locator("summary").click()


def passphrase_of(site):
    settings = tomllib.loads((site.data / "config.toml").read_text(encoding="utf-8"))
    return settings["training_passphrase"]


@pytest.mark.parametrize("width", [390, 1200])
def test_a_passkey_that_unlocks_signs_in_alone(visit, site, width):
    giulia = visit(NAME, width)
    with device(giulia, prf=True) as credentials:
        register(giulia, site, "My telephone")
        giulia.sees("Signs you in alone, and is a second step")
        sign_out(giulia)
        ask_device(giulia, PASSKEY)

        giulia.sees(NAME)
        giulia.go("/account/passkeys")
        giulia.does_not_see("Not used yet")
        assert credentials()[0]["isResidentCredential"]


def test_a_passkey_that_does_not_unlock_is_a_second_step(visit, site):
    giulia = visit(NAME, 390)
    with device(giulia, prf=False):
        register(giulia, site, "The key on my key ring")
        giulia.sees("Is a second step beside your passphrase")
        sign_out(giulia)
        ask_device(giulia, PASSKEY)
        giulia.sees("This passkey is your second step.")

        type_passphrase(giulia, site)
        giulia.press(re.compile("^Sign in$"))
        giulia.sees("You sign in with a passkey, too.")

        type_passphrase(giulia, site)
        ask_device(giulia, PASSKEY)
        giulia.sees(NAME)
    rename_and_remove(giulia)


def type_passphrase(visitor, site):
    visitor.page.locator("summary").click()
    visitor.fill("E-mail address", EMAIL)
    visitor.page.get_by_label("Passphrase", exact=True).fill(passphrase_of(site))


def rename_and_remove(visitor):
    visitor.go("/account/passkeys")
    visitor.follow(re.compile("^Rename"))
    visitor.fill("What you call it", "An old key")
    visitor.press("Rename")
    visitor.follow(re.compile("^Remove"))
    visitor.sees("After this “An old key” no longer signs you in.")
    visitor.press("Remove the passkey")
    visitor.sees("Your passkeys will be listed here.")


def test_a_device_makes_no_second_passkey_and_the_page_says_so(visit, site):
    giulia = visit(NAME)
    with device(giulia, prf=True) as credentials:
        register(giulia, site, "My telephone")
        assert len(credentials()) == 1
        giulia.go("/account/passkeys/new")
        ask_device(giulia, "Use your passkey")
        giulia.fill("What you call it", "Once more")
        giulia.page.get_by_role("button", name="Make the passkey").click()

        giulia.sees("Your device gave no passkey.")
        assert giulia.page.get_by_label("What you call it").input_value() == "Once more"


def test_without_scripts_nobody_is_offered_a_passkey(browser, site):
    """Axe is a script, too: this page is opened without the visitor who checks it."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.address}/sign-in")
    page.locator("summary").click()
    assert page.get_by_role("button", name=re.compile("^Sign in$")).is_visible()
    assert not page.get_by_role("button", name=PASSKEY).is_visible()

    page.get_by_role("button", name=re.compile(f"^{NAME}")).click()
    page.goto(f"{site.address}/account/passkeys/new")
    assert not page.get_by_role("button", name="Make the passkey").is_visible()
    assert page.get_by_text("This browser makes no passkeys here.").is_visible()
