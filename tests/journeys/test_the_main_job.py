"""From first contact to an alert across a border: six people, one child, one log."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import TimeoutError

pytestmark = [pytest.mark.browser]

GIVEN, FAMILY, SCRIPT = "Selamawit", "Haileab", "ሰላማዊት"
PHONE = "+39 320 555 0199"
SECRET_NOTE = "The driver of the grey van was seen before"
CANARIES = [
    GIVEN,
    FAMILY,
    SCRIPT,
    PHONE,
    SECRET_NOTE,
    "555 0199",
    # The two cases that were there before.
    "Abena",
    "Tesfaledet",
    "Qiro",
    "Aziz",
    "Salbutamol",
    "Signora Pina",
]

PROFILE = {
    "height": "158",
    "build": "48 kg, slim",
    "hair": "Black, in braids",
    "eyes": "Dark brown",
}

# Among so many hashes in letters, four letters of a name come about by chance.
HASH = re.compile(rb"[A-Za-z0-9+/]{40,}=")

GO_ON = "Save and go on"
COMES_WITHIN = 800  # ms; a page brings the next question after 250


def test_from_first_contact_to_an_alert_across_a_border(visit, site, tmp_path):
    giulia = visit("Giulia Ferrante", width=390)
    reference = first_contact(giulia, photograph(tmp_path))
    another_spelling_finds_the_same_child(giulia, reference)
    profile_and_risk(giulia, reference)
    absence_and_report(giulia, reference)

    luca = visit("Ispettore Luca Amato")
    police_take_over(luca, reference)
    the_reception_centre_sees_no_investigation(giulia, reference)
    across_the_border(luca, reference)

    claire, yanis = visit("Lieutenant Claire Dubreuil"), visit("Yanis Belkacem", 390)
    the_hotline_declines(yanis, luca, reference)
    the_french_police_locate_the_child(claire, reference)
    every_recipient_confirms(luca, claire, visit("Sara Colombo"), reference)

    a_guardian_who_was_given_nothing(visit("Mathieu Lambert", 390), reference)
    the_dpo_sees_and_proves(visit("Elena Bassani"), site, reference, tmp_path)
    nothing_stands_in_clear(site)


def photograph(folder: Path) -> Path:
    """A picture with a place and a camera in it, as a telephone makes them."""
    path = folder / "IMG_0001.jpg"
    exif = Image.Exif()
    exif[0x010E] = f"{GIVEN} at the harbour"
    Image.new("RGB", (900, 1200), "#8d5a3b").save(path, exif=exif)
    return path


def first_contact(giulia, picture):
    giulia.follow("Open a case")
    giulia.fill("Given names, in Latin letters", GIVEN)
    giulia.fill("Given names, in the child's own script", SCRIPT)
    giulia.fill("Family name, in Latin letters", FAMILY)
    giulia.choose("Female")
    giulia.press("Continue")
    giulia.fill("Otherwise the age in years", "14")
    giulia.choose("Stated by the child")
    giulia.select("Nationality", "Eritrea")
    giulia.press("Continue")
    giulia.attach("Photograph", picture)
    giulia.press("Open the case")
    giulia.sees(GIVEN)
    return giulia.reference


def another_spelling_finds_the_same_child(giulia, reference):
    """Typed in the child's own script only, before a second case is opened."""
    giulia.go("/cases/new")
    giulia.fill("Given names, in the child's own script", "ሰላማዊት ሃይለኣብ")
    giulia.press("Continue")
    giulia.press("Continue")
    giulia.sees("Does the child have a case already?")
    giulia.sees(reference)


def profile_and_risk(giulia, reference):
    giulia.go(f"/cases/{reference}")
    giulia.sees("A missing report still needs:")
    for name, value in PROFILE.items():
        giulia.go(f"/cases/{reference}/profile/{name}")
        giulia.page.locator(f"[name={name}]").fill(value)
        giulia.press("Record")
    giulia.go(f"/cases/{reference}/profile/own_phone")
    giulia.page.locator("[name=own_phone]").fill(PHONE)
    giulia.press("Record")
    a_second_claim_stands_beside_the_first(giulia, reference)
    going_missing_is_likely(giulia, reference)


def a_second_claim_stands_beside_the_first(giulia, reference):
    giulia.go(f"/cases/{reference}/profile/hair")
    giulia.page.locator("[name=hair]").fill("Shaved last week")
    giulia.press("Record")
    giulia.go(f"/cases/{reference}/profile")
    giulia.sees("2 claims differ")
    giulia.sees("Black, in braids")


