"""A member who was not named for a restricted case sees it on their desk."""

from interact.agencies.rules import AgencyKind, Role
from interact.cases.restricting import restrict_case
from interact.flowcharts.passing_on import offer_responsibility
from interact.flowcharts.who_answers import list_asked
from interact.keys.rules import Compartment
from tests.missing import Story


def test_zz_next_steps_of_a_restricted_case_are_not_on_others_desks(
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
    assert list_asked(session, other) == []
