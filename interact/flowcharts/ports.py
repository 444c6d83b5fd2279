"""Where exactly the arrows of a flowchart meet its boxes, and where numbers stand.

Arrows on the same side of a box are ordered so that they do not cross on their way.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

from interact.flowcharts.geometry import Arrow, Side, is_straight, side_point
from interact.flowcharts.layout import BOX_HEIGHT, BOX_WIDTH, Box, Grid, Point
from interact.flowcharts.routes import Ways
from interact.flowcharts.untangling import Drawn, untangle

PORT, MARGIN, RADIUS = 22, 14, 10
# Where on a stretch a number is tried first.
PLACES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)


@dataclass(frozen=True)
class Line:
    """An arrow as drawn: its corners from begin to end, and its number's place."""

    arrow: Arrow
    points: tuple[Point, ...]
    badge: Point


@dataclass(frozen=True)
class _End:
    """One end of an arrow on a side: which way it turns, and after how far."""

    place: int
    turns: int
    after: float
    shift: float

    @property
    def order(self) -> tuple[int, float, int]:
        # The one that turns first lies outermost, or it would cross the others.
        if self.turns < 0:
            return -1, self.after, -self.place
        return self.turns, -self.after, self.place


def draw_lines(grid: Grid, ways: Ways) -> tuple[Line, ...]:
    """Every arrow with its corners and the place of its number."""
    offsets = _offsets(grid, ways.arrows)
    drawn = [
        Drawn(arrow, offsets.get((place, True), 0), offsets[place, False])
        for place, arrow in enumerate(ways.arrows)
    ]
    paths = untangle(grid, drawn)
    badges: list[Point] = []
    for place, points in enumerate(paths):
        if ways.arrows[place].source is None:
            badges.append(points[0])
            continue
        others = [one for other, one in enumerate(paths) if other != place]
        badges.append(_badge(grid, points, others, badges))
    return tuple(map(Line, ways.arrows, paths, badges))


def _offsets(grid: Grid, arrows: Sequence[Arrow]) -> dict[tuple[int, bool], float]:
    """How far from the middle of its side each end lies, by arrow and whether begin."""
    sides: dict[tuple[str, Side], list[tuple[_End, bool]]] = defaultdict(list)
    for place, arrow in enumerate(arrows):
        if arrow.source is None:
            # It comes straight from outside: outermost, out of the way of others.
            sides[arrow.target, arrow.enters].append((_End(place, -1, 0, 0), False))
            continue
        for begins in (True, False):
            name = arrow.source if begins else arrow.target
            side = arrow.leaves if begins else arrow.enters
            sides[name, side].append((_end(grid, arrow, place, begins), begins))
    offsets = {}
    for (_box, side), ends in sides.items():
        ends.sort(key=lambda each: each[0].order)
        room = (BOX_WIDTH if side.is_upright else BOX_HEIGHT) / 2 - MARGIN
        for offset, (end, begins) in zip(_spread(ends, room), ends, strict=True):
            offsets[end.place, begins] = offset
    return offsets


def _end(grid: Grid, arrow: Arrow, place: int, begins: bool) -> _End:
    source, target = grid.boxes[str(arrow.source)], grid.boxes[arrow.target]
    here, there = (source, target) if begins else (target, source)
    if is_straight(grid, arrow):
        return _End(place, 0, 0, arrow.shift)
    side = arrow.leaves if begins else arrow.enters
    (x, y), (far_x, far_y) = here.middle, there.middle
    if side.is_upright:
        turns = 1 if far_x > x else -1
        both = arrow.leaves.is_upright and arrow.enters.is_upright
        after = abs((arrow.channel if both else far_y) - side_point(here, side)[1])
    else:
        turns = 1 if far_y > y else -1
        after = arrow.channel if arrow.is_loop else abs(far_x - x)
    return _End(place, turns, after, 0)


def _spread(ends: Sequence[tuple[_End, bool]], room: float) -> list[float]:
    """Offsets for ends in order: straight ones where they must be, others around."""
    straight = [end.shift for end, _begins in ends if not end.turns]
    before = sum(end.turns < 0 for end, _begins in ends)
    after = len(ends) - before - len(straight)
    if straight:
        low, high = min(straight), max(straight)
        left = [low - PORT * (before - each) for each in range(before)]
        right = [high + PORT * (each + 1) for each in range(after)]
        spread = left + straight + right
    else:
        middle = (len(ends) - 1) / 2
        spread = [(each - middle) * PORT for each in range(len(ends))]
    widest = max(map(abs, spread))
    return [each * min(1, room / widest) for each in spread] if widest else spread


def _badge(
    grid: Grid,
    points: tuple[Point, ...],
    others: Sequence[tuple[Point, ...]],
    badges: Sequence[Point],
) -> Point:
    """A place on the arrow that is clear of boxes, other arrows and other numbers."""
    places = list(_places(points))
    clear = [
        place
        for place in places
        if not any(_is_on(place, box) for box in grid.boxes.values())
        and all(_distance(place, (badge, badge)) > 2 * RADIUS for badge in badges)
    ]
    free = [
        place
        for place in clear
        if all(
            _distance(place, stretch) > RADIUS + 1
            for path in others
            for stretch in pairwise(path)
        )
    ]
    return next(iter(free + clear + places))


def _places(points: tuple[Point, ...]) -> Iterator[Point]:
    """Places on an arrow, on its longest stretch first."""
    stretches = sorted(pairwise(points), key=lambda each: -hypot(*_span(*each)))
    for one, two in stretches:
        for part in PLACES:
            across, down = _span(one, two)
            yield one[0] + across * part, one[1] + down * part


def _span(one: Point, two: Point) -> Point:
    return two[0] - one[0], two[1] - one[1]


def _is_on(place: Point, box: Box) -> bool:
    across, down = _span(box.middle, place)
    return abs(across) < BOX_WIDTH / 2 + RADIUS and abs(down) < BOX_HEIGHT / 2 + RADIUS


def _distance(place: Point, stretch: tuple[Point, Point]) -> float:
    """How far a place is from a line that is upright or level."""
    (left, right), (top, bottom) = map(sorted, zip(*stretch, strict=True))
    across = max(left - place[0], 0, place[0] - right)
    down = max(top - place[1], 0, place[1] - bottom)
    return hypot(across, down)
