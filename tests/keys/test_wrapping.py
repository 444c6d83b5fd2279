"""A key passed on opens for its receiver, for its purpose, and for nobody else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interact.core.errors import CannotOpen
from interact.keys.wrapping import KeyPair, shelve, unshelve, unwrap, verify, wrap
from tests.keys.examples import KEYS

GROUP = KeyPair(b"\7" * 32)
STRANGER = KeyPair(b"\6" * 32)
HALF = b"h" * 32
BLOB = wrap(GROUP.public, HALF, b"info")


def test_the_receiver_opens_what_was_wrapped_for_them():
    assert unwrap(GROUP, BLOB, b"info") == HALF


def test_a_stranger_opens_nothing():
    with pytest.raises(CannotOpen):
        unwrap(STRANGER, BLOB, b"info")


def test_a_wrap_opens_for_no_other_purpose():
    with pytest.raises(CannotOpen):
        unwrap(GROUP, BLOB, b"another")


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(BLOB) - 1), st.integers(1, 255))
def test_no_byte_of_a_wrap_can_be_changed(at, change):
    changed = bytearray(BLOB)
    changed[at] ^= change

    with pytest.raises(CannotOpen):
        unwrap(GROUP, bytes(changed), b"info")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BLOB) - 1))
def test_a_wrap_cannot_be_cut_off(length):
    with pytest.raises(CannotOpen):
        unwrap(GROUP, BLOB[:length], b"info")


def test_nothing_can_be_added_to_a_wrap():
    with pytest.raises(CannotOpen):
        unwrap(GROUP, BLOB + b"\0", b"info")


@pytest.mark.parametrize("header", [b"\1\x10", b"\1\x12", b"\0\x11", b"\2\x11", b""])
def test_another_suite_is_refused_and_nothing_else_tried(header):
    with pytest.raises(CannotOpen):
        unwrap(GROUP, header + BLOB[2:], b"info")


@pytest.mark.parametrize(
    "public",
    [b"", b"x", GROUP.public[:-1], GROUP.public + b"\0", b"\xff" * 1216],
    ids=["none", "one byte", "short", "long", "no key"],
)
def test_nothing_is_wrapped_for_something_that_is_no_key(public):
    with pytest.raises(CannotOpen):
        wrap(public, HALF, b"info")


def test_nothing_is_wrapped_for_a_point_that_gives_no_secret():
    lattice, nothing = GROUP.public[:1184], bytes(32)

    with pytest.raises(CannotOpen):
        wrap(lattice + nothing, HALF, b"info")


def test_the_same_key_is_wrapped_differently_every_time():
    assert wrap(GROUP.public, HALF, b"info") != BLOB


def test_a_half_on_the_shelf_opens_for_its_group_and_commitment_only():
    blob = shelve(GROUP, HALF, b"commitment")

    assert unshelve(GROUP, blob, b"commitment") == HALF
    with pytest.raises(CannotOpen):
        unshelve(STRANGER, blob, b"commitment")
    with pytest.raises(CannotOpen):
        unshelve(GROUP, blob, b"another")


def test_a_wrap_is_not_a_shelf_entry():
    with pytest.raises(CannotOpen):
        unshelve(GROUP, BLOB, b"info")


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_holds_for_one_message(message, other):
    signature = GROUP.sign(message)

    verify(GROUP.signing_public, signature, message)
    if message != other:
        with pytest.raises(CannotOpen):
            verify(GROUP.signing_public, signature, other)


def test_a_signature_of_somebody_else_is_refused():
    with pytest.raises(CannotOpen):
        verify(GROUP.signing_public, STRANGER.sign(b"message"), b"message")


def test_no_byte_of_a_signature_can_be_changed():
    signature = GROUP.sign(b"message")

    for at in range(len(signature)):
        changed = bytearray(signature)
        changed[at] ^= 1
        with pytest.raises(CannotOpen):
            verify(GROUP.signing_public, bytes(changed), b"message")


@pytest.mark.parametrize("public", [b"", b"\0" * 31, b"\xff" * 33])
def test_a_signature_under_something_that_is_no_key_is_refused(public):
    with pytest.raises(CannotOpen):
        verify(public, GROUP.sign(b"message"), b"message")


@settings(max_examples=20)
@given(KEYS)
def test_one_seed_gives_keys_that_have_nothing_in_common(seed):
    keys = KeyPair(seed)
    made = {keys.seed, keys.signing.seed, keys.shelf, keys.signing_public}

    assert len(made) == 4
    assert KeyPair(seed).public == keys.public
    assert KeyPair(seed).shelf == keys.shelf


def test_two_new_key_pairs_differ():
    assert KeyPair.generate().seed != KeyPair.generate().seed


def test_keys_do_not_show_themselves():
    assert repr(GROUP) == "KeyPair(...)"
    assert repr(GROUP.signing) == "SigningKey(...)"


def test_a_seed_of_another_length_is_refused():
    with pytest.raises(ValueError, match="32 bytes"):
        KeyPair(b"short")
