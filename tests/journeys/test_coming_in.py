"""Somebody comes in: invited, with keys of their own, compared, confirmed."""

import re
import tomllib
from base64 import b32decode

import pytest

from interact.core.clock import now
from tests.actions.test_sign_in import STEP, code_at
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.browser]

NAME, EMAIL = "Nadia Amari", "nadia@centro.example"
DIGITS = re.compile(r"(?:\d{5} ){11}\d{5}")


@pytest.fixture
def arrive(site, browser):
    """`arrive(390, scripts=False)` is somebody at a device that was never here."""

    def visitor(width: int, *, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        return Visitor(context.new_page(), site.address)

    return visitor


def enter(visitor, email, passphrase, code=""):
    visitor.go("/sign-in")
    visitor.page.locator("summary").first.click()
    for field, text in (("email", email), ("passphrase", passphrase), ("code", code)):
        visitor.page.locator(f"main [name={field}]").fill(text)
    visitor.press(re.compile("^Sign in$"))


def code_of(secret, steps):
    """What the app shows, so many half-minutes from now: each code is good once."""
    return code_at(b32decode(secret), now() + steps * STEP)


def shown(visitor, pattern):
    return re.search(pattern, visitor.page.locator("main").inner_text())[0]


def test_a_member_comes_in_and_opens_what_the_custodian_confirmed(arrive, site):
    settings = tomllib.loads((site.data / "config.toml").read_text(encoding="utf-8"))
    custodian = arrive(1200)
    enter(custodian, "custodian@centro.example", settings["training_passphrase"])
    link = invite(custodian)

    nadia = arrive(390)
    passphrase, secret, fingerprint = come_in(nadia, custodian, link)
    enter(nadia, EMAIL, passphrase, code_of(secret, 0))
    nadia.sees("Your custodian has not confirmed you yet.")

    confirm(custodian, fingerprint)
    enter(nadia, EMAIL, passphrase, code_of(secret, 1))
    nadia.sees(NAME)
    nadia.follow("My account")
    nadia.sees(EMAIL)
    for page in ("Change Passphrase", "Change Authenticator app"):
        nadia.follow(re.compile(page))
        nadia.go("/account")
    new_code(nadia, passphrase)


def invite(custodian):
    custodian.follow("Invite somebody")
    custodian.fill("Name", NAME)
    custodian.fill("E-mail address", EMAIL)
    custodian.choose("Caseworker")
    custodian.page.get_by_label("Health").uncheck()
    custodian.press("Make the link")
    return shown(custodian, r"/join/[\w-]{43}")


def come_in(nadia, custodian, link):
    nadia.go(link)
    agency = shown(nadia, DIGITS)
    custodian.go("/partners")
    assert agency in custodian.page.content()
    nadia.follow("Go on")
    secret = nadia.page.locator("[name=secret]").input_value()
    passphrase = nadia.page.locator("[name=suggestion]").input_value()
    nadia.page.locator("[name=passphrase]").fill(passphrase)
    nadia.page.locator("[name=again]").fill(passphrase)
    nadia.fill(re.compile("six digits"), "000000")
    nadia.press("Come in")
    nadia.sees(re.compile("This code is not right"))
    nadia.page.locator("[name=passphrase]").fill(passphrase)
    nadia.page.locator("[name=again]").fill(passphrase)
    nadia.fill(re.compile("six digits"), code_of(secret, -1))
    nadia.press("Come in")
    nadia.sees("Your personal code")
    fingerprint = shown(nadia, DIGITS)
    nadia.go(link)
    nadia.sees(re.compile("This link does not work"))
    return passphrase, secret, fingerprint


def confirm(custodian, fingerprint):
    custodian.go("/members")
    custodian.follow(re.compile("Compare the fingerprint"))
    assert shown(custodian, DIGITS) == fingerprint
    custodian.press("Confirm this member")
    custodian.sees(re.compile("Compare all 60 digits"))
    custodian.choose(re.compile("every one is the same"))
    custodian.press("Confirm this member")
    custodian.sees("The member is confirmed and can sign in.")


def new_code(nadia, passphrase):
    nadia.follow(re.compile("Make a new one"))
    nadia.page.locator("[name=old]").fill(passphrase)
    nadia.press("Make a new code")
    nadia.sees("Your new personal code")
