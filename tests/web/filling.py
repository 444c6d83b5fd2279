"""Filling in checklists for tests, as a browser does it."""

import re

from interact.assessments.queries import read_assessment
from interact.cases.queries import read_case
from interact.checklists.rules import Answer, Reply

YES = Answer(reply=Reply.YES, evidence="Seen by the night duty")
NO = Answer(reply=Reply.NO)


def address(case, *parts):
    return "/".join(["", "cases", case.reference, "assessments", *map(str, parts)])


def seen(page):
    return re.search(r'name="seen"[^>]*value="([\w: ]*)"', page.text)[1]


def send(browser, url, **typed):
    """Send the form of a page as it was shown, with what was typed."""
    return browser.post(url, data={"seen": seen(browser.get(url)), **typed})


def view(session, actor, case, assessment):
    return read_assessment(read_case(session, actor, case.reference), assessment.id)