def going_missing_is_likely(giulia, reference):
    """The short form first, then the full list; the level explains itself."""
    giulia.go(f"/cases/{reference}/assessments/start/CL-05")
    giulia.press(re.compile("^Short form"))
    answer_all(giulia, {"less than 72 hours ago": "Yes"}, "Not known")
    finish(giulia)
    giulia.sees("A level is advice; a person decides.")


def answer_all(visitor, signs, otherwise):
    """Answer every question of an assessment, part by part, until it is checked."""
    while "/check" not in visitor.page.url:
        for group in visitor.page.locator("fieldset:has(input[type=radio])").all():
            ask_next(visitor, group)
            legend = group.locator("legend").first.inner_text()
            reply = next((r for sign, r in signs.items() if sign in legend), otherwise)
            choice = group.get_by_label(reply, exact=True)
            if choice.count():
                choice.first.check()
                say_what_it_rests_on(visitor, choice.first)
        ask_next(visitor, visitor.page.get_by_role("button", name=GO_ON))
        with visitor.page.expect_navigation():
            visitor.press(GO_ON)


def ask_next(visitor, wanted):
    """On a phone one question is asked at a time; some bring the next by themselves."""
    onward = visitor.page.locator("[data-next]")
    while not comes(wanted) and onward.is_visible():
        onward.click()


def comes(wanted):
    """Whether it is there, or comes by itself; else one would pass over it."""
    try:
        wanted.wait_for(state="visible", timeout=COMES_WITHIN)
    except TimeoutError:
        return False
    return True


def say_what_it_rests_on(visitor, choice):
    name = (choice.get_attribute("name") or "").replace("_reply", "_evidence")
    evidence = visitor.page.locator(f"textarea[name={name}]")
    if choice.get_attribute("value") == "yes" and evidence.count():
        evidence.fill("Seen by the night staff")


def finish(visitor):
    visitor.press("Finish")


def absence_and_report(giulia, reference):
    giulia.go(f"/cases/{reference}")
    giulia.follow("The child is not there")
    giulia.press("Start the response")
    giulia.sees("What comes next")
    it_cannot_simply_be_closed(giulia, reference)
    giulia.go(f"/cases/{reference}/alerts/report")
    giulia.sees("Polizia di Palermo, Minori")
    giulia.sees("Linea 116 000 Italia")
    giulia.press("Report the child missing now")
    giulia.sees("Who has it")
    giulia.sees("Not yet acknowledged")


def it_cannot_simply_be_closed(giulia, reference):
    giulia.go(f"/cases/{reference}/procedure/endings")
    giulia.choose("The child turned 18")
    giulia.press("Try to end the episode")
    giulia.sees(re.compile("still missing at 18"))


def police_take_over(luca, reference):
    luca.sees("A child is missing: acknowledge the alert")
    luca.follow("A child is missing: acknowledge the alert")
    luca.sees(GIVEN)
    luca.follow("Acknowledge the report and enter the police reference")
    luca.fill("Police reference", "IT-PA-2231")
    luca.press("Acknowledge the report")
    luca.go(f"/cases/{reference}/assessments/start/CL-11")
    luca.press(re.compile("^Full list"))
    answer_all(luca, {"somebody who may do harm": "Yes"}, "No")
    finish(luca)
    take(luca, reference, "triage", [])
    take(luca, reference, "start_search", ["register", "Hospitals"])
    luca.go(f"/cases/{reference}/notes/new")
    luca.page.locator("textarea").first.fill(SECRET_NOTE)
    luca.choose("Investigation")
    luca.press(re.compile("Write|Record|Save"))
    luca.go(f"/cases/{reference}")
    luca.sees(SECRET_NOTE)


def take(visitor, reference, step, ticks):
    visitor.go(f"/cases/{reference}/procedure/steps/{step}")
    for tick in ticks:
        visitor.choose(re.compile(tick))
    visitor.page.locator("form[novalidate] button[type=submit]").first.click()
    visitor.page.wait_for_load_state()
    visitor.look()


def the_reception_centre_sees_no_investigation(giulia, reference):
    for page in ("", "/profile", "/timeline", "/procedure", "/alerts", "/files"):
        giulia.go(f"/cases/{reference}{page}")
        giulia.does_not_see(SECRET_NOTE)


