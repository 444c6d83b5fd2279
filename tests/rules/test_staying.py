"""Filling in the same list again: what makes the level lower, and what does not."""

import pytest

from interact.checklists.levels import LevelSet, set_level
from interact.checklists.rules import (
    Answer,
    Lowering,
    ReasonNeeded,
    Reply,
    RiskLevel,
    When,
)
from interact.checklists.staying import Before, Stays, StaysFor, what_stays
from tests.content.published import CHECKLISTS

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
GOING_MISSING = CHECKLISTS["CL-05"]
NAMES = [question.id for question in GOING_MISSING.questions()]
YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
KNOWN = dict.fromkeys(NAMES, NO)
URGENT = KNOWN | {"gm03": YES, "gm05": YES}
BEFORE = Before(level=IMMEDIATE, given=[URGENT])
STAYS = Stays(level=IMMEDIATE, why=StaysFor.UNKNOWN)


def stays(answers, before=BEFORE, **kinds):
    return what_stays(GOING_MISSING, answers, before, **kinds)


def test_a_fresh_short_form_leaves_what_the_full_list_said():
    short = {one.id: NO for one in GOING_MISSING.short().questions()}

    found = stays(short, short_form=True)

    assert found == Stays(level=IMMEDIATE, why=StaysFor.SHORT_FORM)


def test_a_full_list_that_knows_little_leaves_what_counted_before():
    assert stays(dict.fromkeys(NAMES[:4], NO)) == STAYS


def test_a_full_list_that_knows_enough_makes_the_level_lower():
    assert stays(KNOWN) is None


def test_an_earlier_sign_that_is_not_known_now_still_counts():
    found = stays(KNOWN | {"gm03": NOT_KNOWN, "gm05": NOT_KNOWN})

    assert found == Stays(level=IMMEDIATE, why=StaysFor.EARLIER)


def test_an_earlier_sign_that_is_over_counts_no_more():
    over = Answer(reply=Reply.YES, when=When.HISTORICAL)

    assert stays(KNOWN | {"gm03": NO, "gm05": over}) is None


def test_an_earlier_sign_counts_until_somebody_knows_better():
    twice = KNOWN | {"gm03": NOT_KNOWN, "gm05": NOT_KNOWN}
    before = Before(level=IMMEDIATE, given=[twice, URGENT])

    assert stays(twice, before) == Stays(level=IMMEDIATE, why=StaysFor.EARLIER)
    assert stays(twice, Before(level=LOW, given=[KNOWN, URGENT])) is None


def test_an_earlier_answer_that_cannot_be_seen_is_never_taken_for_a_no():
    before = Before(level=HIGH, unseen=frozenset({"gm05"}))

    found = stays(KNOWN | {"gm05": NOT_KNOWN}, before)

    assert found == Stays(level=HIGH, why=StaysFor.UNSEEN)


def test_nothing_stays_where_the_answers_make_as_much():
    assert stays(URGENT, Before(level=HIGH, given=[KNOWN]), short_form=True) is None


def test_a_list_that_makes_no_level_leaves_none():
    assert what_stays(CHECKLISTS["CL-02"], {}, BEFORE, short_form=True) is None


def test_without_an_unknown_rule_of_its_own_a_list_goes_by_two_fifths():
    free = GOING_MISSING.model_copy(update={"unknown_rule": None})
    few, many = len(NAMES) * 2 // 5 - 3, len(NAMES) * 2 // 5 + 3

    below = KNOWN | dict.fromkeys(NAMES[:few], NOT_KNOWN)
    above = KNOWN | dict.fromkeys(NAMES[:many], NOT_KNOWN)

    before = Before(level=IMMEDIATE)
    assert what_stays(free, below, before) is None
    assert what_stays(free, above, before) == STAYS


def test_what_stays_counts_unless_a_second_person_agrees_to_less():
    kept = set_level(LOW, None, stays=STAYS)
    proposed = set_level(LOW, LOW, "He came back and is calm", STAYS)

    assert (kept.chosen, kept.counting, kept.lowering) == (IMMEDIATE, IMMEDIATE, None)
    assert (proposed.lowering, proposed.counting) == (Lowering.PROPOSED, IMMEDIATE)
    with pytest.raises(ReasonNeeded, match="Immediate"):
        set_level(LOW, MEDIUM, "", STAYS)


def test_what_stays_is_kept_with_the_level():
    said = set_level(LOW, HIGH, "Less than before", STAYS)

    assert LevelSet.from_value(LOW, said.as_value()) == said
