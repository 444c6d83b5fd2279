"""From first contact to an alert across a border: six people, one child, one log."""

import json
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

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


def test_from_first_contact_to_an_alert_across_a_border(visit, site, tmp_path):
    giulia = visit("Giulia Ferrante", width=390)
    reference = first_contact(giulia, photograph(tmp_path))
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


def profile_and_risk(giulia, reference):
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
    giulia.go(f"/cases/{reference}/assessments")
    giulia.sees("Assessments")
