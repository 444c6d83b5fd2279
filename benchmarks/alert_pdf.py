"""The printed alert: what drawing it guarded adds to WeasyPrint itself."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.case_page import fill_profile, looking
from benchmarks.measuring import in_turns
from benchmarks.scratch import Scratch, scratch
from interact.access.actor import Actor
from interact.cases.files import NewFile, attach_file
from interact.cases.photographs import rebuild_photograph
from interact.cases.rules import FileKind
from interact.cases.vault import open_vault
from interact.core.pdf import render_pdf
from interact.core.pdf_process import STATIC
from interact.demo.abena import FACE
from interact.demo.portraits import draw_portrait
from interact.keys.rules import Compartment
from interact.web import alert_document
from tests.given import Given
from tests.missing import Story

ROUNDS = 7
FONTS = STATIC / "print" / "fonts.css"


def measure() -> None:
    """Print what the worker process, and the whole request, add to WeasyPrint."""
    print(
        "Alert PDF with photograph. Compared with WeasyPrint alone, drawing the same "
        "HTML in this\nprocess with the same styles and fonts, loaded beforehand, "
        "and the same tags."
    )
    with scratch() as here:
        worker, address = _issue_alert(here)
        download = looking(here.browser(worker), address)
        with patch.object(alert_document, "render_pdf", wraps=render_pdf) as asked:
            download()
        (html,), job = asked.call_args
        bare = BareWeasyPrint(job["css"])

        def draw_bare() -> bytes:
            return bare.draw(html)

        def draw_in_worker() -> bytes:
            return render_pdf(html, **job)

        print(f"  drawn in a worker  {in_turns(draw_in_worker, draw_bare, ROUNDS)}")
        print(f"  the whole request  {in_turns(download, draw_bare, ROUNDS)}")


class BareWeasyPrint:
    """WeasyPrint as a script would use it, its style sheets and fonts kept."""

    def __init__(self, css: Sequence[Path]) -> None:
        gc.freeze()  # a script would not have the rest of INTERACT to look through
        self.fonts = FontConfiguration()
        self.sheets = [
            CSS(url=path.as_uri(), font_config=self.fonts) for path in (FONTS, *css)
        ]

    def draw(self, html: str) -> bytes:
        """The page as a PDF."""
        page = HTML(string=html, base_url=f"{STATIC.as_uri()}/")
        tagged: dict[str, Any] = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
        pdf: bytes = page.write_pdf(
            stylesheets=self.sheets, font_config=self.fonts, **tagged
        )
        return pdf


def _issue_alert(here: Scratch) -> tuple[Actor, str]:
    """A child reported missing: who reported, and where the form is."""
    with here.running.database.writing() as session:
        given = Given(session)
        story = Story(session, given)
        fill_profile(given, story.worker, story.case)
        photograph = NewFile(
            kind=FileKind.PHOTOGRAPH,
            compartment=Compartment.IDENTITY,
            media_type="image/jpeg",
            name="",
            content=rebuild_photograph(draw_portrait(FACE)).jpeg,
        )
        attach_file(open_vault(session, story.worker, story.case), photograph)
        alert = story.reported()
        return story.worker, f"/cases/{story.case.reference}/alerts/{alert.id}/document"
