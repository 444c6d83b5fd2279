"""How the arrows of a flowchart run between its boxes, without touching another box."""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

from interact.flowcharts.definitions import Flowchart, Step
from interact.flowcharts.geometry import GAP, Arrow, Side, side_point, touches
from interact.flowcharts.layout import (
    BOX_HEIGHT,
    FEW,
    Box,
    Grid,
    numbers,
)
from interact.flowcharts.spacing import beside_each_other, in_channels

# The nearest way beside a lane's boxes.
LOOP = 14


# Where an arrow from outside may come in, and the ways of steps from many boxes.
OUTSIDE = (Side.LEFT, Side.RIGHT, Side.TOP)
STRAIGHT = (
    (Side.BOTTOM, Side.TOP),
    (Side.LEFT, Side.RIGHT),
    (Side.RIGHT, Side.LEFT),
)


@dataclass(frozen=True)
class Ways:
    """The arrows, and by state the numbers of the steps that begin there without one.

    Those in `onward` lead where the arrow of the same number ends; those in `noted`
    lead nowhere. `anywhere` are the states to which a step leads from every open state
    of a track.
    """

    arrows: tuple[Arrow, ...]
    onward: dict[str, tuple[int, ...]]
    noted: dict[str, tuple[int, ...]]
    anywhere: frozenset[str]


def find_ways(flow: Flowchart, grid: Grid) -> Ways:
    """Find each arrow's way; what a country lacks has none.

    A step without a free way has its number in the box where it begins, and an arrow
    from outside to the box where it ends.
    """
    number = numbers(flow)
    steps = [step for step in flow.steps if not step.not_here]
    arrows: list[Arrow] = []
    outside: list[tuple[int, Step]] = []
    onward: dict[str, set[int]] = defaultdict(set)
    noted: dict[str, set[int]] = defaultdict(set)
    anywhere: set[str] = set()
    for step in steps:
        for state in step.stays_in:
            noted[state].add(number[step.id])
        found, rest = _from_states(flow, grid, step, number[step.id])
        arrows += found
        for state in rest:
            onward[state].add(number[step.id])
        if step.to and not found:
            outside.append((number[step.id], step))
        if _starts_anywhere(flow, step):
            anywhere.add(str(step.to))
    arrows = in_channels(grid, beside_each_other(grid, arrows))
    stubs = _from_outside(flow, arrows, outside)
    return Ways(
        (*stubs, *arrows), _in_order(onward), _in_order(noted), frozenset(anywhere)
    )


def _from_states(
    flow: Flowchart, grid: Grid, step: Step, number: int
) -> tuple[list[Arrow], list[str]]:
    """The arrows of a step, and the states where it begins without one."""
    arrows: list[Arrow] = []
    rest: list[str] = []
    if _starts_anywhere(flow, step):
        return arrows, rest
    for source in step.origin:
        arrow = Arrow(number, step.id, source, str(step.to))
        way = _plainest(grid, arrow, few=len(step.origin) <= FEW)
        if way:
            arrows.append(way)
        else:
            rest.append(source)
    return arrows, rest


def _from_outside(
    flow: Flowchart, arrows: list[Arrow], steps: list[tuple[int, Step]]
) -> list[Arrow]:
    """Arrows that begin at no box, each on the side of its target with most room."""
    ends = Counter((one.target, one.enters) for one in arrows)
    ends.update((str(one.source), one.leaves) for one in arrows)
    made = []
    for number, step in steps:
        target = str(step.to)
        side = Side.TOP
        if step is not flow.opening:
            side = min(OUTSIDE, key=lambda one: ends[target, one])
        ends[target, side] += 1
        made.append(Arrow(number, step.id, None, target, enters=side))
    return made


def _in_order(found: dict[str, set[int]]) -> dict[str, tuple[int, ...]]:
    return {state: tuple(sorted(numbers)) for state, numbers in found.items()}


def _starts_anywhere(flow: Flowchart, step: Step) -> bool:
    if len(step.origin) <= FEW:
        return False
    track = flow.tracks[flow.track_of(step.origin[0])]
    return {state.id for state in track.states if not state.final} == set(step.origin)


def _plainest(grid: Grid, arrow: Arrow, *, few: bool) -> Arrow | None:
    """The way with the fewest corners that is free; of many, only a straight one."""
    source, target = grid.boxes[str(arrow.source)], grid.boxes[arrow.target]
    sides = _possible(source, target)
    if not few:
        sides = [side for side in sides[:1] if side in STRAIGHT]
    for leaves, enters in sides:
        way = replace(arrow, leaves=leaves, enters=enters)
        way = replace(way, channel=_first_channel(way, target))
        if _is_free(grid, way, source, target):
            return way
    return None


def _possible(source: Box, target: Box) -> list[tuple[Side, Side]]:
    """Where an arrow may leave and enter, the plainest way first."""
    down = target.row > source.row
    out, into = (Side.BOTTOM, Side.TOP) if down else (Side.TOP, Side.BOTTOM)
    if source.column == target.column:
        return [(out, into), (Side.LEFT, Side.LEFT), (Side.RIGHT, Side.RIGHT)]
    onward = target.column > source.column
    aside, toward = (Side.RIGHT, Side.LEFT) if onward else (Side.LEFT, Side.RIGHT)
    if source.row == target.row:
        return [(aside, toward), (Side.BOTTOM, Side.BOTTOM), (Side.TOP, Side.TOP)]
    return [(aside, into), (out, toward), (out, into)]


def _first_channel(way: Arrow, target: Box) -> float:
    if way.enters is Side.TOP:
        return target.y - GAP / 2
    if way.enters is Side.BOTTOM:
        return target.y + BOX_HEIGHT + GAP / 2
    return LOOP


def _is_free(grid: Grid, way: Arrow, source: Box, target: Box) -> bool:
    begin, end = side_point(source, way.leaves), side_point(target, way.enters)
    points = (begin, *way.bends(begin, end, source), end)
    others = [box for box in grid.boxes.values() if box not in (source, target)]
    return not any(
        touches(one, two, box) for one, two in pairwise(points) for box in others
    )
