"""Draws the arrows of a flowchart, their numbers, and what the lines mean."""

from markupsafe import Markup

from interact.core.words import mark as _
from interact.flowcharts.layout import Point
from interact.flowcharts.pen import BRAND, INK, PAPER, QUIET, Letters, Pen
from interact.flowcharts.ports import RADIUS, Line

LEGEND = 40
ALSO = _("also %(numbers)s")


def heads(pen: Pen) -> Markup:
    """The arrowheads, for the way taken and for the others."""
    head = Markup(
        '<marker id="{}-{}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10"'
        ' markerHeight="10" markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0,0L8,4L0,8z" fill="{}"/></marker>'
    )
    taken = head.format(pen.prefix, "taken", BRAND)
    return taken + head.format(pen.prefix, "open", QUIET)


def is_taken(pen: Pen, line: Line) -> bool:
    """Whether the case went this way."""
    arrow = line.arrow
    if pen.progress is None:
        return False
    if arrow.source is None:
        return any(move.step == arrow.step for move in pen.progress.path)
    return pen.progress.took(arrow.step, arrow.source, arrow.target)


def draw_line(pen: Pen, line: Line) -> Markup:
    """The line of one arrow with its head: thick where the case went."""
    return _path(pen, line.points, taken=is_taken(pen, line))


def draw_number(pen: Pen, line: Line) -> Markup:
    """The number of an arrow, dark where the case went."""
    return _disc(pen, str(line.arrow.number), line.badge, taken=is_taken(pen, line))


def draw_legend(pen: Pen) -> Markup:
    """What the lines and numbers mean, at the foot of the drawing."""
    y = pen.grid.height + LEGEND / 2
    part = pen.grid.width / 4
    also = pen.translate(ALSO) % {"numbers": "1"}
    signs = [
        _path(pen, ((32, y), (66, y)), taken=True),
        _path(pen, ((part + 32, y), (part + 66, y)), taken=False),
        _disc(pen, "1", (2 * part + 50, y), taken=False),
        pen.text(also, (3 * part + 66, y + 4), Letters(anchor="end", size=12)),
    ]
    words = (
        _("The way taken"),
        _("A possible way"),
        _("Its number in the list"),
        _("Steps without an arrow"),
    )
    said = [
        pen.text(pen.translate(word), (place * part + 76, y + 5), Letters(size=13))
        for place, word in enumerate(words)
    ]
    return Markup('<g class="flowchart-legend">{}</g>').format(
        Markup("").join(signs + said)
    )


def _path(pen: Pen, points: tuple[Point, ...], *, taken: bool) -> Markup:
    corners = "L".join(f"{pen.x(x):g},{y:g}" for x, y in points)
    return Markup(
        '<path class="flowchart-arrow" d="M{}" fill="none" stroke="{}"'
        ' stroke-width="{}" stroke-linejoin="round" marker-end="url(#{}-{})"/>'
    ).format(
        corners,
        BRAND if taken else QUIET,
        4 if taken else 1.5,
        pen.prefix,
        "taken" if taken else "open",
    )


def _disc(pen: Pen, said: str, where: Point, *, taken: bool) -> Markup:
    x, y = where
    disc = Markup(
        '<circle cx="{:g}" cy="{:g}" r="{}" fill="{}" stroke="{}" stroke-width="1.5"/>'
    ).format(pen.x(x), y, RADIUS, BRAND if taken else PAPER, BRAND if taken else QUIET)
    fill = PAPER if taken else INK
    return disc + pen.text(
        said, (x, y + 4), Letters(anchor="middle", size=11, fill=fill)
    )
