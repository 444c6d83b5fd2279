"""Draws a flowchart as an SVG: lanes, boxes, numbered arrows, and where a case stands.

Only presentation attributes and classes, no style: pages forbid inline style. Nothing
is said by colour alone, so that it can be printed in black and white.
"""

from markupsafe import Markup

from interact.core.words import mark as _
from interact.flowcharts.arrows import (
    LEGEND,
    draw_chips,
    draw_legend,
    draw_line,
    draw_number,
    heads,
    is_taken,
)
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import at_rest, due
from interact.flowcharts.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    LANE_WIDTH,
    Box,
    Strip,
    place_boxes,
)
from interact.flowcharts.pen import (
    BRAND,
    INK,
    LATE,
    OUTLINE,
    PAPER,
    QUIET,
    SURFACE,
    Letters,
    Notes,
    Pen,
)
from interact.flowcharts.ports import draw_lines
from interact.flowcharts.progress import Clock, Progress
from interact.flowcharts.routes import find_ways
from interact.flowcharts.rules import Translate
from interact.flowcharts.wrapping import fit

# Bold letters are wider than `fit` reckons: so much less room there is for them.
BOLD = 30


def draw(
    flow: Flowchart,
    progress: Progress | None = None,
    translate: Translate = str,
    *,
    rtl: bool = False,
    clock: Clock | None = None,
) -> Markup:
    """The flowchart as an SVG for a page or a document.

    With `progress`, the present states say "You are here", those behind say "Passed",
    with `clock` also when they were entered last; one with something overdue says so,
    and the way taken is drawn thick. The numbers are those of `as_text`, which says
    the same in words.
    """
    marked = (progress, _late(flow, progress), _resting(flow, progress))
    grid = place_boxes(flow)
    ways = find_ways(flow, grid)
    return _draw(flow, Pen(grid, ways, *marked, translate, rtl, _prefix(flow), clock))


def draw_definition(
    flow: Flowchart,
    notes: Notes,
    translate: Translate = str,
    *,
    rtl: bool = False,
) -> Markup:
    """The flowchart as an SVG without a case: `notes` stand in the boxes of states.

    They are translated already, at most two short ones a state; what does not fit its
    box is cut, with a sign that it was.
    """
    grid = place_boxes(flow)
    ways = find_ways(flow, grid)
    none: frozenset[str] = frozenset()
    pen = Pen(grid, ways, None, none, none, translate, rtl, _prefix(flow), notes=notes)
    return _draw(flow, pen)


def _prefix(flow: Flowchart) -> str:
    """What the ids in its drawing begin with."""
    return "flow-" + "".join(c if c.isalnum() else "-" for c in flow.id.lower())


def _draw(flow: Flowchart, pen: Pen) -> Markup:
    grid = pen.grid
    # The way taken lies above the others.
    lines = sorted(draw_lines(grid, pen.ways), key=lambda line: is_taken(pen, line))
    parts = [_lane(pen, number) for number in range(len(grid.lanes))]
    parts += [_heading(pen, strip) for strip in grid.strips]
    parts += [draw_line(pen, line) for line in lines]
    parts += [_box(pen, box) for box in grid.boxes.values()]
    parts += [draw_number(pen, line) for line in lines]
    return _frame(pen, flow, Markup("").join([*parts, draw_legend(pen)]))


def _late(flow: Flowchart, progress: Progress | None) -> frozenset[str]:
    if progress is None:
        return frozenset()
    tasks = due(flow, progress.configuration)
    return frozenset(task.state for task in tasks if task.is_overdue(progress.now))


def _resting(flow: Flowchart, progress: Progress | None) -> frozenset[str]:
    """The present states of side tracks in which nobody needs to act."""
    if progress is None:
        return frozenset()
    here = progress.configuration
    return frozenset(
        place.state
        for track, place in here.places.items()
        if track != flow.main and at_rest(flow, here, track)
    )


def _frame(pen: Pen, flow: Flowchart, inside: Markup) -> Markup:
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" class="flowchart" role="img"'
        ' aria-labelledby="{id}-title {id}-desc" direction="{direction}"'
        ' width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
        ' fill="{ink}"><title id="{id}-title">{title}</title>'
        '<desc id="{id}-desc">{desc}</desc><defs>{heads}</defs>{inside}</svg>'
    ).format(
        id=pen.prefix,
        direction="rtl" if pen.rtl else "ltr",
        width=pen.grid.width,
        height=pen.grid.height + LEGEND,
        ink=INK,
        title=pen.translate(flow.title),
        desc=_description(pen),
        heads=heads(pen),
        inside=inside,
    )


def _description(pen: Pen) -> str:
    """What someone who cannot see the drawing needs first; the list says the rest."""
    if pen.progress is None:
        return pen.translate(_("The list beside it says the same in words."))
    here = [
        pen.translate(box.state.title)
        for box in pen.grid.boxes.values()
        if pen.is_here(box.state.id)
    ]
    sentence = _("You are here: %(states)s. The list beside it says the same in words.")
    return pen.translate(sentence) % {"states": ", ".join(here)}


