"""Passkeys: what is asked of a browser, which answers hold, and which challenges."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.keys.challenges import GOOD_FOR, Challenges, Purpose
from interact.keys.local_store import LocalTallies
from interact.keys.rules import PasskeyRefused, PasskeyTooLate
from interact.keys.webauthn_checks import (
    PRF_INPUT,
    Holder,
    Shown,
    Site,
    ask_to_make,
    ask_to_use,
    challenge_in,
    check_made,
    check_used,
    secret_in,
)
from tests.keys.device import PRESENT, Device, raw, text
from tests.keys.examples import GROUP, PERSON

SITE = Site.of("http://localhost:8000")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHALLENGE = bytes(range(56))
HOLDER = Holder(PERSON, "rosa@example.org", "Rosa", (b"known before",))


def made_by(device, challenge=CHALLENGE):
    response = device.make(ask_to_make(SITE, HOLDER, CHALLENGE))
    return check_made(SITE, Shown(response, challenge))


def used_by(device, made, challenge=CHALLENGE, site=SITE):
    response = device.use(ask_to_use(site, CHALLENGE))
    return check_used(SITE, Shown(response, challenge), made.public_key, PERSON)


# What the browser is asked for.


def test_a_passkey_is_made_that_checks_its_holder_and_is_found_without_a_name():
    asked = ask_to_make(SITE, HOLDER, CHALLENGE)

    wanted = asked["authenticatorSelection"]
    assert wanted["userVerification"] == "required"
    assert wanted["residentKey"] == "required"
    assert asked["rp"]["id"] == "localhost"
    assert asked["attestation"] == "none"


def test_a_device_that_has_a_passkey_makes_no_second_one():
    asked = ask_to_make(SITE, HOLDER, CHALLENGE)

    assert [raw(one["id"]) for one in asked["excludeCredentials"]] == [b"known before"]


def test_what_a_device_shows_as_its_user_is_no_address():
    asked = ask_to_make(SITE, HOLDER, CHALLENGE)

    assert raw(asked["user"]["id"]) == PERSON.bytes


def test_unlocking_is_asked_for_when_a_passkey_is_made_and_used():
    for asked in (ask_to_make(SITE, HOLDER, CHALLENGE), ask_to_use(SITE, CHALLENGE)):
        first = asked["extensions"]["prf"]["eval"]["first"]
        assert raw(first) == PRF_INPUT
        assert len(PRF_INPUT) == 32


def test_who_is_not_known_yet_is_asked_for_any_passkey():
    asked = ask_to_use(SITE, CHALLENGE)

    assert asked["allowCredentials"] == []
    assert asked["userVerification"] == "required"


@pytest.mark.parametrize(
    ("address", "host", "origin", "usable"),
    [
        ("https://Interact.example", "interact.example", "https://interact.example", 1),
        ("https://a.example:443/", "a.example", "https://a.example", 1),
        ("https://a.example:8443", "a.example", "https://a.example:8443", 1),
        ("http://localhost:8000", "localhost", "http://localhost:8000", 1),
        ("http://127.0.0.1:8000", "127.0.0.1", "http://127.0.0.1:8000", 0),
        ("https://192.0.2.1", "192.0.2.1", "https://192.0.2.1", 0),
        ("http://interact.example", "interact.example", "http://interact.example", 0),
    ],
)
def test_where_passkeys_are_good_follows_from_the_address(
    address, host, origin, usable
):
    site = Site.of(address)

    assert (site.host, site.origin) == (host, origin)
    assert site.takes_passkeys == bool(usable)


# Which answers hold.


def test_a_passkey_that_was_made_is_accepted_when_it_is_used():
    device = Device()
    made = made_by(device)

    assert made.credential_id == device.credential_id
    assert used_by(device, made) == made.sign_count + 1


def test_a_device_that_does_not_count_says_nought():
    device = Device(counts=False)

    assert used_by(device, made_by(device)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost.example"},
        {"origin": "https://localhost:8000"},
        {"host": "example.org"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=str,
)
def test_of_another_site_or_an_unchecked_holder_nothing_is_accepted(wrong):
    device = Device()
    made = made_by(device)

    with pytest.raises(PasskeyRefused):
        made_by(Device(**wrong))
    for name, value in wrong.items():
        setattr(device, name, value)
    with pytest.raises(PasskeyRefused):
        used_by(device, made)


def test_the_answer_to_another_challenge_is_refused():
    device = Device()
    made = made_by(device)

    with pytest.raises(PasskeyRefused):
        made_by(Device(), bytes(56))
    with pytest.raises(PasskeyRefused):
        used_by(device, made, bytes(56))


def test_the_signature_of_another_passkey_is_refused():
    made = made_by(Device())

    with pytest.raises(PasskeyRefused):
        used_by(Device(user=PERSON.bytes), made)


def test_a_passkey_that_names_another_person_is_refused():
    device = Device()
    made = made_by(device)
    device.user = GROUP.bytes

    with pytest.raises(PasskeyRefused):
        used_by(device, made)


def test_an_answer_in_a_frame_of_another_site_is_refused(monkeypatch):
    device = Device()
    made = made_by(device)
    framed = '{"type": "%s", "challenge": "%s", "origin": "%s", "crossOrigin": true}'
    monkeypatch.setattr(
        Device,
        "_client",
        lambda self, kind, asked: (framed % (kind, asked, self.origin)).encode(),
    )

    with pytest.raises(PasskeyRefused):
        made_by(Device())
    with pytest.raises(PasskeyRefused):
        used_by(device, made)


def test_making_a_passkey_is_no_use_of_one():
    device = Device()
    made = made_by(device)
    response = device.make(ask_to_make(SITE, HOLDER, CHALLENGE))

    with pytest.raises(PasskeyRefused):
        check_used(SITE, Shown(response, CHALLENGE), made.public_key, PERSON)


NONSENSE = st.one_of(
    st.text(max_size=40),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "rawId", "type", "response", "clientDataJSON"]),
                inner,
                max_size=4,
            )
        ),
    ).map(json.dumps),
    st.just("[" * 15_000),
    st.just("x" * 30_000),
)


@given(NONSENSE)
def test_what_is_no_answer_is_refused_and_nothing_else_happens(response):
    shown = Shown(response, CHALLENGE)
    for check in (
        lambda: check_made(SITE, shown),
        lambda: check_used(SITE, shown, b"", PERSON),
        lambda: challenge_in(response),
        lambda: shown.credential_id,
    ):
        with pytest.raises(PasskeyRefused):
            check()


DEVICE = Device()
MADE = made_by(DEVICE)
ANSWERS = {
    "make": json.loads(DEVICE.make(ask_to_make(SITE, HOLDER, CHALLENGE))),
    "use": json.loads(DEVICE.use(ask_to_use(SITE, CHALLENGE))),
}


@settings(max_examples=300)
@given(st.sampled_from(["make", "use"]), st.data())
def test_no_changed_byte_of_an_answer_slips_through(what, data):
    answer = json.loads(json.dumps(ANSWERS[what]))
    part = data.draw(st.sampled_from(sorted(answer["response"])))
    content = bytearray(raw(answer["response"][part]))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(
        st.integers(1, 255)
    )
    answer["response"][part] = text(bytes(content))
    shown = Shown(json.dumps(answer), CHALLENGE)

    try:
        if what == "make":
            changed = check_made(SITE, shown)
            # Without attestation only what we compare is bound: a changed key is
            # another passkey, never one that the device answers for.
            assert vars(changed) != vars(MADE)
        else:
            check_used(SITE, shown, MADE.public_key, PERSON)
            pytest.fail("a changed answer was accepted")
    except PasskeyRefused:
        pass


@pytest.mark.parametrize("given_secret", ["AAAA", "not base64 é", text(bytes(31))])
def test_a_secret_of_another_length_is_refused(given_secret):
    with pytest.raises(PasskeyRefused):
        secret_in(given_secret)


def test_no_secret_is_none():
    assert secret_in("") == b""
    assert secret_in(text(bytes(32))) == bytes(32)


# Which challenges are good.


@pytest.fixture
def challenges(tmp_path):
    used = LocalTallies(tmp_path / "used.db")
    yield Challenges(used, bytes(32))
    used.close()


def test_a_challenge_is_good_once(challenges):
    challenge = challenges.issue(Purpose.PRESENCE, PERSON.bytes, NOON)
    challenges.redeem(challenge, Purpose.PRESENCE, PERSON.bytes, NOON)

    with pytest.raises(PasskeyTooLate):
        challenges.redeem(challenge, Purpose.PRESENCE, PERSON.bytes, NOON)


def test_a_challenge_ends_after_five_minutes(challenges):
    challenge = challenges.issue(Purpose.SIGN_IN, b"", NOON)

    with pytest.raises(PasskeyTooLate):
        challenges.redeem(challenge, Purpose.SIGN_IN, b"", NOON + GOOD_FOR)
    almost = NOON + GOOD_FOR - timedelta(seconds=1)
    challenges.redeem(challenge, Purpose.SIGN_IN, b"", almost)


@pytest.mark.parametrize(
    ("purpose", "bound_to"),
    [
        (Purpose.SIGN_IN, PERSON.bytes),
        (Purpose.REGISTER, PERSON.bytes),
        (Purpose.PRESENCE, GROUP.bytes),
        (Purpose.PRESENCE, b""),
    ],
)
def test_a_challenge_is_for_one_purpose_and_one_person(challenges, purpose, bound_to):
    challenge = challenges.issue(Purpose.PRESENCE, PERSON.bytes, NOON)

    with pytest.raises(PasskeyTooLate):
        challenges.redeem(challenge, purpose, bound_to, NOON)
    challenges.redeem(challenge, Purpose.PRESENCE, PERSON.bytes, NOON)


def test_nobody_makes_a_challenge_themselves_or_puts_off_its_end(challenges, tmp_path):
    good = challenges.issue(Purpose.SIGN_IN, b"", NOON)
    other_service = Challenges(LocalTallies(tmp_path / "other.db"), bytes([1] * 32))
    forged = [
        b"",
        bytes(56),
        good[:-1],
        good + b"\0",
        other_service.issue(Purpose.SIGN_IN, b"", NOON),
        good[:16] + (2**62).to_bytes(8, "big") + good[24:],
    ]

    for challenge in forged:
        with pytest.raises(PasskeyTooLate):
            challenges.redeem(challenge, Purpose.SIGN_IN, b"", NOON)


def test_another_server_of_the_service_takes_a_challenge_back_once(tmp_path):
    used = LocalTallies(tmp_path / "used.db")
    here, there = Challenges(used, bytes(32)), Challenges(used, bytes(32))
    challenge = here.issue(Purpose.SIGN_IN, b"", NOON)
    there.redeem(challenge, Purpose.SIGN_IN, b"", NOON)

    with pytest.raises(PasskeyTooLate):
        here.redeem(challenge, Purpose.SIGN_IN, b"", NOON)
