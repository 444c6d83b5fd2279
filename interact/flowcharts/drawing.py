"""Draws a flowchart as an SVG: lanes, boxes, numbered arrows, and where a case stands.

Only presentation attributes and classes, no style: pages forbid inline style. Nothing
is said by colour alone, so that it can be printed in black and white.
"""

from markupsafe import Markup

from interact.core.words import mark as _
from interact.flowcharts.arrows import (
    ALSO,
    LEGEND,
    draw_legend,
    draw_line,
    draw_number,
    heads,
    is_taken,
)
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import due
from interact.flowcharts.layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    LANE_WIDTH,
    Box,
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
    Pen,
)
from interact.flowcharts.ports import draw_lines
from interact.flowcharts.progress import Progress
from interact.flowcharts.routes import find_ways
from interact.flowcharts.rules import Translate
from interact.flowcharts.wrapping import fit


def draw(
    flow: Flowchart,
    progress: Progress | None = None,
    translate: Translate = str,
    *,
    rtl: bool = False,
) -> Markup:
    """The flowchart as an SVG for a page or a document.

    With `progress`, the present states say "You are here", those behind say "Passed",
    one with something overdue says so, and the way taken is drawn thick. The numbers
    are those of `as_text`, which says the same in words.
    """
    grid = place_boxes(flow)
    ways = find_ways(flow, grid)
    prefix = "flow-" + "".join(c if c.isalnum() else "-" for c in flow.id.lower())
    late = _late(flow, progress)
    pen = Pen(grid, ways, progress, late, translate, rtl, prefix)
    # The way taken lies above the others.
    lines = sorted(draw_lines(grid, ways), key=lambda line: is_taken(pen, line))
    parts = [_lane(pen, number) for number in range(len(grid.lanes))]
    parts += [
        pen.text(translate(strip.title), (strip.x, strip.y), Letters(bold=True))
        for strip in grid.strips
    ]
    parts += [draw_line(pen, line) for line in lines]
    parts += [_box(pen, box) for box in grid.boxes.values()]
    parts += [draw_number(pen, line) for line in lines]
    return _frame(pen, flow, Markup("").join([*parts, draw_legend(pen)]))


def _late(flow: Flowchart, progress: Progress | None) -> frozenset[str]:
    if progress is None:
        return frozenset()
    tasks = due(flow, progress.configuration)
    return frozenset(task.state for task in tasks if task.is_overdue(progress.now))


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
        return pen.translate(_("The list below says the same in words."))
    here = [
        pen.translate(box.state.title)
        for box in pen.grid.boxes.values()
        if pen.is_here(box.state.id)
    ]
    sentence = _("You are here: %(states)s. The list below says the same in words.")
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
    middle = (x + LANE_WIDTH / 2, 26)
    return shade + pen.text(title, middle, Letters(anchor="middle", bold=True))


def _box(pen: Pen, box: Box) -> Markup:
    here, passed = pen.is_here(box.state.id), pen.was_passed(box.state.id)
    filled = _is_filled(pen, box)
    late = box.state.id in pen.late
    outline = Markup(
        '<rect x="{:g}" y="{:g}" width="{}" height="{}" rx="{}" fill="{}" stroke="{}"'
        ' stroke-width="{}"/>'
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


def _is_filled(pen: Pen, box: Box) -> bool:
    """Where the case stands is dark, but not a side track that has not begun."""
    return pen.is_here(box.state.id) and not box.rests


def _top_line(pen: Pen, box: Box, ink: str) -> Markup:
    """The code, and the numbers of steps that begin here and have no arrow."""
    inset = 20 if box.state.final else 9
    where = (box.x + inset, box.y + 18)
    code = pen.text(box.state.code or "", where, Letters(size=12, bold=True, fill=ink))
    found = pen.ways.beside.get(box.state.id, ())
    if not found:
        return code
    also = pen.translate(ALSO) % {"numbers": ", ".join(map(str, found))}
    where = (box.x + BOX_WIDTH - inset, box.y + 18)
    return code + pen.text(also, where, Letters(anchor="end", size=12, fill=ink))


def _title(pen: Pen, box: Box, ink: str) -> Markup:
    lines, size = fit(pen.translate(box.state.title), BOX_WIDTH - 18)
    first = box.y + (34 if len(lines) > 1 else 41)
    return Markup("").join(
        pen.text(
            line,
            (box.middle[0], first + 15 * row),
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
    # Each on a line of its own: neither may be cut to make room for the other.
    return Markup("").join(
        _status_line(pen, box, pen.translate(word), (ink, len(words) - row))
        for row, word in enumerate(words, start=1)
    )


def _status_line(pen: Pen, box: Box, said: str, how: tuple[str, int]) -> Markup:
    ink, above = how
    # Bold letters are wider than `fit` reckons.
    lines, size = fit(said, BOX_WIDTH - 30, 1)
    where = (box.middle[0], box.y + BOX_HEIGHT - 9 - 15 * above)
    return pen.text(
        "".join(lines),
        where,
        Letters(anchor="middle", size=min(size, 12), bold=True, fill=ink),
    )


PARTS = (_top_line, _title, _status)
