"""How the arrows of a flowchart run between its boxes, without touching another box."""

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from interact.flowcharts.definitions import Flowchart, Step
from interact.flowcharts.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    FEW,
    ROW_HEIGHT,
    Box,
    Grid,
    Point,
    numbers,
)

# How far arrows keep from boxes, from each other in a gap, and beside each other.
CLEAR, CHANNEL, PAIR = 8, 13, 44
# The nearest way beside a lane's boxes, and what room there is for more beyond it.
LOOP, LOOP_ROOM = 14, 12
GAP = ROW_HEIGHT - BOX_HEIGHT


class Side(StrEnum):
    """A side of a box, where an arrow begins or ends."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"

    @property
    def is_upright(self) -> bool:
        """Whether an arrow meets this side going up or down."""
        return self in (Side.TOP, Side.BOTTOM)


@dataclass(frozen=True)
class Arrow:
    """One way from a state to another by a step; `source` is none if from anywhere.

    `channel` is where it runs between the boxes: a height in the gap of two rows, or
    a distance left or right of a lane's boxes. `shift` keeps arrows of a pair apart.
    """

    number: int
    step: str
    source: str | None
    target: str
    leaves: Side = Side.BOTTOM
    enters: Side = Side.TOP
    channel: float = 0
    shift: float = 0

    @property
    def is_loop(self) -> bool:
        return self.leaves is self.enters

    def bends(self, begin: Point, end: Point, box: Box) -> tuple[Point, ...]:
        """The corners of its way from `begin`, a point on the side of `box`."""
        if self.is_loop and not self.leaves.is_upright:
            left, right = box.x - self.channel, box.x + BOX_WIDTH + self.channel
            x = left if self.leaves is Side.LEFT else right
            return (x, begin[1]), (x, end[1])
        if self.leaves.is_upright and self.enters.is_upright:
            if begin[0] == end[0]:
                return ()
            return (begin[0], self.channel), (end[0], self.channel)
        if self.leaves.is_upright:
            return ((begin[0], end[1]),)
        return ((end[0], begin[1]),) if self.enters.is_upright else ()


@dataclass(frozen=True)
class Ways:
    """The arrows, and by state the numbers of the steps that are drawn without one.

    `anywhere` are the states to which a step leads from every open state of a track.
    """

    arrows: tuple[Arrow, ...]
    beside: dict[str, tuple[int, ...]]
    anywhere: frozenset[str]


def find_ways(flow: Flowchart, grid: Grid) -> Ways:
    """Find each arrow's way; a step without a free way is only named in its box."""
    number = numbers(flow)
    arrows: list[Arrow] = []
    free: list[Arrow] = []
    beside: dict[str, set[int]] = defaultdict(set)
    for step in flow.steps:
        for state in step.stays_in:
            beside[state].add(number[step.id])
        if step is flow.opening or _starts_anywhere(flow, step):
            enters = Side.TOP if step is flow.opening else Side.LEFT
            arrow = Arrow(number[step.id], step.id, None, str(step.to), enters=enters)
            free.append(arrow)
            continue
        for source in step.origin:
            arrow = Arrow(number[step.id], step.id, source, str(step.to))
            way = _plainest(grid, arrow, few=len(step.origin) <= FEW)
            if way is None:
                beside[source].add(number[step.id])
            else:
                arrows.append(way)
    arrows = _in_channels(grid, _beside_each_other(grid, arrows))
    anywhere = frozenset(one.target for one in free if one.enters is Side.LEFT)
    also = {state: tuple(sorted(found)) for state, found in beside.items()}
    return Ways((*free, *arrows), also, anywhere)


def _starts_anywhere(flow: Flowchart, step: Step) -> bool:
    if len(step.origin) <= FEW:
        return False
    track = flow.tracks[flow.track_of(step.origin[0])]
    return {state.id for state in track.states if not state.final} == set(step.origin)


