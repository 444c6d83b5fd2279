"""The library of flowcharts: what should happen, by whom and when, and its sources."""

import re
from datetime import date
from html import unescape
from io import BytesIO

import pytest
from pypdf import PdfReader

from interact.core.places import FLOWCHARTS
from interact.flowcharts.layout import numbers
from interact.flowcharts.published import load_flowcharts
from tests.content.published import CHECKLISTS
from tests.missing import Story

FLOWS = load_flowcharts(FLOWCHARTS, CHECKLISTS.keys())
CODES = sorted({one.codes[0] for one in FLOWS.countries.values()})
DAY = date(2026, 11, 22)


@pytest.fixture
def browser(signed_in, given):
    return signed_in(given.caseworker())


def read(answer):
    """What a page says, without its tags."""
    assert answer.status_code == 200, answer.text
    said = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(unescape(said).split())


def plain(text):
    return " ".join(text.split())


def squeezed(text):
    """Without spaces: long addresses are broken into lines."""
    return "".join(text.split())


def test_every_flowchart_is_listed_for_every_country(browser):
    page = browser.get("/flowcharts")

    for flow in FLOWS.values():
        assert flow.title in read(page)
        for code in CODES:
            assert f'href="/flowcharts/{flow.id}?country={code}"' in page.text


def test_who_opens_no_case_reads_the_flowcharts_too(signed_in, given):
    for actor in (given.dpo(given.agency()), given.custodian(given.agency())):
        page = signed_in(actor).get("/flowcharts")
        assert 'href="/flowcharts"' in page.text


@pytest.mark.parametrize("code", CODES)
def test_a_page_says_all_that_should_happen_in_a_country(browser, code):
    for flow_id in FLOWS:
        flow = FLOWS.in_country(flow_id, code, DAY)

        text = read(browser.get(f"/flowcharts/{flow_id}?country={code}"))

        for state in flow.states.values():
            assert plain(state.meaning) in text
            for timer in state.timers:
                step = flow.find_step(timer.step)
                assert f"{plain(timer.title or step.title)}: " in text
        for step in flow.steps:
            assert f"{numbers(flow)[step.id]}. {plain(step.title)}" in text
            told = (*step.tells, *step.produces, *step.advice)
            asked = [ask.text for ask in step.asks] + [n.because for n in step.needs]
            for said in (*told, *asked, step.must_note or "", step.not_here or ""):
                assert plain(said) in text
            for label in step.sources:
                assert FLOWS.sources.sources[label].address in text
        for ending in flow.forbidden:
            assert plain(ending.title) in text
            assert plain(ending.why) in text


def test_what_a_country_lacks_stands_above_with_the_reason_and_its_law(browser):
    text = read(browser.get("/flowcharts/FM-XB?country=GB"))

    lacks = text.index("United Kingdom: what there is not, and why")
    above = text[lacks : text.index("United Kingdom: what is done differently")]
    assert "takes no part in SIS since 2021" in above
    assert "valid from 1 January 2021 on" in above


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (
            "FM-RESP?country=FR",
            "within 2 hours between 08:00 and 20:00, within 1 hour at night.",
        ),
        ("FM-RESP?country=GR", "Report the child missing without delay: at once."),
        ("FM-XB", "30 minutes before it is due: whoever has the task."),
        ("FM-XB", "Only while “Across a border” stands at: Perhaps abroad"),
        ("FM-XB", "then every 30 days"),
        ("FM-XB", "says yes or no within 12 hours."),
    ],
)
def test_limits_are_said_as_the_file_has_them(browser, address, sentence):
    assert sentence in read(browser.get(f"/flowcharts/{address}"))


def test_what_a_country_does_its_own_way_is_marked(browser):
    french = read(browser.get("/flowcharts/FM-PREV?country=FR"))
    general = read(browser.get("/flowcharts/FM-PREV"))

    assert "Only here" in french
    assert "Differs here" in french
    assert not re.search(r"(Only|Differs) here", general)


def test_a_deadline_of_a_country_stands_beside_the_general_one(browser):
    text = read(browser.get("/flowcharts/FM-RESP?country=FR"))

    differs = text[text.index("France: what is done differently") :]
    here = differs.index("within 2 hours between 08:00 and 20:00")
    assert differs.index("In general", here) < differs.index("within 1 hour.", here)


