"""The byte layouts: nothing is ambiguous, nothing is lost, sizes say little."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from interact.core.errors import CannotOpen
from interact.keys.formats import (
    EpochId,
    field_context,
    lp,
    moment,
    pad,
    padded_size,
    shelf_context,
    split,
    unpad,
    wrap_info,
)
from interact.keys.rules import NUMBERS, Compartment, GroupName
from tests.keys.examples import CASE, EPOCH, EPOCHS, GROUP, ROW

PARTS = st.lists(st.binary(max_size=6), max_size=5)
PLACES = st.tuples(
    EPOCHS, st.integers(0, 2**16 - 1), st.uuids(), st.integers(1, 2**32 - 1)
)


@given(PARTS, PARTS)
def test_two_lists_of_parts_never_look_the_same(first, second):
    assert (lp(*first) == lp(*second)) == (first == second)


@given(PARTS, PARTS)
def test_parts_can_be_joined_in_pieces_and_taken_apart(first, second):
    joined = lp(*first) + lp(*second)

    assert joined == lp(*first, *second)
    assert split(joined) == [*first, *second]


@given(PARTS.filter(bool), st.data())
def test_parts_that_were_cut_off_are_refused(parts, data):
    joined = lp(*parts)
    ends = {len(lp(*parts[:count])) for count in range(len(parts) + 1)}
    cut = data.draw(st.sampled_from(sorted(set(range(len(joined))) - ends)))

    with pytest.raises(CannotOpen):
        split(joined[:cut])


@given(st.binary(max_size=3000))
def test_what_was_padded_comes_back(value):
    assert unpad(pad(value)) == value


@given(st.integers(513, 10**9))
def test_padding_costs_at_most_an_eighth(size):
    assert size <= padded_size(size) <= size * 1.125


def test_short_values_have_one_of_five_sizes():
    sizes = {len(pad(bytes(length))) for length in range(509)}

    assert sizes == {32, 64, 128, 256, 512}


@given(st.binary(max_size=700), st.integers(1, 255), st.data())
def test_padding_that_holds_something_is_refused(value, change, data):
    padded = bytearray(pad(value))
    assume(len(padded) > 4 + len(value))
    padded[data.draw(st.integers(4 + len(value), len(padded) - 1))] = change

    with pytest.raises(CannotOpen):
        unpad(bytes(padded))


@given(st.binary(max_size=700), st.integers(1, 64))
def test_more_or_less_padding_than_needed_is_refused(value, extra):
    padded = pad(value)

    with pytest.raises(CannotOpen):
        unpad(padded + bytes(extra))
    with pytest.raises(CannotOpen):
        unpad(padded[:-extra])


@given(PLACES, PLACES)
def test_two_places_never_share_a_context(one, other):
    assert (field_context(*one) == field_context(*other)) == (one == other)


@given(EPOCHS, st.uuids(), st.integers(0, 2**32 - 1))
def test_a_context_of_one_kind_is_never_one_of_another(epoch, some_id, number):
    contexts = [
        field_context(epoch, number % 2**16, some_id),
        wrap_info(epoch, some_id, number),
        shelf_context(wrap_info(epoch, some_id, number), b"C" * 32),
    ]

    assert len(set(contexts)) == len(contexts)


def test_the_layout_of_a_field_is_the_documented_one():
    spelled = bytes.fromhex(
        "00000011" + b"interact/field/v1".hex()
        + "00000010" + "44" * 16
        + "00000010" + CASE.hex
        + "00000004" + "00000005"
        + "00000004" + "00000001"
        + "00000002" + "0203"
        + "00000010" + ROW.hex
        + "00000004" + "00000007"
    )  # fmt: skip

    assert field_context(EPOCH, 0x0203, ROW, 7) == spelled


def test_the_layout_of_a_wrap_is_the_documented_one():
    spelled = bytes.fromhex(
        "00000010" + b"interact/wrap/v1".hex()
        + "00000010" + CASE.hex
        + "00000004" + "00000005"
        + "00000004" + "00000001"
        + "00000010" + GROUP.hex
        + "00000004" + "00000009"
    )  # fmt: skip

    assert wrap_info(EPOCH, GROUP, 9) == spelled


def test_a_moment_is_the_same_wherever_it_is_written():
    utc = datetime(2031, 5, 25, 18, 0, 0, 1, tzinfo=UTC)
    athens = utc.astimezone(timezone(timedelta(hours=3)))

    assert moment(utc) == moment(athens)
    assert moment(utc) != moment(utc + timedelta(microseconds=1))


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        moment(datetime(2031, 5, 25))  # noqa: DTZ001


@pytest.mark.parametrize(("deployment", "number"), [(b"short", 1), (b"D" * 16, 0)])
def test_an_epoch_without_a_place_is_refused(deployment, number):
    with pytest.raises(ValueError, match="epoch"):
        EpochId(deployment, CASE, Compartment.HEALTH, number)


def test_the_numbers_inside_sealed_things_have_not_changed():
    assert list(NUMBERS.items()) == [
        ("coordination", 1),
        ("identity", 2),
        ("whereabouts", 3),
        ("care", 4),
        ("health", 5),
        ("legal", 6),
        ("investigation", 7),
        ("audit", 8),
        ("custody", 9),
        ("emergency", 10),
    ]
    assert set(NUMBERS) == {name.value for name in GroupName}
    assert {part.value for part in Compartment} < set(NUMBERS)
