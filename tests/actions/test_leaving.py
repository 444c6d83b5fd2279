"""A member is taken out, or may open less: what they knew opens nothing any more."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from interact.agencies.models import Grant, Membership, Rotation
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.models import Notice
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.actions import write_note
from interact.cases.models import Epoch
from interact.cases.queries import list_notes
from interact.cases.sharing import accept_share
from interact.core.errors import NotFound, NotPermitted
from interact.joining.leaving import change_clearance, end_membership
from interact.joining.rules import (
    AlreadyLeft,
    ClearanceImpossible,
    ClearanceUnchanged,
    LastCustodian,
    LeavingReasonNeeded,
    NotWithOwnHands,
    SignInAgain,
    SignInRefused,
)
from interact.joining.sessions import actor_of
from interact.keys.rules import Compartment, GroupName
from interact.keys.sessions import SignIn
from tests.actions.taking_out import leave, membership_of, move_all, narrow
from tests.actions.thief import Thief
from tests.attacks.attacker import forget, read_again, wraps_of

pytestmark = pytest.mark.on_both

CARE, HEALTH = Compartment.CARE, Compartment.HEALTH
CARE_GROUP, HEALTH_GROUP = GroupName.CARE, GroupName.HEALTH
COORDINATION = GroupName.COORDINATION


@pytest.fixture
def worker(given):
    """The one who will leave."""
    return given.caseworker()


@pytest.fixture
def agency(given, worker):
    return given.agency_of(worker)


@pytest.fixture
def colleague(given, agency):
    return given.caseworker(agency)


@pytest.fixture
def custodian(given, agency):
    return given.custodian(agency)


@pytest.fixture
def case(session, given, worker):
    made = given.case(worker)
    write_note(session, worker, made, CARE, "Before")
    return made


def texts(session, actor, case):
    return [note.text for note in list_notes(read_again(session, actor, case))]


def write(session, actor, case, part=CARE, text="After"):
    forget(session)
    write_note(session, actor, case, part, text)


def test_who_left_opens_nothing_of_what_is_there_and_nothing_new(
    session, given, worker, colleague, custodian, case
):
    thief = Thief(session, worker)
    kept = dict(thief.halves)
    assert thief.opens(case, CARE, 1)

    move_all(session, custodian, leave(session, custodian, worker))
    write(session, given.again(colleague), case)

    thief.halves = {}
    thief.look()
    assert thief.halves == {}
    thief.halves = kept
    assert not thief.opens(case, CARE, 2)
    assert texts(session, given.again(colleague), case) == ["After", "Before"]


def test_who_left_is_out_at_once(session, given, worker, colleague, custodian):
    unlocked = SignIn(worker.person_id, worker.membership_id, "", worker.keyring.pack())
    assert actor_of(session, unlocked, {})

    leave(session, custodian, worker)

    assert actor_of(session, unlocked, {}) is None
    with pytest.raises(SignInRefused):
        given.again(worker)


def test_whoever_held_the_same_groups_is_signed_out(
    session, worker, colleague, custodian
):
    taken = leave(session, custodian, worker)

    assert taken.people == {worker.person_id, colleague.person_id}
    groups = {rotation.new_group.name for rotation in taken.rotations}
    assert groups == {name for name, _epoch in worker.keyring.groups}


def test_what_they_did_stays_under_their_name(
    session, given, worker, agency, colleague, custodian, case
):
    officer, dpo = given.officer(), given.dpo(agency)
    share = given.offer(worker, case, officer, CARE)

    move_all(session, custodian, leave(session, custodian, worker))
    session.commit()

    accept_share(session, officer, share)
    assert texts(session, officer, case) == ["Before"]
    wrote = HistoryFilter(event=Event.NOTE_WRITTEN)
    (line,) = list_history(session, dpo, wrote)
    assert line.actor_name == worker.name


def test_the_others_read_before_during_and_after_the_move(
    session, given, worker, colleague, custodian, case
):
    for part in (HEALTH, Compartment.LEGAL):
        write_note(session, worker, case, part, part.value)
    everything = texts(session, colleague, case)
    taken = leave(session, custodian, worker)
    signed_in = given.again(colleague)

    for rotation in taken.rotations:
        assert texts(session, signed_in, case) == everything
        move_all(session, custodian, type(taken)(taken.people, [rotation]), 1)

    assert texts(session, given.again(colleague), case) == everything
    assert {one.finished_at is None for one in taken.rotations} == {False}


def test_an_offer_that_lies_unopened_moves_unopened(
    session, given, worker, colleague, custodian
):
    officer = given.officer()
    case = given.case(officer)
    write_note(session, officer, case, CARE, "For the centre")
    share = given.offer(officer, case, worker, CARE)

    move_all(session, custodian, leave(session, custodian, worker))

    assert {wrap.shelf for wrap in wraps_of(session, colleague)} == {None}
    signed_in = given.again(colleague)
    accept_share(session, signed_in, share)
    assert texts(session, signed_in, case) == ["For the centre"]


def test_somebody_leaves_while_halves_are_still_moved(
    session, given, worker, agency, colleague, custodian, case
):
    third = given.caseworker(agency)
    write_note(session, worker, case, HEALTH, "Asthma")
    thieves = [Thief(session, worker)]
    leave(session, custodian, worker)
    thieves.append(Thief(session, given.again(colleague)))

    taken = leave(session, custodian, colleague)
    move_all(session, custodian, taken)

    unfinished = select(Rotation).where(Rotation.finished_at.is_(None))
    assert list(session.scalars(unfinished)) == []
    assert set(texts(session, given.again(third), case)) == {"Before", "Asthma"}
    for thief in thieves:
        thief.halves = {}
        thief.look()
        assert thief.halves == {}


def test_who_still_has_the_old_keys_only_is_asked_to_sign_in(
    session, given, worker, colleague, custodian, case
):
    leave(session, custodian, worker)

    with pytest.raises(SignInAgain):
        write(session, colleague, case)


def test_an_agency_that_works_along_writes_on_under_a_new_key(
    session, given, worker, colleague, custodian, case
):
    officer = given.officer()
    given.share(worker, case, officer, CARE)
    thief = Thief(session, worker)

    move_all(session, custodian, leave(session, custodian, worker))
    write(session, officer, case)
    thief.look()

    assert texts(session, given.again(colleague), case) == ["After", "Before"]
    assert not thief.opens(case, CARE, 2)


def test_a_key_that_is_newer_than_the_leaving_is_kept(
    session, given, worker, colleague, custodian, case
):
    move_all(session, custodian, leave(session, custodian, worker))
    for _time in range(3):
        write(session, given.again(colleague), case)

    begun = select(Epoch.number).where(Epoch.compartment == CARE)
    assert sorted(session.scalars(begun)) == [1, 2]


def test_the_last_custodian_stays(session, given, agency, custodian):
    second = given.member(agency, Role.CUSTODIAN)
    taken = leave(session, second, custodian)
    assert custodian.person_id in taken.people

    signed_in = given.again(second)
    with pytest.raises(NotWithOwnHands):
        leave(session, signed_in, signed_in)
    other = given.custodian(given.agency())
    with pytest.raises(NotFound):
        leave(session, other, signed_in)


def test_nobody_takes_the_only_custodian_out(session, given, agency, custodian):
    second = given.member(agency, Role.CUSTODIAN)
    membership_of(session, second).certificate = None

    with pytest.raises(LastCustodian):
        leave(session, second, custodian)


def test_a_reason_is_needed_and_the_dpo_is_told(
    session, worker, agency, colleague, custodian
):
    with pytest.raises(LeavingReasonNeeded):
        leave(session, custodian, worker, "  ")

    leave(session, custodian, worker)

    told = select(Notice.event).where(Notice.agency_id == agency.id)
    assert list(session.scalars(told)) == [Event.MEMBER_LEFT]


def test_only_a_custodian_takes_somebody_out(session, worker, colleague):
    with pytest.raises(NotPermitted):
        leave(session, colleague, worker)
    with pytest.raises(NotPermitted):
        narrow(session, colleague, worker, COORDINATION)


def test_nobody_leaves_twice(session, worker, custodian):
    member = membership_of(session, worker)
    leave(session, custodian, worker)

    with pytest.raises(AlreadyLeft):
        end_membership(session, custodian, member, "Again")


def test_two_custodians_at_once_take_somebody_out_once(
    session, running, given, worker, agency, custodian
):
    second = given.member(agency, Role.CUSTODIAN)
    membership_id = worker.membership_id
    session.commit()
    both = Barrier(2)

    def press(actor):
        both.wait()
        try:
            with running.database.writing() as writing:
                member = writing.get_one(Membership, membership_id)
                end_membership(writing, actor, member, "Works elsewhere now")
        except AlreadyLeft:
            return "refused"
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(press, [custodian, second]))

    assert ended == ["done", "refused"]
    names = [one.new_group.name for one in session.scalars(select(Rotation))]
    assert len(names) == len(set(names))


def test_who_may_open_less_opens_less_and_keeps_the_rest(
    session, given, worker, colleague, custodian, case
):
    write_note(session, worker, case, HEALTH, "Asthma")
    thief = Thief(session, worker)

    taken = narrow(session, custodian, worker, COORDINATION, CARE_GROUP)
    move_all(session, custodian, taken)
    write(session, given.again(colleague), case, HEALTH, "Needs an inhaler")
    thief.look()

    assert texts(session, given.again(worker), case) == ["Before"]
    assert not thief.opens(case, HEALTH, 2)
    everything = ["Needs an inhaler", "Asthma", "Before"]
    assert texts(session, given.again(colleague), case) == everything
    assert HEALTH_GROUP in {one.new_group.name for one in taken.rotations}
    assert CARE_GROUP not in {one.new_group.name for one in taken.rotations}


def test_who_may_open_more_opens_what_was_written_before(
    session, given, worker, colleague, custodian, case
):
    write_note(session, worker, case, HEALTH, "Asthma")
    before = frozenset(GroupName(n) for n in membership_of(session, worker).clearance)
    taken = narrow(session, custodian, worker, COORDINATION, CARE_GROUP)
    move_all(session, custodian, taken)

    grown = narrow(session, custodian, worker, *before)

    assert grown.rotations == []
    assert grown.people == {worker.person_id}
    assert set(texts(session, given.again(worker), case)) == {"Before", "Asthma"}


def test_a_clearance_goes_with_the_role(session, given, worker, agency, custodian):
    dpo = given.dpo(agency)
    for who, names in (
        (worker, {CARE_GROUP}),
        (worker, {COORDINATION, GroupName.CUSTODY}),
        (dpo, {GroupName.AUDIT, CARE_GROUP}),
    ):
        with pytest.raises(ClearanceImpossible):
            change_clearance(
                session, custodian, membership_of(session, who), frozenset(names)
            )
    same = frozenset(name for name, _epoch in worker.keyring.groups)
    with pytest.raises(ClearanceUnchanged):
        narrow(session, custodian, worker, *same)


def test_a_supervisor_could_have_opened_every_part(
    session, given, worker, agency, custodian
):
    supervisor = given.member(agency, Role.SUPERVISOR)
    narrow(session, custodian, supervisor, COORDINATION, GroupName.EMERGENCY)

    taken = leave(session, custodian, supervisor)

    names = {rotation.new_group.name for rotation in taken.rotations}
    assert names == {*map(GroupName, map(str, Compartment)), GroupName.EMERGENCY}


def test_no_grant_is_left_to_who_left(session, worker, custodian):
    leave(session, custodian, worker)

    theirs = select(Grant).where(Grant.membership_id == worker.membership_id)
    assert list(session.scalars(theirs)) == []
