"""One's own account: passphrase, authenticator app and personal code are changed."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from interact.agencies.models import SeedWrap
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.accepting import Factor
from interact.joining.accounts import (
    NewPassphrase,
    change_passphrase,
    find_account,
    make_code,
    set_factor,
)
from interact.joining.members import NewMember, bring_in_member
from interact.joining.rules import (
    NotProven,
    PassphraseTooEasy,
    PassphraseTooShort,
    SignInRefused,
)
from interact.joining.sessions import Credentials, sign_in
from interact.keys import totp
from interact.keys.codes import read_code
from interact.keys.passphrase import Kind, unlock_with_secret
from interact.keys.rules import WrongCode
from interact.keys.wrapping import KeyPair
from tests.actions.test_sign_in import code_at
from tests.given import CHEAP, PASSPHRASE

pytestmark = pytest.mark.on_both

EMAIL = "rosa@example.org"
OWN = "seven lamps beside the slow canal"
CHANGED = NewPassphrase(PASSPHRASE, OWN, CHEAP)


@pytest.fixture
def agency(given):
    return given.agency()


@pytest.fixture
def rosa(session, given, agency):
    """A caseworker, signed in."""
    new = NewMember(name="Rosa", email=EMAIL, passphrase=PASSPHRASE, cost=CHEAP)
    bring_in_member(session, given.custodian(agency), new, Role.CASEWORKER)
    return enter(session, PASSPHRASE)


def enter(session, passphrase, code=""):
    return sign_in(session, Credentials(EMAIL, passphrase, code), {})


def seed_opened_by(session, actor, printed):
    theirs = select(SeedWrap).where(
        SeedWrap.person_id == actor.person_id, SeedWrap.kind == Kind.CODE.value
    )
    wrap = session.scalars(theirs).one()
    return unlock_with_secret(
        Kind.CODE, read_code(printed), wrap.params, wrap.sealed, actor.person_id
    )


def test_the_new_passphrase_lets_in_and_the_old_one_no_more(session, rosa):
    change_passphrase(session, rosa, CHANGED)

    assert enter(session, OWN).keyring.pack() == rosa.keyring.pack()
    with pytest.raises(SignInRefused):
        enter(session, PASSPHRASE)


@pytest.mark.parametrize(
    ("new", "refusal"),
    [("too short", PassphraseTooShort), ("rosa rosa rosa rosa", PassphraseTooEasy)],
)
def test_a_weak_passphrase_is_refused_and_the_old_one_stays(
    session, rosa, new, refusal
):
    with pytest.raises(refusal):
        change_passphrase(session, rosa, NewPassphrase(PASSPHRASE, new, CHEAP))

    assert enter(session, PASSPHRASE)


def test_whoever_finds_an_open_session_changes_nothing_without_the_passphrase(
    session, rosa
):
    secret = totp.new_secret()
    factor = Factor(secret, code_at(secret, now()))

    for deed in (
        lambda: change_passphrase(session, rosa, NewPassphrase("not it", OWN, CHEAP)),
        lambda: make_code(session, rosa, "not it"),
        lambda: set_factor(session, rosa, "not it", factor),
    ):
        with pytest.raises(NotProven):
            deed()

    account = find_account(session, rosa)
    assert (account.has_app, account.code_made_at) == (False, None)


def test_a_personal_code_opens_the_keys_and_a_new_one_voids_it(session, rosa):
    old = make_code(session, rosa, PASSPHRASE)
    assert KeyPair(seed_opened_by(session, rosa, old)).signing_public

    new = make_code(session, rosa, PASSPHRASE)

    opened = KeyPair(seed_opened_by(session, rosa, new))
    assert opened.signing_public == rosa.keyring.signing.public
    with pytest.raises(CannotOpen):
        seed_opened_by(session, rosa, old)
    assert find_account(session, rosa).code_made_at is not None


def test_a_personal_code_outlives_the_passphrase(session, rosa):
    printed = make_code(session, rosa, PASSPHRASE)

    change_passphrase(session, rosa, CHANGED)

    opened = KeyPair(seed_opened_by(session, rosa, printed))
    assert opened.signing_public == rosa.keyring.signing.public


def test_an_app_is_kept_only_when_it_shows_the_right_code(session, rosa):
    secret = totp.new_secret()
    right = code_at(secret, now())
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"

    with pytest.raises(WrongCode):
        set_factor(session, rosa, PASSPHRASE, Factor(secret, wrong))
    assert not find_account(session, rosa).has_app

    set_factor(session, rosa, PASSPHRASE, Factor(secret, right))
    assert find_account(session, rosa).has_app
    with pytest.raises(SignInRefused):
        enter(session, PASSPHRASE, right)  # each code is good once


def test_another_app_replaces_the_one_before(session, rosa):
    old, new = totp.new_secret(), totp.new_secret()
    set_factor(session, rosa, PASSPHRASE, Factor(old, code_at(old, now())))
    set_factor(session, rosa, PASSPHRASE, Factor(new, code_at(new, now())))

    with time_machine.travel(now() + timedelta(minutes=2)):
        with pytest.raises(SignInRefused):
            enter(session, PASSPHRASE, code_at(old, now()))
        assert enter(session, PASSPHRASE, code_at(new, now()))


def test_every_change_is_in_the_record(session, given, agency, rosa):
    dpo = given.dpo(agency)
    secret = totp.new_secret()
    make_code(session, rosa, PASSPHRASE)
    set_factor(session, rosa, PASSPHRASE, Factor(secret, code_at(secret, now())))
    change_passphrase(session, rosa, CHANGED)
    session.commit()

    for event in (Event.CODE_MADE, Event.FACTOR_SET, Event.PASSPHRASE_CHANGED):
        assert (
            list_history(session, dpo, HistoryFilter(event=event))[0].actor_name
            == "Rosa"
        )
