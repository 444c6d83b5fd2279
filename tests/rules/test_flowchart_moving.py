"""What becomes of a procedure in another version of its flowchart. Nothing is kept."""

from datetime import timedelta

import pytest

from interact.flowcharts.configuration import Configuration
from interact.flowcharts.interpreter import take
from interact.flowcharts.move_preview import plan_move
from interact.tasks.rules import Party
from tests.rules.flowchart_examples import (
    NOON,
    acting,
    flowchart,
    followed,
    state,
    step,
)

HOUR = timedelta(hours=1)


def limit(hours, **more):
    return [{"step": "close", "mark": "D", "within": {"hours": hours}, **more}]


def version(number, name="open", hours=2, **more):
    """Open, waiting and closed; `open` may be called otherwise."""
    states = [
        state("first"),
        state(name, timers=limit(hours, **more)),
        state("closed", final=True),
    ]
    steps = [
        step("go", ["first"], name),
        step("close", [name], "closed"),
        step("wait", [], None, stays_in=[name], pauses=True),
    ]
    return flowchart(states, steps).model_copy(update={"version": number})


def with_side(*states, initial="off", steps=(), **more):
    main = [state("open"), state("closed", final=True)]
    side = {"title": "Side", "initial": initial, "states": list(states)}
    close = step("close", ["open"], "closed")
    return flowchart(main, [close, *steps], tracks={"side": side}, **more)


OLD = version(1)
AT_OPEN = followed(OLD, "go").configuration
SIDE = with_side(
    state("off"),
    state("on"),
    state("over", final=True),
    steps=[step("turn_on", ["off"], "on"), step("turn_off", ["on"], "over")],
)
BUSY = take(SIDE, followed(SIDE).configuration, "turn_on", acting()).configuration


def plan(new, old=OLD, stands=AT_OPEN, **chosen):
    return plan_move((old, new), stands, chosen, NOON + 2 * HOUR)


def said(found):
    return [reason.said() for reason in found.reasons]


def test_a_state_of_the_same_name_goes_on_as_it_was():
    found = plan(version(2))

    assert (found.configuration, found.reasons) == (AT_OPEN, ())
    assert (found.vanished, found.deadlines) == ((), ())


def test_deadlines_count_from_when_the_state_was_entered_and_are_listed():
    (change,) = plan(version(2, hours=5)).deadlines

    assert change.title == "Close"
    assert (change.before.due_at, change.after.due_at) == (
        NOON + 3 * HOUR,
        NOON + 6 * HOUR,
    )


def test_a_deadline_that_falls_to_somebody_else_is_listed():
    (change,) = plan(version(2, part="hotline")).deadlines

    assert (change.before.part, change.after.part) == (Party.POLICE, Party.HOTLINE)


def test_deadlines_that_come_and_go_are_listed():
    new = version(2)
    none = new.model_copy(
        update={"tracks": flowchart([state("open"), state("closed")], []).tracks}
    )

    (gone,) = plan(none).deadlines
    (come,) = plan(OLD, none).deadlines

    assert (gone.after, come.before) == (None, None)


def test_for_a_state_that_vanished_one_has_to_be_chosen():
    found = plan(version(2, "working"))

    assert [one.state.id for one in found.vanished] == ["open"]
    assert [one.id for one in found.vanished[0].choices] == ["first", "working"]
    assert said(found) == ["Choose where this goes on: Open."]


def test_what_was_chosen_keeps_since_when_and_how_long_it_stood_still():
    paused = take(OLD, AT_OPEN, "wait", acting(later=2)).configuration

    found = plan(version(2, "working"), stands=paused, open="working")

    place, before = found.configuration.places["main"], paused.places["main"]
    assert found.reasons == ()
    assert (place.state, place.since) == ("working", before.since)
    assert place.pauses == before.pauses
    assert place.before == before.before


@pytest.mark.parametrize("choice", ["closed", "open", "nonsense"])
def test_only_a_state_there_is_and_no_end_can_be_chosen(choice):
    found = plan(version(2, "working"), open=choice)

    assert "Choose where this goes on: Open." in said(found)


def test_moving_ends_nothing_and_opens_nothing_that_ended():
    ending = flowchart([state("first"), state("open", final=True)], [])
    closed = followed(OLD, "go", "close").configuration
    opening = flowchart([state("first"), state("closed")], [])

    assert said(plan(ending)) == ["In the other version this is an end: Open."]
    assert said(plan(opening, stands=closed)) == [
        "In the other version this is no end: Closed."
    ]


def test_a_track_that_vanished_is_left_only_where_nobody_must_act():
    alone = with_side(state("off")).model_copy(
        update={"tracks": {"main": SIDE.tracks["main"]}}
    )
    resting = followed(SIDE).configuration

    assert said(plan(alone, SIDE, BUSY)) == [
        "The other version lacks this, and it has not ended: Side."
    ]
    assert plan(alone, SIDE, resting).reasons == ()
    assert [*plan(alone, SIDE, resting).configuration.places] == ["main"]


def test_every_reason_is_told_at_once():
    new = with_side(state("off"), steps=[]).model_copy(
        update={"tracks": {"main": version(2, "working").tracks["main"]}}
    )

    assert said(plan(new, SIDE, BUSY)) == [
        "Choose where this goes on: Open.",
        "The other version lacks this, and it has not ended: Side.",
    ]


def test_a_new_track_begins_where_it_begins():
    main = {"main": SIDE.tracks["main"]}
    old = SIDE.model_copy(update={"tracks": main})
    stands = followed(SIDE).configuration
    alone = Configuration(
        noticed_at=NOON, places={"main": stands.places["main"]}, taken=stands.taken
    )

    found = plan(SIDE, old, alone)

    assert found.reasons == ()
    assert found.configuration.places["side"].state == "off"
    assert found.configuration.places["side"].since == NOON + 2 * HOUR
