"""A case restricted to named members: their agency's others see it nowhere."""

from datetime import timedelta
from uuid import uuid4

import pytest

from interact.agencies.models import Membership
from interact.agencies.rules import Role
from interact.alerts.queries import list_unacknowledged
from interact.audit.history import HistoryFilter
from interact.audit.models import Notice
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.actions import write_note
from interact.cases.queries import (
    list_cases,
    list_offers,
    list_refusals,
    read_case,
    read_header,
)
from interact.cases.restricting import (
    ForNaming,
    find_for_naming,
    lift_restriction,
    list_nameable,
    list_restricted,
    restrict_case,
)
from interact.cases.rules import NobodyNamed, NotNameable, NotRestricted
from interact.cases.search import Wanted, find_like_cases
from interact.cases.sharing import decline_share
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.keys.rules import Compartment
from tests.actions.desks import of_others, on_desk
from tests.missing import Story

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def chief(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker))


@pytest.fixture
def case(given, worker):
    case = given.case(worker)
    given.named(worker, case, "Abena", "Tesfaledet")
    return case


def restricted_to(session, chief, case, *actors):
    restrict_case(session, chief, case, {actor.membership_id for actor in actors})


def test_who_is_not_named_is_told_what_a_stranger_is_told(
    session, given, chief, worker, colleague, case
):
    restricted_to(session, chief, case, worker)

    assert read_case(session, worker, case.reference).held
    for actor in (colleague, chief, given.caseworker()):
        with pytest.raises(NotFound):
            read_case(session, actor, case.reference)
        with pytest.raises(NotFound):
            read_header(session, actor, case.reference)
        with pytest.raises(NotFound):
            write_note(session, actor, case, Compartment.CARE, "Seen nowhere")


def test_lists_search_and_desk_leave_a_restricted_case_out(
    session, chief, worker, colleague, case
):
    wanted = Wanted(["Abena Tesfaledet"])
    assert [like.case for like in find_like_cases(session, colleague, wanted)] == [case]

    restricted_to(session, chief, case, worker)

    assert list_cases(session, colleague) == []
    assert find_like_cases(session, colleague, wanted) == []
    assert list_cases(session, worker) == [case]
    assert [like.case for like in find_like_cases(session, worker, wanted)] == [case]


def test_tasks_alerts_and_refusals_stay_off_the_desk_of_others(session, given):
    story = Story(session, given)
    story.reported()
    case, police = story.case, given.agency_of(story.officer)
    other_officer = given.member(police)
    chief = given.member(police, Role.SUPERVISOR)
    lead_chief = given.member(given.agency_of(story.worker), Role.SUPERVISOR)
    offer = given.offer(story.worker, case, story.lieutenant, Compartment.CARE)
    decline_share(session, story.lieutenant, offer, "Not our district")
    assert list_unacknowledged(session, other_officer)
    assert on_desk(session, other_officer)
    assert of_others(session, lead_chief)
    assert list_refusals(session, lead_chief)

    restricted_to(session, chief, case, story.officer)
    restricted_to(session, lead_chief, case, story.worker)

    assert list_unacknowledged(session, other_officer) == []
    assert on_desk(session, other_officer) == []
    assert of_others(session, lead_chief) == []
    assert list_refusals(session, lead_chief) == []
    assert list_unacknowledged(session, story.officer)
    assert of_others(session, story.worker)


def test_an_offer_of_more_rings_only_with_those_who_are_named(
    session, given, worker, case
):
    officer = given.officer()
    police = given.agency_of(officer)
    chief, other = given.member(police, Role.SUPERVISOR), given.member(police)
    given.share(worker, case, officer, Compartment.IDENTITY)
    restricted_to(session, chief, case, officer)

    offer = given.offer(worker, case, officer, Compartment.CARE)

    assert list_offers(session, officer) == [offer]
    assert list_offers(session, other) == []


