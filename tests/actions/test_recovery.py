"""What printed codes are for: the keys of an agency, a forgotten passphrase."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import permutations

import pytest
import time_machine
from sqlalchemy import delete, select

from interact.agencies.models import (
    Group,
    Person,
    RecoveryEnvelope,
    RecoveryKey,
)
from interact.agencies.queries import current_group, email_of
from interact.agencies.rules import Role
from interact.audit.models import Notice
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import CannotOpen, NotPermitted, RuleBroken
from interact.joining.accepting import Typed, accept_invitation
from interact.joining.lost_access import (
    LostPassphrase,
    recover_agency,
    recover_passphrase,
)
from interact.joining.members import bring_in_member
from interact.joining.recovery import set_recovery_codes, try_recovery_codes
from interact.joining.recovery_codes import (
    close_envelopes,
    open_custody,
    recovery_state,
)
from interact.joining.rules import (
    InvitationGone,
    PassphraseTooShort,
    RecoveryCodesOutdated,
    RecoveryCodesWrong,
    RecoveryRefused,
    SignInAgain,
    SignInRefused,
)
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import CodeMistyped, GroupName
from interact.keys.wrapping import KeyPair
from tests.given import CHEAP

pytestmark = pytest.mark.on_both

WORDS, NEW_WORDS = "kestrel-orchard-saddle-plover", "walnut-harbour-tickle-gravel"
CUSTODIAN = ("Nadia", "nadia@example.org")


@pytest.fixture
def custodian(given):
    return given.custodian(given.agency())


@pytest.fixture
def agency(given, custodian):
    return given.agency_of(custodian)


@pytest.fixture
def codes(session, custodian):
    return set_recovery_codes(session, custodian)


def come_in(session, token, passphrase=WORDS):
    return accept_invitation(session, token, Typed(passphrase=passphrase, cost=CHEAP))


def told(session, agency) -> set[Event]:
    """What the DPO of an agency was told."""
    session.flush()
    return set(session.scalars(select(Notice.event).filter_by(agency_id=agency.id)))


# Codes of an agency.


def test_any_two_of_the_three_codes_open_the_agencys_keys(session, agency, codes):
    assert len(set(codes)) == 3
    for pair in permutations(codes, 2):
        opened = open_custody(session, agency, pair)
        group = current_group(session, agency.id, GroupName.CUSTODY)
        assert opened.public == group.kem_public


def test_one_code_opens_nothing_not_even_twice(session, agency, codes):
    for code in codes:
        for typed in ([code], [code, code], [code, code.lower()]):
            with pytest.raises(RecoveryCodesWrong):
                open_custody(session, agency, typed)


def test_codes_of_another_agency_open_nothing(session, given, agency, codes):
    other = given.custodian(given.agency())
    theirs = set_recovery_codes(session, other)

    with pytest.raises(RecoveryCodesWrong):
        open_custody(session, agency, [codes[0], theirs[1]])
    with pytest.raises(RecoveryCodesWrong):
        open_custody(session, agency, theirs[:2])


def test_a_slip_of_the_pen_is_told_with_its_line(session, agency, codes):
    slip = codes[0][:-1] + ("Z" if codes[0][-1] != "Z" else "Y")

    with pytest.raises(CodeMistyped, match="Line 4"):
        open_custody(session, agency, [slip, codes[1]])


def test_an_agency_without_codes_cannot_be_recovered(session, agency):
    assert recovery_state(session, agency).made_at is None
    assert not recovery_state(session, agency).in_force


def test_the_codes_count_once_two_of_them_were_seen_to_work(
    session, custodian, agency, codes
):
    assert recovery_state(session, agency).tested_at is None

    try_recovery_codes(session, custodian, codes[1:])

    state = recovery_state(session, agency)
    assert state.in_force
    assert state.made_at is not None
    assert state.tested_at is not None


def test_a_test_that_fails_counts_for_nothing(session, custodian, agency, codes):
    with pytest.raises(RecoveryCodesWrong):
        try_recovery_codes(session, custodian, [codes[0], codes[0]])

    assert recovery_state(session, agency).tested_at is None


def test_new_codes_make_the_old_ones_void_and_are_not_tested(
    session, custodian, agency, codes
):
    try_recovery_codes(session, custodian, codes[:2])

    fresh = set_recovery_codes(session, custodian)

    assert recovery_state(session, agency).tested_at is None
    with pytest.raises(RecoveryCodesWrong):
        open_custody(session, agency, codes[:2])
    with pytest.raises(RecoveryCodesWrong):
        open_custody(session, agency, [codes[0], fresh[1]])
    assert open_custody(session, agency, fresh[:2])
    assert Event.RECOVERY_CODES_SET in told(session, agency)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.DPO])
def test_only_a_custodian_makes_and_tries_codes(session, given, agency, role):
    member = given.member(agency, role)

    with pytest.raises(NotPermitted):
        set_recovery_codes(session, member)
    with pytest.raises(NotPermitted):
        try_recovery_codes(session, member, ["", ""])


def test_a_custody_group_with_a_new_key_keeps_the_printed_codes(session, agency, codes):
    fresh = KeyPair.generate()
    old = give_custody_a_new_key(session, agency, fresh)
    with pytest.raises(RecoveryCodesOutdated):
        open_custody(session, agency, codes[:2])
    assert not recovery_state(session, agency).in_force

    close_envelopes(session, agency, fresh)

    rows = session.scalars(select(RecoveryEnvelope)).all()
    assert {row.group_epoch for row in rows} == {old.epoch + 1}
    assert recovery_state(session, agency).in_force


def test_whose_custody_keys_are_old_signs_in_again_before_making_codes(
    session, custodian, agency, codes
):
    give_custody_a_new_key(session, agency, KeyPair.generate())

    with pytest.raises(SignInAgain):
        set_recovery_codes(session, custodian)


def give_custody_a_new_key(session, agency, keys):
    old = current_group(session, agency.id, GroupName.CUSTODY)
    session.add(
        Group(
            agency_id=agency.id,
            name=GroupName.CUSTODY,
            epoch=old.epoch + 1,
            kem_public=keys.public,
            signing_public=keys.signing_public,
            not_after=old.not_after,
            certificate=old.certificate,
        )
    )
    session.flush()
    return old


# Whoever can write into the database.


def test_a_planted_code_is_given_nothing(session, custodian, agency, codes):
    """Else the next new key of the custody group would be sealed to the attacker."""
    planted = session.scalars(select(RecoveryKey).filter_by(number=2)).one()
    planted.public = KeyPair.generate().public
    session.flush()

    with pytest.raises(CannotOpen):
        close_envelopes(session, agency, KeyPair.generate())


def test_keys_an_attacker_put_into_an_envelope_are_not_the_agencys(
    session, agency, codes
):
    """Two codes of one's own, an envelope closed with a seed of one's own."""
    mine = KeyPair.generate()
    group = current_group(session, agency.id, GroupName.CUSTODY)
    group.kem_public = mine.public
    close_envelopes(session, agency, mine)

    with pytest.raises(CannotOpen):
        open_custody(session, agency, codes[:2])


def test_an_envelope_moved_from_one_agency_to_another_stays_shut(
    session, given, agency, codes
):
    other = given.custodian(given.agency())
    set_recovery_codes(session, other)
    rows = {
        row.agency_id: row
        for row in session.scalars(
            select(RecoveryEnvelope).filter_by(first=1, second=2)
        )
    }

    rows[agency.id].sealed = rows[other.agency_id].sealed
    session.flush()

    with pytest.raises(CannotOpen):
        open_custody(session, agency, codes[:2])
    assert open_custody(session, agency, codes[1:])


# All custodians lost.


def test_two_codes_bring_a_new_custodian_who_can_do_all_a_custodian_does(
    session, given, agency, codes
):
    worker = given.member(agency)
    token = recover_agency(session, agency.name, codes[1:], CUSTODIAN, {})

    accepted = come_in(session, token)

    assert accepted.confirmed
    nadia = sign_in(session, Credentials(CUSTODIAN[1], WORDS), {})
    assert (nadia.role, nadia.agency_id) == (Role.CUSTODIAN, agency.id)
    assert nadia.keyring.opens(GroupName.CUSTODY)
    bring_in_member(session, nadia, given._person("Worker"), Role.CASEWORKER)
    assert set_recovery_codes(session, nadia) != codes
    assert worker.keyring.anchor == nadia.keyring.anchor
    assert Event.AGENCY_RECOVERED in told(session, agency)


def test_the_codes_stay_valid_after_they_were_used(session, agency, codes):
    recover_agency(session, agency.name, codes[:2], CUSTODIAN, {})

    assert open_custody(session, agency, codes[:2])


def test_an_agency_that_is_not_here_is_refused_like_wrong_codes(session, agency, codes):
    session.execute(delete(Notice))
    with pytest.raises(RecoveryCodesWrong) as unknown:
        recover_agency(session, "Nobody's agency", codes[:2], CUSTODIAN, {})
    with pytest.raises(RecoveryCodesWrong) as wrong:
        recover_agency(session, agency.name, [codes[0], codes[0]], CUSTODIAN, {})

    assert str(unknown.value) == str(wrong.value)
    assert told(session, agency) == set()


def test_the_link_works_once_and_for_72_hours(session, agency, codes):
    late, token = (
        recover_agency(session, agency.name, codes[:2], who, {})
        for who in (("Late", "late@example.org"), CUSTODIAN)
    )
    come_in(session, token)

    with pytest.raises(InvitationGone):
        come_in(session, token)
    with (
        time_machine.travel(now() + timedelta(hours=73)),
        pytest.raises(InvitationGone),
    ):
        come_in(session, late)


# A forgotten passphrase.


@pytest.fixture
def rosa(session, agency, codes):
    """A custodian who came by a link, and so has a personal code."""
    token = recover_agency(session, agency.name, codes[:2], CUSTODIAN, {})
    return come_in(session, token)


def forgot(code, words=NEW_WORDS, email=CUSTODIAN[1]):
    return LostPassphrase(email=email, code=code, passphrase=words, cost=CHEAP)


def test_a_personal_code_gives_a_new_passphrase_and_a_new_code(session, agency, rosa):
    who, fresh = recover_passphrase(session, forgot(rosa.code), {})

    assert who.membership_id == rosa.membership.id
    new = sign_in(session, Credentials(CUSTODIAN[1], NEW_WORDS), {})
    assert new.keyring.opens(GroupName.CUSTODY)
    with pytest.raises(SignInRefused):
        sign_in(session, Credentials(CUSTODIAN[1], WORDS), {})
    with pytest.raises(RecoveryRefused):
        recover_passphrase(session, forgot(rosa.code), {})
    assert recover_passphrase(session, forgot(fresh), {})[1] != fresh
    assert Event.PASSPHRASE_RECOVERED in told(session, agency)


def test_an_unknown_address_and_a_wrong_code_are_refused_alike(
    session, rosa, codes, given, agency
):
    without = given.member(agency)
    address = email_of(session, session.get_one(Person, without.person_id))
    tried = [
        forgot(codes[0]),
        forgot(rosa.code, email="nobody@example.org"),
        forgot(rosa.code, email=address),
    ]

    said = set()
    for lost in tried:
        with pytest.raises(RecoveryRefused) as refusal:
            recover_passphrase(session, lost, {})
        said.add(str(refusal.value))

    assert len(said) == 1


def test_the_new_passphrase_is_judged_as_any_other(session, rosa):
    with pytest.raises(PassphraseTooShort):
        recover_passphrase(session, forgot(rosa.code, "short"), {})

    assert sign_in(session, Credentials(CUSTODIAN[1], WORDS), {})


def test_who_left_the_agency_is_not_helped_by_a_code(session, rosa):
    rosa.membership.ended_at = now()
    session.flush()

    with pytest.raises(RecoveryRefused):
        recover_passphrase(session, forgot(rosa.code), {})


# Two at the same moment.


def at_once(running, *jobs):
    """Do each job in a transaction of its own, all at the same moment; what came."""

    def do(job):
        try:
            with running.database.writing() as session:
                return job(session)
        except RuleBroken as refusal:
            return type(refusal)

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(do, jobs))


def test_a_personal_code_is_used_up_once_by_two_at_the_same_moment(
    session, running, rosa
):
    session.commit()

    came = at_once(
        running,
        lambda mine: recover_passphrase(mine, forgot(rosa.code), {}),
        lambda mine: recover_passphrase(mine, forgot(rosa.code, WORDS), {}),
    )

    assert came.count(RecoveryRefused) == 1


def test_of_two_who_make_codes_at_the_same_moment_one_set_works(
    session, running, custodian, agency
):
    session.commit()

    came = at_once(running, *[lambda mine: set_recovery_codes(mine, custodian)] * 2)

    session.expire_all()
    assert len(session.scalars(select(RecoveryKey)).all()) == 3
    assert len(session.scalars(select(RecoveryEnvelope)).all()) == 3
    worked = [codes for codes in came if opens(session, agency, codes)]
    assert len(worked) == 1


def opens(session, agency, codes):
    try:
        open_custody(session, agency, codes[:2])
    except RecoveryCodesWrong:
        return False
    return True
