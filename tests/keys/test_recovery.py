"""Two of three codes open an agency's keys; one opens nothing, and nobody adds one."""

from dataclasses import replace
from itertools import combinations, permutations
from uuid import UUID, uuid4

import pytest

from interact.core.errors import CannotOpen
from interact.keys.installation import Installation
from interact.keys.notes import LogSigner
from interact.keys.recovery import (
    CODES,
    PAIRS,
    Envelope,
    platform_custody,
    platform_identity,
    recovery_key_message,
)
from interact.keys.salts import SaltStore
from interact.keys.wrapping import KeyPair, unwrap
from tests.keys.examples import AGENCY

SEED = b"s" * 32
KEYS = {number: KeyPair(bytes([number]) * 32) for number in (1, 2, 3)}
pairs = pytest.mark.parametrize("pair", PAIRS)


def closed(pair):
    first, second = pair
    envelope = Envelope(AGENCY, 1, first, second)
    return envelope, envelope.close(KEYS[first].public, KEYS[second].public, SEED)


def test_there_is_an_envelope_for_every_two_codes():
    assert list(combinations(range(1, CODES + 1), 2)) == list(PAIRS)


@pairs
def test_two_codes_open_their_envelope(pair):
    envelope, sealed = closed(pair)

    assert envelope.open(KEYS[pair[0]], KEYS[pair[1]], sealed).seed == SEED


@pairs
def test_no_other_two_codes_open_it(pair):
    envelope, sealed = closed(pair)
    others = [two for two in permutations(KEYS, 2) if two != pair]
    assert len(others) == 5

    for first, second in others:
        with pytest.raises(CannotOpen):
            envelope.open(KEYS[first], KEYS[second], sealed)


@pairs
def test_one_code_twice_opens_nothing(pair):
    envelope, sealed = closed(pair)

    for code in KEYS.values():
        with pytest.raises(CannotOpen):
            envelope.open(code, code, sealed)


@pairs
def test_the_outer_wrap_gives_another_wrap_and_no_seed(pair):
    envelope, sealed = closed(pair)

    inner = unwrap(KEYS[pair[1]], sealed, envelope._info(pair[1]))

    assert SEED not in inner
    with pytest.raises(CannotOpen):
        unwrap(KEYS[pair[1]], inner, envelope._info(pair[1]))


def test_any_byte_that_was_changed_keeps_it_shut():
    envelope, sealed = closed((1, 2))

    for place in range(0, len(sealed), 41):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(CannotOpen):
            envelope.open(KEYS[1], KEYS[2], changed)
    for size in (0, 1, 2, len(sealed) // 2, len(sealed) - 1):
        with pytest.raises(CannotOpen):
            envelope.open(KEYS[1], KEYS[2], sealed[:size])


@pytest.mark.parametrize(
    "elsewhere",
    [{"agency_id": uuid4()}, {"custody_epoch": 2}, {"second": 3}],
    ids=lambda changed: next(iter(changed)),
)
def test_it_opens_only_where_it_was_closed(elsewhere):
    envelope, sealed = closed((1, 2))

    with pytest.raises(CannotOpen):
        replace(envelope, **elsewhere).open(KEYS[1], KEYS[2], sealed)


@pytest.mark.parametrize("pair", [(2, 1), (1, 1), (0, 1), (1, 4)])
def test_there_is_no_envelope_for_anything_but_two_of_the_three(pair):
    with pytest.raises(ValueError, match="two of the three"):
        Envelope(AGENCY, 1, *pair)


def test_what_an_agency_signs_names_the_agency_and_the_number():
    said = {
        recovery_key_message(agency, number, KEYS[1].public)
        for agency in (AGENCY, UUID(int=1))
        for number in KEYS
    }

    assert len(said) == 6


@pytest.fixture
def installation():
    made = Installation(
        deployment=b"D" * 16,
        pepper=b"p" * 32,
        directory_key=b"d" * 32,
        log=LogSigner(b"l" * 32, "interact.example/log"),
        salts=SaltStore("sqlite://"),
        training=False,
        public_url="https://interact.example",
    )
    yield made
    made.close()


@pytest.mark.parametrize(
    "changed", [{"directory_key": b"e" * 32}, {"deployment": b"E" * 16}]
)
def test_only_the_settings_of_an_installation_give_the_keys_of_its_platform(
    installation, changed
):
    other = replace(installation, **changed)

    ours = [platform_identity(installation).public, platform_custody(installation).seed]
    again = [
        platform_identity(installation).public,
        platform_custody(installation).seed,
    ]
    theirs = [platform_identity(other).public, platform_custody(other).seed]

    assert ours == again
    assert not set(ours) & set(theirs)