def _lane(pen: Pen, number: int) -> Markup:
    x = number * LANE_WIDTH
    shade = Markup(
        '<rect class="flowchart-lane" x="{:g}" y="1" width="{}" height="{:g}"'
        ' fill="{}" stroke="{}"/>'
    ).format(
        pen.left(x + 1, LANE_WIDTH - 2),
        LANE_WIDTH - 2,
        pen.grid.lanes_end - 2,
        PAPER if number % 2 else SURFACE,
        OUTLINE,
    )
    title = pen.translate(pen.grid.lanes[number].label)
    lines, size = fit(title, LANE_WIDTH - BOLD)
    how = Letters(anchor="middle", size=size, bold=True)
    return shade + Markup("").join(
        pen.text(line, (x + LANE_WIDTH / 2, 26 + 17 * row), how)
        for row, line in enumerate(lines)
    )


def _heading(pen: Pen, strip: Strip) -> Markup:
    """The title of a side track, and under it who acts there."""
    (title, *_more), size = fit(pen.translate(strip.title), strip.width - BOLD, 1)
    parties = ", ".join(pen.translate(party.label) for party in strip.parties)
    (who, *_more), small = fit(parties, strip.width, 1)
    return pen.text(
        title, (strip.x, strip.y - 29), Letters(size=size, bold=True)
    ) + pen.text(who, (strip.x, strip.y - 12), Letters(size=min(small, 12)))


def _box(pen: Pen, box: Box) -> Markup:
    here, passed = pen.is_here(box.state.id), pen.was_passed(box.state.id)
    filled = here and box.state.id not in pen.resting
    late = box.state.id in pen.late
    outline = Markup(
        '<rect class="flowchart-box" x="{:g}" y="{:g}" width="{}" height="{}" rx="{}"'
        ' fill="{}" stroke="{}" stroke-width="{}"/>'
    ).format(
        pen.left(box.x, BOX_WIDTH),
        box.y,
        BOX_WIDTH,
        BOX_HEIGHT,
        24 if box.state.final else 5,
        (LATE if late else BRAND) if filled else PAPER,
        BRAND if here or passed else QUIET,
        3 if here or passed else 1.5,
    )
    inside = [part(pen, box, PAPER if filled else INK) for part in PARTS]
    return Markup('<g class="flowchart-state">{}{}</g>').format(
        outline, Markup("").join(inside)
    )


def _top_line(pen: Pen, box: Box, ink: str) -> Markup:
    """The code, and when the state was entered last."""
    inset = 20 if box.state.final else 9
    where = (box.x + inset, box.y + 18)
    code = pen.text(box.state.code or "", where, Letters(size=12, bold=True, fill=ink))
    entered = pen.progress.was_at(box.state.id) if pen.progress else []
    if not entered or pen.clock is None:
        return code
    where = (box.x + BOX_WIDTH - inset, box.y + 18)
    (said, *_more), size = fit(pen.clock(entered[-1]), BOX_WIDTH - 2 * inset - 30, 1)
    how = Letters(anchor="end", size=min(size, 12), fill=ink)
    return code + pen.text(said, where, how)


def _title(pen: Pen, box: Box, ink: str) -> Markup:
    lines, size = fit(pen.translate(box.state.title), BOX_WIDTH - 18)
    first = box.y + (37 if len(lines) > 1 else 44)
    return Markup("").join(
        pen.text(
            line,
            (box.middle[0], first + 16 * row),
            Letters(anchor="middle", size=size, fill=ink),
        )
        for row, line in enumerate(lines)
    )


def _status(pen: Pen, box: Box, ink: str) -> Markup:
    words = []
    if pen.is_here(box.state.id):
        words.append(_("You are here") if box.on_main else _("Now"))
    if pen.was_passed(box.state.id):
        words.append(_("Passed"))
    if box.state.id in pen.late:
        words.append(_("Overdue"))
    if not words and box.state.id in pen.ways.anywhere:
        words.append(_("from anywhere"))
    said = [pen.translate(word) for word in words] or pen.notes.get(box.state.id, ())
    # Each on a line of its own: neither may be cut to make room for the other.
    first = 66 if len(said) > 1 else 74
    return Markup("").join(
        _status_line(pen, box, line, (ink, first + 12 * row))
        for row, line in enumerate(said)
    )


def _status_line(pen: Pen, box: Box, said: str, how: tuple[str, int]) -> Markup:
    ink, below = how
    (line, *_more), size = fit(said, BOX_WIDTH - BOLD, 1)
    letters = Letters(anchor="middle", size=min(size, 12), bold=True, fill=ink)
    return pen.text(line, (box.middle[0], box.y + below), letters)


def _steps(pen: Pen, box: Box, _ink: str) -> Markup:
    """The numbers of steps that begin here and have no arrow."""
    where = (box.middle[0], box.y + BOX_HEIGHT - 13)
    return draw_chips(pen, box.state.id, where, BOX_WIDTH - 12)


PARTS = (_top_line, _title, _status, _steps)
