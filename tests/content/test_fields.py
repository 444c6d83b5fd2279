"""The registry of fields: numbers that stay, and what is derived from them."""

import json
from pathlib import Path

from interact.cases.completeness import completeness
from interact.cases.fields import (
    EPISODE_BLOCKS,
    FIELDS,
    PHOTOGRAPH,
    Block,
    FieldKind,
    SealedColumn,
    blocks,
    field_by_id,
    field_by_name,
    profile_fields,
)
from interact.keys.rules import Compartment

RELEASED = json.loads(
    (Path(__file__).parent.parent / "vectors" / "field_ids.json").read_text("utf-8")
)
READY = {one.name for one in profile_fields() if one.report_ready}


def test_no_number_is_changed_reused_or_used_before_it_is_in_the_released_list():
    released = RELEASED["fields"]

    assert len(set(released.values())) == len(released)
    for one in FIELDS:
        assert released.get(one.name) == one.id, one.name


def test_sealed_columns_keep_their_numbers():
    assert RELEASED["sealed_columns"] == {one.name: one.value for one in SealedColumn}


def test_fields_and_sealed_columns_never_share_a_number():
    assert all(1 <= one.id <= 199 for one in FIELDS)
    assert min(SealedColumn) >= 1000


def test_every_field_has_a_number_and_a_name_of_its_own():
    assert len({one.id for one in FIELDS}) == len(FIELDS)
    assert len({one.name for one in FIELDS}) == len(FIELDS)
    assert PHOTOGRAPH not in {one.name for one in FIELDS}


def test_a_field_is_found_by_name_and_by_number():
    for one in FIELDS:
        assert field_by_name(one.name) is one
        assert field_by_id(one.id) is one


def test_a_name_or_number_that_is_no_field_is_none():
    assert field_by_name("shoe_size") is None
    assert field_by_id(200) is None


def test_choices_belong_to_choice_fields_and_only_to_them():
    for one in FIELDS:
        assert bool(one.choices) == (one.kind is FieldKind.CHOICE), one.name


def test_what_the_reception_records_is_never_in_the_investigation_compartment():
    assert Compartment.INVESTIGATION not in {one.compartment for one in FIELDS}


def test_blocks_hold_every_field_once_in_the_order_of_the_blocks():
    by_block = blocks()

    assert list(by_block) == list(Block)
    assert sorted(one.id for held in by_block.values() for one in held) == sorted(
        one.id for one in FIELDS
    )


def test_blocks_without_a_field_are_left_out():
    assert list(blocks(profile_fields())) == [
        b for b in Block if b not in EPISODE_BLOCKS
    ]


def test_an_empty_profile_is_at_zero_and_misses_every_report_ready_field():
    empty = completeness(set(), has_photo=False)

    assert empty.percent == 0
    assert {one.name for one in empty.missing_report_ready} == READY
    assert empty.photograph_missing
    assert not empty.report_ready


def test_a_full_profile_is_at_a_hundred():
    full = completeness({one.name for one in profile_fields()}, has_photo=True)

    assert full.percent == 100
    assert full.report_ready


def test_one_missing_detail_keeps_a_profile_below_a_hundred():
    all_but_one = {one.name for one in profile_fields()} - {"hobbies"}

    assert completeness(all_but_one, has_photo=True).percent == 99


def test_a_profile_is_report_ready_long_before_it_is_full():
    ready = completeness(READY, has_photo=True)

    assert ready.report_ready
    assert ready.percent < 50


def test_without_a_photograph_no_profile_is_report_ready():
    assert not completeness(READY, has_photo=False).report_ready


def test_a_report_ready_field_fills_the_profile_more_than_another():
    eyes, hobbies = completeness({"eyes"}, False), completeness({"hobbies"}, False)

    assert eyes.percent > hobbies.percent


def test_what_belongs_to_one_episode_does_not_fill_the_profile():
    assert completeness({"last_seen_at", "reporter"}, has_photo=False).percent == 0
