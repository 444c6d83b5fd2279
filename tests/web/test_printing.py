"""Checklists on paper: booklets, forms to fill in by hand, filled-in forms."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from interact.assessments.actions import finish_assessment
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.checklists.codes import REPLY_CODES, code_of
from interact.checklists.rules import (
    SCALES,
    Answer,
    AnswerKind,
    Reply,
    RiskLevel,
    When,
)
from interact.keys.rules import Compartment
from interact.web import checklist_document
from tests.actions.filling import NO, YES, fill
from tests.content.published import CHECKLISTS, SOURCES

SHORT = ("gm01", "gm02", "gm03", "gm04", "gm05")
ONE_OF_EACH = {one.approach.value: one for one in CHECKLISTS.values()}
SAID = {
    "latin": "Elle parle d’un oncle à Malmö",
    "arabic": "يريد الذهاب إلى عمه",
    "tigrinya": "ናብ ሓዎኡ ክኸይድ ይደሊ",
}


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


def read(answer):
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    return PdfReader(BytesIO(answer.data))


def pages(form):
    return [" ".join(page.extract_text().split()) for page in form.pages]


def squeezed(text):
    """Without spaces: long addresses are broken into lines."""
    return "".join(text.split())


def can_be_read_aloud(form, title):
    catalogue = form.trailer["/Root"]
    return (
        catalogue["/MarkInfo"]["/Marked"]
        and "/StructTreeRoot" in catalogue
        and catalogue["/Lang"] == "en-GB"
        and form.metadata.title == title
    )


def printed(case, assessment):
    return f"/cases/{case.reference}/assessments/{assessment.id}/form.pdf"


def test_a_booklet_can_be_read_aloud_and_names_its_sources(browser):
    checklist = CHECKLISTS["CL-11"]

    booklet = read(browser.get("/checklists/CL-11/booklet.pdf"))

    assert can_be_read_aloud(booklet, f"CL-11 {checklist.title}")
    text = squeezed("".join(pages(booklet)))
    assert squeezed(SOURCES.note) in text
    for question in checklist.questions():
        assert squeezed(question.text) in text
        for label in question.sources:
            assert squeezed(SOURCES.sources[label].address) in text


def test_all_checklists_are_one_booklet_with_its_contents_and_drawn_once(
    browser, monkeypatch
):
    checklist_document._published.cache_clear()
    first = browser.get("/checklists/booklet.pdf")
    monkeypatch.setattr(checklist_document, "render_pdf", None)

    again = browser.get("/checklists/booklet.pdf")

    assert again.data == first.data
    booklet = read(first)
    assert can_be_read_aloud(booklet, "Checklists")
    text = pages(booklet)
    for checklist in CHECKLISTS.values():
        (number,) = [
            at
            for at, page in enumerate(text)
            if page.startswith(f"{checklist.id} · {checklist.title}")
        ]
        line = f"{checklist.id} {checklist.title}"
        said = text[0][text[0].index(line) + len(line) :].lstrip(".… ")
        assert said.startswith(f"{number + 1} ")


def test_a_blank_form_has_a_code_beside_every_box(browser):
    checklist = CHECKLISTS["CL-05"]

    form = read(browser.get("/checklists/CL-05/form.pdf"))

    assert can_be_read_aloud(form, f"CL-05 {checklist.title}")
    text = " ".join(pages(form))
    for question in checklist.questions():
        asked = text[text.index(f"{question.id} {question.text}") :]
        boxes = asked[: asked.index("When that was")]
        for reply, code in REPLY_CODES.items():
            assert f"{code} {reply.label}" in boxes
        assert "What it rests on" in boxes


def test_every_page_of_a_form_says_which_edition_it_is_and_what_codes_mean(browser):
    text = pages(read(browser.get("/checklists/CL-10/form.pdf?country=GR")))

    version = CHECKLISTS["CL-10"].version
    assert len(text) > 3
    for number, page in enumerate(text, 1):
        assert f"CL-10 · version {version} GR 1 · Greece" in page
        assert "Y Yes · S Suspected · N No · K Not known" in page
        assert f"{number} / {len(text)}" in page


def test_a_form_of_choices_and_of_details_numbers_what_can_be_chosen(browser):
    checks = " ".join(pages(read(browser.get("/checklists/CL-09/form.pdf"))))
    profile = " ".join(pages(read(browser.get("/checklists/CL-02/form.pdf"))))

    for place, option in enumerate(CHECKLISTS["CL-09"].question("outcome").options, 1):
        assert f"{place} {option.text}" in checks
    assert "1 Female 2 Male 3 Other" in profile
    assert "W In Latin letters" in profile


def test_a_short_form_asks_for_nothing_else(browser):
    text = " ".join(pages(read(browser.get("/checklists/CL-05/form.pdf?short=1"))))

    assert "short form" in text
    for question in CHECKLISTS["CL-05"].questions():
        assert (f"{question.id} {question.text}" in text) == (question.id in SHORT)


@pytest.mark.parametrize("script", sorted(SAID))
def test_a_filled_in_form_gives_codes_and_words_in_every_script(
    session, browser, worker, case, script
):
    earlier = Answer(reply=Reply.SUSPECTED, when=When.HISTORICAL, evidence="Said so")
    said = Answer(reply=Reply.YES, evidence=SAID[script], said_by="Night duty")
    assessment = fill(session, worker, case, "CL-05", gm05=said, gm03=earlier, gm01=NO)
    finish_assessment(session, worker, assessment, RiskLevel.HIGH, "I know the child")

    answer = browser.get(printed(case, assessment))

    form = read(answer)
    assert can_be_read_aloud(form, f"Assessment CL-05, {case.reference}")
    text = " ".join(pages(form))
    for part in (
        "gm05:Y Yes",
        "gm03:SE Suspected, earlier and not now",
        "gm01:N No",
        "Night duty",
        SAID[script],
        worker.agency_name,
        "The answers say Medium L2",
        f"{worker.agency_name} says High L3 I know the child",
        "adds 3",
        f"CL-05 · version {CHECKLISTS['CL-05'].version} · In general",
    ):
        assert part in text
    assert case.reference in answer.headers["Content-Disposition"]


def test_a_form_that_is_not_finished_says_so(session, browser, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm01=NO)

    text = " ".join(pages(read(browser.get(printed(case, assessment)))))

    assert "Not finished" in text
    assert "gm01:N" in text
    assert text.count("Not answered yet") == len([*CHECKLISTS["CL-05"].questions()]) - 1


@pytest.mark.parametrize("approach", sorted(ONE_OF_EACH))
def test_whatever_a_checklist_comes_to_is_drawn(session, given, signed_in, approach):
    """With the worst that can be answered, by police, who hold every part."""
    officer = given.officer()
    case, checklist = given.case(officer), ONE_OF_EACH[approach]
    said = {
        one.id: YES if one.answer is AnswerKind.YES_NO else Answer(reply=Reply.NO)
        for one in checklist.questions()
        if one.answer in SCALES
    }
    assessment = fill(session, officer, case, checklist.id, **said)

    text = " ".join(pages(read(signed_in(officer).get(printed(case, assessment)))))

    for name, answer in said.items():
        assert code_of(checklist.question(name), answer) in text


def test_details_of_the_profile_are_on_the_form_with_who_said_them(
    session, given, browser, worker, case
):
    given.claim(worker, case, "sex", "female")
    given.claim(worker, case, "hair", "Black")
    given.claim(worker, case, "hair", "Dark brown")
    assessment = fill(session, worker, case, "CL-02")

    text = " ".join(pages(read(browser.get(printed(case, assessment)))))

    assert "sex:1 Female" in text
    assert text.index("hair:W Dark brown") < text.index("hair:W Black")


def test_answers_that_differ_stand_side_by_side_with_who_gave_them(
    session, given, browser, worker, case
):
    colleague = given.caseworker(given.agency_of(worker))
    assessment = fill(session, worker, case, "CL-05", gm01=NO)
    fill(session, colleague, case, "CL-05", gm01=YES)

    text = " ".join(pages(read(browser.get(printed(case, assessment)))))

    assert "gm01:Y Yes (answers differ)" in text
    assert "gm01:N No (answers differ)" in text
    assert colleague.name in text


def test_what_a_reader_may_not_open_is_answered_and_not_shared(
    session, given, signed_in, worker, case
):
    given.claim(worker, case, "conditions", "Asthma")
    assessment = fill(session, worker, case, "CL-02")
    partner = given.officer()
    given.share(worker, case, partner, Compartment.IDENTITY)

    text = " ".join(pages(read(signed_in(partner).get(printed(case, assessment)))))

    assert "Asthma" not in text
    assert "Answered, not shared with your agency (part of “Health”)" in text


def test_taking_a_filled_in_form_out_is_recorded(session, given, browser, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm01=YES)

    browser.get(printed(case, assessment))

    asked = HistoryFilter(event=Event.CASE_DISCLOSED)
    (line,) = list_history(session, given.dpo(given.agency_of(worker)), asked)
    assert line.details["document"] == "assessment"
    assert line.details["checklist"] == assessment.edition


def test_a_stranger_cannot_tell_that_there_is_a_form(
    session, given, signed_in, worker, case
):
    assessment = fill(session, worker, case, "CL-05", gm01=NO)
    other = given.case(worker)
    stranger = signed_in(given.caseworker())

    theirs = stranger.get(printed(case, assessment))
    nothing = stranger.get(
        printed(case, assessment).replace(case.reference, "BCD-2345")
    )

    assert theirs.status_code == nothing.status_code == 404
    assert signed_in(worker).get(printed(other, assessment)).status_code == 404


def test_the_page_of_an_assessment_leads_to_its_form(session, browser, worker, case):
    assessment = fill(session, worker, case, "CL-05", gm01=NO)
    finish_assessment(session, worker, assessment)

    page = browser.get(f"/cases/{case.reference}/assessments/{assessment.id}")

    assert f'href="{printed(case, assessment)}"' in page.text
    assert code_of(CHECKLISTS["CL-05"].question("gm01"), NO) == "gm01:N"


@pytest.mark.parametrize(
    ("short_form", "blank"),
    [
        (False, "/checklists/CL-05/form.pdf"),
        (True, "/checklists/CL-05/form.pdf?short=1"),
    ],
)
def test_what_is_not_finished_is_printed_filled_and_blank(
    session, browser, worker, case, short_form, blank
):
    assessment = fill(session, worker, case, "CL-05", short_form=short_form, gm01=NO)

    page = browser.get(f"/cases/{case.reference}/assessments/{assessment.id}/check")

    for form in (printed(case, assessment), blank):
        assert f'href="{form}"' in page.text
        assert browser.get(form).mimetype == "application/pdf"
