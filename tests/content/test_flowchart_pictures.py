"""The pictures of the published flowcharts: nothing written stands on anything else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations, pairwise
from math import dist
from xml.etree import ElementTree as ET

import pytest

from interact.core.places import FLOWCHARTS
from interact.flowcharts.configuration import Configuration, Move, Place
from interact.flowcharts.drawing import draw, draw_definition
from interact.flowcharts.geometry import is_on, touches
from interact.flowcharts.layout import place_boxes
from interact.flowcharts.ports import RADIUS, draw_lines
from interact.flowcharts.progress import Progress
from interact.flowcharts.published import load_flowcharts
from interact.flowcharts.routes import find_ways
from interact.flowcharts.wrapping import wide
from tests.content.published import CHECKLISTS

SVG = "{http://www.w3.org/2000/svg}"
LONG_AGO, NOW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)
FLOWS = load_flowcharts(FLOWCHARTS, CHECKLISTS.keys())
EVERY = {f"{flow.id} {flow.edition or 'general'}": flow for flow in FLOWS.editions()}
every_flow = pytest.mark.parametrize("flow", EVERY.values(), ids=EVERY.keys())


@dataclass(frozen=True)
class Area:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other):
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def holds(self, other):
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def standing_everywhere(flow):
    """As much on the drawing as there can be: each state was passed, all is late."""
    here = {
        name: Place(state=track.initial, since=LONG_AGO)
        for name, track in flow.tracks.items()
    }
    path = [
        Move(track=name, from_state=None, to_state=state.id, step="-", at=LONG_AGO)
        for name, track in flow.tracks.items()
        for state in track.states
    ]
    where = Configuration(noticed_at=LONG_AGO, places=here)
    return Progress(configuration=where, path=path, now=NOW)


def drawn(flow, **more):
    svg = str(
        draw(flow, standing_everywhere(flow), clock=lambda _at: "22 Nov, 18:40", **more)
    )
    return ET.fromstring(svg)  # noqa: S314


def defined(flow, **more):
    """A drawing without a case, with as much in its boxes as there can be."""
    notes = dict.fromkeys(flow.states, ("2 hours, at night 1 hour", "Differs here"))
    return ET.fromstring(str(draw_definition(flow, notes, **more)))  # noqa: S314


def words_of(drawing):
    """Where each text stands, on the wide side, and what it says."""
    rtl = drawing.get("direction") == "rtl"
    for one in drawing.iter(f"{SVG}text"):
        if one.text:
            size = float(one.get("font-size"))
            width = wide(one.text) * size
            anchor = one.get("text-anchor", "start")
            before = {"start": 0, "middle": 0.5, "end": 1}[anchor]
            left = float(one.get("x")) - width * (1 - before if rtl else before)
            low = float(one.get("y"))
            yield (
                Area(left, low - 0.75 * size, left + width, low + 0.2 * size),
                one.text,
            )


def boxes_of(drawing, name):
    for one in drawing.iter(f"{SVG}rect"):
        if one.get("class") == name:
            x, y, width, height = (
                float(one.get(key)) for key in ("x", "y", "width", "height")
            )
            yield Area(x, y, x + width, y + height)


@every_flow
@pytest.mark.parametrize("rtl", [False, True], ids=["ltr", "rtl"])
@pytest.mark.parametrize("made", [drawn, defined], ids=["case", "definition"])
def test_no_words_stand_on_others_or_leave_their_place(flow, made, rtl):
    drawing = made(flow, rtl=rtl)
    words = list(words_of(drawing))
    width, height = float(drawing.get("width")), float(drawing.get("height"))
    boxes = list(boxes_of(drawing, "flowchart-box"))
    lanes = list(boxes_of(drawing, "flowchart-lane"))

    on_others = [(a[1], b[1]) for a, b in combinations(words, 2) if a[0].meets(b[0])]
    assert on_others == []
    for area, said in words:
        assert Area(0, 0, width, height).holds(area), said
        # A number on a way stands on a disc of its own, also between two lanes.
        places = boxes if said.isdigit() else [*boxes, *lanes]
        assert all(one.holds(area) for one in places if one.meets(area)), said


@every_flow
def test_no_two_ways_lie_on_each_other_and_none_runs_through_a_box(flow):
    grid = place_boxes(flow)
    lines = draw_lines(grid, find_ways(flow, grid))

    tangled = [
        (one.arrow.number, two.arrow.number)
        for one, two in combinations(lines, 2)
        if is_on(one.points, two.points)
    ]
    assert tangled == []
    for line in lines:
        ends = {line.arrow.source, line.arrow.target}
        others = [box for name, box in grid.boxes.items() if name not in ends]
        for stretch in pairwise(line.points):
            assert not any(touches(*stretch, box) for box in others)


@every_flow
def test_the_numbers_stand_on_no_other_way_and_not_on_each_other(flow):
    grid = place_boxes(flow)
    lines = draw_lines(grid, find_ways(flow, grid))

    badges = [line.badge for line in lines]
    assert all(dist(*pair) >= 2 * RADIUS for pair in combinations(badges, 2))
    for line in lines:
        x, y = line.badge
        disc = Area(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)
        for other in lines:
            for one, two in pairwise(other.points if other is not line else ()):
                (left, right), (top, low) = map(sorted, zip(one, two, strict=True))
                assert not disc.meets(Area(left, top, right, low)), (
                    line.arrow.number,
                    other.arrow.number,
                )


@every_flow
def test_a_drawing_is_small_enough_for_a_page(flow):
    assert len(draw(flow)) < 45_000
