"""A seed opens with the right passphrase, for its person, with the pepper."""

import unicodedata
from uuid import uuid4

import pytest

from interact.core.errors import CannotOpen
from interact.keys import passphrase
from interact.keys.passphrase import (
    Cost,
    Kind,
    dummy_run,
    lock_seed,
    lock_with_secret,
    unlock_seed,
    unlock_with_secret,
)
from interact.keys.rules import WrongPassphrase
from tests.keys.examples import PERSON

CHEAP = Cost(memory_kib=32, passes=1)
WORDS = "otter lamp river seven"
SEED, PEPPER, SECRET = b"s" * 32, b"p" * 32, b"c" * 32
PARAMS, SEALED = lock_seed(WORDS, SEED, PERSON, PEPPER, CHEAP)
CODE_PARAMS, CODE_SEALED = lock_with_secret(Kind.CODE, SECRET, SEED, PERSON)


def test_the_right_passphrase_opens_the_seed():
    assert unlock_seed(WORDS, PARAMS, SEALED, PERSON, PEPPER) == SEED


@pytest.mark.parametrize("wrong", ["", "otter lamp river", WORDS.upper(), WORDS + "s"])
def test_another_passphrase_is_refused(wrong):
    with pytest.raises(WrongPassphrase):
        unlock_seed(wrong, PARAMS, SEALED, PERSON, PEPPER)


def test_a_seed_opens_for_no_other_person_and_with_no_other_pepper():
    with pytest.raises(WrongPassphrase):
        unlock_seed(WORDS, PARAMS, SEALED, uuid4(), PEPPER)
    with pytest.raises(WrongPassphrase):
        unlock_seed(WORDS, PARAMS, SEALED, PERSON, b"q" * 32)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_the_way_a_keyboard_spells_an_accent_makes_no_difference(form):
    params, sealed = lock_seed("Ελληνικά café ①", SEED, PERSON, PEPPER, CHEAP)
    typed = unicodedata.normalize(form, "  Ελληνικά café ①\n")

    assert unlock_seed(typed, params, sealed, PERSON, PEPPER) == SEED


def test_the_cost_and_the_salt_cannot_be_changed():
    for change in ({"m": 64}, {"t": 2}, {"p": 2}, {"salt": "00" * 16}):
        with pytest.raises(WrongPassphrase):
            unlock_seed(WORDS, PARAMS | change, SEALED, PERSON, PEPPER)


@pytest.mark.parametrize(
    "change",
    [
        {"m": 2**30},
        {"m": 1},
        {"m": "32"},
        {"m": 32.0},
        {"t": 0},
        {"t": 10**6},
        {"p": 0},
        {"p": True},
        {"p": 99},
        {"salt": ""},
        {"salt": "zz"},
        {"salt": "00" * 15},
        {"salt": None},
        {"salt": "AA" * 16},
        {"salt": " " + "00" * 16},
        {"kdf": "scrypt"},
    ],
    ids=str,
)
def test_costs_that_make_no_sense_are_not_even_tried(change, monkeypatch):
    monkeypatch.setattr(passphrase, "Argon2id", None)

    with pytest.raises(CannotOpen):
        unlock_seed(WORDS, PARAMS | change, SEALED, PERSON, PEPPER)


@pytest.mark.parametrize("missing", ["m", "t", "p", "salt"])
def test_a_lock_with_a_part_missing_is_refused(missing):
    params = {key: value for key, value in PARAMS.items() if key != missing}

    with pytest.raises(CannotOpen):
        unlock_seed(WORDS, params, SEALED, PERSON, PEPPER)


def test_no_byte_of_a_locked_seed_can_be_changed():
    for at in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[at] ^= 1
        with pytest.raises(WrongPassphrase):
            unlock_seed(WORDS, PARAMS, bytes(changed), PERSON, PEPPER)


def test_nothing_is_locked_at_a_cost_that_could_not_be_unlocked():
    with pytest.raises(CannotOpen):
        lock_seed(WORDS, SEED, PERSON, PEPPER, Cost(memory_kib=1))


def test_the_same_passphrase_locks_differently_every_time():
    params, sealed = lock_seed(WORDS, SEED, PERSON, PEPPER, CHEAP)

    assert params["salt"] != PARAMS["salt"]
    assert sealed != SEALED


def test_a_normal_guess_takes_64_mebibytes_three_times():
    assert Cost(memory_kib=65_536, passes=3, lanes=1) == passphrase.NORMAL


def test_an_unknown_person_costs_as_much_as_a_known_one(monkeypatch):
    costs, real = [], passphrase.Argon2id

    def counted(**settings):
        costs.append((settings["memory_cost"], settings["iterations"]))
        return real(**settings)

    monkeypatch.setattr(passphrase, "Argon2id", counted)
    unlock_seed(WORDS, PARAMS, SEALED, PERSON, PEPPER)
    dummy_run(PEPPER, CHEAP)

    assert costs[0] == costs[1]


def test_a_printed_code_opens_the_seed():
    opened = unlock_with_secret(Kind.CODE, SECRET, CODE_PARAMS, CODE_SEALED, PERSON)

    assert opened == SEED


@pytest.mark.parametrize(
    ("kind", "secret", "person"),
    [
        (Kind.PASSKEY, SECRET, PERSON),
        (Kind.CODE, b"d" * 32, PERSON),
        (Kind.CODE, SECRET, uuid4()),
    ],
    ids=["another kind", "another secret", "another person"],
)
def test_a_code_opens_nothing_else(kind, secret, person):
    with pytest.raises(CannotOpen):
        unlock_with_secret(kind, secret, CODE_PARAMS, CODE_SEALED, person)


def test_a_code_is_not_taken_with_the_cost_of_a_passphrase():
    with pytest.raises(CannotOpen):
        unlock_with_secret(Kind.CODE, SECRET, PARAMS, CODE_SEALED, PERSON)


@pytest.mark.parametrize(
    ("kind", "secret"), [(Kind.PASSPHRASE, SECRET), (Kind.CODE, b"short")]
)
def test_what_could_be_guessed_is_not_locked_without_argon2(kind, secret):
    with pytest.raises(ValueError, match="lock_seed"):
        lock_with_secret(kind, secret, SEED, PERSON)
