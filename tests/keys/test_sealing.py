"""What is sealed opens in its place with its key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interact.core.errors import CannotOpen
from interact.keys.formats import field_context, pad
from interact.keys.sealing import (
    Algorithm,
    SealingKey,
    new_file_key,
    seal,
    seal_file,
    seal_value,
    unseal,
    unseal_file,
    unseal_value,
)
from tests.keys.examples import EPOCHS, KEYS

KEY = b"k" * 32
CIPHERS = [Algorithm.AES_256_GCM, Algorithm.AES_256_GCM_SIV]
PLACES = st.tuples(EPOCHS, st.integers(0, 2**16 - 1), st.uuids(), st.integers(1, 99))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON, PLACES)
def test_a_value_comes_back_as_it_was(value, place):
    context = field_context(*place)

    assert unseal_value(KEY, seal_value(KEY, value, context), context) == value


@given(st.binary(max_size=100), PLACES, PLACES)
def test_a_field_opens_only_where_it_was_sealed(plaintext, place, other):
    blob = seal(KEY, plaintext, field_context(*place))

    if place != other:
        with pytest.raises(CannotOpen):
            unseal(KEY, blob, field_context(*other))
    assert unseal(KEY, blob, field_context(*place)) == plaintext


@given(KEYS, KEYS)
def test_a_field_opens_only_with_its_key(key, other):
    blob = seal(key, b"secret", b"context")

    if key != other:
        with pytest.raises(CannotOpen):
            unseal(other, blob, b"context")
    assert unseal(key, blob, b"context") == b"secret"


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_no_byte_can_be_changed(algorithm):
    blob = seal(KEY, b"secret", b"context", algorithm)

    for at in range(len(blob)):
        for change in (1, 0x80, 0xFF):
            changed = bytearray(blob)
            changed[at] ^= change
            with pytest.raises(CannotOpen):
                unseal(KEY, bytes(changed), b"context")


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_nothing_can_be_cut_off_or_added(algorithm):
    blob = seal(KEY, b"secret", b"context", algorithm)

    for length in range(len(blob)):
        with pytest.raises(CannotOpen):
            unseal(KEY, blob[:length], b"context")
    with pytest.raises(CannotOpen):
        unseal(KEY, blob + b"\0", b"context")


@pytest.mark.parametrize("header", [b"\1\0", b"\1\3", b"\1\4", b"\0\1", b"\2\1"])
def test_an_unknown_algorithm_is_refused_and_nothing_else_tried(header):
    blob = seal(KEY, b"secret", b"context")

    with pytest.raises(CannotOpen):
        unseal(KEY, header + blob[2:], b"context")


def test_the_algorithm_byte_cannot_be_swapped():
    gcm = seal(KEY, b"secret", b"context", Algorithm.AES_256_GCM)
    siv = seal(KEY, b"secret", b"context", Algorithm.AES_256_GCM_SIV)

    with pytest.raises(CannotOpen):
        unseal(KEY, siv[:2] + gcm[2:], b"context")
    with pytest.raises(CannotOpen):
        unseal(KEY, gcm[:2] + siv[2:], b"context")


def test_the_same_value_is_sealed_differently_every_time():
    blobs = {seal_value(KEY, "Abena", b"context") for _ in range(100)}

    assert len({blob[2:14] for blob in blobs}) == len(blobs) == 100


def test_values_of_similar_length_have_the_same_size():
    sizes = {len(seal_value(KEY, "x" * length, b"c")) for length in range(27)}

    assert len(sizes) == 1


@pytest.mark.parametrize("wrong", [b"no json", b"\xff\xfe", b"", b'{"open":'])
def test_a_sealed_value_that_is_no_value_is_refused(wrong):
    blob = seal(KEY, pad(wrong), b"context")

    with pytest.raises(CannotOpen):
        unseal_value(KEY, blob, b"context")


def test_what_json_cannot_hold_is_not_sealed():
    with pytest.raises(ValueError, match="JSON"):
        seal_value(KEY, float("nan"), b"context")


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(length):
    with pytest.raises(ValueError, match="32 bytes"):
        SealingKey(bytes(length))


@pytest.mark.parametrize("size", [0, 1, 16_383, 16_384, 16_385, 100_000])
def test_a_file_comes_back_as_it_was(size):
    key, content = new_file_key(), bytes(range(256)) * (size // 256 + 1)

    blob = seal_file(key, content[:size], b"context")

    assert unseal_file(key, blob, b"context") == content[:size]


def test_a_file_cannot_be_cut_off_changed_or_moved():
    key, other = new_file_key(), new_file_key()
    blob = seal_file(key, b"photograph" * 5000, b"context")
    changed = blob[:30_000] + bytes([blob[30_000] ^ 1]) + blob[30_001:]

    for wrong in (b"", blob[:1], blob[:40], blob[:16_500], blob[:-1], blob + b"x"):
        with pytest.raises(CannotOpen):
            unseal_file(key, wrong, b"context")
    for wrong_key, wrong, context in (
        (other, blob, b"context"),
        (key, blob, b"another"),
        (key, changed, b"context"),
    ):
        with pytest.raises(CannotOpen):
            unseal_file(wrong_key, wrong, context)


@pytest.mark.parametrize("header", [b"\1\1", b"\1\4", b"\0\3", b"\2\3", b""])
def test_a_file_of_an_unknown_kind_is_refused(header):
    blob = seal_file(KEY, b"photograph", b"context")

    with pytest.raises(CannotOpen):
        unseal_file(KEY, header + blob[2:], b"context")


def test_a_file_is_not_opened_as_a_field_nor_a_field_as_a_file():
    with pytest.raises(CannotOpen):
        unseal(KEY, seal_file(KEY, b"x" * 99, b"c"), b"c")
    with pytest.raises(CannotOpen):
        unseal_file(KEY, seal(KEY, b"x" * 99, b"c"), b"c")


def test_a_sealing_key_does_not_show_itself():
    assert "k" * 32 not in repr(SealingKey(KEY))
