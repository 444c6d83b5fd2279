"""Signing in: who is let in, with what, and what is refused without saying why."""

from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import select

from interact.agencies.models import Agency, Group, Membership
from interact.agencies.rules import AgencyKind, Role
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.queries import read_case, read_profile
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.members import NewMember, bring_in_member
from interact.joining.partners import certified_group
from interact.joining.rules import (
    GROUP_LIFETIME,
    CodeNeeded,
    NotVouchedFor,
    SignInRefused,
)
from interact.joining.sessions import Credentials, actor_of, sign_in, sign_out
from interact.keys import totp
from interact.keys.keyring import Keyring
from interact.keys.passphrase import unlock_seed
from interact.keys.rules import Compartment, GroupName
from interact.keys.sessions import SignIn
from tests.given import CHEAP, PASSPHRASE

pytestmark = pytest.mark.on_both

EMAIL = "rosa@example.org"
STEP = timedelta(seconds=totp.STEP_SECONDS)


@pytest.fixture
def rosa(session, given) -> Membership:
    """A caseworker of a reception centre."""
    return join(session, given, given.agency())


def join(session, given, agency, email=EMAIL, role=Role.CASEWORKER) -> Membership:
    new = NewMember(name="Rosa", email=email, passphrase=PASSPHRASE, cost=CHEAP)
    return bring_in_member(session, given.custodian(agency), new, role)


def enter(session, passphrase=PASSPHRASE, code="", email=EMAIL):
    return sign_in(session, Credentials(email, passphrase, code), {})


def set_up_codes(session, running, person) -> bytes:
    """Give a person a second factor; returns its secret."""
    (lock,) = person.seed_wraps
    pepper = running.installation.pepper
    seed = unlock_seed(PASSPHRASE, lock.params, lock.sealed, person.id, pepper)
    secret = totp.new_secret()
    person.totp_sealed = totp.seal_secret(seed, secret, person.id)
    session.flush()
    return secret


def code_at(secret, moment):
    """The six digits an authenticator app shows at `moment`."""
    app = TOTP(secret, totp.DIGITS, SHA1(), totp.STEP_SECONDS)  # noqa: S303
    return app.generate(int(moment.timestamp())).decode()


def race(running, code):
    """Two sign-ins with one code, of which the first to begin is the last to end."""
    with running.database.reading() as slower:
        enter(slower, code=code)
        with running.database.reading() as faster:
            enter(faster, code=code)


def test_who_signs_in_opens_what_they_were_cleared_for(session, rosa):
    actor = enter(session)

    assert actor.person_id == rosa.person_id
    assert actor.keyring.opens(GroupName.IDENTITY)
    assert not actor.keyring.opens(GroupName.INVESTIGATION)


@pytest.mark.parametrize("email", ["Rosa@EXAMPLE.org", " rosa@example.org"])
def test_an_address_is_one_however_it_is_typed(session, rosa, email):
    assert enter(session, email=email).person_id == rosa.person_id


def test_unknown_address_and_wrong_passphrase_and_wrong_code_are_refused_alike(
    session, running, rosa
):
    with pytest.raises(SignInRefused) as unknown:
        enter(session, email="nobody@example.org")
    with pytest.raises(SignInRefused) as wrong:
        enter(session, passphrase="another passphrase")
    set_up_codes(session, running, rosa.person)
    with pytest.raises(SignInRefused) as wrong_code:
        enter(session, code="not one")

    assert str(unknown.value) == str(wrong.value) == str(wrong_code.value)
    assert {type(r.value) for r in (unknown, wrong, wrong_code)} == {SignInRefused}


def test_a_code_is_not_asked_for_before_the_passphrase_is_right(session, running, rosa):
    set_up_codes(session, running, rosa.person)

    with pytest.raises(SignInRefused):
        enter(session, passphrase="another passphrase")
    with pytest.raises(CodeNeeded):
        enter(session)


def test_a_right_code_lets_in_and_stands_in_the_record(session, running, rosa):
    secret = set_up_codes(session, running, rosa.person)

    actor = enter(session, code=code_at(secret, now()))

    assert actor.auth_level == "passphrase and code"


def test_a_code_is_good_once(session, running, rosa):
    secret = set_up_codes(session, running, rosa.person)
    with time_machine.travel(now(), tick=False):
        code = code_at(secret, now())
        enter(session, code=code)

        with pytest.raises(SignInRefused):
            enter(session, code=code)


def test_the_next_code_is_good_again(session, running, rosa):
    secret = set_up_codes(session, running, rosa.person)
    with time_machine.travel(now(), tick=False) as clock:
        enter(session, code=code_at(secret, now()))
        clock.shift(STEP)

        assert enter(session, code=code_at(secret, now()))


def test_of_two_sign_ins_with_one_code_at_the_same_time_one_is_let_in(
    session, running, given
):
    agency = given.agency()
    rosa = join(session, given, agency)
    dpo = given.dpo(agency)
    secret = set_up_codes(session, running, rosa.person)
    session.commit()

    with pytest.raises(SignInRefused):
        race(running, code_at(secret, now()))

    entries = list_history(session, dpo, HistoryFilter(event=Event.SIGNED_IN))
    assert [line.actor_name for line in entries].count("Rosa") == 1


