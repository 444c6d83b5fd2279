"""Filling in a checklist at a telephone and at a desk, also when the line drops."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser]

PHONE, DESK = 390, 1200
NEXT = re.compile("^(Next|Skip for now|Leave for)")


def test_filling_in_at_a_telephone_and_at_a_desk(visit):
    giulia = visit("Giulia Ferrante", PHONE)
    reference = first_case(giulia)
    one_question_at_a_time_and_back(giulia, reference)
    every_answer_is_kept_when_the_line_drops(giulia)
    a_closing_page_asks_before_something_is_lost(giulia)
    who_signs_in_again_loses_nothing(giulia)

    desk = visit("Giulia Ferrante", DESK)
    keys_are_enough(desk, reference)
    nothing_is_lost_when_the_page_becomes_narrow(desk)
    a_whole_part_stands_on_a_page_without_scripts(desk, reference)


def first_case(visitor):
    visitor.go("/")
    return re.search(r"/cases/([A-Z]{3}-[0-9A-Z]{4})", visitor.page.content())[1]


def shown(page):
    return page.locator("[data-step]:visible")


def heading(page):
    return page.evaluate("document.activeElement.innerText")


def one_question_at_a_time_and_back(giulia, reference):
    """What may be added to an answer keeps its question; skipping leaves it open."""
    page = giulia.page
    giulia.go(f"/cases/{reference}/assessments/start/CL-01")
    giulia.press(re.compile("^Full list"))
    first = shown(page).locator("legend").first.inner_text()

    shown(page).get_by_label("Yes", exact=True).check()
    expect(shown(page)).to_contain_text(first)
    page.get_by_role("button", name=NEXT).click()
    expect(page.locator("[data-where]")).to_have_text(re.compile("^Question 2 of"))
    assert heading(page) == shown(page).locator("legend").first.inner_text()
    page.get_by_role("button", name="Skip for now").click()
    page.get_by_role("button", name="Back", exact=True).click()
    page.go_back()
    page.go_back()
    page.go_back()

    expect(page.locator("[data-where]")).to_have_text(re.compile("^Question 1 of"))
    expect(shown(page).get_by_label("Yes", exact=True)).to_be_checked()
    expect(page.locator("[data-progress]")).to_contain_text("1 of")
    giulia.look()


def every_answer_is_kept_when_the_line_drops(giulia):
    page = giulia.page
    page.get_by_role("button", name=NEXT).click()
    page.context.set_offline(True)
    shown(page).get_by_label("Not known", exact=True).check()

    expect(page.locator("[data-keeping]")).to_contain_text("no connection")
    expect(page.locator("[data-keeping]")).to_contain_text("Leave this page open")
    giulia.check_with_axe("not kept")
    page.context.set_offline(False)

    expect(page.locator("[data-keeping]")).to_contain_text("is kept now")
    expect(page.locator("[data-progress]")).to_contain_text("2 of")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.reload()
    expect(page.locator("[data-progress]")).to_contain_text("2 of")


ASKS = """() => {
  const closing = new Event("beforeunload", { cancelable: true });
  return !window.dispatchEvent(closing);
}"""


def a_closing_page_asks_before_something_is_lost(giulia):
    page = giulia.page
    assert not page.evaluate(ASKS)
    page.context.set_offline(True)
    answer_the_one_before(page, "Not asked")
    expect(page.locator("[data-keeping]")).to_contain_text("no connection")
    assert page.evaluate(ASKS)

    page.context.set_offline(False)
    expect(page.locator("[data-keeping]")).to_contain_text("is kept now")
    assert not page.evaluate(ASKS)


def answer_the_one_before(page, reply):
    page.get_by_role("button", name="Back", exact=True).click()
    shown(page).get_by_label(reply, exact=True).first.check()


def who_signs_in_again_loses_nothing(giulia):
    """Signed out in one window and in again in another: the first goes on by itself."""
    page, other = giulia.page, giulia.page.context.new_page()
    other.goto(giulia.address + "/")
    other.get_by_role("button", name="Sign out").click()

    answer_the_one_before(page, "Not known")
    expect(page.locator("[data-keeping]")).to_contain_text("you are signed out")
    expect(page.get_by_role("link", name="Sign in in another window")).to_be_visible()
    giulia.check_with_axe("signed out")

    other.get_by_role("button", name=re.compile("^Giulia Ferrante")).click()
    expect(page.locator("[data-keeping]")).to_contain_text("is kept now")
    other.close()


def keys_are_enough(desk, reference):
    """No hand leaves the keyboard: choose, Enter, choose, Enter."""
    page = desk.page
    desk.go(f"/cases/{reference}/assessments/start/CL-08")
    desk.press(re.compile("^Short form"))
    page.locator("[data-question] input").first.focus()
    asked = page.locator("[data-question]").count()
    for number in range(asked):
        expect(page.locator("[data-question]").nth(number)).to_be_visible()
        page.keyboard.press("Space")
        assert page.evaluate("document.activeElement.checked")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if number < asked - 1:
            page.keyboard.press("Enter")
    expect(page.locator("[data-kept]", has_text="Kept at").first).to_be_visible()


def nothing_is_lost_when_the_page_becomes_narrow(desk):
    page = desk.page
    chosen = page.locator("input:checked").count()
    assert shown(page).count() > 1

    page.set_viewport_size({"width": PHONE, "height": 844})
    expect(shown(page)).to_have_count(1)
    page.set_viewport_size({"width": DESK, "height": 900})

    expect(shown(page)).not_to_have_count(1)
    assert page.locator("input:checked").count() == chosen
    page.go_back()


def a_whole_part_stands_on_a_page_without_scripts(desk, reference):
    plain = desk.page.context.browser.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{desk.address}/sign-in")
    plain.get_by_role("button", name=re.compile("^Giulia Ferrante")).click()
    plain.goto(f"{desk.address}/cases/{reference}/assessments/start/CL-07")
    plain.get_by_role("button", name=re.compile("^Full list")).click()
    assert shown(plain).count() > 1
    expect(plain.locator("[data-next]")).to_be_hidden()

    plain.get_by_label("Not known", exact=True).first.check()
    plain.get_by_text("All parts of this checklist").click()
    plain.locator("button[name=then][value='2']").click()

    assert plain.url.endswith("/2")
    expect(plain.locator("[data-progress]")).to_contain_text("1 of")
