"""What every part of a drawing of a flowchart shares: colours, places, and text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from interact.flowcharts.layout import Grid, Point
from interact.flowcharts.progress import Clock, Progress
from interact.flowcharts.routes import Ways
from interact.flowcharts.rules import Translate

INK, BRAND, SURFACE, OUTLINE = "#12263a", "#14506b", "#f4f7f9", "#c7d2da"
LATE, PAPER, QUIET = "#a4262c", "#ffffff", "#4b5c6b"

# Short words for the boxes of states, by their ids.
Notes = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Letters:
    """How text is set; `anchor` says which end of it lies at its place."""

    anchor: str = "start"
    size: int = 14
    bold: bool = False
    fill: str = INK


@dataclass(frozen=True)
class Pen:
    """Sizes, words, and what to mark.

    `late` are the states with something overdue, `resting` the present ones where
    nobody needs to act. `clock` says a moment in few letters; `notes` are what else
    stands in the box of a state.
    """

    grid: Grid
    ways: Ways
    progress: Progress | None
    late: frozenset[str]
    resting: frozenset[str]
    translate: Translate
    rtl: bool
    prefix: str
    clock: Clock | None = None
    notes: Notes = field(default_factory=dict)

    def x(self, x: float) -> float:
        """A place across, mirrored for scripts that run from right to left."""
        return self.grid.width - x if self.rtl else x

    def left(self, x: float, width: float) -> float:
        """The left edge of something `width` wide that begins at `x`."""
        return self.x(x + width) if self.rtl else x

    def is_here(self, state: str) -> bool:
        return self.progress is not None and self.progress.is_here(state)

    def was_passed(self, state: str) -> bool:
        """Whether the way taken led through this state and on from it."""
        if self.progress is None or self.is_here(state):
            return False
        return bool(self.progress.was_at(state))

    def text(self, said: str, where: Point, letters: Letters | None = None) -> Markup:
        """Text at a place that is counted from the left; mirrored if need be."""
        how = letters or Letters()
        # What a drawing has anyway is left out: there are hundreds of texts.
        more = [("text-anchor", how.anchor)] if how.anchor != "start" else []
        more += [("font-weight", "bold")] if how.bold else []
        more += [("fill", how.fill)] if how.fill != INK else []
        return Markup('<text x="{:g}" y="{:g}" font-size="{}"{}>{}</text>').format(
            self.x(where[0]),
            round(where[1], 1),
            how.size,
            Markup("").join(Markup(' {}="{}"').format(*one) for one in more),
            said,
        )
