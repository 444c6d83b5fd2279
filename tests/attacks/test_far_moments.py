"""A moment at the edge of the calendar closes a page to agencies further east."""

import pytest

from interact.assessments.actions import answer_questions
from interact.cases.fields import field_by_name
from interact.cases.statements import YearImpossible
from interact.cases.values import check_value
from interact.checklists.rules import Answer, AnswerOutsideScale
from interact.keys.rules import Compartment
from tests.actions.filling import fill
from tests.web.filling import address

FAR = ["0001-01-01T00:00", "1899-12-31T23:59", "2201-01-01T00:00", "9999-12-31T23:59"]


@pytest.fixture
def shelter(given):
    """A caseworker whose day ends before that of the officer further east."""
    return given.caseworker(given.agency(country="GB"))


@pytest.fixture
def assessment(session, given, shelter, officer):
    case = given.case(shelter)
    given.share(shelter, case, officer, Compartment.CARE)
    return fill(session, shelter, case, "CL-08")


@pytest.mark.parametrize("typed", FAR)
def test_who_types_a_moment_does_not_close_the_page_to_others(
    signed_in, shelter, officer, assessment, typed
):
    keep = address(assessment.case, assessment.id, "keep", "ho05")

    answer = signed_in(shelter).post(keep, data={"ho05_text": typed})
    page = signed_in(officer).get(address(assessment.case, assessment.id, "check"))

    assert "Check the year" in answer.text
    assert page.status_code == 200


@pytest.mark.parametrize("moment", FAR)
def test_no_page_is_needed_to_refuse_it(session, shelter, assessment, moment):
    answer = Answer(text=f"{moment}:00+00:00")

    with pytest.raises(AnswerOutsideScale):
        answer_questions(session, shelter, assessment, {"ho05": answer})


@pytest.mark.parametrize("moment", FAR)
def test_the_profile_of_the_child_takes_it_neither(moment):
    field = field_by_name("last_seen_at")

    with pytest.raises(YearImpossible):
        check_value(field, f"{moment}:00+00:00")
