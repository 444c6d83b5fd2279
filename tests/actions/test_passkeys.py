"""Passkeys of a person: registered, used, copied, planted, removed."""

import json
from dataclasses import dataclass, replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from interact.agencies.models import Membership, Passkey, SeedWrap
from interact.agencies.rules import Role
from interact.audit.history import HistoryFilter
from interact.audit.models import Notice
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.core.errors import CannotOpen, NotFound
from interact.joining.members import NewMember, bring_in_member
from interact.joining.passkey_rules import (
    MOST_PASSKEYS,
    LastFactor,
    NoSecondFactor,
    PasskeyCopied,
    PasskeyExists,
    PasskeyIsSecond,
    PasskeyNeeded,
    TooManyPasskeys,
)
from interact.joining.passkeys import (
    NewPasskey,
    find_holder,
    find_passkey,
    list_passkeys,
    register_passkey,
    remove_passkey,
    rename_passkey,
)
from interact.joining.presence import site_of, verify_presence
from interact.joining.rules import NotProven, NotVouchedFor, SignInRefused
from interact.joining.sessions import Credentials, sign_in
from interact.keys.rules import GroupName, PasskeyRefused
from interact.keys.webauthn_checks import Shown, ask_to_make, ask_to_use, secret_in
from tests.actions.test_sign_in import code_at, set_up_codes
from tests.given import CHEAP, PASSPHRASE
from tests.keys.device import Device

pytestmark = pytest.mark.on_both

EMAIL = "rosa@example.org"
CHALLENGE = bytes(range(56))


@pytest.fixture
def config(config):
    """Passkeys need a name in the address."""
    return replace(config, public_url="http://localhost:8000")


@dataclass
class Rosa:
    """A caseworker who can sign in, her agency and where she works."""

    session: object
    membership: Membership
    actor: object

    def make(self, device, label="My telephone", passphrase=PASSPHRASE):
        site, holder = site_of(self.session), find_holder(self.session, self.actor)
        asked = ask_to_make(site, holder, CHALLENGE)
        secret = secret_in(device.secret(asked))
        shown = Shown(device.make(asked), CHALLENGE, secret)
        new = NewPasskey(label=label, passphrase=passphrase, shown=shown)
        return register_passkey(self.session, self.actor, new)


@pytest.fixture
def rosa(session, given):
    membership = join(session, given, given.agency(), EMAIL)
    return Rosa(
        session, membership, sign_in(session, Credentials(EMAIL, PASSPHRASE), {})
    )


def join(session, given, agency, email):
    new = NewMember(name="Rosa", email=email, passphrase=PASSPHRASE, cost=CHEAP)
    return bring_in_member(session, given.custodian(agency), new, Role.CASEWORKER)


def answer(session, device):
    asked = ask_to_use(site_of(session), CHALLENGE)
    secret = secret_in(device.secret(asked))
    return Shown(device.use(asked), CHALLENGE, secret)


def enter(session, device, email="", passphrase=""):
    shown = answer(session, device)
    return sign_in(session, Credentials(email, passphrase, passkey=shown), {})


def show(session, actor, device):
    verify_presence(session, actor, answer(session, device).response, CHALLENGE)


# Signing in.


def test_a_passkey_that_unlocks_signs_in_alone(session, rosa):
    device = Device()
    rosa.make(device)

    actor = enter(session, device)

    assert actor.person_id == rosa.actor.person_id
    assert actor.auth_level == "passkey"
    assert actor.keyring.opens(GroupName.IDENTITY)


def test_one_that_does_not_unlock_is_a_second_step(session, rosa):
    device = Device(prf=False)
    rosa.make(device)

    with pytest.raises(PasskeyIsSecond):
        enter(session, device)
    actor = enter(session, device, EMAIL, PASSPHRASE)

    assert actor.auth_level == "passphrase and passkey"


def test_the_passphrase_alone_is_not_enough_beside_a_passkey(session, rosa):
    rosa.make(Device())

    with pytest.raises(PasskeyNeeded):
        sign_in(session, Credentials(EMAIL, PASSPHRASE), {})


def test_who_has_an_app_too_may_type_its_code(session, running, rosa):
    rosa.make(Device())
    secret = set_up_codes_beside_passkeys(session, running, rosa)

    code = code_at(secret, rosa.membership.created_at)
    actor = sign_in(session, Credentials(EMAIL, PASSPHRASE, code), {})

    assert actor.auth_level == "passphrase and code"


