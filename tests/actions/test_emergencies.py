"""Emergency access: opening a part without a clearance, for three hours, reviewed."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from sqlalchemy import select

from interact.agencies.models import Group, Membership
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.notices import list_notices, note_notice
from interact.audit.queries import list_history
from interact.audit.rules import AlreadyNoted, Event, ReviewNeeded
from interact.cases.actions import write_note
from interact.cases.emergencies import list_locked, open_emergency, review_emergency
from interact.cases.emergency_rules import OpenAlready
from interact.cases.models import EmergencyAccess, Restriction
from interact.cases.queries import list_notes, read_profile
from interact.cases.rules import CompartmentNotHeld
from interact.cases.sharing import withdraw_share
from interact.core.clock import now
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.joining.comparing_rules import ReasonTooShort
from interact.joining.leaving import end_membership
from interact.joining.rules import SignInAgain
from interact.keys.rules import Compartment, GroupName
from tests.attacks.attacker import exchange, flip, forget, older, read_again

pytestmark = pytest.mark.on_both

HEALTH, IDENTITY, LEGAL = (
    Compartment.HEALTH,
    Compartment.IDENTITY,
    Compartment.LEGAL,
)
WHY = "The child was found unconscious and the ambulance asks about medication"
FOUND = "The hospital confirms that it asked, and when"
A_WHILE = timedelta(hours=2, minutes=59)
TOO_LONG = timedelta(hours=3, seconds=1)


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def hotline(given):
    """Its members are cleared for neither health nor the legal procedure."""
    return given.hotline()


@pytest.fixture
def supervisor(given, hotline):
    return given.member(hotline, Role.SUPERVISOR)


@pytest.fixture
def case(given, worker, supervisor):
    """Shared with the hotline, with the part about health."""
    return shared_case(given, worker, supervisor)


def shared_case(given, worker, supervisor):
    made = given.case(worker)
    given.claim(worker, made, "hair", "Black")
    given.claim(worker, made, "medication", "Insulin")
    given.share(worker, made, supervisor, IDENTITY, HEALTH)
    return made


def opened(session, actor, case):
    """What the actor opens of the part about health, in a request of their own."""
    return "medication" in read_profile(read_again(session, actor, case))


def waiting(session, dpo):
    return [n for n in list_notices(session, dpo) if n.event is Event.EMERGENCY_OPENED]


def said(session, dpo, event):
    session.commit()
    return list_history(session, dpo, HistoryFilter(event=event))


def access_of(session, case):
    wanted = select(EmergencyAccess).where(EmergencyAccess.case_id == case.id)
    return session.scalars(wanted).one()


# What it opens.


def test_without_an_emergency_the_part_stays_shut(session, supervisor, case):
    vault = read_again(session, supervisor, case)

    assert "medication" not in read_profile(vault)
    assert list_locked(vault) == [HEALTH]


def test_a_supervisor_opens_a_part_the_agency_holds(session, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    assert opened(session, supervisor, case)


def test_they_write_there_too_and_the_others_read_it(session, worker, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    write_note(session, supervisor, case, HEALTH, "The ambulance was told")

    (note,) = list_notes(read_again(session, worker, case))
    assert note.text == "The ambulance was told"


def test_the_agency_that_leads_opens_what_a_partner_wrote(session, given, supervisor):
    case, worker = given.case(supervisor), given.caseworker()
    given.share(supervisor, case, worker, HEALTH)
    given.claim(worker, case, "medication", "Insulin")

    open_emergency(session, supervisor, case, HEALTH, WHY)

    assert opened(session, supervisor, case)


def test_it_ends_after_three_hours(session, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    with time_machine.travel(now() + A_WHILE, tick=False):
        assert opened(session, supervisor, case)
    with time_machine.travel(now() + TOO_LONG, tick=False):
        assert not opened(session, supervisor, case)


def test_it_can_be_opened_again_afterwards(session, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    with time_machine.travel(now() + TOO_LONG, tick=False):
        forget(session)
        open_emergency(session, supervisor, case, HEALTH, WHY)
        assert opened(session, supervisor, case)


def test_it_opens_no_other_case_and_no_other_part(
    session, given, worker, supervisor, case
):
    other = shared_case(given, worker, supervisor)
    given.share(worker, case, supervisor, LEGAL)
    write_note(session, worker, case, LEGAL, "Asks for asylum")

    open_emergency(session, supervisor, case, HEALTH, WHY)

    assert not opened(session, supervisor, other)
    assert not read_again(session, supervisor, case).holds(LEGAL)


def test_it_opens_nothing_to_another_supervisor(
    session, given, hotline, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    assert not opened(session, given.member(hotline, Role.SUPERVISOR), case)


def test_it_ends_with_the_share(session, worker, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    (share,) = case.shares

    withdraw_share(session, worker, share, "Shared by mistake")

    with pytest.raises(NotFound):
        read_again(session, supervisor, case)


# What it does not open.


@pytest.mark.parametrize(
    "reason", ["", "urgent", "x" * 30, "............................"]
)
def test_it_needs_a_reason_that_says_something(session, supervisor, case, reason):
    with pytest.raises(ReasonTooShort):
        open_emergency(session, supervisor, case, HEALTH, reason)


def test_a_part_that_is_open_needs_no_emergency(session, supervisor, case):
    with pytest.raises(OpenAlready):
        open_emergency(session, supervisor, case, IDENTITY, WHY)


def test_a_part_is_not_opened_twice_at_a_time(session, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    with pytest.raises(OpenAlready):
        open_emergency(session, supervisor, case, HEALTH, WHY)


@pytest.mark.parametrize("part", [LEGAL, Compartment.INVESTIGATION])
def test_a_part_that_was_not_shared_with_the_agency_stays_shut(
    session, worker, supervisor, case, part
):
    write_note(session, worker, case, LEGAL, "Asks for asylum")

    with pytest.raises(CompartmentNotHeld):
        open_emergency(session, supervisor, case, part, WHY)


def test_the_lead_does_not_open_what_police_keep_to_themselves(session, given):
    lead = given.member(given.agency(), Role.SUPERVISOR)
    case, officer = given.case(lead), given.officer()
    given.share(lead, case, officer, IDENTITY)
    write_note(session, officer, case, Compartment.INVESTIGATION, "A witness")

    with pytest.raises(CompartmentNotHeld):
        open_emergency(session, lead, case, Compartment.INVESTIGATION, WHY)


def test_a_case_of_others_cannot_be_opened_in_an_emergency(session, given, supervisor):
    with pytest.raises(NotFound):
        open_emergency(session, supervisor, given.case(), HEALTH, WHY)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.DPO])
def test_nobody_but_a_supervisor_opens_in_an_emergency(
    session, given, hotline, case, role
):
    with pytest.raises(NotPermitted):
        open_emergency(session, given.member(hotline, role), case, HEALTH, WHY)


def test_a_restricted_case_opens_to_nobody_who_was_not_named(
    session, given, hotline, supervisor, case
):
    named = given.member(hotline, Role.SUPERVISOR)
    session.add(
        Restriction(
            case_id=case.id,
            agency_id=hotline.id,
            membership_id=named.membership_id,
            by_person_id=named.person_id,
        )
    )
    forget(session)

    with pytest.raises(NotFound):
        open_emergency(session, supervisor, case, HEALTH, WHY)
    open_emergency(session, named, case, HEALTH, WHY)
    assert opened(session, named, case)


# Who is told.


def test_the_dpos_of_both_sides_are_told_at_once_and_have_a_day(
    session, given, worker, hotline, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    for agency in (hotline, given.agency_of(worker)):
        dpo = given.dpo(agency)
        (notice,) = waiting(session, dpo)
        assert notice.reference == case.reference
        assert timedelta(hours=23) < notice.due_at - now() <= timedelta(hours=24)
        (line,) = said(session, dpo, Event.EMERGENCY_OPENED)
        assert line.details["reason"] == WHY
        assert line.compartments == (HEALTH.value,)


def test_the_entry_of_each_look_says_that_it_was_an_emergency(
    session, given, worker, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    opened(session, supervisor, case)

    newest = said(session, given.dpo(given.agency_of(worker)), Event.CASE_READ)[0]

    assert newest.details["emergency"] == [HEALTH.value]


def test_each_dpo_reviews_it_in_a_sentence(
    session, given, worker, hotline, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    ours, theirs = given.dpo(hotline), given.dpo(given.agency_of(worker))

    review_emergency(session, theirs, *waiting(session, theirs), True, FOUND)

    assert waiting(session, theirs) == []
    assert waiting(session, ours)
    for dpo in (ours, theirs):
        (line,) = said(session, dpo, Event.EMERGENCY_REVIEWED)
        assert line.details["finding"] == FOUND
        assert line.details["justified"] is True
        assert line.details["late"] is False


def test_what_was_not_justified_reaches_the_dpo_of_those_who_opened_it(
    session, given, worker, hotline, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    ours, theirs = given.dpo(hotline), given.dpo(given.agency_of(worker))

    review_emergency(session, theirs, *waiting(session, theirs), False, FOUND)

    events = [notice.event for notice in list_notices(session, ours)]
    assert Event.EMERGENCY_REVIEWED in events


def test_a_late_review_says_that_it_is_late(session, given, hotline, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)

    with time_machine.travel(now() + timedelta(hours=25), tick=False):
        dpo = given.dpo(hotline)
        review_emergency(session, dpo, *waiting(session, dpo), True, FOUND)
        (line,) = said(session, dpo, Event.EMERGENCY_REVIEWED)

    assert line.details["late"] is True


def test_an_emergency_is_reviewed_once_and_not_just_noted(
    session, given, hotline, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    dpo = given.dpo(hotline)
    (notice,) = waiting(session, dpo)

    with pytest.raises(ReviewNeeded):
        note_notice(session, dpo, notice)
    with pytest.raises(ReasonTooShort):
        review_emergency(session, dpo, notice, True, "ok")
    review_emergency(session, dpo, notice, True, FOUND)

    with pytest.raises(AlreadyNoted):
        review_emergency(session, dpo, notice, True, FOUND)


def test_the_notice_of_another_agency_is_not_there(
    session, given, hotline, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    dpo, stranger = given.dpo(hotline), given.dpo(given.agency())
    (notice,) = waiting(session, dpo)

    with pytest.raises(NotFound):
        review_emergency(session, stranger, notice, True, FOUND)
    with pytest.raises(NotPermitted):
        review_emergency(session, supervisor, notice, True, FOUND)


def test_new_emergency_keys_ask_the_supervisor_to_sign_in_again(
    session, given, hotline, supervisor, case
):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    leaving = given.member(hotline, Role.SUPERVISOR)
    membership = session.get_one(Membership, leaving.membership_id)

    end_membership(session, given.custodian(hotline), membership, "Moved away")

    with pytest.raises(SignInAgain):
        read_again(session, supervisor, case)
    assert opened(session, given.again(supervisor), case)


# A database writer wants more.


@pytest.fixture
def access(session, supervisor, case):
    open_emergency(session, supervisor, case, HEALTH, WHY)
    return access_of(session, case)


def test_more_time_cannot_be_written_into_it(session, supervisor, case, access):
    access.until += timedelta(days=30)
    forget(session)

    with pytest.raises(CannotOpen):
        read_again(session, supervisor, case)


def test_an_access_that_has_ended_does_not_come_back(session, supervisor, case, access):
    before = older(access)
    session.delete(access)
    forget(session)

    with time_machine.travel(now() + TOO_LONG, tick=False):
        session.add(EmergencyAccess(**before))
        assert not opened(session, supervisor, case)


@pytest.mark.parametrize("column", ["compartment", "case_id", "id", "reason_sealed"])
def test_it_is_moved_to_no_other_part_and_no_other_case(
    session, given, worker, supervisor, case, access, column
):
    other = shared_case(given, worker, supervisor)
    given.share(worker, case, supervisor, LEGAL)
    changed = {
        "compartment": LEGAL,
        "case_id": other.id,
        "id": uuid4(),
        "reason_sealed": flip(access.reason_sealed),
    }
    session.add(
        EmergencyAccess(**older(access) | {"id": uuid4()} | {column: changed[column]})
    )
    session.delete(access)
    forget(session)

    with pytest.raises(CannotOpen):
        read_again(session, supervisor, other if column == "case_id" else case)


def test_it_is_given_to_no_other_supervisor(
    session, given, hotline, supervisor, case, access
):
    colleague = given.member(hotline, Role.SUPERVISOR)
    access.membership_id = colleague.membership_id
    forget(session)

    with pytest.raises(CannotOpen):
        read_again(session, colleague, case)
    assert not opened(session, supervisor, case)


def test_a_planted_row_opens_nothing_to_who_holds_no_emergency_key(
    session, given, hotline, case, access
):
    worker = given.member(hotline)
    planted = older(access) | {"id": uuid4(), "membership_id": worker.membership_id}
    session.add(EmergencyAccess(**planted))
    forget(session)

    assert not opened(session, worker, case)
    promoted = replace(worker, role=Role.SUPERVISOR)
    assert not opened(session, promoted, case)


def test_a_planted_row_shuts_the_case_instead_of_opening_it(session, supervisor, case):
    session.add(
        EmergencyAccess(
            case_id=case.id,
            agency_id=supervisor.agency_id,
            membership_id=supervisor.membership_id,
            compartment=HEALTH,
            until=now() + timedelta(hours=3),
            group_epoch=1,
            reason_sealed=b"no reason at all" * 4,
        )
    )
    forget(session)

    with pytest.raises(CannotOpen):
        read_again(session, supervisor, case)


def test_the_seeds_kept_for_emergencies_are_not_exchanged(
    session, hotline, supervisor, case, access
):
    health, legal = (
        session.scalars(
            select(Group).where(Group.agency_id == hotline.id, Group.name == name)
        ).one()
        for name in (GroupName.HEALTH, GroupName.LEGAL)
    )
    exchange(health, legal, "emergency_sealed")
    forget(session)

    with pytest.raises(CannotOpen):
        read_again(session, supervisor, case)
