"""The library of checklists: what is asked, what it weighs and where it was found."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from interact.checklists.countries import Change, Country
from interact.checklists.reading import Checklists
from interact.core.clock import now
from tests.content.published import CHECKLISTS, SOURCES

TODAY = now().date()


@pytest.fixture
def browser(signed_in, given):
    return signed_in(given.caseworker())


@pytest.fixture
def in_france(app):
    """`in_france(law=...)` has France change CL-05 like this, from now on."""
    info = app.extensions["database"].writers.kw["info"]

    def change(**change):
        changes = (Change(mark="S", sources=("SSR",), **change),)
        country = Country(
            codes=("FR",), version=3, title="France", checklists={"CL-05": changes}
        )
        known = info["checklists"]
        info["checklists"] = Checklists(known.general, {"FR": country}, known.sources)

    return change


def read(answer):
    """What a page says, without its tags."""
    assert answer.status_code == 200, answer.text
    said = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(unescape(said).split())


def test_every_published_checklist_is_listed_with_its_version(browser):
    text = read(browser.get("/checklists"))

    for checklist in CHECKLISTS.values():
        assert checklist.title in text
        assert f"{checklist.id} · version {checklist.version}" in text


def test_who_opens_no_case_reads_the_library_too(signed_in, given):
    for actor in (given.dpo(given.agency()), given.custodian(given.agency())):
        text = read(signed_in(actor).get("/checklists/CL-05"))
        assert "Likelihood of going missing" in text


@pytest.mark.parametrize("checklist_id", sorted(CHECKLISTS))
def test_a_checklist_shows_every_question_with_what_it_rests_on(browser, checklist_id):
    checklist = CHECKLISTS[checklist_id]

    text = read(browser.get(f"/checklists/{checklist_id}"))

    for question in checklist.questions():
        whole = [question.text, question.help, question.why, question.to_child]
        for part in [*whole, question.no_weight, *question.sources]:
            assert " ".join(part.split()) in text
        assert f"{question.mark.value} · {question.mark.label}" in text
        for label in question.sources:
            assert SOURCES.sources[label].address in text


def test_it_is_said_once_that_the_content_is_not_the_handbooks_wording(browser):
    for address in ("/checklists", "/checklists/CL-05"):
        assert read(browser.get(address)).count(" ".join(SOURCES.note.split())) == 1


def test_a_checklist_says_in_words_how_its_level_is_made(browser):
    text = read(browser.get("/checklists/CL-05"))

    for sentence in (
        "From 5 points on: “Medium”.",
        "What protects takes off 3 points at most.",
        "2 such yes about now in the short form make “Immediate”.",
        "when more than 40% of what counts is open",
        "While the child is missing, a yes alone makes “Immediate”.",
        "Counts as a yes by itself when: the child is younger than 13.",
        "At “High”: after 7 days.",
        "A level is advice; a person decides.",
    ):
        assert sentence in text


@pytest.mark.parametrize("checklist_id", ["CL-05", "CL-12", "CL-20"])
def test_a_checklist_says_what_is_to_be_done_by_whom_and_by_when(browser, checklist_id):
    checklist = CHECKLISTS[checklist_id]
    asked = [one for question in checklist.questions() for one in question.to_do]
    levels = [*checklist.consequences.values(), *checklist.verdicts.values()]

    text = read(browser.get(f"/checklists/{checklist_id}"))

    for one in [*asked, *(step for steps in levels for step in steps)]:
        said = text[text.index(" ".join(one.text.split())) :]
        assert f"By: {one.owner.label}." in said
        if one.within_hours:
            days, rest = divmod(one.within_hours, 24)
            when = f"{days} days" if days > 1 and not rest else one.within_hours
            assert f"Within {when}" in said


def test_a_countrys_edition_marks_what_differs_and_names_its_law(browser, in_france):
    in_france(
        law="The law of 7 February",
        valid_from=date(2022, 2, 7),
        reword={"gm05": {"text": "Does the child want to cross the Channel?"}},
    )
    general = CHECKLISTS["CL-05"].question("gm05").text

    text = read(browser.get("/checklists/CL-05?country=FR"))

    assert "The law of 7 February valid from 7 February 2022 on" in text
    assert (
        "Does the child want to cross the Channel? Short form Differs in France" in text
    )
    assert f"Differs here: the question. In general: {general}" in text
    assert text.count("Differs in France") == 1
    assert "Differs in France" not in read(browser.get("/checklists/CL-05"))


def test_a_law_that_does_not_hold_yet_is_shown_and_changes_nothing(browser, in_france):
    tomorrow = TODAY + timedelta(days=1)
    in_france(law="A law to come", valid_from=tomorrow, reword={"gm05": {"weight": 1}})

    text = read(browser.get("/checklists/CL-05?country=FR"))

    assert "A law to come" in text
    assert "Not in force today" in text
    assert "Differs in France" not in text


def test_whose_country_changes_a_checklist_is_led_to_its_edition(
    signed_in, given, in_france
):
    in_france(reword={"gm05": {"weight": 1}})
    french = signed_in(given.officer("FR"))

    page = french.get("/checklists/CL-05")

    assert "In your country this checklist is filled in its own way" in page.text
    assert "/checklists/CL-05?country=FR" in french.get("/checklists").text


@pytest.mark.parametrize(
    "address", ["CL-99", "CL-05?country=ZZ", "CL-99/form.pdf", "CL-99/booklet.pdf"]
)
def test_a_checklist_or_country_that_there_is_not_is_not_found(browser, address):
    assert browser.get(f"/checklists/{address}").status_code == 404


def test_a_case_leads_to_the_library_and_the_library_to_paper(signed_in, given):
    worker = given.caseworker()
    case = given.case(worker)
    browser = signed_in(worker)

    listed = browser.get(f"/cases/{case.reference}/assessments")
    start = browser.get(f"/cases/{case.reference}/assessments/start/CL-05")
    page = browser.get("/checklists/CL-05")

    assert 'href="/checklists"' in listed.text
    assert 'href="/checklists/CL-05"' in start.text
    for paper in ("form.pdf", "form.pdf?short=1", "booklet.pdf"):
        assert f"/checklists/CL-05/{paper}" in page.text
