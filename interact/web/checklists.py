"""The library of checklists: what is asked, what it weighs, where it was found."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from interact.checklists.library import (
    Edition,
    all_sources,
    by_stage,
    countries_of,
    read_edition,
    sources_of,
)
from interact.checklists.rules import Mark
from interact.web import level_words, question_words
from interact.web.checklist_document import (
    document_name,
    draw_booklet,
    draw_form,
    draw_library,
)
from interact.web.request import actor, db

blueprint = Blueprint("checklists", __name__, url_prefix="/checklists")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """All published checklists by stage, and which countries change something."""
    stages = by_stage(db())
    return render_template(
        "checklists/index.html",
        stages=stages,
        countries={
            one.id: countries_of(db(), one.id)
            for listed in stages.values()
            for one in listed
        },
        note=all_sources(db()).note,
    )


@blueprint.get("/<checklist_id>")
def show(checklist_id: str) -> ResponseReturnValue:
    """One checklist as it runs: in general, or with `country` as that country's."""
    edition = _edition(checklist_id)
    return render_template(
        "checklists/show.html",
        edition=edition,
        checklist=edition.checklist,
        countries=countries_of(db(), checklist_id),
        own=actor().country,
        note=all_sources(db()).note,
        sources=sources_of(db(), edition),
        marks=list(Mark),
        words=question_words,
        levels=level_words,
    )


@blueprint.get("/booklet.pdf")
def library() -> ResponseReturnValue:
    """All checklists with their sources, as one PDF with a table of contents."""
    return pdf_answer(draw_library(), "checklists")


@blueprint.get("/<checklist_id>/booklet.pdf")
def booklet(checklist_id: str) -> ResponseReturnValue:
    """One checklist with its sources, as a PDF."""
    edition = _edition(checklist_id)
    return pdf_answer(draw_booklet(edition), f"{document_name(edition)}-booklet")


@blueprint.get("/<checklist_id>/form.pdf")
def form(checklist_id: str) -> ResponseReturnValue:
    """One checklist to be filled in by hand, as a PDF; with `short` its short form."""
    edition = _edition(checklist_id)
    pdf = draw_form(edition, short="short" in request.args)
    return pdf_answer(pdf, f"{document_name(edition)}-form")


def pdf_answer(pdf: bytes, name: str) -> Response:
    """A PDF to be saved under a name that says nothing about a child."""
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def _edition(checklist_id: str) -> Edition:
    return read_edition(db(), checklist_id, request.args.get("country", ""))
