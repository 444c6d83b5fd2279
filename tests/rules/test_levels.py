"""The level a person says beside the computed one, and which of them counts."""

from itertools import product
from uuid import uuid4

import pytest

from interact.checklists.levels import LevelSet, needed, set_level
from interact.checklists.rules import (
    CannotLowerAlone,
    Lowering,
    NoLoweringWaits,
    ReasonNeeded,
    RiskLevel,
    WhyNotNeeded,
)

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
PROPOSER, SECOND = uuid4(), uuid4()


def lowered():
    return set_level(HIGH, MEDIUM, "Plan agreed")


def test_the_computed_level_needs_no_reason():
    assert set_level(HIGH, HIGH).counting is HIGH


def test_raising_a_level_needs_a_reason_and_keeps_the_computed_one():
    with pytest.raises(ReasonNeeded, match="Low"):
        set_level(LOW, HIGH, reason="  ")

    said = set_level(LOW, HIGH, reason="A brother vanished yesterday")

    assert (said.computed, said.counting, said.lowered) == (LOW, HIGH, False)
    assert said.lowering is None


def test_nobody_lowers_a_level_without_a_reason():
    with pytest.raises(ReasonNeeded):
        set_level(HIGH, LOW)


def test_a_lower_level_does_not_count_before_a_second_person_agreed():
    said = lowered()
    agreed = said.answered(SECOND, PROPOSER, "")

    assert (said.lowering, said.counting) == (Lowering.PROPOSED, HIGH)
    assert (agreed.lowering, agreed.counting) == (Lowering.AGREED, MEDIUM)
    assert (agreed.computed, agreed.second_id) == (HIGH, SECOND)


def test_a_lower_level_that_was_declined_never_counts_and_the_reason_stays():
    declined = lowered().answered(SECOND, PROPOSER, "The debt is not paid")

    assert (declined.lowering, declined.counting) == (Lowering.DECLINED, HIGH)
    assert declined.second_reason == "The debt is not paid"


def test_nobody_agrees_to_their_own_lower_level():
    with pytest.raises(CannotLowerAlone):
        lowered().answered(PROPOSER, PROPOSER, "")
    with pytest.raises(CannotLowerAlone):
        lowered().answered(PROPOSER, PROPOSER, "On second thoughts")


@pytest.mark.parametrize(
    "said",
    [
        set_level(HIGH, HIGH),
        set_level(LOW, HIGH, "A car waits"),
        lowered().answered(SECOND, PROPOSER, ""),
        lowered().answered(SECOND, PROPOSER, "No"),
    ],
)
def test_only_what_waits_is_answered(said):
    with pytest.raises(NoLoweringWaits):
        said.answered(SECOND, PROPOSER, "")


def test_declining_says_why():
    with pytest.raises(WhyNotNeeded):
        needed("  ")
    assert needed(" The debt is not paid ") == "The debt is not paid"


@pytest.mark.parametrize(("computed", "chosen"), list(product(RiskLevel, RiskLevel)))
def test_what_counts_is_never_below_the_answers_while_one_person_says_so(
    computed, chosen
):
    said = set_level(computed, chosen, "Because")

    assert said.counting is max(computed, chosen)
    assert LevelSet.from_value(computed, said.as_value()) == said


def test_a_level_somebody_agreed_to_in_the_old_way_still_counts():
    old = {"chosen": "low", "reason": "Calm now", "second_person": "Mr Bianchi"}

    said = LevelSet.from_value(HIGH, old)

    assert (said.counting, said.second_person) == (LOW, "Mr Bianchi")


def test_a_lower_level_nobody_agreed_to_does_not_count_however_it_is_stored():
    bare = {"chosen": "low", "reason": "Calm now", "second_person": ""}

    assert LevelSet.from_value(HIGH, bare).counting is HIGH
