"""How many taps a short form takes at a telephone, and what it came to over time."""

import logging
import re
import time

import pytest
from playwright.sync_api import expect

LOG = logging.getLogger(__name__)
pytestmark = [pytest.mark.browser]

PHONE, DESK = 390, 1200
LONGEST = 120
# What may be tapped from the page of the case to the level: beside one tap for each
# question, the way there, one to go on from each part, and one to finish.
MOST_TAPS = {"CL-05": 10, "CL-01": 17, "CL-08": 14}
NOTHING_TO_ADD = re.compile(r"^\s*(No|Not done)\s*$")


def test_a_short_form_takes_few_taps(visit):
    giulia = visit("Giulia Ferrante", PHONE)
    reference = first_case(giulia)

    for checklist_id, most in MOST_TAPS.items():
        begun, taps = time.monotonic(), Taps(giulia)
        fill_in_short(giulia, taps, reference, checklist_id)
        took = time.monotonic() - begun
        LOG.info("%s: %s taps, %.0f seconds", checklist_id, taps.count, took)
        assert taps.count <= most, checklist_id
        assert took < LONGEST, checklist_id

    everybody_can_read_it_over_time(giulia, visit("Giulia Ferrante", DESK), reference)


def first_case(visitor):
    visitor.go("/")
    return re.search(r"/cases/([A-Z]{3}-[0-9A-Z]{4})", visitor.page.content())[1]


class Taps:
    """Counts what a finger does."""

    def __init__(self, visitor):
        self.visitor, self.count = visitor, 0

    def on(self, thing):
        thing.click()
        self.count += 1
        self.visitor.page.wait_for_load_state()
        self.visitor.look()


def fill_in_short(giulia, taps, reference, checklist_id):
    """From the page of the case to what it came to, each question answered with no."""
    page = giulia.page
    giulia.go(f"/cases/{reference}")
    taps.on(page.get_by_role("link", name="Assessments"))
    taps.on(page.locator(f"a[role=button][href$='/{checklist_id}']"))
    taps.on(page.get_by_role("button", name=re.compile("^Short form")))
    while page.locator("#filling").count():
        answer_a_part(page, taps)
    giulia.sees("Check the answers")
    taps.on(page.get_by_role("button", name="Finish"))
    giulia.sees("Finished. This is what the answers come to.")


def answer_a_part(page, taps):
    asked = page.locator("[data-question]").count()
    for number in range(1, asked + 1):
        where = f"Question {number} of {asked}"
        expect(page.locator("[data-where]")).to_have_text(where)
        shown = page.locator("[data-step]:visible")
        taps.on(shown.get_by_label(NOTHING_TO_ADD).first)
    taps.on(page.get_by_role("button", name="Save and go on"))


def everybody_can_read_it_over_time(phone, desk, reference):
    """The chart and the table are looked at with axe, at both widths."""
    for visitor in (phone, desk):
        visitor.go(f"/cases/{reference}/comparing/CL-05")
        visitor.sees("Each time it was finished")
        assert visitor.page.locator("figure svg").count() == 1
