"""Where the boxes of a flowchart stand when it is drawn: lanes across, time downwards.

Lengths are in pixels of the drawing; x grows to the right, also for scripts that run
to the left (the drawing mirrors at the end).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from interact.flowcharts.definitions import Flowchart, State, Step, Track
from interact.tasks.rules import Party

BOX_WIDTH, BOX_HEIGHT = 156, 104
LANE_WIDTH, ROW_HEIGHT = 228, 158
# The room above the first boxes, and what a side track needs for its heading.
HEAD, STRIP = 100, 44
AWAY = 20  # of the first side track from the lanes
# Below the lowest boxes; ways between two of them may run there.
FOOT = 48
# A step that starts in more states than this is drawn once, and numbered in the others.
FEW = 2
# The words at the foot need this much room.
LEAST_COLUMNS = 4

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A state on the drawing; `row` and `column` count from 0."""

    state: State
    on_main: bool
    row: int
    column: int
    x: float
    y: float

    @property
    def middle(self) -> Point:
        return self.x + BOX_WIDTH / 2, self.y + BOX_HEIGHT / 2


@dataclass(frozen=True)
class Strip:
    """The heading of a side track: its title and who acts there, above its boxes."""

    title: str
    parties: tuple[Party, ...]
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Grid:
    """The boxes by state, the lanes from the first on, and how large it all is."""

    boxes: dict[str, Box]
    lanes: tuple[Party, ...]
    strips: tuple[Strip, ...]
    width: float
    height: float
    lanes_end: float


def numbers(flow: Flowchart) -> dict[str, int]:
    """The number each step has on the drawing and in the list beside it."""
    return {step.id: number for number, step in enumerate(flow.steps, start=1)}


def place_boxes(flow: Flowchart) -> Grid:
    """Give every state its box: the main track in lanes, side tracks below them."""
    main = flow.tracks[flow.main]
    lanes = tuple(dict.fromkeys(state.lane for state in main.states))
    rows = _rows(flow, main)
    boxes: dict[str, Box] = {}
    taken: set[tuple[int, int]] = set()
    for state in main.states:
        row, column = rows[state.id], lanes.index(state.lane)
        while (row, column) in taken:
            row += 1
        taken.add((row, column))
        x, y = _left(column), HEAD + row * ROW_HEIGHT
        boxes[state.id] = Box(state, True, row, column, x, y)
    lanes_end = max(box.y for box in boxes.values()) + BOX_HEIGHT + FOOT

    beside = [len(t.states) for name, t in flow.tracks.items() if name != flow.main]
    columns = max(len(lanes), LEAST_COLUMNS, *beside)
    strips = _side_tracks(flow, boxes, columns, lanes_end)
    height = max(box.y for box in boxes.values()) + BOX_HEIGHT + FOOT
    return Grid(boxes, lanes, strips, columns * LANE_WIDTH, height, lanes_end)


def _rows(flow: Flowchart, main: Track) -> dict[str, int]:
    """One row below the lowest state that leads here and stands before it in the file.

    A state that many lead to only counts those of its own lane, to stay near them.
    """
    order = {state.id: number for number, state in enumerate(main.states)}
    lane = {state.id: state.lane for state in main.states}
    rows: dict[str, int] = {}
    for state in main.states:
        above = [
            rows[source]
            for step in flow.steps
            if step.to == state.id
            for source in _near(step, lane)
            if order[source] < order[state.id]
        ]
        rows[state.id] = 1 + max(above, default=-1)
    return rows


def _near(step: Step, lane: dict[str, Party]) -> Iterable[str]:
    if len(step.origin) <= FEW:
        return step.origin
    own = [source for source in step.origin if lane[source] is lane[str(step.to)]]
    return own or step.origin


def _side_tracks(
    flow: Flowchart, boxes: dict[str, Box], columns: int, below: float
) -> tuple[Strip, ...]:
    """Side tracks from left to right, a new line when one does not fit."""
    strips, column, y = [], 0, below + STRIP + AWAY
    row = 1 + max(box.row for box in boxes.values())
    for name, track in flow.tracks.items():
        if name == flow.main:
            continue
        if column and column + len(track.states) > columns:
            column, y, row = 0, y + ROW_HEIGHT + STRIP, row + 1
        parties = tuple(dict.fromkeys(state.held_by for state in track.states))
        room = (len(track.states) - 1) * LANE_WIDTH + BOX_WIDTH
        strips.append(Strip(track.title, parties, _left(column), y, room))
        for state in track.states:
            boxes[state.id] = Box(state, False, row, column, _left(column), y)
            column += 1
    return tuple(strips)


def _left(column: int) -> float:
    return column * LANE_WIDTH + (LANE_WIDTH - BOX_WIDTH) / 2