def set_up_codes_beside_passkeys(session, running, rosa):
    person = rosa.membership.person
    wraps = [wrap for wrap in person.seed_wraps if wrap.kind != "pw"]
    for wrap in wraps:
        person.seed_wraps.remove(wrap)
        session.expunge(wrap)
    return set_up_codes(session, running, person)


def test_a_passkey_with_the_wrong_passphrase_is_refused_like_a_wrong_passphrase(
    session, rosa
):
    device = Device(prf=False)
    rosa.make(device)

    with pytest.raises(SignInRefused) as wrong:
        enter(session, device, EMAIL, "another passphrase")
    with pytest.raises(SignInRefused) as unknown:
        enter(session, device, "nobody@example.org", PASSPHRASE)
    with pytest.raises(SignInRefused) as stranger:
        enter(session, Device(prf=False), EMAIL, PASSPHRASE)

    assert str(wrong.value) == str(unknown.value) == str(stranger.value)


def test_a_passkey_nobody_registered_is_refused(session, rosa):
    with pytest.raises(SignInRefused):
        enter(session, Device())


def test_the_passkey_of_a_colleague_is_no_second_step(session, given, rosa):
    device = Device(prf=False)
    rosa.make(device)
    join(session, given, given.agency(), "other@example.org")

    with pytest.raises(SignInRefused):
        enter(session, device, "other@example.org", PASSPHRASE)


def test_a_device_that_gives_another_secret_unlocks_nothing(session, rosa):
    device = Device()
    rosa.make(device)
    device.inner = bytes(32)

    with pytest.raises(PasskeyIsSecond):
        enter(session, device)
    assert enter(session, device, EMAIL, PASSPHRASE)


def test_the_secret_without_the_signature_unlocks_nothing(session, rosa):
    """Who found out what a device gives, but does not have it."""
    device = Device()
    passkey = rosa.make(device)
    forged = Device(
        credential_id=passkey.credential_id, inner=device.inner, user=device.user
    )

    with pytest.raises(SignInRefused):
        enter(session, forged)


def test_who_left_signs_in_with_no_passkey(session, rosa):
    device = Device()
    rosa.make(device)
    rosa.membership.ended_at = rosa.membership.created_at
    session.flush()

    with pytest.raises(SignInRefused):
        enter(session, device)


def test_in_a_real_installation_nobody_enters_without_a_second_step(
    session, running, rosa
):
    real = replace(running.installation, training=False)
    session.info["installation"] = real

    with pytest.raises(NoSecondFactor):
        sign_in(session, Credentials(EMAIL, PASSPHRASE), {})
    with pytest.raises(SignInRefused):
        sign_in(session, Credentials(EMAIL, "another passphrase"), {})


# Devices that count.


def test_a_passkey_that_counts_back_is_refused_recorded_and_told(session, given, rosa):
    device = Device()
    rosa.make(device)
    copy = replace(device)
    enter(session, device)

    with pytest.raises(PasskeyCopied):
        enter(session, copy)
    session.commit()

    agency = given.agency_of(rosa.actor)
    entries = list_history(session, given.dpo(agency), HistoryFilter())
    assert Event.PASSKEY_COPIED in [line.event for line in entries]
    told = session.scalars(select(Notice)).all()
    assert [(one.agency_id, one.event) for one in told] == [
        (agency.id, Event.PASSKEY_COPIED)
    ]


def test_a_copy_shows_nobodys_presence_either(session, rosa):
    device = Device()
    rosa.make(device)
    copy = replace(device)
    show(session, rosa.actor, device)

    with pytest.raises(PasskeyCopied):
        show(session, rosa.actor, copy)
    assert session.scalars(select(Notice.event)).one() is Event.PASSKEY_COPIED


def test_a_device_that_does_not_count_may_be_used_again(session, rosa):
    device = Device(counts=False)
    rosa.make(device)

    assert enter(session, device)
    assert enter(session, device)


def test_when_a_passkey_was_used_is_remembered(session, rosa):
    device = Device()
    passkey = rosa.make(device)
    (before,) = list_passkeys(session, rosa.actor)
    enter(session, device)
    (after,) = list_passkeys(session, rosa.actor)

    assert before.last_used_at is None
    assert after.last_used_at
    assert passkey.sign_count == device.signed


