import re
from collections import Counter
from datetime import timedelta
from itertools import combinations, pairwise
from math import dist
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from interact.flowcharts.drawing import draw, draw_definition
from interact.flowcharts.geometry import is_on, touches
from interact.flowcharts.interpreter import take
from interact.flowcharts.layout import numbers, place_boxes
from interact.flowcharts.ports import RADIUS, draw_lines
from interact.flowcharts.progress import Progress, as_text
from interact.flowcharts.routes import find_ways
from interact.tasks.rules import Party
from tests.rules.flowchart_examples import (
    NOON,
    acting,
    flowchart,
    followed,
    state,
    step,
)

SVG = "{http://www.w3.org/2000/svg}"
LANES = [party.value for party in Party if party is not Party.ANY]


def searching(title="Searching"):
    """Waiting, then searching with a deadline, then found."""
    timer = {"step": "find", "mark": "D", "within": {"hours": 2}}
    states = [
        state("waiting", code="W1"),
        state("searching", "hotline", timers=[timer], title=title),
        state("found", final=True),
    ]
    steps = [
        step("search", ["waiting"], "searching"),
        step("note", [], None, stays_in=["searching"]),
        step("find", ["searching"], "found"),
    ]
    return flowchart(states, steps)


def progress(flow, *steps, later=2):
    outcome = followed(flow)
    path = [outcome.move]
    for name in steps:
        outcome = take(flow, outcome.configuration, name, acting())
        path.append(outcome.move)
    now = NOON + timedelta(hours=later)
    return Progress(configuration=outcome.configuration, path=path, now=now)


def texts(drawing):
    return [one.text or "" for one in ET.fromstring(str(drawing)).iter(f"{SVG}text")]  # noqa: S314


def places(drawing, what):
    found = ET.fromstring(str(drawing)).iter(f"{SVG}{what}")  # noqa: S314
    return [float(one.get("cx" if what == "circle" else "x", 0)) for one in found]


def test_the_drawing_says_where_the_case_stands():
    flow = searching()

    drawn = texts(draw(flow, progress(flow, "search")))

    assert Counter(drawn)["You are here"] == 1
    assert Counter(drawn)["Passed"] == 1
    assert "Overdue" not in drawn


def test_what_is_overdue_says_so_in_a_word():
    flow = searching()

    assert "Overdue" in texts(draw(flow, progress(flow, "search", later=3)))


def test_without_a_case_the_drawing_marks_nothing():
    drawn = texts(draw(searching()))

    assert not {"You are here", "Passed", "Overdue", "The way taken"} & set(drawn)
    assert {"Police", "116 000 hotline", "W1"} <= set(drawn)


def test_the_drawing_of_a_flowchart_says_by_when_in_the_box_of_a_state():
    drawing = draw_definition(searching(), {"searching": ("within 2 hours",)})

    assert Counter(texts(drawing))["within 2 hours"] == 1


def test_the_way_taken_is_thicker_so_that_it_shows_in_black_and_white():
    flow = searching()
    drawing = ET.fromstring(str(draw(flow, progress(flow, "search"))))  # noqa: S314
    arrows = [one for one in drawing.iter(f"{SVG}path") if one.get("class")]
    widths = Counter(one.get("stroke-width") for one in arrows)

    # The start, the step taken and its sample; the step left and its sample.
    assert widths == {"4": 3, "1.5": 2}


def test_the_drawing_tells_those_who_cannot_see_it_where_the_case_stands():
    flow = searching()
    drawing = ET.fromstring(str(draw(flow, progress(flow, "search"))))  # noqa: S314

    assert drawing.get("role") == "img"
    title, desc = drawing[0], drawing[1]
    assert drawing.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == flow.title
    assert "You are here: Searching." in (desc.text or "")


def test_the_drawing_carries_no_style_for_a_page_to_forbid():
    drawing = str(draw(searching()))

    assert not re.search(r"<style|\sstyle=|\son\w+=|href=", drawing)


def test_what_a_file_says_stays_text():
    flow = searching(title="<script>x</script> & more")

    drawing = str(draw(flow, progress(flow, "search")))

    assert "<script>" not in drawing
    assert "You are here: <script>x</script> & more." in (
        ET.fromstring(drawing)[1].text or ""  # noqa: S314
    )


def test_for_scripts_from_right_to_left_the_drawing_is_mirrored():
    flow = searching()
    drawing, mirrored = draw(flow), draw(flow, rtl=True)
    width = float(ET.fromstring(str(drawing)).get("width", 0))  # noqa: S314

    assert 'direction="rtl"' in mirrored
    assert places(mirrored, "circle") == [width - x for x in places(drawing, "circle")]
    assert min(places(mirrored, "rect")) >= 0


def test_every_word_of_the_drawing_can_be_translated():
    flow = searching()

    drawn = texts(draw(flow, progress(flow, "search", later=3), lambda text: "Ω"))

    assert {word for word in drawn if not re.fullmatch(r"\d*|W1", word)} == {"Ω"}


