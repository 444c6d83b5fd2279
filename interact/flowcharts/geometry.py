"""What an arrow of a flowchart is, and where it lies beside the boxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from interact.flowcharts.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    ROW_HEIGHT,
    Box,
    Grid,
    Point,
)

# How far arrows keep from boxes, and how high the gap between two rows of boxes is.
CLEAR = 8
GAP = ROW_HEIGHT - BOX_HEIGHT
# Lines that are nearer to each other than this look like one.
ONE_LINE = 5


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


def is_on(path: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether two lines run along each other for a stretch; crossing is no matter."""
    return any(_along(one, two) for one in pairwise(path) for two in pairwise(other))


def _along(one: tuple[Point, Point], two: tuple[Point, Point]) -> bool:
    for level in (0, 1):
        first, second = one[0][level], two[0][level]
        if one[1][level] == first and two[1][level] == second:
            onward = 1 - level
            begin = max(min(line[0][onward], line[1][onward]) for line in (one, two))
            end = min(max(line[0][onward], line[1][onward]) for line in (one, two))
            if abs(first - second) < ONE_LINE and end - begin > 0:
                return True
    return False
