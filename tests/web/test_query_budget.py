"""How much a page may ask of the database: what grows with the data goes unseen."""

from collections import Counter
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from interact.cases.actions import write_note
from interact.keys.rules import Compartment
from tests.missing import Story
from tests.web.walking import addresses, values_of, whole_story

MOST_READ = 22
MOST_TO_RECORD = 20
IDENTITY, WHEREABOUTS = Compartment.IDENTITY, Compartment.WHEREABOUTS


@pytest.fixture
def story(session, given):
    return whole_story(session, given)


@pytest.fixture
def asked(running):
    """`asked(browser, address)` counts what a page reads, and what recording takes."""

    @contextmanager
    def counting():
        counted = Counter()

        def count(connection, _cursor, statement, *_rest):
            records = connection.get_execution_options().get("write", False)
            if not statement.startswith("BEGIN"):
                counted["recorded" if records else "read"] += 1

        event.listen(running.database.engine, "before_cursor_execute", count)
        yield counted
        event.remove(running.database.engine, "before_cursor_execute", count)

    def ask(browser, address):
        with counting() as counted:
            assert browser.get(address).status_code < 500, address
        return counted

    return ask


@pytest.mark.parametrize("who", ["worker", "officer", "operator", "dpo"])
def test_no_page_reads_more_often_than_the_budget_allows(
    app, asked, given, session, signed_in, story, who
):
    dpo = given.dpo(given.agency_of(story.worker))
    browser = signed_in(dpo if who == "dpo" else getattr(story, who))
    walk = list(addresses(app, "GET", values_of(session, story.case)))
    browser.get(f"/cases/{story.case.reference}")  # keys go to the shelf once

    counted = {address: asked(browser, address) for address in walk}

    assert {a: n["read"] for a, n in counted.items() if n["read"] > MOST_READ} == {}
    assert max(n["recorded"] for n in counted.values()) <= MOST_TO_RECORD


def test_a_page_reads_no_more_often_when_there_is_more_on_it(
    asked, session, given, signed_in, story
):
    reference = story.case.reference
    parts = ["", "profile", "sharing", "timeline", "files", "procedure", "alerts"]
    parts += ["sightings", "assessments", "tasks", "profile/hair"]
    pages = ["/", "/partners", *(f"/cases/{reference}/{part}" for part in parts)]
    pages = [page.removesuffix("/") or "/" for page in pages]
    browser = signed_in(story.worker)
    add_more(session, given, story)
    few = {page: asked(browser, page)["read"] for page in pages}

    for _time in range(2):
        add_more(session, given, story)

    many = {page: asked(browser, page)["read"] for page in pages}
    assert many == few


def add_more(session, given, story):
    """Another agency everywhere, and another case of everything on the desk."""
    worker, case, other = story.worker, story.case, given.officer("FR")
    session.info.pop("vaults", None)  # as in a request of their own
    given.share(worker, case, other, IDENTITY, WHEREABOUTS)
    given.offer(worker, case, given.officer("SE"), IDENTITY)
    given.claim(other, case, "hair", "Black, cut short")
    write_note(session, other, case, IDENTITY, "Called again")
    story.sight(other)
    story.fill(worker, "CL-05")
    given.share(other, given.case(other), worker, IDENTITY)
    given.offer(other, given.case(other), worker, IDENTITY)
    elsewhere = Story(session, given)
    elsewhere.worker = worker
    elsewhere.reported()
