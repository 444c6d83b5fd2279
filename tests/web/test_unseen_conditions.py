"""What a page says of conditions whose answers are not shared with its reader."""

import pytest

from interact.assessments.actions import finish_assessment
from interact.checklists.rules import Answer
from interact.keys.rules import Compartment
from tests.actions.editions import changed, use
from tests.actions.filling import fill
from tests.content.published import CHECKLISTS
from tests.web.filling import address, send

CONDITIONS = [one for one in CHECKLISTS["CL-20"].questions() if one.go_if]
REST = {"sh01": Answer(text="protect"), "sh03": Answer(text="Name, to Sara")}
HELD = REST | {one.id: Answer(reply=one.go_if, evidence="Asked") for one in CONDITIONS}
UNSEEN = "Answered, not shared with your agency"


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def assessment(running, session, worker, case):
    """Every condition holds; the answer to the first one belongs to health."""

    def in_health(question):
        part = Compartment.HEALTH if question == CONDITIONS[0] else question.compartment
        return question.model_copy(update={"compartment": part})

    use(session, changed("CL-20", in_health))
    running.database.writers.kw["info"].update(checklists=session.info["checklists"])
    return fill(session, worker, case, "CL-20", **HELD)


@pytest.fixture
def partner(given, signed_in, worker, case):
    """A browser of an agency that holds everything else."""
    officer = given.officer()
    given.share(worker, case, officer, Compartment.CARE)
    return signed_in(officer)


def came_to(page):
    return page.text[page.text.index("What they come to now") :]


def test_a_condition_out_of_sight_is_named_and_no_verdict_is_said(
    partner, case, assessment
):
    said = came_to(partner.get(address(case, assessment.id, "check")))

    assert "What the conditions come to cannot be said here" in said
    assert UNSEEN in said
    assert CONDITIONS[0].text in said
    assert "Something that must be known is not known" not in said
    assert "Every condition holds" not in said


def test_finishing_it_is_refused_with_the_part_it_lies_in(partner, case, assessment):
    refused = send(partner, address(case, assessment.id, "check"))

    assert refused.status_code in {409, 422}
    assert "Health" in refused.text


def test_once_it_is_finished_everybody_reads_what_it_came_to(
    session, partner, worker, case, assessment
):
    finish_assessment(session, worker, assessment)

    page = partner.get(address(case, assessment.id)).text

    assert "Every condition holds" in page
    assert "cannot be said here" not in page
