import pytest
from pydantic import ValidationError

from interact.flowcharts.linter import Around, problems
from tests.rules.flowchart_examples import flowchart, one_step, state, step

CLOSED = state("closed", final=True)
CLOSE = step("close", ["open"], "closed")


def with_states(*states, steps=(CLOSE,), **more):
    return flowchart([*states, CLOSED], list(steps), **more)


def with_step(**more):
    return with_states(state("open"), steps=[{**CLOSE, **more}])


def needing(**need):
    return with_step(needs=[{"because": "A test.", **need}])


def timed(**timer):
    told = {"mark": "D", "at_once": True, **timer}
    return with_states(state("open", timers=[told]))


def with_side(*states, steps):
    side = {"title": "S", "initial": states[0]["id"], "states": list(states)}
    return with_states(state("open"), steps=[CLOSE, *steps], tracks={"side": side})


ENDING = {"id": "close", "title": "C", "why": "Never.", "mark": "D"}
AT_ONCE = {"step": "close", "mark": "D", "at_once": True}
TRACK_IN = {"track": "main", "states": ["gone"]}
ENDED = {"flowchart": "FM-SIDE", "states": ["gone"]}
AROUND = Around(
    checklists={"CL-11"}, facts={"urgent"}, flowcharts={"FM-TEST": one_step()}
)
LATER = step("later", ["open"], "closed", not_here="Nobody does this here.")
BACK_AND_FORTH = [
    CLOSE,
    step("turn", ["open"], "round"),
    step("turn_back", ["round"], "open_again"),
    step("on", ["open_again"], "round"),
]


def test_a_sound_flowchart_has_no_problems():
    assert problems(one_step()) == []


