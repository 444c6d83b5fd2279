from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from interact.flowcharts.interpreter import due, start, take
from interact.flowcharts.timers import AT_ONCE, Timer
from interact.tasks.rules import Party
from tests.rules.flowchart_examples import (
    NOON,
    acting,
    flowchart,
    followed,
    state,
    step,
)

NIGHT_AND_DAY = {
    "day": {"hours": 2},
    "night": {"hours": 1},
    "day_starts": "08:00",
    "day_ends": "20:00",
    "zone": "Europe/Paris",
}


def timer(**limit):
    return Timer.model_validate({"step": "act", "mark": "D", **limit})


def timed(*timers, **more):
    """One open state with these deadlines, an act that is noted, and an end."""
    told = [{"step": "act", "mark": "D", **limit} for limit in timers]
    states = [state("open", timers=told, **more), state("closed", final=True)]
    act = step("act", [], None, stays_in=["open"])
    return flowchart(states, [act, step("close", ["open"], "closed")])


def test_a_deadline_counts_from_the_entry_of_the_state():
    (task,) = followed(timed({"within": {"hours": 2}})).tasks

    assert task.due_at == NOON + timedelta(hours=2)


def test_a_deadline_can_count_from_when_the_absence_was_noticed():
    flow = timed({"within": {"hours": 2}, "counted": "noticed"})
    noticed = NOON - timedelta(minutes=40)

    (task,) = start(flow, acting(), noticed).tasks

    assert task.due_at == noticed + timedelta(hours=2)


def test_at_once_has_a_few_minutes_before_it_is_late():
    (task,) = followed(timed({"at_once": True})).tasks

    assert task.at_once
    assert not task.is_overdue(NOON + AT_ONCE)
    assert task.is_overdue(NOON + AT_ONCE + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("noticed", "hours"),
    [
        (datetime(2026, 1, 10, 6, 59, tzinfo=UTC), 1),  # 07:59 in Paris
        (datetime(2026, 1, 10, 7, 0, tzinfo=UTC), 2),  # 08:00
        (datetime(2026, 1, 10, 18, 59, tzinfo=UTC), 2),  # 19:59
        (datetime(2026, 1, 10, 19, 0, tzinfo=UTC), 1),  # 20:00
        (datetime(2026, 7, 10, 6, 0, tzinfo=UTC), 2),  # 08:00 in summer
    ],
)
def test_by_night_the_limit_is_another_than_by_day(noticed, hours):
    limit = timer(counted="noticed", day_and_night=NIGHT_AND_DAY)

    due_at = limit.due_at(entered=noticed + timedelta(minutes=5), noticed=noticed)

    assert due_at == noticed + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("age", "next_in"),
    [(0, 12), (71, 12), (72, 24), (7 * 24 - 1, 24), (7 * 24, 168), (40 * 24, 168)],
)
def test_the_longer_the_absence_the_rarer_the_reviews(age, next_in):
    ladder = [
        {"every": {"hours": 12}, "up_to": {"hours": 72}},
        {"every": {"days": 1}, "up_to": {"days": 7}},
        {"every": {"days": 7}},
    ]
    entered = NOON + timedelta(hours=age)

    assert timer(ladder=ladder).due_at(entered, NOON) == entered + timedelta(
        hours=next_in
    )


def test_what_repeats_is_due_again_after_it_was_done():
    flow = timed({"ladder": [{"every": {"hours": 12}}]})

    (task,) = followed(flow, "act").tasks

    assert task.due_at == NOON + timedelta(hours=13)


def test_doing_it_fulfils_the_task_and_leaving_lets_it_lapse():
    flow = timed({"within": {"hours": 2}})
    begun = followed(flow).configuration

    done = take(flow, begun, "act", acting(later=1))
    left = take(flow, begun, "close", acting(later=1))

    assert (done.done, done.lapsed) == (("act",), ())
    assert (left.done, left.lapsed) == ((), ("act",))
    assert due(flow, done.configuration) == ()


def test_the_task_is_for_whoever_holds_the_state_unless_it_names_another():
    flow = timed({"at_once": True, "part": "hotline"})
    (named,) = followed(flow).tasks
    (holder,) = followed(timed({"at_once": True}, holder="lead")).tasks
    (lane,) = followed(timed({"at_once": True})).tasks

    assert (named.part, holder.part) == (Party.HOTLINE, Party.LEAD)
    assert lane.part is Party.POLICE


def test_a_deadline_can_wait_until_another_track_is_there():
    there = {"track": "main", "states": ["closed"]}
    end = {"step": "end", "mark": "D", "within": {"hours": 1}, "when": there}
    side = {"title": "S", "initial": "on", "states": [state("on", timers=[end])]}
    flow = flowchart(
        [state("open"), state("closed", final=True)],
        [step("close", ["open"], "closed"), step("end", [], None, stays_in=["on"])],
        tracks={"side": side},
    )

    assert followed(flow).tasks == ()
    assert followed(flow, "close").tasks[0].due_at == NOON + timedelta(hours=2)


@pytest.mark.parametrize(
    "limit",
    [
        {},
        {"at_once": True, "within": {"hours": 1}},
        {"within": {"hours": 0}},
        {"within": {"hours": -1}},
        {"day_and_night": {**NIGHT_AND_DAY, "zone": "Europe/Atlantis"}},
        {"ladder": [{"every": {"days": 1}, "up_to": {"days": 2}}]},
    ],
)
def test_a_deadline_has_one_limit_that_makes_sense(limit):
    with pytest.raises(ValidationError):
        timer(**limit)
