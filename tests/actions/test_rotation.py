"""The groups of an agency get new keys: custody, audit, emergencies, the parts."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from interact.agencies.models import Grant, PartnerPin, Rotation
from interact.agencies.queries import current_group
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.models import AuditSegment
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.audit.segments import open_segment
from interact.cases.actions import write_note
from interact.cases.models import Wrap
from interact.cases.queries import list_notes
from interact.cases.reasons import open_reason
from interact.cases.reshelving import list_rotations, move_some
from interact.cases.sharing import decline_share
from interact.core.errors import CannotOpen, NotFound, NotPermitted
from interact.joining.custody import open_in_emergency, open_own_identity
from interact.joining.partners import list_partners
from interact.joining.recovery_codes import make_codes, open_custody
from interact.joining.rules import NotVouchedFor, SignInAgain
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import KeyPair
from tests.actions.taking_out import leave, membership_of, move_all, narrow
from tests.actions.thief import Thief
from tests.attacks.attacker import flip, forget, read_again, wraps_of

pytestmark = pytest.mark.on_both

CARE = Compartment.CARE
CUSTODY, AUDIT, EMERGENCY = GroupName.CUSTODY, GroupName.AUDIT, GroupName.EMERGENCY


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def agency(given, worker):
    return given.agency_of(worker)


@pytest.fixture
def first(given, agency):
    """The custodian who founded the agency."""
    return given.custodian(agency)


@pytest.fixture
def second(given, agency):
    return given.member(agency, Role.CUSTODIAN)


@pytest.fixture
def case(session, given, worker):
    made = given.case(worker)
    write_note(session, worker, made, CARE, "Before")
    return made


def texts(session, actor, case):
    return [note.text for note in list_notes(read_again(session, actor, case))]


def test_when_a_custodian_leaves_every_group_gets_a_new_key(
    session, given, worker, first, second, case
):
    thief = Thief(session, first)
    thief.halves = {}

    taken = leave(session, second, first)
    renewed = {rotation.new_group.name for rotation in taken.rotations}
    assert renewed == set(GroupName)
    assert worker.person_id in taken.people
    move_all(session, given.again(second), taken)
    write_note(session, given.again(worker), case, CARE, "After")
    thief.look()

    assert thief.halves == {}
    assert texts(session, given.again(worker), case) == ["After", "Before"]


def test_the_custodians_who_stay_keep_everything(
    session, given, worker, agency, first, second, case
):
    taken = leave(session, second, first)
    signed_in = given.again(second)
    move_all(session, signed_in, taken)

    assert open_own_identity(signed_in, agency).public == agency.identity_public
    given._custodians[agency.id] = signed_in
    third = given.member(agency, Role.CUSTODIAN)
    newcomer = given.caseworker(agency)

    assert texts(session, newcomer, case) == ["Before"]
    leave(session, third, second)
    with pytest.raises(CannotOpen):
        open_own_identity(signed_in, agency)


def test_who_has_the_custody_keys_of_before_signs_in_again(
    session, given, worker, first, second
):
    third = given.member(given.agency_of(worker), Role.CUSTODIAN)
    leave(session, second, first)

    with pytest.raises(SignInAgain):
        leave(session, third, worker)


def test_two_recovery_codes_open_the_new_custody_keys(
    session, given, agency, first, second
):
    custody = first.keyring.group(CUSTODY).keypair
    codes = make_codes(session, agency, custody)

    leave(session, second, first)

    opened = open_custody(session, agency, codes[1:])
    assert opened.public == current_group(session, agency.id, CUSTODY).kem_public
    assert opened.public != custody.public


def test_whom_the_agency_knows_is_sealed_under_the_new_key(
    session, given, worker, agency, first
):
    colleague, officer = given.caseworker(agency), given.officer()
    given.share(worker, given.case(worker), officer)
    known = fingerprints(session, colleague)

    leave(session, first, worker)

    assert fingerprints(session, given.again(colleague)) == known
    pins = select(PartnerPin.group_epoch).where(PartnerPin.agency_id == agency.id)
    assert set(session.scalars(pins)) == {2}
    with pytest.raises(CannotOpen):
        fingerprints(session, worker)


def test_a_reason_that_was_sealed_to_the_old_key_is_still_read(
    session, given, worker, agency, first, case
):
    colleague, officer = given.caseworker(agency), given.officer()
    share = given.offer(worker, case, officer, CARE)
    decline_share(session, officer, share, "Not our district")

    leave(session, first, worker)

    assert open_reason(given.again(colleague), share) == "Not our district"


def test_what_is_recorded_after_a_dpo_left_is_not_theirs(session, given, agency, first):
    old, other = given.dpo(agency), given.dpo(agency)
    session.commit()
    before = len(list_history(session, other, HistoryFilter()))
    session.commit()

    leave(session, first, old)
    session.commit()

    stayed = given.again(other)
    lines = list_history(session, stayed, HistoryFilter())
    assert Event.MEMBER_LEFT in {line.event for line in lines}
    assert Event.ENTRY_UNREADABLE not in {line.event for line in lines}
    assert len(lines) > before
    segments = select(AuditSegment).where(
        AuditSegment.agency_id == agency.id, AuditSegment.group_epoch == 2
    )
    (newest,) = session.scalars(segments)
    with pytest.raises(CannotOpen):
        open_segment(session, old.keyring, newest)


def test_what_is_sealed_in_an_emergency_follows_the_emergency_group(
    session, given, worker, agency, first
):
    leaving = given.member(agency, Role.SUPERVISOR)
    staying = given.member(agency, Role.SUPERVISOR)

    leave(session, first, leaving)

    group = current_group(session, agency.id, GroupName.HEALTH)
    keys = given.again(staying).keyring.group(EMERGENCY).keypair
    assert open_in_emergency(keys, group).public == group.kem_public
    with pytest.raises(CannotOpen):
        open_in_emergency(leaving.keyring.group(EMERGENCY).keypair, group)


def test_a_grant_that_no_custodian_signed_is_not_made_again(
    session, given, worker, agency, first
):
    planted, colleague = given.caseworker(agency), given.caseworker(agency)
    grants = select(Grant).where(Grant.membership_id == planted.membership_id)
    for grant in session.scalars(grants):
        grant.signature = flip(grant.signature)
    forget(session)

    taken = leave(session, first, worker)

    assert taken.people == {worker.person_id, colleague.person_id}
    with pytest.raises(NotVouchedFor):
        given.again(planted)
    assert given.again(colleague).keyring.latest(GroupName.CARE) == 2


def test_a_colleague_made_custodian_in_the_database_vouches_for_nobody(
    session, given, worker, agency, first
):
    planted, colleague = given.caseworker(agency), given.caseworker(agency)
    membership_of(session, colleague).role = Role.CUSTODIAN
    grants = select(Grant).where(Grant.membership_id == planted.membership_id)
    for grant in session.scalars(grants):
        grant.custodian_id = colleague.person_id
    forget(session)

    taken = leave(session, first, worker)

    assert taken.people == {worker.person_id}


def test_moving_a_bit_at_a_time_loses_nothing_and_says_how_far_it_is(
    session, given, worker, agency, first
):
    colleague = given.caseworker(agency)
    cases = [given.case(worker) for _each in range(5)]
    taken = leave(session, first, worker)
    rotation = moving(taken, GroupName.COORDINATION)

    for moved in (2, 4):
        move_some(session, first, rotation, 2)
        forget(session)
        (progress,) = [
            one for one in list_rotations(session, first) if one.rotation is rotation
        ]
        assert (progress.moved, progress.total) == (moved, 5)
        assert 0 < progress.percent < 100
    for case in cases:
        assert read_again(session, given.again(colleague), case).held
    move_some(session, first, rotation, 2)

    assert rotation.finished_at is not None
    assert (rotation.moved, rotation.total) == (5, 5)


def test_moving_twice_changes_nothing(session, given, worker, agency, first, case):
    colleague = given.caseworker(agency)
    taken = leave(session, first, worker)
    move_all(session, first, taken)
    stored = {wrap.id: wrap.shelf for wrap in wraps_of(session, colleague)}

    for rotation in taken.rotations:
        move_some(session, first, rotation)

    forget(session)
    assert {wrap.id: wrap.shelf for wrap in wraps_of(session, colleague)} == stored


def test_two_custodians_at_once_move_everything_once(
    session, running, given, worker, agency, first, second
):
    colleague = given.caseworker(agency)
    cases = [given.case(worker) for _each in range(6)]
    taken = leave(session, first, worker)
    rotation_id = moving(taken, GroupName.COORDINATION).id
    session.commit()
    both = Barrier(2)

    def press(actor):
        both.wait()
        for _time in range(4):
            with running.database.writing() as writing:
                move_some(writing, actor, writing.get_one(Rotation, rotation_id), 2)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, [first, second]))

    rotation = session.get_one(Rotation, rotation_id, populate_existing=True)
    assert (rotation.moved, rotation.total) == (6, 6)
    for case in cases:
        assert read_again(session, given.again(colleague), case).held


def test_a_half_that_does_not_open_stays_and_stops_nothing(
    session, given, worker, agency, first, case
):
    given.caseworker(agency)
    for _each in range(3):
        given.case(worker)
    broken = wraps_of(session, worker)[0]
    broken.inbox, broken.shelf = None, b"nothing that opens"
    group_id = broken.group_id
    forget(session)

    taken = leave(session, first, worker)
    move_all(session, first, taken, 1)

    assert session.get_one(Wrap, broken.id).group_id == group_id
    moved = [e for e in session.info["pending"] if e.event is Event.HALVES_MOVED]
    assert sum(int(str(entry.details["left"])) for entry in moved) >= 1


def test_a_half_passed_on_while_others_are_moved_is_not_there_twice(
    session, given, worker, agency, first
):
    officer, colleague = given.officer(), given.caseworker(agency)
    case = given.case(officer)
    write_note(session, officer, case, CARE, "For the centre")
    given.share(officer, case, worker, CARE)
    taken = leave(session, first, worker)
    given.share(officer, case, colleague, CARE, Compartment.HEALTH)

    move_all(session, first, taken)

    epochs = [wrap.epoch_id for wrap in wraps_of(session, colleague)]
    assert len(epochs) == len(set(epochs))
    assert texts(session, given.again(colleague), case) == ["For the centre"]


def test_only_a_custodian_of_the_agency_moves_its_halves(
    session, given, worker, agency, first
):
    colleague = given.caseworker(agency)
    given.case(worker)
    rotation = leave(session, first, worker).rotations[0]

    with pytest.raises(NotPermitted):
        move_some(session, colleague, rotation)
    with pytest.raises(NotFound):
        move_some(session, given.custodian(given.agency()), rotation)


def test_new_keys_are_recorded_by_the_names_of_the_groups(
    session, given, worker, agency, first
):
    narrow(session, first, worker, GroupName.COORDINATION, GroupName.CARE)

    pending = session.info["pending"]
    (entry,) = [e for e in pending if e.event is Event.GROUP_ROTATED]
    assert entry.details["groups"] == ["health", "identity", "legal", "whereabouts"]


def test_the_seeds_of_a_group_are_new(session, given, worker, agency, first):
    leave(session, first, worker)

    keys = current_group(session, agency.id, GroupName.CARE)
    old = worker.keyring.group(GroupName.CARE).keypair
    assert isinstance(old, KeyPair)
    assert keys.kem_public != old.public
    assert keys.signing_public != old.signing_public


def moving(taken, name):
    (found,) = [one for one in taken.rotations if one.new_group.name is name]
    return found


def fingerprints(session, actor):
    forget(session)
    return {view.agency.id: view.first_met for view in list_partners(session, actor)}
