"""A small chart of levels over time, as places of an SVG; the page draws it.

The oldest stands where reading begins, so that it is mirrored where one reads from
right to left. Squares and circles tell the two levels apart, not colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from interact.checklists.levels import LevelSet
from interact.checklists.rules import RiskLevel

WIDTH, HEIGHT = 360, 176
BEGIN, END = 112, 340
TOP, ROW = 20, 36
# More would run into each other on a telephone; the table has them all.
MOST = 12


@dataclass(frozen=True)
class Row:
    """A level with the height at which it stands."""

    level: RiskLevel
    y: int


@dataclass(frozen=True)
class Point:
    """One time it was filled in: where, what the answers made and what counts."""

    x: float
    computed_y: int
    counting_y: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What to draw, in units of the picture; `label_x` is where reading begins."""

    rows: tuple[Row, ...]
    points: tuple[Point, ...]
    label_x: int
    first_x: int
    last_x: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def computed_line(self) -> str:
        """The points of the line through what the answers made."""
        return " ".join(f"{one.x:g},{one.computed_y}" for one in self.points)

    @property
    def counting_line(self) -> str:
        """The points of the line through the levels that count."""
        return " ".join(f"{one.x:g},{one.counting_y}" for one in self.points)


def draw_levels(levels: Sequence[LevelSet], *, rtl: bool) -> Chart | None:
    """Levels in a chart, given newest first; None where there are none."""
    if not levels:
        return None
    shown = levels[:MOST][::-1]
    step = (END - BEGIN) / max(1, len(shown) - 1)
    return Chart(
        rows=tuple(Row(level, _height(level)) for level in reversed(RiskLevel)),
        points=tuple(
            Point(
                _mirrored(BEGIN + number * step, rtl=rtl),
                _height(one.computed),
                _height(one.counting),
            )
            for number, one in enumerate(shown)
        ),
        label_x=int(_mirrored(0, rtl=rtl)),
        first_x=int(_mirrored(BEGIN - 12, rtl=rtl)),
        last_x=int(_mirrored(WIDTH, rtl=rtl)),
    )


def _height(level: RiskLevel) -> int:
    return TOP + ROW * (RiskLevel.IMMEDIATE.rank - level.rank)


def _mirrored(x: float, *, rtl: bool) -> float:
    return WIDTH - x if rtl else x