def _plainest(grid: Grid, arrow: Arrow, *, few: bool) -> Arrow | None:
    """The way with the fewest corners that is free; of many, only one straight down."""
    source, target = grid.boxes[str(arrow.source)], grid.boxes[arrow.target]
    sides = _possible(source, target)
    if not few:
        sides = [side for side in sides[:1] if side == (Side.BOTTOM, Side.TOP)]
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
        return [(aside, toward)]
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


def side_point(box: Box, side: Side, offset: float = 0) -> Point:
    """The point on a side, `offset` right of or below its middle."""
    x, y = box.middle
    match side:
        case Side.TOP:
            return x + offset, box.y
        case Side.BOTTOM:
            return x + offset, box.y + BOX_HEIGHT
        case Side.LEFT:
            return box.x, y + offset
        case Side.RIGHT:
            return box.x + BOX_WIDTH, y + offset


def touches(one: Point, two: Point, box: Box) -> bool:
    """Whether a line, upright or level, comes nearer to a box than it should."""
    left, right = sorted((one[0], two[0]))
    top, bottom = sorted((one[1], two[1]))
    beside = right < box.x - CLEAR or left > box.x + BOX_WIDTH + CLEAR
    apart = bottom < box.y - CLEAR or top > box.y + BOX_HEIGHT + CLEAR
    return not (beside or apart)


def is_straight(grid: Grid, arrow: Arrow) -> bool:
    """Whether an arrow runs without a corner."""
    source, target = grid.boxes[str(arrow.source)], grid.boxes[arrow.target]
    if arrow.is_loop:
        return False
    if arrow.leaves.is_upright and arrow.enters.is_upright:
        return source.column == target.column
    return not arrow.leaves.is_upright and not arrow.enters.is_upright


def _beside_each_other(grid: Grid, arrows: list[Arrow]) -> list[Arrow]:
    """Straight arrows between the same two boxes, moved apart."""
    pairs: dict[frozenset[str], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if is_straight(grid, arrow):
            pairs[frozenset({str(arrow.source), arrow.target})].append(arrow)
    shifts = {
        arrow: (place - (len(pair) - 1) / 2) * PAIR
        for pair in pairs.values()
        for place, arrow in enumerate(pair)
    }
    return [replace(arrow, shift=shifts.get(arrow, 0)) for arrow in arrows]


def _in_channels(grid: Grid, arrows: list[Arrow]) -> list[Arrow]:
    """Arrows that run in the same gap or beside the same lane, moved apart.

    The one that goes farthest runs farthest from its target, so that they nest.
    """
    groups: dict[tuple[str, float], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if not is_straight(grid, arrow) and (
            arrow.is_loop or (arrow.leaves.is_upright and arrow.enters.is_upright)
        ):
            source = grid.boxes[str(arrow.source)]
            lane = f"lane {source.column}" if arrow.is_loop else "gap"
            groups[lane + arrow.enters, arrow.channel].append(arrow)
    moved: dict[Arrow, Arrow] = {}
    for (_where, channel), group in groups.items():
        group.sort(key=lambda arrow: -_reach(grid, arrow))
        last = len(group) - 1
        for place, arrow in enumerate(group):
            room = LOOP_ROOM if arrow.is_loop else GAP - 2 * CLEAR - 2
            apart = min(CHANNEL, room / last) if last else 0
            step = last - place if arrow.is_loop else place - last / 2
            moved[arrow] = replace(arrow, channel=channel + step * apart)
    return [moved.get(arrow, arrow) for arrow in arrows]


def _reach(grid: Grid, arrow: Arrow) -> int:
    source, target = grid.boxes[str(arrow.source)], grid.boxes[arrow.target]
    if arrow.is_loop:
        return abs(source.row - target.row)
    # Upwards the farthest runs lowest, so that it counts the other way round.
    far = abs(source.column - target.column)
    return far if arrow.enters is Side.TOP else -far