def test_of_two_answers_at_the_same_time_one_is_taken(session, running, rosa):
    device = Device()
    rosa.make(device)
    session.commit()
    same = answer(session, device)
    shown = Credentials("", "", passkey=same)

    with pytest.raises(PasskeyRefused):
        race(running, shown)


def race(running, typed):
    """Two sign-ins with one answer: the first to begin is the last to end."""
    with running.database.reading() as slower:
        sign_in(slower, typed, {})
        with running.database.reading() as faster:
            sign_in(faster, typed, {})


# Registering.


def test_registering_is_recorded_and_says_whether_it_unlocks(session, given, rosa):
    rosa.make(Device())
    session.commit()

    dpo = given.dpo(given.agency_of(rosa.actor))
    wanted = HistoryFilter(event=Event.PASSKEY_REGISTERED)
    (line,) = list_history(session, dpo, wanted)
    assert line.actor_name == "Rosa"


def test_with_the_wrong_passphrase_nothing_is_registered(session, rosa):
    with pytest.raises(NotProven):
        rosa.make(Device(), passphrase="another passphrase")

    assert list_passkeys(session, rosa.actor) == []


def test_the_passphrase_and_its_wrap_stay(session, rosa):
    rosa.make(Device())

    kinds = session.scalars(
        select(SeedWrap.kind).where(SeedWrap.person_id == rosa.actor.person_id)
    )
    assert sorted(kinds) == ["prf", "pw"]


def test_a_passkey_is_registered_once(session, given, rosa):
    device = Device()
    rosa.make(device)

    with pytest.raises(PasskeyExists):
        rosa.make(device)


def test_there_is_an_end_to_how_many(session, rosa):
    for _each in range(MOST_PASSKEYS):
        rosa.make(Device(prf=False))

    with pytest.raises(TooManyPasskeys):
        rosa.make(Device())


def test_the_answer_of_another_persons_device_registers_nothing(session, rosa):
    device = Device()
    asked = ask_to_make(site_of(session), find_holder(session, rosa.actor), bytes(56))
    shown = Shown(device.make(asked), CHALLENGE)
    new = NewPasskey(label="Mine", passphrase=PASSPHRASE, shown=shown)

    with pytest.raises(PasskeyRefused):
        register_passkey(session, rosa.actor, new)


def test_what_a_passkey_is_called_is_not_in_clear(session, rosa):
    passkey = rosa.make(Device(), label="Telephone of Rosa")

    assert b"Rosa" not in passkey.label_sealed
    assert list_passkeys(session, rosa.actor)[0].label == "Telephone of Rosa"


# Presence.


def test_a_passkey_shows_that_its_person_is_there(session, rosa):
    device = Device()
    rosa.make(device)

    show(session, rosa.actor, device)


def test_nobody_shows_anothers_presence(session, given, rosa):
    device = Device()
    rosa.make(device)
    colleague = given.caseworker(given.agency_of(rosa.actor))

    with pytest.raises(PasskeyRefused):
        show(session, colleague, device)


def test_an_answer_to_another_challenge_shows_nothing(session, rosa):
    device = Device()
    rosa.make(device)
    shown = answer(session, device)

    with pytest.raises(PasskeyRefused):
        verify_presence(session, rosa.actor, shown.response, bytes(56))


# What somebody who writes to the database cannot do.


def plant(session, device, person_id):
    """A passkey of the attacker's in the victim's name; returns it."""
    device.user = person_id.bytes
    planted = Passkey(
        id=uuid4(),
        person_id=person_id,
        credential_id=device.credential_id,
        public_key=device.public_key,
        sign_count=0,
        label_sealed=b"\x01\x01" + bytes(40),
    )
    session.add(planted)
    session.flush()
    return planted


def test_a_planted_passkey_is_no_second_step_for_a_stolen_passphrase(session, rosa):
    device = Device(prf=False)
    plant(session, device, rosa.actor.person_id)

    with pytest.raises(NotVouchedFor):
        enter(session, device, EMAIL, PASSPHRASE)
    with pytest.raises(CannotOpen):
        show(session, rosa.actor, device)


