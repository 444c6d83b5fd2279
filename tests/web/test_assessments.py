"""Filling in checklists as people do it: few taps, nothing lost, nothing let out."""

import re

import pytest

from interact.assessments.actions import (
    answer_questions,
    finish_assessment,
    start_assessment,
)
from interact.assessments.queries import list_assessments
from interact.cases.fields import FIELDS
from interact.cases.queries import read_case, read_claims
from interact.checklists.rules import RiskLevel
from interact.keys.rules import Compartment
from interact.web.assessment_forms import SectionForm
from tests.content.published import EVERY_QUESTION
from tests.web.filling import NO, YES, address, seen, send, view


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def begun(session, worker, case):
    """`begun("CL-05", gm03=YES)` is an assessment with these answers."""

    def begun(checklist_id, *, short_form=False, **answers):
        assessment = start_assessment(
            session, worker, case, checklist_id, short_form=short_form
        )
        answer_questions(session, worker, assessment, answers)
        return assessment

    return begun


def test_the_short_form_takes_a_dozen_taps_from_the_list_to_the_level(
    session, browser, worker, case
):
    pages = [address(case), address(case, "start", "CL-05")]
    assert [browser.get(page).status_code for page in pages] == [200, 200]
    section = browser.post(pages[-1], data={"short": "1"}).location
    taps = {f"gm0{number}_reply": "no" for number in range(1, 6)}
    check = send(browser, section, **taps).location
    result = send(browser, check, chosen="medium").location

    page = browser.get(result)

    assert page.status_code == 200
    assert "Medium" in page.text
    vault = read_case(session, worker, case.reference)
    assert [one.level for one in list_assessments(vault)] == [RiskLevel.MEDIUM]


def test_answers_are_kept_at_each_step_and_are_there_on_the_way_back(
    session, browser, worker, begun, case
):
    assessment = begun("CL-05")
    typed = {"gm03_reply": "yes", "gm03_evidence": "A man drove", "gm03_earlier": "y"}

    onward = send(browser, address(case, assessment.id, 1), **typed)

    assert onward.location == address(case, assessment.id, 2)
    page = browser.get(address(case, assessment.id, 1)).text
    assert "A man drove" in page
    assert re.search(r'name="gm03_reply"[^>]*value="yes"\s+checked', page)
    assert "1 of 27 answered" in page


def test_what_is_missing_is_said_at_its_question_and_what_was_typed_stays(
    browser, begun, case
):
    section = address(case, begun("CL-05").id, 1)

    refused = send(browser, section, gm03_reply="yes", gm05_reply="no")

    assert refused.status_code == 422
    assert 'href="#gm03_evidence"' in refused.text
    assert re.search(r'name="gm05_reply"[^>]*value="no"\s+checked', refused.text)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"gm01_reply": "maybe"}, "gm01_reply"),
        ({"gm01_reply": "no", "gm01_on": ["31", "2", "2026"]}, "gm01_on-day"),
        ({"gm01_reply": "no", "gm01_on": ["1", "1", "2090"]}, "gm01_on-day"),
        ({"gm01_reply": "yes", "gm01_evidence": "x" * 6000}, "gm01_reply"),
    ],
)
def test_an_answer_outside_its_scale_is_pointed_at(browser, begun, case, typed, at):
    refused = send(browser, address(case, begun("CL-05").id, 1), **typed)

    assert refused.status_code == 422
    assert f'href="#{at}"' in refused.text


def test_who_answered_the_same_question_meanwhile_keeps_it_and_so_do_i(
    session, given, signed_in, worker, begun, case
):
    colleague = given.caseworker(given.agency_of(worker))
    assessment, browser = begun("CL-05"), signed_in(colleague)
    section = address(case, assessment.id, 1)
    shown = seen(browser.get(section))
    answer_questions(session, worker, assessment, {"gm01": YES})

    sent = browser.post(section, data={"seen": shown, "gm01_reply": "no"})

    assert sent.location == address(case, assessment.id, 2)
    assert "Others answered here meanwhile" in browser.get(sent.location).text
    item = view(session, worker, case, assessment).items["gm01"]
    assert [one.answer for one in item.given] == [NO, YES]


def test_what_was_not_touched_is_not_said_again_over_a_later_answer(
    session, given, signed_in, worker, begun, case
):
    colleague = given.caseworker(given.agency_of(worker))
    assessment, browser = begun("CL-05"), signed_in(colleague)
    answer_questions(session, colleague, assessment, {"gm01": NO})
    section = address(case, assessment.id, 1)
    page = browser.get(section)
    answer_questions(session, worker, assessment, {"gm01": YES})

    browser.post(section, data={"seen": seen(page), "gm01_reply": "no"})

    item = view(session, worker, case, assessment).items["gm01"]
    assert [one.answer for one in item.given] == [YES, NO]