def test_the_list_says_what_the_drawing_shows():
    flow = searching()

    rows = as_text(flow, progress(flow, "search", "note", later=3))

    waiting, searches, found = rows
    assert [row.here for row in rows] == [False, True, False]
    assert waiting.steps[0].taken_at == searches.entered_at[0] == NOON
    assert [(s.number, s.leads_to) for s in searches.steps] == [
        (3, "stays here"),
        (4, "Found"),
    ]
    assert searches.steps[0].taken_at == NOON
    assert searches.steps[1].overdue
    assert found.entered_at == ()


@st.composite
def flowcharts(draw_from):
    """Any states in any lanes, with any steps between them."""
    count = draw_from(st.integers(2, 9))
    names = [f"state{number}" for number in range(count)]
    lanes = draw_from(st.lists(st.sampled_from(LANES), min_size=count, max_size=count))
    states = [state(name, lane) for name, lane in zip(names, lanes, strict=True)]
    ways = st.tuples(
        st.lists(st.sampled_from(names), min_size=1, unique=True),
        st.sampled_from(names),
    ).filter(lambda way: way[1] not in way[0])
    steps = [
        step(f"step{number}", origin, to)
        for number, (origin, to) in enumerate(draw_from(st.lists(ways, max_size=14)))
    ]
    return flowchart(states, steps)


@given(flowcharts())
@settings(max_examples=150, deadline=None)
def test_no_arrow_of_any_flowchart_runs_through_a_box(flow):
    grid = place_boxes(flow)
    lines = draw_lines(grid, find_ways(flow, grid))

    for line in lines:
        ends = {line.arrow.source, line.arrow.target}
        others = [box for name, box in grid.boxes.items() if name not in ends]
        for stretch in pairwise(line.points):
            assert not any(touches(*stretch, box) for box in others)


@given(flowcharts())
@settings(max_examples=100, deadline=None)
def test_every_step_of_any_flowchart_is_on_the_drawing(flow):
    ways = find_ways(flow, place_boxes(flow))
    shown = {arrow.number for arrow in ways.arrows}

    for step_ in flow.steps:
        number = numbers(flow)[step_.id]
        named = {name for name, also in ways.onward.items() if number in also}
        drawn = {one.source for one in ways.arrows if one.step == step_.id}
        assert number in shown
        anywhere = step_.to in ways.anywhere and not named
        assert anywhere or set(step_.origin) == (named | drawn) - {None}
    assert draw(flow)


@given(flowcharts())
@settings(max_examples=100, deadline=None)
def test_no_two_boxes_of_any_flowchart_stand_on_each_other(flow):
    boxes = place_boxes(flow).boxes.values()

    assert len({(box.x, box.y) for box in boxes}) == len(flow.states)


@given(flowcharts())
@settings(max_examples=100, deadline=None)
def test_every_state_that_a_step_leads_to_has_an_arrow_with_its_number(flow):
    ends = {
        (arrow.step, arrow.target)
        for arrow in find_ways(flow, place_boxes(flow)).arrows
    }

    assert ends == {(step_.id, step_.to) for step_ in flow.steps}


def test_a_step_that_moves_nothing_has_its_number_in_a_square():
    flow = searching()

    ways = find_ways(flow, place_boxes(flow))

    assert ways.noted == {"searching": (3,)}
    assert 3 not in {arrow.number for arrow in ways.arrows}


def test_a_step_that_a_country_lacks_has_no_arrow():
    states = [state("open"), state("closed", final=True)]
    steps = [
        step("close", ["open"], "closed"),
        step("ask_sis", ["open"], "closed", not_here="It takes no part in SIS"),
    ]
    flow = flowchart(states, steps)

    assert {one.step for one in find_ways(flow, place_boxes(flow)).arrows} == {
        "begin",
        "close",
    }


def test_the_drawing_says_when_a_state_was_entered():
    flow = searching()

    drawn = texts(draw(flow, progress(flow, "search"), clock=lambda at: f"{at:%H:%M}"))

    assert Counter(drawn)["12:00"] == 2


def test_a_side_track_where_nothing_is_due_is_not_shown_as_somebodys_turn():
    side = {
        "title": "Beside",
        "initial": "quiet",
        "states": [state("quiet", rests=True)],
    }
    states = [state("open"), state("closed", final=True)]
    flow = flowchart(states, [step("close", ["open"], "closed")], tracks={"side": side})
    drawing = ET.fromstring(str(draw(flow, progress(flow))))  # noqa: S314
    boxes = [one for one in drawing.iter(f"{SVG}rect") if one.get("rx")]

    assert [box.get("fill") for box in boxes] == ["#14506b", "#ffffff", "#ffffff"]


def test_two_ways_never_lie_on_each_other():
    flow = searching()
    grid = place_boxes(flow)
    lines = draw_lines(grid, find_ways(flow, grid))

    assert not any(is_on(a.points, b.points) for a, b in combinations(lines, 2))


def numbers_that_touch(flow):
    grid = place_boxes(flow)
    badges = [line.badge for line in draw_lines(grid, find_ways(flow, grid))]
    return [pair for pair in combinations(badges, 2) if dist(*pair) < 2 * RADIUS]


def test_the_numbers_stand_clear_of_each_other():
    assert numbers_that_touch(searching()) == []
