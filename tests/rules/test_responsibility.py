"""Who answers for the next step after a step, and how long nobody did."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from interact.flowcharts.definitions import Silence
from interact.flowcharts.responsibility_rules import (
    ANSWER_WITHIN,
    Passing,
    answer_by,
    by_law,
    passing,
    without_owner,
)
from interact.tasks.rules import Party
from tests.rules.flowchart_examples import one_step

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
CENTRE, POLICE, HOTLINE = uuid4(), uuid4(), uuid4()


@pytest.mark.parametrize(
    ("holder", "acted", "meant", "expected"),
    [
        (None, CENTRE, CENTRE, Passing(CENTRE)),
        (None, CENTRE, POLICE, Passing(CENTRE, offered_to=POLICE)),
        (CENTRE, CENTRE, POLICE, Passing(CENTRE, offered_to=POLICE)),
        (CENTRE, POLICE, POLICE, Passing(POLICE)),
        (CENTRE, HOTLINE, CENTRE, Passing(CENTRE)),
        (CENTRE, HOTLINE, POLICE, Passing(CENTRE, offered_to=POLICE)),
        (CENTRE, CENTRE, None, Passing(CENTRE, stands_in=True)),
        (None, CENTRE, None, Passing(CENTRE, stands_in=True)),
    ],
)
def test_who_answered_still_does_until_the_next_one_says_yes_or_acts(
    holder, acted, meant, expected
):
    assert passing(holder, acted, meant) == expected


def test_the_time_to_answer_is_the_states_then_the_flowcharts_then_ours():
    plain = one_step()
    silent = {"within": {"hours": 3}, "by_law": "guardianship", "mark": "D"}
    said = plain.model_copy(update={"silence": Silence.model_validate(silent)})
    here = plain.states["open"]
    quick = here.model_copy(update={"accept_within": ANSWER_WITHIN})

    assert answer_by(plain, here, NOON) == NOON + ANSWER_WITHIN.length
    assert answer_by(said, here, NOON) == NOON + timedelta(hours=3)
    assert answer_by(said, quick, NOON) == NOON + ANSWER_WITHIN.length


def test_by_law_the_state_says_who_then_the_flowchart_then_the_lead():
    here = one_step().states["open"]
    silent = {"within": {"hours": 3}, "by_law": "guardianship", "mark": "D"}
    silence = Silence.model_validate(silent)
    theirs = here.model_copy(update={"by_law": Party.SOCIAL_SERVICES})

    assert by_law(None, here) is Party.LEAD
    assert by_law(silence, here) is Party.GUARDIANSHIP
    assert by_law(silence, theirs) is Party.SOCIAL_SERVICES


def test_time_without_an_owner_counts_once_however_many_reasons_there_are():
    def at(hours):
        return NOON + timedelta(hours=hours)

    stretches = [(at(5), at(6)), (at(0), at(2)), (at(1), at(3)), (at(1), at(2))]

    assert without_owner(stretches) == timedelta(hours=4)
    assert without_owner([]) == timedelta()
