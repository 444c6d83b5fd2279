"""Draws the arrows of a flowchart, their numbers, and what the lines mean."""

from markupsafe import Markup

from interact.core.words import mark as _
from interact.flowcharts.layout import Point
from interact.flowcharts.pen import BRAND, INK, PAPER, QUIET, Letters, Pen
from interact.flowcharts.ports import RADIUS, Line
from interact.flowcharts.wrapping import fit

LEGEND = 52


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


def draw_chips(pen: Pen, state: str, middle: Point, width: float) -> Markup:
    """The numbers of steps that begin in a box without an arrow, side by side.

    Round as on the arrow that they continue at; square where nothing moves.
    """
    onward = pen.ways.onward.get(state, ())
    both = sorted({*onward, *pen.ways.noted.get(state, ())})
    if not both:
        return Markup()
    apart = min(19.0, width / len(both))
    radius = min(7.5, apart / 2 - 1)
    first = middle[0] - apart * (len(both) - 1) / 2
    return Markup("").join(
        draw_chip(
            pen,
            str(number),
            (first + apart * place, middle[1], radius),
            noted=number not in onward,
        )
        for place, number in enumerate(both)
    )


def draw_chip(
    pen: Pen, said: str, where: tuple[float, float, float], *, noted: bool
) -> Markup:
    """One number in a box, at a place and with a radius."""
    x, y, radius = where
    if noted:
        shape = Markup(
            '<rect class="flowchart-chip" x="{:g}" y="{:g}" width="{:g}" height="{:g}"'
        ).format(pen.left(x - radius, 2 * radius), y - radius, 2 * radius, 2 * radius)
    else:
        shape = Markup('<circle class="flowchart-chip" cx="{:g}" cy="{:g}" r="{:g}"')
        shape = shape.format(pen.x(x), y, radius)
    paint = Markup(' fill="{}" stroke="{}"/>').format(PAPER, QUIET)
    how = Letters(anchor="middle", size=min(10, int(radius * 1.35)))
    return shape + paint + pen.text(said, (x, y + how.size * 0.36), how)


def draw_legend(pen: Pen) -> Markup:
    """What the lines and numbers mean, at the foot of the drawing."""
    y = pen.grid.height + LEGEND / 2
    words = [
        _("A possible way"),
        _("A step: the list has its number"),
        _("A step that is only noted"),
    ]
    # Without a case nothing was taken.
    words = [_("The way taken"), *words] if pen.progress else words
    part = pen.grid.width / len(words)
    places = [number * part for number in range(len(words))]
    way, step, noted = places[-3:]
    signs = [_path(pen, ((x + 20, y), (x + 54, y)), taken=True) for x in places[:-3]]
    signs += [
        _path(pen, ((way + 20, y), (way + 54, y)), taken=False),
        _disc(pen, "1", (step + 42, y), taken=False),
        draw_chip(pen, "2", (noted + 42, y, 7.5), noted=True),
    ]
    said = [
        _legend_words(pen, pen.translate(word), (x + 64, y), part - 72)
        for x, word in zip(places, words, strict=True)
    ]
    return Markup('<g class="flowchart-legend">{}</g>').format(
        Markup("").join(signs + said)
    )


def _legend_words(pen: Pen, said: str, where: Point, width: float) -> Markup:
    lines, size = fit(said, width)
    first = where[1] + 5 - 8 * (len(lines) - 1)
    how = Letters(size=min(size, 13))
    return Markup("").join(
        pen.text(line, (where[0], first + 16 * row), how)
        for row, line in enumerate(lines)
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
