"""What can be told from a task that its reader cannot open."""

import pytest

from interact.keys.rules import Compartment, GroupName
from tests.actions.desks import of_others
from tests.actions.filling import YES
from tests.actions.planning import finish, next_request, rows, shown
from tests.actions.taking_out import narrow
from tests.content.published import CHECKLISTS

HEALTH = Compartment.HEALTH


@pytest.fixture
def helper(given):
    return given.caseworker()


@pytest.fixture
def case(session, given, worker, helper):
    """Answers in health ask for something; the partner was let into care only."""
    case = given.case(worker)
    given.share(worker, case, helper, Compartment.CARE)
    finish(session, worker, case, "CL-16", lo10=YES, lo09=YES)
    next_request(session)
    return case


def names_of(tasks):
    """The questions of which these tasks can be, by what a task says in clear."""
    checklist = CHECKLISTS["CL-16"]
    return {
        question.id
        for one in tasks
        for question in checklist.questions()
        for to_do in question.to_do
        if checklist.compartment_of(question) is one.compartment
        and to_do.owner is one.part
    }


def test_a_partner_does_not_see_that_an_answer_out_of_sight_asks_for_something(
    session, worker, helper, case
):
    ours, theirs = (shown(session, who, case) for who in (worker, helper))

    assert HEALTH in {one.compartment for one in ours}
    assert "lo10" in names_of(ours)
    assert "lo10" not in names_of(theirs)
    assert not [one for one in theirs if one.is_withheld]


def test_nor_finds_it_by_its_address(session, helper, case, signed_in):
    hidden = next(one for one in rows(session) if one.compartment is HEALTH)
    done = f"/cases/{case.reference}/tasks/{hidden.id}/done"

    answers = [signed_in(helper).get(done), signed_in(helper).post(done, data={})]

    assert [one.status_code for one in answers] == [404, 404]


def test_the_page_says_what_is_not_listed(helper, case, signed_in):
    page = signed_in(helper).get(f"/cases/{case.reference}/tasks").text

    assert "parts of the case that your agency was not given is not listed" in page
    assert "Health" not in page.partition("<main")[2]


def test_a_colleague_who_is_not_cleared_for_it_sees_that_there_is_something(
    session, given, worker, case
):
    colleague = given.member(given.agency_of(worker))
    custodian = given.custodian(given.agency_of(worker))
    narrow(session, custodian, colleague, GroupName.CARE, GroupName.COORDINATION)

    seen = shown(session, given.again(colleague), case)

    assert HEALTH in {one.compartment for one in seen if one.is_withheld}


def test_the_lead_does_not_see_what_is_asked_of_the_police_in_an_investigation(
    session, given, worker, case
):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.CARE)
    for task in rows(session):
        task.compartment, task.agency_id = Compartment.INVESTIGATION, officer.agency_id

    assert shown(session, worker, case) == []
    assert of_others(session, worker) == []
