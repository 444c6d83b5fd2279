"""A desk shows nothing of restricted cases, secret tasks or parts taken away."""

from interact.agencies.rules import AgencyKind, Role
from interact.cases.restricting import restrict_case
from interact.cases.sharing import withdraw_share
from interact.flowcharts.asked import read_asked
from interact.flowcharts.passing_on import offer_responsibility
from interact.keys.rules import Compartment
from interact.tasks.desks import count_desk
from interact.tasks.rules import Pile
from tests.actions.desks import of_others, on_desk
from tests.actions.filling import NO
from tests.actions.planning import ask, finish, next_request, plan, rows, use
from tests.missing import Story


def test_next_steps_of_a_restricted_case_are_not_on_others_desks(
    session, given, signed_in
):
    story = Story(session, given)
    story.searching()
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, Compartment.IDENTITY)
    agency = given.agency_of(guardian)
    other = given.member(agency)
    chief = given.member(agency, Role.SUPERVISOR)
    story.next_request()
    offer_responsibility(session, story.officer, story.procedure, "response", agency)
    restrict_case(session, chief, story.case, [guardian.membership_id])
    story.next_request()

    page = signed_in(other).get("/").text

    assert story.case.reference not in page
    assert "Search running" not in page
    assert read_asked(session, other).of_us == []


def test_a_line_counts_no_task_of_an_investigation(session, given):
    worker = given.caseworker()
    case = given.case(worker)
    officer = given.officer()
    given.share(worker, case, officer, Compartment.CARE)
    use(session, plan(ask("one", "First", within=1), ask("two", "Second")))
    finish(session, worker, case, one=NO, two=NO)
    first, *secret = [one for one in rows(session) if one.case_id == case.id]
    assert secret
    first.compartment, first.agency_id = Compartment.CARE, officer.agency_id
    for task in secret:
        task.compartment, task.agency_id = Compartment.INVESTIGATION, officer.agency_id
    session.flush()

    assert count_desk(session, worker)[Pile.OTHERS] == 1
    assert [one.number for one in of_others(session, worker)] == [1]


def test_a_line_is_of_what_the_agency_still_has(session, given):
    worker = given.caseworker()
    case = given.case(worker)
    helper = given.caseworker()
    given.share(worker, case, helper, Compartment.CARE)
    share = given.share(worker, case, helper, Compartment.HEALTH)
    use(session, plan(ask("one", "First", within=1), ask("two", "Second")))
    finish(session, worker, case, one=NO, two=NO)
    first, *others = [one for one in rows(session) if one.case_id == case.id]
    assert others
    first.compartment, first.agency_id = Compartment.HEALTH, helper.agency_id
    for task in others:
        task.compartment, task.agency_id = Compartment.CARE, helper.agency_id
    session.flush()
    assert len(on_desk(session, helper)) == 2
    next_request(session)
    withdraw_share(session, worker, share, "No longer needed")
    next_request(session)

    assert count_desk(session, helper)[Pile.AGENCY] == len(others)
    assert [one.number for one in on_desk(session, helper)] == [len(others)]


def test_a_huge_page_of_cases_is_a_page(given, signed_in):
    worker = given.caseworker()
    answer = signed_in(worker).get("/?cases=999999999999999999999")
    assert answer.status_code == 200
