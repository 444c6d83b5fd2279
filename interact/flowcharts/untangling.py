"""Where the arrows of a flowchart lie in the end: none runs along another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from interact.flowcharts.geometry import (
    Arrow,
    Side,
    is_on,
    is_straight,
    side_point,
    touches,
)
from interact.flowcharts.layout import BOX_HEIGHT, BOX_WIDTH, Grid, Point

# How long an arrow is that begins at no box, and how far it ends from a corner of one.
START, CORNER = 22, 8
# How far an end or a way may move, to be seen apart; the least first.
MOVES = (0, -10, 10, -20, 20, -30, 30)
CHANNEL_MOVES = (0, -8, 8, -16, 16)

Path = tuple[Point, ...]


@dataclass(frozen=True)
class Drawn:
    """An arrow, and how far from the middle of a side it begins and ends."""

    arrow: Arrow
    begin: float
    end: float

    def points(self, grid: Grid) -> Path:
        """Its corners, from begin to end."""
        arrow = self.arrow
        target = side_point(grid.boxes[arrow.target], arrow.enters, self.end)
        if arrow.source is None:
            x, y = target
            away = {Side.LEFT: (x - START, y), Side.RIGHT: (x + START, y)}
            return away.get(arrow.enters, (x, y - START)), target
        box = grid.boxes[arrow.source]
        source = side_point(box, arrow.leaves, self.begin)
        return (source, *arrow.bends(source, target, box), target)


def untangle(grid: Grid, drawn: Sequence[Drawn]) -> list[Path]:
    """The corners of every arrow, moved a little where it would lie on another."""
    paths = [one.points(grid) for one in drawn]
    for place, one in enumerate(drawn):
        others = [path for other, path in enumerate(paths) if other != place]
        if any(is_on(paths[place], other) for other in others):
            free = _clear(grid, one, others)
            paths[place] = free or paths[place]
    return paths


def _clear(grid: Grid, one: Drawn, others: Sequence[Path]) -> Path | None:
    """A way near the first that lies on no other and touches no box."""
    ends = {one.arrow.source, one.arrow.target}
    boxes = [box for name, box in grid.boxes.items() if name not in ends]
    for moved in filter(_on_its_sides, _moved(grid, one)):
        path = moved.points(grid)
        if any(touches(*stretch, box) for stretch in pairwise(path) for box in boxes):
            continue
        if not any(is_on(path, other) for other in others):
            return path
    return None


def _moved(grid: Grid, one: Drawn) -> Iterator[Drawn]:
    """The same arrow with its ends and its way elsewhere, the least moved first."""
    arrow = one.arrow
    if arrow.source is None or is_straight(grid, arrow):
        for move in MOVES:
            yield Drawn(arrow, one.begin + move, one.end + move)
        return
    free = arrow.leaves.is_upright == arrow.enters.is_upright
    channels = CHANNEL_MOVES if free else (0,)
    for begin, end, channel in sorted(
        product(MOVES, MOVES, channels), key=lambda moves: sum(map(abs, moves))
    ):
        way = replace(arrow, channel=arrow.channel + channel)
        yield Drawn(way, one.begin + begin, one.end + end)


def _on_its_sides(one: Drawn) -> bool:
    """Whether both ends still meet the sides of their boxes."""
    ends = ((one.arrow.leaves, one.begin), (one.arrow.enters, one.end))
    return all(
        abs(at) <= (BOX_WIDTH if side.is_upright else BOX_HEIGHT) / 2 - CORNER
        for side, at in ends
    )
