"""Flowcharts on paper: a booklet of one, or of all that a country follows."""

from base64 import b64encode
from collections.abc import Sequence

from flask import render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.checklists.parts import Source
from interact.checklists.rules import Mark
from interact.core.pdf import BOOK, FORM_CSS
from interact.flowcharts.drawing import draw_definition
from interact.flowcharts.layout import numbers
from interact.flowcharts.library import (
    FlowEdition,
    all_flow_sources,
    flow_sources,
)
from interact.flowcharts.progress import as_text
from interact.web import flowchart_changes, flowchart_limits, flowchart_words
from interact.web.checklist_document import ONE_AT_A_TIME, draw_published
from interact.web.request import db

SHEETS = (
    FORM_CSS,
    FORM_CSS.with_name("checklist.css"),
    FORM_CSS.with_name("flowchart.css"),
)


def booklet_name(edition: FlowEdition) -> str:
    """What a file about an edition is called: its id, version and country."""
    flow = edition.flow
    parts = (flow.id, flow.version, flow.country, "booklet")
    return "-".join(str(part) for part in parts if part)


def draw_booklet(edition: FlowEdition) -> bytes:
    """One flowchart: its drawing, its states and steps, what it rests on."""
    title = f"{edition.flow.id} {_(edition.flow.title)}"
    # Longer than a form: under load its drawing alone would take the time of one.
    with ONE_AT_A_TIME:
        return draw_published(_booklet([edition], title), title, SHEETS, BOOK)


def draw_library(editions: Sequence[FlowEdition]) -> bytes:
    """Several flowcharts of one country with a table of contents."""
    title = str(_("Flowcharts"))
    with ONE_AT_A_TIME:
        return draw_published(_booklet(editions, title), title, SHEETS, BOOK)


def picture_of(edition: FlowEdition) -> str:
    """The drawing as an address that a printed page can show."""
    locale = get_locale()
    rtl = locale is not None and locale.text_direction == "rtl"
    notes = flowchart_limits.box_words(edition)
    svg = draw_definition(edition.flow, notes, _, rtl=rtl)
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _booklet(editions: Sequence[FlowEdition], title: str) -> str:
    sources: dict[str, Source] = {}
    for edition in editions:
        sources |= flow_sources(db(), edition)
    return render_template(
        "flowcharts/_booklet.html",
        editions=editions,
        title=title,
        picture_of=picture_of,
        numbers=numbers,
        rows_of=lambda flow: {row.state.id: row for row in as_text(flow, None, _)},
        sources=dict(sorted(sources.items())),
        note=all_flow_sources(db()).note,
        marks=list(Mark),
        words=flowchart_words,
        limits=flowchart_limits,
        changes=flowchart_changes,
    )