def across_the_border(luca, reference):
    share(luca, reference, "France: Police de Lyon, Mineurs")
    share(luca, reference, "France: Ligne 116 000 France")


def share(luca, reference, agency):
    luca.go(f"/cases/{reference}/sharing/new")
    luca.select("Share with", agency)
    luca.choose("Identity")
    luca.choose("Whereabouts and contacts")
    luca.choose("To find the child")
    luca.choose(re.compile("Vital interests"))
    luca.choose("Send the alert with it")
    luca.press("See what goes and what stays")
    luca.sees("Stays")
    luca.sees("Investigation")
    luca.press(re.compile("^Share .* with"))
    luca.sees("Offered, not answered yet")


def the_hotline_declines(yanis, luca, reference):
    yanis.follow("A case is offered to your agency: answer")
    yanis.does_not_see(GIVEN)
    yanis.choose(re.compile("Decline"))
    yanis.fill(re.compile("Why, if you decline"), "Our night desk is closed")
    yanis.press("Send the answer")
    luca.go("/")
    luca.follow("An agency declined your offer: read why")
    luca.sees("Our night desk is closed")


def the_french_police_locate_the_child(claire, reference):
    claire.follow("A case is offered to your agency: answer")
    claire.does_not_see(GIVEN)
    claire.choose(re.compile("Accept"))
    claire.press("Send the answer")
    claire.sees(GIVEN)
    claire.does_not_see(SECRET_NOTE)
    claire.go(f"/cases/{reference}/sightings/new")
    claire.fill("Where?", "Gare de la Part-Dieu, Lyon")
    claire.fill(re.compile("What was seen"), "Sitting alone by track 3")
    claire.press("Record the sighting")
    take(claire, reference, "confirm_located", ["identity", "safe place"])
    claire.sees("Located and safe")


def every_recipient_confirms(luca, claire, sara, reference):
    luca.go(f"/cases/{reference}/alerts")
    luca.sees(re.compile("Not yet confirmed that it was taken back"))
    for visitor in (luca, sara):
        visitor.go("/")
        visitor.follow("An alert was withdrawn: confirm that you took it back")
        visitor.press(re.compile("^Confirm that we took it back"))
        visitor.sees("Took it back")
    luca.go(f"/cases/{reference}/alerts")
    luca.does_not_see("Not yet confirmed that it was taken back")


def a_guardian_who_was_given_nothing(mathieu, reference):
    wrong, foreign = "BCD-2345", reference
    pages = []
    for typed in (wrong, foreign):
        answer = mathieu.go(f"/cases/{typed}")
        assert answer.status == 404
        mathieu.sees("There is nothing here that you can see.")
        pages.append(mathieu.page.inner_text("body"))
    assert pages[0] == pages[1]


def the_dpo_sees_and_proves(elena, site, reference, folder):
    elena.go(f"/history?reference={reference}")
    elena.press("Check the whole log now")
    elena.sees(re.compile("The log is whole"))
    elena.go(f"/history?reference={reference}")
    elena.sees("Lieutenant Claire Dubreuil")
    elena.sees("was refused")
    elena.sees(re.compile("To find the child"))
    pack = elena.download("Take out an evidence pack of this", folder / "evidence.zip")
    assert verify(pack).returncode == 0
    assert verify(with_one_byte_changed(pack)).returncode == 1
    checked = subprocess.run(
        [sys.executable, "-m", "interact.cli", "audit", "verify", "--data", site.data],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "whole" in checked.stdout


def verify(pack: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "interact_verify.py", str(pack)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def with_one_byte_changed(pack: Path) -> Path:
    """The same pack, one letter of one entry another."""
    content = bytearray(pack.read_bytes())
    place = content.index(b"Dubreuil")
    content[place] ^= 1
    changed = pack.with_name("changed.zip")
    changed.write_bytes(content)
    return changed


def nothing_stands_in_clear(site):
    """No name, number or note of a child in any file the installation wrote."""
    files = [
        path
        for folder in (site.data.parent, site.sessions)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".jpg", ".zip"}
    ]
    assert {"interact.db", "keyring.db", "sessions.db", "written.log"} <= {
        path.name for path in files
    }
    for path in files:
        content = HASH.sub(b"", path.read_bytes())
        for canary in CANARIES:
            spelled = canary.encode(), json.dumps(canary)[1:-1].encode()
            assert not any(form in content for form in spelled), (path.name, canary)
