"""The library of flowcharts: what should happen, who does it by when, and where."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.checklists.rules import Mark
from interact.flowcharts.drawing import draw_definition
from interact.flowcharts.layout import numbers
from interact.flowcharts.library import (
    FlowEdition,
    all_flow_sources,
    flow_countries,
    flow_sources,
    flows_in_order,
    read_flow,
)
from interact.flowcharts.progress import as_text
from interact.web import flowchart_changes, flowchart_limits, flowchart_words
from interact.web.checklists import pdf_answer
from interact.web.flowchart_document import booklet_name, draw_booklet, draw_library
from interact.web.request import actor, db

blueprint = Blueprint("flowcharts", __name__, url_prefix="/flowcharts")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All published flowcharts, and how each country follows them."""
    return render_template(
        "flowcharts/index.html",
        flows=flows_in_order(db()),
        countries=flow_countries(db()),
        own=actor().country,
        note=all_flow_sources(db()).note,
    )


@blueprint.get("/<flow_id>")
def show(flow_id: str) -> ResponseReturnValue:
    """One flowchart as it is followed: in general, or in the country of `country`."""
    edition = _edition(flow_id)
    locale = get_locale()
    rtl = locale is not None and locale.text_direction == "rtl"
    return render_template(
        "flowcharts/show.html",
        edition=edition,
        flow=edition.flow,
        countries=flow_countries(db()),
        own=actor().country,
        rows={row.state.id: row for row in as_text(edition.flow, None, _)},
        number=numbers(edition.flow),
        picture=draw_definition(
            edition.flow, flowchart_limits.box_words(edition), _, rtl=rtl
        ),
        note=all_flow_sources(db()).note,
        sources=flow_sources(db(), edition),
        marks=list(Mark),
        words=flowchart_words,
        limits=flowchart_limits,
        changes=list(flowchart_changes.country_changes(edition)),
    )


@blueprint.get("/booklet.pdf")
def library() -> ResponseReturnValue:
    """All flowcharts of a country, or in general, as one PDF with its contents."""
    code = request.args.get("country", "")
    editions = [read_flow(db(), flow.id, code) for flow in flows_in_order(db())]
    return pdf_answer(draw_library(editions), f"flowcharts{'-' if code else ''}{code}")


@blueprint.get("/<flow_id>/booklet.pdf")
def booklet(flow_id: str) -> ResponseReturnValue:
    """One flowchart with its drawing and its sources, as a PDF."""
    edition = _edition(flow_id)
    return pdf_answer(draw_booklet(edition), booklet_name(edition))


def _edition(flow_id: str) -> FlowEdition:
    return read_flow(db(), flow_id, request.args.get("country", ""))