def test_a_form_sent_twice_is_done_once(session, browser, worker, begun, case):
    assessment = begun("CL-05")
    section = address(case, assessment.id, 1)
    form = browser.get(section)
    number = re.search(r'name="submission"[^>]*value="([\w-]+)"', form.text)[1]
    typed = {"submission": number, "seen": seen(form), "gm01_reply": "no"}

    first, second = (browser.post(section, data=typed) for _time in range(2))

    assert first.location == second.location
    assert len(view(session, worker, case, assessment).items["gm01"].given) == 1


def test_a_detail_of_the_profile_is_asked_as_there_and_becomes_a_claim(
    session, browser, worker, begun, case
):
    section = address(case, begun("CL-02").id, 4)
    typed = {
        "height": "164",
        "eyes_why": "not known",
        "source": "document",
        "confidence": "sure",
    }

    assert send(browser, section, **typed).status_code == 303

    fields = {field.name: field for field in FIELDS}
    vault = read_case(session, worker, case.reference)
    claims = read_claims(vault, fields["height"])
    assert [claim.statement.value for claim in claims] == [164]
    assert claims[0].statement.source == "document"
    page = browser.get(section).text
    assert "164" in page
    assert "Record something else beside it" in page
    assert "2 of 87 answered" in page


def test_an_impossible_detail_is_pointed_at(browser, begun, case):
    refused = send(browser, address(case, begun("CL-02").id, 4), height="tall")

    assert refused.status_code == 422
    assert 'href="#height"' in refused.text
    assert 'value="tall"' in refused.text


def test_who_does_not_hold_health_sees_that_there_is_an_answer_but_not_which(
    given, signed_in, worker, begun, case
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    said = given.statement("Cut the left arm in May")
    assessment = begun("CL-02", self_harm=said)

    partner = signed_in(officer)
    pages = [partner.get(address(case, assessment.id, part)) for part in (9, "check")]

    for page in pages:
        assert "Answered, not shared with your agency" in page.text
        assert "left arm" not in page.text
    assert 'name="self_harm"' not in pages[0].text


def test_a_part_that_is_not_shared_is_named_and_offers_nothing(
    given, signed_in, worker, begun, case
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    assessment = begun("CL-05", gm03=YES)
    partner = signed_in(officer)

    listed = partner.get(address(case)).text
    refused = partner.get(address(case, assessment.id))
    begin = partner.post(address(case, "start", "CL-05"))

    assert "Part of “Care and safety”, which you cannot open" in listed
    assert str(assessment.id) not in listed
    assert (refused.status_code, begin.status_code) == (409, 409)


@pytest.mark.parametrize("part", ["0", "9", "x", "²", "check"])
def test_an_assessment_of_another_case_and_a_wrong_section_are_not_found(
    given, browser, worker, begun, case, part
):
    assessment = begun("CL-05")
    other = given.case(worker)

    assert browser.get(address(other, assessment.id, part)).status_code == 404
    if part != "check":
        assert browser.get(address(case, assessment.id, part)).status_code == 404


def test_an_unknown_checklist_is_not_found(browser, case):
    assert browser.post(address(case, "start", "CL-99")).status_code == 404


def test_going_on_leads_to_the_first_section_that_is_open(browser, begun, case):
    first = dict.fromkeys(["gm01", "gm02", "gm03", "gm04", "gm05"], NO)
    assessment = begun("CL-05", short_form=True, **first)

    onward = browser.post(address(case, "start", "CL-05"))

    assert onward.location == address(case, assessment.id, 2)


def test_no_question_or_field_is_called_like_a_part_of_its_form():
    names = {field.name for field in FIELDS}
    names |= {question.id for _checklist, question in EVERY_QUESTION}

    assert not {name for name in names if hasattr(SectionForm, name)}


def test_checklists_are_listed_by_stage_with_when_they_are_due(
    session, browser, worker, begun, case
):
    finish_assessment(session, worker, begun("CL-05", gm03=YES))

    page = browser.get(address(case)).text

    stages = [page.index(f">{stage}</h2>") for stage in ("Prevention", "Response")]
    assert stages == sorted(stages)
    assert stages[0] < page.index("Likelihood of going missing") < stages[1]
    assert "Fill it in again:" in page


def test_a_question_for_another_profession_is_left_open_for_them(browser, begun, case):
    page = browser.get(address(case, begun("CL-03").id, "check")).text
    part = browser.get(address(case, begun("CL-03").id, 1)).text

    assert "Left open for: Guardianship" in page
    assert "Usually answered by: Guardianship." in part
    assert re.search(r"0 of \d+ answered, \d+ left for others", page)


def test_what_a_plan_still_asks_for_is_named_with_who_does_it(browser, begun, case):
    assessment = begun("CL-19", af01=NO, af02=YES)

    page = browser.get(address(case, assessment.id, "check")).text

    to_do = page[page.index("Still to do, answer by answer") :]
    assert "Find another place" in to_do
    assert "Social services" in to_do
    assert "In order: 1" in to_do