def test_the_label_of_a_real_one_does_not_make_a_planted_one_real(session, rosa):
    real = rosa.make(Device(prf=False))
    device = Device(prf=False)
    planted = plant(session, device, rosa.actor.person_id)
    planted.label_sealed = real.label_sealed
    session.flush()

    with pytest.raises(NotVouchedFor):
        enter(session, device, EMAIL, PASSPHRASE)


def test_another_public_key_in_a_real_one_signs_nobody_in(session, rosa):
    victim, thief = Device(), Device()
    passkey = rosa.make(victim)
    thief.credential_id, thief.user = victim.credential_id, victim.user
    passkey.public_key = thief.public_key
    session.flush()

    with pytest.raises(PasskeyIsSecond):
        enter(session, thief)
    with pytest.raises(NotVouchedFor):
        enter(session, thief, EMAIL, PASSPHRASE)
    with pytest.raises(SignInRefused):
        enter(session, victim)


def test_what_one_passkey_unlocks_cannot_be_given_to_another(session, given, rosa):
    """A member who writes to the database takes a colleague's wrap for theirs."""
    victim, thief = Device(), Device()
    rosa.make(victim)
    join(session, given, given.agency(), "other@example.org")
    other = sign_in(session, Credentials("other@example.org", PASSPHRASE), {})
    passkey = Rosa(session, rosa.membership, other).make(thief)
    stolen = session.scalars(
        select(SeedWrap).where(
            SeedWrap.kind == "prf", SeedWrap.person_id == rosa.actor.person_id
        )
    ).one()
    own = session.scalars(select(SeedWrap).where(SeedWrap.passkey_id == passkey.id))
    own.one().sealed = stolen.sealed
    session.flush()

    with pytest.raises(PasskeyIsSecond):
        enter(session, thief)


def test_a_planted_passkey_is_shown_as_such_and_can_be_removed(session, rosa):
    planted = plant(session, Device(), rosa.actor.person_id)

    (seen,) = list_passkeys(session, rosa.actor)
    remove_passkey(session, rosa.actor, planted.id)

    assert seen.label is None
    assert list_passkeys(session, rosa.actor) == []


# Renaming and removing.


def test_a_passkey_is_renamed(session, rosa):
    passkey = rosa.make(Device())

    rename_passkey(session, rosa.actor, passkey.id, "The key on my key ring")

    assert list_passkeys(session, rosa.actor)[0].label == "The key on my key ring"


def test_a_removed_passkey_signs_nobody_in_and_unlocks_nothing(session, rosa):
    device = Device()
    passkey = rosa.make(device)

    remove_passkey(session, rosa.actor, passkey.id)

    with pytest.raises(SignInRefused):
        enter(session, device)
    assert session.scalar(select(SeedWrap).where(SeedWrap.kind == "prf")) is None


def test_the_last_second_step_stays_in_a_real_installation(session, running, rosa):
    first, second = rosa.make(Device()), rosa.make(Device())
    session.info["installation"] = replace(running.installation, training=False)

    remove_passkey(session, rosa.actor, first.id)
    with pytest.raises(LastFactor):
        remove_passkey(session, rosa.actor, second.id)


def test_a_planted_one_does_not_count_as_another_step(session, running, rosa):
    passkey = rosa.make(Device())
    plant(session, Device(), rosa.actor.person_id)
    session.info["installation"] = replace(running.installation, training=False)

    with pytest.raises(LastFactor):
        remove_passkey(session, rosa.actor, passkey.id)


def test_nobody_sees_renames_or_removes_the_passkey_of_another(session, given, rosa):
    passkey = rosa.make(Device())
    colleague = given.caseworker(given.agency_of(rosa.actor))

    assert list_passkeys(session, colleague) == []
    for meddle in (
        lambda: find_passkey(session, colleague, passkey.id),
        lambda: rename_passkey(session, colleague, passkey.id, "Mine"),
        lambda: remove_passkey(session, colleague, passkey.id),
    ):
        with pytest.raises(NotFound):
            meddle()


def test_what_the_device_shows_names_its_person_to_themselves(session, rosa):
    holder = find_holder(session, rosa.actor)

    asked = ask_to_make(site_of(session), holder, CHALLENGE)

    assert (asked["user"]["name"], asked["user"]["displayName"]) == (EMAIL, "Rosa")
    assert "Rosa" not in json.dumps(ask_to_use(site_of(session), CHALLENGE))