def test_the_drawing_shows_what_a_country_does_in_another_time(browser):
    french, general = (
        re.findall(
            r">([^<]+)</text>", browser.get(f"/flowcharts/FM-RESP{country}").text
        )
        for country in ("?country=FR", "")
    )

    assert "2 hours, at night 1 hour" in french
    assert "Differs here" in french
    assert "within 1 hour" in general
    assert not {"2 hours, at night 1 hour", "Differs here"} & set(general)


def test_whose_country_has_its_own_way_is_led_to_it(signed_in, given):
    page = signed_in(given.officer("FR")).get("/flowcharts")

    assert "In your country: France" in read(page)


@pytest.mark.parametrize(
    "address",
    ["FM-NONE", "FM-RESP?country=ZZ", "FM-NONE/booklet.pdf", "booklet.pdf?country=ZZ"],
)
def test_a_flowchart_or_country_that_there_is_not_is_not_found(browser, address):
    assert browser.get(f"/flowcharts/{address}").status_code == 404


def test_the_drawing_and_the_list_give_a_step_the_same_number(browser):
    page = browser.get("/flowcharts/FM-RESP?country=SE").text

    assert page.index('class="interact-procedure__list"') < page.index("<svg")
    assert re.findall(r'href="#(step-\d+)"', page)


@pytest.mark.parametrize("flow_id", sorted(FLOWS))
def test_every_link_within_a_page_leads_somewhere(browser, flow_id):
    for code in ("", *CODES):
        page = browser.get(f"/flowcharts/{flow_id}?country={code}").text

        places = re.findall(r'\bid="([^"]+)"', page)
        assert len(places) == len(set(places))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


@pytest.fixture
def followed(signed_in, session, given):
    """The page of a response that a search runs in, in Italy."""
    story = Story(session, given)
    story.searching()
    address = f"/cases/{story.case.reference}/procedure/{story.procedure.id}"
    return signed_in(story.worker).get(address).text


def test_a_case_leads_to_what_should_happen(followed):
    assert "/flowcharts/FM-RESP?country=IT" in followed


def test_the_way_a_case_took_has_its_times_on_the_drawing_and_in_the_list(followed):
    drawing = followed[followed.index("<svg") : followed.index("</svg>")]
    listed = followed[followed.index('aria-labelledby="list"') :]

    moments = re.findall(r">\d{1,2} [A-Z][a-z]{2,3}, \d\d:\d\d<", drawing)
    states_passed = {"absence_noticed", "reported", "triaged"}
    assert len(moments) > len(states_passed)
    assert listed.count("last taken:") > len(states_passed)
    assert drawing.count("You are here") == 2  # the box, and the words for who is blind
    assert listed.index("You are here") < listed.index("<svg")


def test_a_booklet_can_be_read_aloud_and_names_its_sources(browser):
    answer = browser.get("/flowcharts/FM-RESP/booklet.pdf?country=GR")
    assert answer.status_code == 200, answer.text
    booklet = PdfReader(BytesIO(answer.data))
    catalogue = booklet.trailer["/Root"]
    flow = FLOWS.in_country("FM-RESP", "GR", DAY)

    assert "FM-RESP-2-GR-booklet.pdf" in answer.headers["Content-Disposition"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in catalogue
    assert booklet.metadata.title == f"FM-RESP {flow.title}"
    text = squeezed("".join(page.extract_text() for page in booklet.pages))
    assert "Greece" in text
    for step in flow.steps:
        assert squeezed(step.title) in text
        for label in step.sources:
            assert squeezed(FLOWS.sources.sources[label].address) in text


def test_all_flowcharts_of_a_country_are_one_booklet_with_contents(browser):
    answer = browser.get("/flowcharts/booklet.pdf?country=IT")

    booklet = PdfReader(BytesIO(answer.data))
    first = squeezed(booklet.pages[0].extract_text())
    assert "flowcharts-IT.pdf" in answer.headers["Content-Disposition"]
    for flow in FLOWS.values():
        assert squeezed(flow.title) in first