def test_other_agencies_are_not_concerned(session, given, chief, worker, case):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)

    restricted_to(session, chief, case, worker)

    assert read_case(session, officer, case.reference).held


def test_only_a_supervisor_says_who_sees_a_case(session, given, worker, case):
    with pytest.raises(NotPermitted):
        restrict_case(session, worker, case, {worker.membership_id})
    stranger = given.member(given.agency(), Role.SUPERVISOR)
    with pytest.raises(NotFound):
        restrict_case(session, stranger, case, {stranger.membership_id})


def test_somebody_who_can_open_cases_must_be_named(session, given, chief, worker, case):
    member = session.get_one(Membership, worker.membership_id)
    member.clearance = []

    with pytest.raises(NobodyNamed):
        restrict_case(session, chief, case, set())
    with pytest.raises(NobodyNamed):
        restrict_case(session, chief, case, {worker.membership_id})


def test_members_of_other_agencies_and_custodians_cannot_be_named(
    session, given, chief, worker, case
):
    foreign = given.caseworker()
    custodian = given.custodian(given.agency_of(worker))

    for nobody in (foreign.membership_id, custodian.membership_id, uuid4()):
        with pytest.raises(NotNameable):
            restrict_case(session, chief, case, {worker.membership_id, nobody})


def test_naming_others_takes_out_who_is_not_named_any_more(
    session, chief, worker, colleague, case
):
    restricted_to(session, chief, case, worker)
    restricted_to(session, chief, case, colleague, chief)

    assert read_case(session, colleague, case.reference).held
    with pytest.raises(NotFound):
        read_case(session, worker, case.reference)


def test_a_supervisor_names_others_when_the_one_named_has_left(
    session, chief, worker, colleague, case
):
    restricted_to(session, chief, case, worker)
    session.get_one(Membership, worker.membership_id).ended_at = now() - timedelta(1)

    (only,) = list_restricted(session, chief)
    assert (only.reference, only.names) == (case.reference, ())
    found = find_for_naming(session, chief, case.reference)
    assert worker.membership_id not in {
        m.id for m in list_nameable(session, chief, found)
    }

    restricted_to(session, chief, case, colleague)
    assert read_case(session, colleague, case.reference).held


def test_a_supervisor_learns_who_was_named_and_opens_nothing(
    session, given, chief, worker, case
):
    restricted_to(session, chief, case, worker)

    (only,) = list_restricted(session, chief)
    assert len(only.names) == 1
    stranger = given.member(given.agency(), Role.SUPERVISOR)
    assert list_restricted(session, stranger) == []
    with pytest.raises(NotFound):
        find_for_naming(session, stranger, case.reference)
    with pytest.raises(NotPermitted):
        list_restricted(session, worker)


def test_lifting_lets_everybody_in_again(session, chief, worker, colleague, case):
    restricted_to(session, chief, case, worker)

    lift_restriction(session, chief, case)

    assert read_case(session, colleague, case.reference).held
    with pytest.raises(NotRestricted):
        lift_restriction(session, chief, case)


def test_restricting_is_recorded_and_told_to_the_data_protection_officer(
    session, given, chief, worker, case
):
    restricted_to(session, chief, case, worker)
    lift_restriction(session, chief, case)
    session.commit()

    agency = given.agency_of(worker)
    lines = list_history(session, given.dpo(agency), HistoryFilter())
    recorded = [line for line in lines if line.event is Event.CASE_RESTRICTED]
    assert [line.reference for line in recorded] == [case.reference]
    told = session.query(Notice).filter_by(agency_id=agency.id).all()
    assert {notice.event for notice in told} >= {
        Event.CASE_RESTRICTED,
        Event.RESTRICTION_LIFTED,
    }


def test_what_is_refused_for_naming_says_which_case_it_was(case):
    subject = ForNaming.of(case)

    assert (subject.id, subject.reference) == (case.id, case.reference)
    assert subject.lead_agency_id == case.lead_agency_id