def test_who_left_their_agency_is_refused_like_a_stranger(session, rosa):
    rosa.ended_at = now()
    session.flush()

    with pytest.raises(SignInRefused):
        enter(session)


def test_the_session_of_who_left_ends_with_the_membership(session, rosa):
    actor = enter(session)
    running_session = SignIn(
        rosa.person_id, rosa.id, actor.auth_level, actor.keyring.pack()
    )
    assert actor_of(session, running_session, {}) is not None

    rosa.ended_at = now()
    session.flush()

    assert actor_of(session, running_session, {}) is None


def test_a_session_of_one_person_is_not_the_session_of_another(session, given, rosa):
    actor, other = enter(session), given.caseworker()

    exchanged = SignIn(
        rosa.person_id, other.membership_id, "passphrase", actor.keyring.pack()
    )

    assert actor_of(session, exchanged, {}) is None


def test_a_grant_of_another_person_opens_nothing(session, given, rosa):
    officer = join(
        session, given, given.agency(AgencyKind.POLICE), "officer@example.org"
    )
    officer.grants[0].membership_id = rosa.id
    session.flush()
    session.expire_all()

    with pytest.raises(NotVouchedFor):
        enter(session)


def test_a_grant_moved_to_another_group_opens_nothing(session, rosa):
    first, second = rosa.grants[:2]
    first.group_id, second.group_id = second.group_id, first.group_id
    session.flush()
    session.expire_all()

    with pytest.raises(NotVouchedFor):
        enter(session)


def test_a_role_that_was_changed_in_the_database_is_refused(session, rosa):
    rosa.role = Role.DPO
    session.flush()

    with pytest.raises(NotVouchedFor):
        enter(session)


def test_a_role_that_is_changed_while_somebody_is_signed_in_ends_the_session(
    session, rosa
):
    actor = enter(session)
    signed_in = SignIn(rosa.person_id, rosa.id, "passphrase", actor.keyring.pack())

    rosa.role = Role.CUSTODIAN
    session.flush()

    assert actor_of(session, signed_in, {}) is None


def test_a_membership_moved_to_another_agency_is_refused(session, given, rosa):
    rosa.agency_id = given.agency(AgencyKind.POLICE).id
    session.flush()
    session.expire_all()

    with pytest.raises(NotVouchedFor):
        enter(session)


def test_an_agency_under_another_identity_lets_nobody_in(session, given, rosa):
    rosa.agency.identity_public = given.agency().identity_public
    session.flush()

    with pytest.raises(NotVouchedFor):
        enter(session)


def test_who_is_refused_is_told_whom_to_call_and_nothing_else(session, rosa):
    rosa.role = Role.DPO
    session.flush()

    with pytest.raises(CannotOpen) as refusal:
        enter(session)

    assert "Tell your custodian" in str(refusal.value)


def test_nobody_is_locked_out_when_the_keys_of_a_group_expire(session, given):
    worker = given.caseworker()
    case = given.case(worker)
    given.claim(worker, case, "hair", "Black")
    join(session, given, given.agency_of(worker))

    with time_machine.travel(now() + GROUP_LIFETIME + STEP):
        actor = enter(session)
        session.info.pop("vaults")
        profile = read_profile(read_case(session, actor, case.reference))

    assert profile["hair"][0].statement.value == "Black"


def test_nothing_is_sealed_to_a_group_that_has_expired(session, given):
    worker, officer = given.caseworker(), given.officer()
    case = given.case(worker)
    given.claim(worker, case)

    with (
        time_machine.travel(now() + GROUP_LIFETIME + STEP),
        pytest.raises(CannotOpen),
    ):
        given.share(worker, case, officer, Compartment.IDENTITY)


def test_the_end_of_a_group_cannot_be_put_off_in_the_database(session, given):
    worker = given.caseworker()
    police = session.get_one(Agency, given.police().id)
    for group in session.scalars(select(Group)):
        group.not_after += GROUP_LIFETIME
    session.flush()

    with pytest.raises(CannotOpen):
        certified_group(session, worker, police, GroupName.IDENTITY)


def test_what_a_session_keeps_does_not_hold_the_persons_own_seed(
    session, running, rosa
):
    (lock,) = rosa.person.seed_wraps
    pepper = running.installation.pepper
    seed = unlock_seed(PASSPHRASE, lock.params, lock.sealed, rosa.person_id, pepper)

    packed = enter(session).keyring.pack()

    assert seed not in packed
    assert Keyring.unpack(packed).opens(GroupName.CARE)


def test_signing_in_and_out_is_in_the_record(session, given):
    agency = given.agency()
    join(session, given, agency)
    dpo = given.dpo(agency)

    sign_out(session, enter(session))
    session.commit()

    events = [
        line.event
        for line in list_history(session, dpo, HistoryFilter())
        if line.actor_name == "Rosa"
    ]
    assert events == [Event.SIGNED_OUT, Event.SIGNED_IN]
