"""Deadlines that stand still for a while, and those that count from a step."""

import json
from datetime import timedelta

import pytest

from interact.flowcharts.configuration import Configuration
from interact.flowcharts.interpreter import due, take
from interact.flowcharts.rules import StepRefused
from tests.rules.flowchart_examples import (
    NOON,
    acting,
    flowchart,
    followed,
    state,
    step,
)


def paused(**limit):
    told = [{"step": "act", "mark": "D", **limit}]
    states = [state("open", timers=told), state("closed", final=True)]
    steps = [
        step("act", [], None, stays_in=["open"]),
        step("hear", [], None, stays_in=["open"]),
        step("wait", [], None, stays_in=["open"], pauses=True),
        step("go_on", [], None, stays_in=["open"], resumes=True),
        step("close", ["open"], "closed"),
    ]
    return flowchart(states, steps)


def test_while_deadlines_stand_still_nothing_is_due():
    flow = paused(within={"hours": 5})

    assert due(flow, followed(flow, "wait").configuration) == ()


def test_a_deadline_is_later_by_as_long_as_it_stood_still():
    flow = paused(within={"hours": 5})

    stands = followed(flow, "wait", "go_on", "wait", "go_on").configuration

    (task,) = due(flow, stands)
    assert task.due_at == NOON + timedelta(hours=7)


def test_what_counts_from_a_step_runs_from_when_it_was_taken():
    flow = paused(within={"hours": 5}, since="hear")

    assert due(flow, followed(flow).configuration) == ()
    (task,) = due(flow, followed(flow, "hear").configuration)
    assert task.due_at == NOON + timedelta(hours=6)


def test_a_pause_before_it_began_to_run_makes_no_deadline_later():
    flow = paused(within={"hours": 5}, since="hear")

    stands = followed(flow, "wait", "go_on", "hear").configuration

    (task,) = due(flow, stands)
    assert task.due_at == NOON + timedelta(hours=8)


def test_a_pause_survives_being_stored():
    stands = followed(
        paused(within={"hours": 5}), "wait", "go_on", "wait"
    ).configuration

    assert Configuration.from_json(json.loads(json.dumps(stands.to_json()))) == stands


@pytest.mark.parametrize("steps", [("go_on",), ("wait", "wait")])
def test_what_does_not_stand_still_cannot_go_on_nor_stop_twice(steps):
    flow = paused(within={"hours": 5})
    stands = followed(flow, *steps[:-1]).configuration

    with pytest.raises(StepRefused):
        take(flow, stands, steps[-1], acting(later=9))
