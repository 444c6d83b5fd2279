"""Checklists on paper: booklets, forms to fill in by hand, filled-in forms."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock

from flask import render_template
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.assessments.queries import AssessmentView
from interact.cases.fields import field_by_name
from interact.checklists import codes
from interact.checklists.library import (
    Edition,
    all_sources,
    published,
    read_edition,
    sources_of,
)
from interact.checklists.parts import Source
from interact.checklists.rules import Mark
from interact.core.pdf import BOOK, FORM, FORM_CSS, Limits, render_pdf
from interact.web import level_words, paper, question_words
from interact.web.answered import shown_reasons
from interact.web.outcomes import outcome_of
from interact.web.request import db

SHEETS = (FORM_CSS, FORM_CSS.with_name("checklist.css"))
# What is published is the same for everybody: it is drawn once, then kept in memory.
KEPT = 100
# All checklists together take a worker much longer than any other document, and are
# drawn by one at a time: the other worker stays free for alerts.
ONE_AT_A_TIME = Lock()


def document_name(edition: Edition) -> str:
    """What a file about an edition is called: its id, version and country."""
    parts = (edition.checklist.id, edition.checklist.version, edition.checklist.country)
    return "-".join(str(part) for part in parts if part)


def draw_booklet(edition: Edition) -> bytes:
    """One checklist with everything about it and its sources."""
    title = _title(edition)
    html = _booklet([edition], title, sources_of(db(), edition))
    return draw_published(html, title)


def draw_library() -> bytes:
    """Every checklist in general, with a table of contents, sources at the end."""
    editions = [read_edition(db(), one) for one in sorted(published(db()))]
    title = str(_("Checklists"))
    html = _booklet(editions, title, all_sources(db()).sources)
    with ONE_AT_A_TIME:
        return draw_published(html, title, SHEETS, BOOK)


def draw_form(edition: Edition, *, short: bool) -> bytes:
    """A form to fill in by hand: beside every box the code it stands for."""
    asked = edition.checklist.short() if short else edition.checklist
    html = render_template(
        "checklists/_form.html",
        edition=edition,
        checklist=edition.checklist,
        asked=asked,
        is_short=asked is not edition.checklist,
        field_by_name=field_by_name,
        lines_of=paper.lines_of,
        note=all_sources(db()).note,
        codes=codes,
        words=question_words,
    )
    return draw_published(html, _title(edition))


def draw_assessment(reference: str, view: AssessmentView) -> bytes:
    """A filled-in form as far as its reader opens it; its title names no child."""
    checklist = view.entry.checklist
    html = render_template(
        "checklists/_filled.html",
        reference=reference,
        view=view,
        entry=view.entry,
        checklist=checklist,
        answers={n: paper.answers_on_paper(one) for n, one in view.items.items()},
        reasons=shown_reasons(view),
        outcome=outcome_of(view),
        codes=codes,
    )
    title = _(
        "Assessment %(checklist)s, %(reference)s",
        checklist=checklist.id,
        reference=reference,
    )
    return render_pdf(html, title=title, language=_language(), css=SHEETS)


def draw_published(
    html: str,
    title: str,
    sheets: Sequence[Path] = SHEETS,
    limits: Limits = FORM,
) -> bytes:
    """The PDF of a page that says nothing about any case, in the reader's language."""
    return _published(html, title, _language(), limits, tuple(sheets))


def _title(edition: Edition) -> str:
    return f"{edition.checklist.id} {_(edition.checklist.title)}"


def _booklet(
    editions: Sequence[Edition], title: str, sources: Mapping[str, Source]
) -> str:
    return render_template(
        "checklists/_booklet.html",
        editions=editions,
        title=title,
        sources=sources,
        note=all_sources(db()).note,
        marks=list(Mark),
        words=question_words,
        levels=level_words,
    )


@lru_cache(maxsize=KEPT)
def _published(
    html: str, title: str, language: str, limits: Limits, sheets: tuple[Path, ...]
) -> bytes:
    """The PDF, kept after the first time."""
    return render_pdf(html, title=title, language=language, css=sheets, limits=limits)


def _language() -> str:
    return str(get_locale() or "en").replace("_", "-")
