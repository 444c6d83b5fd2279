"""A real installation from nothing: made, come in to, its lost keys found again."""

import re
import subprocess
from base64 import b32decode

import pytest

from interact.core.clock import now
from tests.actions.test_sign_in import STEP, code_at
from tests.journeys.conftest import free_port, interact, wait_for
from tests.journeys.visitor import Visitor
from tests.setting_up import ANSWERS, init

pytestmark = [pytest.mark.browser]

CUSTODIAN, HOST = ANSWERS["--custodian-email"], ANSWERS["--administrator-email"]
NEW_WORDS = "walnut-harbour-tickle-gravel"
LINK = r"/join/[\w-]{43}"


@pytest.fixture
def made(tmp_path):
    """What `interact init` printed, and the address at which it is served now."""
    port = free_port()
    address = f"http://localhost:{port}"
    data = tmp_path / "data"
    printed = init(data, public_url=address)
    settings = data / "config.toml"
    text = settings.read_text(encoding="utf-8")
    sessions = f'sessions_folder = "{tmp_path}/sessions"'
    text = text.replace('sessions_folder = ""', sessions)
    settings.write_text(text, encoding="utf-8")
    command = interact("serve", "--data", data, "--port", port)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"{address}/sign-in", server)
            yield printed, address
        finally:
            server.terminate()


@pytest.fixture
def arrive(made, browser):
    """`arrive(390)` is somebody at a device that was never here."""

    def visitor(width: int) -> Visitor:
        context = browser.new_context(viewport={"width": width, "height": 900})
        return Visitor(context.new_page(), made[1])

    return visitor


def code_of(secret, steps):
    """What the app shows, so many half-minutes from now: each code is good once."""
    return code_at(b32decode(secret), now() + steps * STEP)


def type_into(visitor, **fields):
    for name, text in fields.items():
        visitor.page.locator(f"main [name={name}]").fill(text)


def shown(visitor, pattern):
    return re.search(pattern, visitor.page.locator("main").inner_text())[0]


def codes_shown(visitor):
    lines = visitor.page.locator(
        "main li:has(.interact-uncopied) code"
    ).all_inner_texts()
    return ["\n".join(lines[start : start + 4]) for start in range(0, len(lines), 4)]


def come_in(visitor, link):
    """The passphrase, the app's secret and the personal code of who opens a link."""
    visitor.go(link)
    visitor.follow("Go on")
    secret = visitor.page.locator("[name=secret]").input_value()
    words = visitor.page.locator("[name=suggestion]").input_value()
    type_into(visitor, passphrase=words, again=words, code=code_of(secret, -1))
    visitor.press("Come in")
    (code,) = codes_shown(visitor)
    return words, secret, code


def enter(visitor, email, words, code):
    visitor.go("/sign-in")
    type_into(visitor, email=email, passphrase=words, code=code)
    visitor.press(re.compile("^Sign in$"))


def test_an_administrator_brings_an_agency_in(made, arrive):
    ines = arrive(390)
    words, secret, _code = come_in(ines, f"/join/{made[0].tokens[1]}")
    enter(ines, HOST, words, code_of(secret, 0))
    ines.sees("No custodian yet")

    ines.follow("Bring an agency in")
    ines.press("Make the agency and the link")
    ines.sees("Choose a country")
    typed = {"name": "Polizia Example", "place": "Palermo", "phone": "+39 091 000001"}
    type_into(ines, **typed, time_zone="Europe/Rome")
    type_into(ines, custodian="Omar", email="omar@example.org")
    ines.choose("Police")
    ines.select("Country", "Italy")
    ines.press("Make the agency and the link")
    link = shown(ines, LINK)

    come_in(arrive(390), link)
    ines.go("/platform")
    ines.sees("1 custodian")
    ines.follow(re.compile("Suspend Polizia Example"))
    ines.fill("Why", "A mistake")
    ines.press("Suspend this agency")
    ines.sees("Suspended")
    ines.follow(re.compile("Let in again Polizia Example"))
    ines.fill("Why", "Put right")
    ines.press("Let them in again")
    ines.sees("The members of the agency can sign in again.")


def test_a_custodian_makes_codes_and_every_way_back_works(made, arrive):
    nadia = arrive(390)
    words, secret, personal = come_in(nadia, f"/join/{made[0].tokens[0]}")
    enter(nadia, CUSTODIAN, words, code_of(secret, 0))
    nadia.follow("Lost keys")
    nadia.follow("Recovery codes of the agency")
    nadia.sees("They work")
    nadia.press("Make three new codes")
    codes = codes_shown(nadia)
    nadia.follow("Test two of them now")
    nadia.fill("One recovery code", codes[2])
    nadia.fill("Another recovery code", codes[0])
    nadia.press("Test them")
    nadia.sees("Both codes work: the keys of your agency can be found again.")

    forgetful = arrive(390)
    forgetful.go("/sign-in")
    forgetful.follow("I cannot sign in")
    forgetful.follow("Choose a new passphrase")
    type_into(forgetful, email=CUSTODIAN, code=personal)
    type_into(forgetful, passphrase=NEW_WORDS, again=NEW_WORDS)
    forgetful.press("Change the passphrase")
    assert codes_shown(forgetful) != [personal]
    nadia.go("/members")
    assert nadia.page.url.endswith("/sign-in")
    enter(forgetful, CUSTODIAN, NEW_WORDS, code_of(secret, 1))
    forgetful.sees("Members")

    successor = arrive(390)
    successor.go("/recovery")
    successor.follow("Use two recovery codes")
    type_into(successor, agency=ANSWERS["--agency"], first=codes[0], second=codes[1])
    type_into(successor, name="Omar", email="omar@example.org")
    successor.press("Make the link")
    link = shown(successor, LINK)
    words, secret, _code = come_in(successor, link)
    enter(successor, "omar@example.org", words, code_of(secret, 0))
    successor.sees("Members")
