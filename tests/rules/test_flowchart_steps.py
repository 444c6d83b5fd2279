import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from interact.agencies.rules import AgencyKind
from interact.checklists.rules import RiskLevel
from interact.flowcharts.configuration import Configuration, is_finished, phase_of
from interact.flowcharts.interpreter import at_rest, due, next_steps, start, take
from interact.flowcharts.rules import (
    EndingForbidden,
    NoticedInTheFuture,
    Phase,
    Situation,
    StepRefused,
)
from tests.rules.flowchart_examples import (
    NOON,
    acting,
    flowchart,
    followed,
    one_step,
    state,
    step,
)

BECAUSE = "Do the other thing first."


def refused_because(flow, name, situation):
    begun = start(flow, acting()).configuration
    with pytest.raises(StepRefused) as refusal:
        take(flow, begun, name, situation)
    return [reason.said() for reason in refusal.value.reasons]


def test_a_step_moves_the_case_and_says_so():
    outcome = followed(one_step(), "close")

    place = outcome.configuration.places["main"]
    assert (place.state, place.since) == ("closed", NOON + timedelta(hours=1))
    assert (outcome.move.from_state, outcome.move.to_state) == ("open", "closed")


def test_a_step_is_for_the_agencies_it_names():
    flow = one_step(by=["police", "hotline"])

    reasons = refused_because(flow, "close", acting(AgencyKind.NGO))

    assert reasons == ["This step is for: Police, 116 000 hotline."]


def test_the_lead_agency_takes_its_steps_whatever_kind_it_is():
    flow = one_step(by=["lead"])

    reasons = refused_because(flow, "close", acting(AgencyKind.POLICE))

    assert reasons == ["This step is for: Lead agency."]
    assert followed(flow, "close", kind=AgencyKind.NGO, leads=True)


def test_a_step_that_someone_else_has_taken_meanwhile_is_refused():
    flow = one_step()
    closed = followed(flow, "close").configuration

    with pytest.raises(StepRefused, match="where the case stands now: Closed"):
        take(flow, closed, "close", acting(later=2))


def test_a_procedure_is_not_started_twice():
    assert refused_because(one_step(), "begin", acting()) == [
        "This was done when the flowchart was started."
    ]


def test_a_step_that_is_not_in_the_flowchart_is_refused():
    assert refused_because(one_step(), "vanish", acting()) == [
        "There is no such step in this flowchart."
    ]


def test_every_reason_is_given_at_once():
    asks = [{"id": "sure", "text": "It is sure"}]
    needs = [{"fact": "known", "because": BECAUSE}]
    flow = one_step(by=["hotline"], asks=asks, needs=needs)

    reasons = refused_because(flow, "close", acting())

    assert reasons == [
        "This step is for: 116 000 hotline.",
        BECAUSE,
        "Confirm this first: It is sure.",
    ]


def test_a_step_goes_on_when_everything_it_asks_is_ticked():
    flow = one_step(asks=[{"id": "sure", "text": "It is sure"}])

    assert followed(flow, "close", confirmed=frozenset({"sure"}))


@pytest.mark.parametrize(
    ("need", "enough", "too_little"),
    [
        ({"fact": "known"}, {"facts": {"known": True}}, {"facts": {"known": False}}),
        ({"fact": "known"}, {"facts": {"known": True}}, {}),
        ({"not_fact": "urgent"}, {}, {"facts": {"urgent": True}}),
        ({"checklist": "CL-11"}, {"finished": {"CL-11": NOON}}, {}),
        (
            {"checklist": "CL-11", "fresh": True},
            {"finished": {"CL-11": NOON}},
            {"finished": {"CL-11": NOON - timedelta(seconds=1)}},
        ),
        ({"level_at_least": "high"}, {"level": RiskLevel.IMMEDIATE}, {}),
        (
            {"level_at_least": "high"},
            {"level": RiskLevel.HIGH},
            {"level": RiskLevel.MEDIUM},
        ),
        ({"elapsed": {"days": 1}}, {"later": 24}, {"later": 23}),
    ],
)
def test_a_step_needs_what_it_names(need, enough, too_little):
    flow = one_step(needs=[{**need, "because": BECAUSE}])
    begun = start(flow, acting()).configuration

    assert take(flow, begun, "close", acting(**enough)).move.to_state == "closed"
    assert refused_because(flow, "close", acting(**too_little)) == [BECAUSE]


def test_a_step_can_need_another_to_be_done_first():
    states = [state("open"), state("closed", final=True)]
    note = step("note", [], None, stays_in=["open"])
    needs = [{"done": "note", "because": BECAUSE}]
    flow = flowchart(states, [note, step("close", ["open"], "closed", needs=needs)])

    assert refused_because(flow, "close", acting()) == [BECAUSE]
    assert is_finished(flow, followed(flow, "note", "close").configuration)


def test_a_track_can_wait_for_another():
    side = {
        "title": "Side",
        "initial": "off",
        "states": [state("off"), state("on")],
    }
    there = {"track": "main", "states": ["running"]}
    needs = [{"track_in": there, "because": BECAUSE}]
    flow = flowchart(
        [state("open"), state("running")],
        [step("run", ["open"], "running"), step("ask", ["off"], "on", needs=needs)],
        tracks={"side": side},
    )

    assert refused_because(flow, "ask", acting()) == [BECAUSE]
    assert followed(flow, "run", "ask").configuration.places["main"].state == "running"


def test_a_noted_step_leaves_the_case_where_it_is():
    flow = flowchart([state("open")], [step("note", [], None, stays_in=["open"])])

    outcome = followed(flow, "note")

    assert outcome.move.is_noted
    assert outcome.configuration.places["main"].since == NOON
    assert outcome.configuration.taken["note"] == NOON + timedelta(hours=1)