@pytest.mark.parametrize(
    ("flow", "problem"),
    [
        (with_step(by=[]), "nobody takes the step “close”"),
        (with_step(to="gone"), "the step “close” names no state: “gone”"),
        (with_step(stays_in=["gone"]), "the step “close” names no state: “gone”"),
        (with_step(to=None), "the step “close” leads nowhere"),
        (with_step(to="open"), "the step “close” both moves and stays"),
        (with_step(back_to=["closed"]), "leads back where none came from"),
        (
            with_step(asks=[{"id": "sure", "text": "A"}, {"id": "sure", "text": "B"}]),
            "the step “close” asks the same twice",
        ),
        (
            with_states(state("open"), state("open")),
            "the state “open” is there 2 times",
        ),
        (
            with_states(state("open"), steps=[CLOSE, CLOSE]),
            "the step or ending “close” is there 2 times",
        ),
        (
            with_states(state("open"), forbidden=[ENDING]),
            "the step or ending “close” is there 2 times",
        ),
        (with_states(state("open"), main="other"), "there is no track “other”"),
        (
            with_states(state("open"), steps=[CLOSE, step("again", [], "open")]),
            "exactly one step starts a flowchart",
        ),
        (
            with_states(state("open"), state("island")),
            "no step leads to the state “island”",
        ),
        (
            with_states(
                state("open"), state("round"), state("open_again"), steps=BACK_AND_FORTH
            ),
            "from the state “round” no end can be reached",
        ),
        (
            with_states(state("open"), steps=[CLOSE, step("wake", ["closed"], "open")]),
            "the end “closed” is left by a step",
        ),
        (with_states(state("open", untimed=None)), "the state “open” has no deadline"),
        (with_states(state("open", lane="any")), "nobody holds the state “open”"),
        (needing(fact="known"), "needs the fact “known”, which does not exist"),
        (needing(not_fact="known"), "needs the fact “known”, which does not exist"),
        (
            needing(done="close", only_if="known"),
            "needs the fact “known”, which does not exist",
        ),
        (needing(checklist="CL-99"), "needs the checklist “CL-99”"),
        (needing(done="sing"), "needs the step “sing”"),
        (needing(track_in=TRACK_IN), "needs the state “gone” of the track “main”"),
        (
            with_states(state("open"), facts={"known": "It is known"}),
            "no step needs the fact “known”",
        ),
        (timed(step="sing"), "a deadline in “open” names no step there: “sing”"),
        (timed(step="begin"), "a deadline in “open” names no step there: “begin”"),
        (
            timed(step="close", when=TRACK_IN),
            "waits for the state “gone” of the track “main”",
        ),
        (
            with_states(
                state("open", timers=[AT_ONCE]),
                steps=[{**CLOSE, "by": ["hotline"]}],
            ),
            "“police” must take “close” in “open” and may not",
        ),
        (
            with_side(state("off"), steps=[step("cross", ["open"], "off")]),
            "the step “cross” leads to another track",
        ),
        (
            with_side(state("off"), state("on"), steps=[step("ask", ["off"], "on")]),
            "from the state “on” no end can be reached",
        ),
        (
            with_states(
                state("open"), state("round"), state("open_again"), steps=BACK_AND_FORTH
            ),
            "it only leads round, by “open_again”, “round”",
        ),
        (
            with_side(state("off", untimed=None), steps=[]),
            "the state “off” has no deadline",
        ),
        (
            with_states(
                state("open", timers=[{**AT_ONCE, "step": "later"}]),
                steps=[CLOSE, LATER],
            ),
            "the state “open” has no deadline",
        ),
        (
            with_states(state("open"), steps=[LATER]),
            "from the state “open” no end can be reached",
        ),
        (needing(done="close"), "nobody can ever take the step “close”"),
        (
            with_step(
                needs=[
                    {"because": "A.", "fact": "urgent"},
                    {"because": "B.", "not_fact": "urgent"},
                ],
            ).model_copy(update={"facts": {"urgent": "It is urgent"}}),
            "nobody can ever take the step “close”",
        ),
        (with_step(by=["police abroad"]), "nobody can ever take the step “close”"),
        (
            with_step(by=["any", "police abroad"]),
            "names “police abroad” where no other",
        ),
        (with_states(state("open", lane="police abroad")), "held by “police abroad”"),
        (needing(none_open="FM-GONE"), "needs the flowchart “FM-GONE”"),
        (needing(beside=ENDED), "needs the flowchart “FM-SIDE”"),
        (
            needing(beside={**ENDED, "flowchart": "FM-TEST"}),
            "needs the state “gone” of “FM-TEST”",
        ),
        (with_step(starts=["FM-GONE"]), "starts “FM-GONE”, which does not exist"),
        (
            needing(level_at_least="high", level_of="CL-99"),
            "needs the checklist “CL-99”",
        ),
        (
            with_states(
                state("open"),
                steps=[{**CLOSE, "needs": [{"because": "A.", "fact": "odd"}]}],
                facts={"odd": "It is odd"},
            ),
            "INTERACT does not work out the fact “odd”",
        ),
        (
            timed(step="close", since="sing"),
            "a deadline in “open” counts since “sing”, which is not there",
        ),
        (
            flowchart(
                [
                    state("open"),
                    state("closed", final=True, timers=[AT_ONCE], untimed=None),
                ],
                [CLOSE],
            ),
            "the end “closed” has a deadline",
        ),
        (
            with_states(state("open"), forbidden=[{**ENDING, "id": "closed"}]),
            "the forbidden ending “closed” is a state",
        ),
        (
            with_states(
                state("open"),
                steps=[CLOSE, step("note_turned_18", ["open"], "closed")],
                forbidden=[{**ENDING, "id": "turned_18"}],
            ),
            "the forbidden ending “turned_18” is reached by the step “note_turned_18”",
        ),
    ],
)
def test_what_nobody_could_follow_is_found(flow, problem):
    found = problems(flow, AROUND)

    assert any(problem in one for one in found), found


def test_a_checklist_is_looked_for_among_those_that_are_published():
    flow = needing(checklist="CL-11")

    assert problems(flow, Around(checklists={"CL-11"})) == []
    assert problems(flow) == []


def test_a_flowchart_that_starts_elsewhere_is_found():
    begin = step("begin", [], "closed")
    flow = with_states(state("open")).model_copy(
        update={"steps": flowchart([state("closed")], [begin, CLOSE]).steps[1:]}
    )

    assert "the step “begin” starts elsewhere" in problems(flow)


def test_a_track_begins_at_a_state_of_its_own():
    side = {"title": "Side", "initial": "gone", "states": [state("off")]}

    found = problems(with_states(state("open"), tracks={"side": side}))

    assert "the track “side” begins at no state of its own" in found


@pytest.mark.parametrize(
    "need",
    [{}, {"fact": "known", "done": "close"}, {"fact": "known", "fresh": True}],
)
def test_a_need_names_one_thing(need):
    with pytest.raises(ValidationError):
        needing(**need)


def test_what_is_said_to_be_found_in_a_source_names_it():
    with pytest.raises(ValidationError, match="the mark S needs a source"):
        with_step(mark="S")
