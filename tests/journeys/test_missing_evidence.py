"""What an answer rests on is asked for where it is given, and never passed over."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser]

PHONE = 390
BAR = "[data-keeping]"


def test_an_answer_that_lacks_what_it_rests_on_is_never_called_kept(visit):
    giulia = visit("Giulia Ferrante", PHONE)
    page = giulia.page
    giulia.go("/")
    reference = re.search(r"/cases/([A-Z]{3}-[0-9A-Z]{4})", page.content())[1]
    giulia.go(f"/cases/{reference}/assessments/start/CL-05")
    giulia.press(re.compile("^Full list|^Short form"))
    giulia.go(page.url.partition("#")[0].removeprefix(giulia.address))
    place = page.locator("#question-gm03")
    page.goto(page.url.partition("#")[0] + "#question-gm03")
    page.reload()
    expect(place).to_be_visible()

    next_holds_and_asks_for_it(page, place)
    the_bar_names_it_also_when_the_line_comes_back(page, place)
    a_closing_page_asks_and_what_was_added_is_kept(page, place)


def next_holds_and_asks_for_it(page, place):
    place.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Next", exact=True).click()

    expect(place).to_be_visible()
    expect(place.get_by_label("What it rests on")).to_be_focused()
    expect(place.locator("[data-kept]")).to_contain_text("rests on")
    expect(page.locator(BAR)).to_contain_text("Not kept yet")


def the_bar_names_it_also_when_the_line_comes_back(page, place):
    page.context.set_offline(True)
    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_label("Not known", exact=True).locator("visible=true").check()
    expect(page.locator(BAR)).to_contain_text("no connection")
    page.context.set_offline(False)

    expect(page.locator(BAR)).to_contain_text("Something is missing at")
    expect(page.locator(BAR)).not_to_contain_text("Everything you filled in")
    page.locator(BAR).get_by_role("link").locator("visible=true").click()
    expect(place).to_be_visible()


ASKS = """() => {
  const closing = new Event("beforeunload", { cancelable: true });
  return !window.dispatchEvent(closing);
}"""


def a_closing_page_asks_and_what_was_added_is_kept(page, place):
    assert page.evaluate(ASKS)
    place.get_by_label("What it rests on").fill("A colleague saw the debt book")
    page.get_by_role("button", name="Next", exact=True).click()

    expect(page.locator(BAR)).to_contain_text("Everything you filled in is kept now")
    assert not page.evaluate(ASKS)
    page.reload()
    expect(place.get_by_label("What it rests on")).to_have_value(
        "A colleague saw the debt book"
    )