def test_a_step_leads_back_to_where_the_case_came_from_as_if_never_left():
    states = [state("waiting"), state("running"), state("seen")]
    steps = [
        step("run", ["waiting"], "running"),
        step("see", ["waiting", "running"], "seen"),
        step("deny", ["seen"], "running", back_to=["waiting"]),
    ]
    flow = flowchart(states, steps)

    waiting = followed(flow, "see", "deny").configuration.places["main"]
    running = followed(flow, "run", "see", "deny").configuration.places["main"]

    assert (waiting.state, waiting.since) == ("waiting", NOON)
    assert (running.state, running.since) == ("running", NOON + timedelta(hours=3))


def test_what_never_ends_an_episode_is_refused_with_the_reason():
    why = "A child who was missing at 17 is still missing at 18."
    ending = {"id": "turned_18", "title": "Turned 18", "why": why, "mark": "D"}
    flow = flowchart([state("open")], [], forbidden=[ending])

    with pytest.raises(EndingForbidden, match=why):
        take(flow, start(flow, acting()).configuration, "turned_18", acting())


def test_the_next_steps_say_who_and_why_not():
    flow = one_step(by=["hotline"], needs=[{"fact": "known", "because": BECAUSE}])
    begun = start(flow, acting()).configuration

    (mine,) = next_steps(flow, begun, acting(AgencyKind.HOTLINE, facts={"known": True}))
    (theirs,) = next_steps(flow, begun, acting())

    assert mine.allowed
    assert (mine.leads_to, mine.reasons) == ("closed", ())
    assert not theirs.allowed
    assert [reason.said() for reason in theirs.reasons] == [
        "This step is for: 116 000 hotline.",
        BECAUSE,
    ]


def test_at_the_end_there_are_no_next_steps():
    flow = one_step()

    assert next_steps(flow, followed(flow, "close").configuration, acting()) == []


def test_the_phase_is_that_of_the_state_the_case_stands_at():
    states = [state("open"), state("safe", final=True, phase="aftercare")]
    flow = flowchart(states, [step("find", ["open"], "safe")])

    assert phase_of(flow, followed(flow).configuration) is Phase.RESPONSE
    assert phase_of(flow, followed(flow, "find").configuration) is Phase.AFTERCARE


def test_a_configuration_survives_being_stored():
    states = [state("open"), state("seen")]
    flow = flowchart(states, [step("see", ["open"], "seen")])
    configuration = followed(flow, "see").configuration

    stored = json.loads(json.dumps(configuration.to_json()))

    assert Configuration.from_json(stored) == configuration


def test_an_absence_cannot_be_noticed_tomorrow():
    with pytest.raises(NoticedInTheFuture):
        start(one_step(), acting(), noticed_at=NOON + timedelta(seconds=1))


def test_a_time_without_a_zone_is_no_moment():
    with pytest.raises(ValueError, match="without a zone"):
        Situation(kind=AgencyKind.POLICE, now=datetime(2026, 11, 20, 12))  # noqa: DTZ001


def test_reasons_are_translated_piece_by_piece():
    flow = one_step(by=["police"])
    french = {"This step is for: %(by)s.": "C'est à : %(by)s.", "Police": "police"}

    begun = start(flow, acting()).configuration
    (next_step,) = next_steps(flow, begun, acting(AgencyKind.NGO))

    assert next_step.reasons[0].said(lambda text: french[text]) == "C'est à : police."


def side_by_side(*states):
    """A side track that begins at its first state; each step leads to the next."""
    names = [one["id"] for one in states]
    side = {"title": "Side", "initial": names[0], "states": list(states)}
    steps = [step(f"to_{to}", [origin], to) for origin, to in pairwise(names)]
    return flowchart([state("open")], steps, tracks={"side": side})


AT_ONCE = {"at_once": True, "mark": "D"}


def test_a_side_track_rests_where_it_begins_while_nothing_is_due_there():
    idle = side_by_side(state("idle"), state("busy"))
    asked = side_by_side(
        state("idle", timers=[{"step": "to_busy", **AT_ONCE}]), state("busy")
    )

    assert at_rest(idle, followed(idle).configuration, "side")
    assert not at_rest(asked, followed(asked).configuration, "side")


def test_a_side_track_rests_further_on_only_where_the_file_says_so():
    flow = side_by_side(state("idle"), state("busy"), state("kept", rests=True))

    busy = followed(flow, "to_busy").configuration
    kept = followed(flow, "to_busy", "to_kept").configuration

    assert not at_rest(flow, busy, "side")
    assert at_rest(flow, kept, "side")


def test_the_main_track_rests_at_an_end_only():
    flow = one_step()

    assert not at_rest(flow, followed(flow).configuration, "main")
    assert at_rest(flow, followed(flow, "close").configuration, "main")


def test_a_need_may_count_only_while_something_is_so():
    need = {"because": BECAUSE, "checklist": "CL-18", "only_if": "signs"}
    flow = one_step(needs=[need])

    signs = acting(facts={"signs": True})

    assert refused_because(flow, "close", signs) == [BECAUSE]
    assert followed(flow, "close", facts={"signs": False})
    assert followed(flow, "close", facts={"signs": True}, finished={"CL-18": NOON})


def test_a_deadline_for_what_a_country_lacks_does_not_run():
    flow = side_by_side(
        state("idle", timers=[{"step": "to_busy", **AT_ONCE}]), state("busy")
    )
    lacking = tuple(
        one.model_copy(update={"not_here": "No such register."})
        if one.id == "to_busy"
        else one
        for one in flow.steps
    )
    there = flow.model_copy(update={"steps": lacking})

    assert [task.step for task in due(flow, followed(flow).configuration)]
    assert due(there, followed(there).configuration) == ()
