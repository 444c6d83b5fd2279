"""The library of checklists on a telephone and on a desk, and paper out of it."""

import re

import pytest
from pypdf import PdfReader

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("width", [390, 1200])
def test_a_checklist_is_found_read_and_taken_along_on_paper(visit, tmp_path, width):
    giulia = visit("Giulia Ferrante", width=width)

    giulia.follow("Checklists")
    giulia.sees("All checklists as a booklet (PDF)")
    giulia.follow(re.compile("^Urgency"))
    giulia.sees("One criterion is enough")
    giulia.follow("Belgium")
    giulia.sees("What Belgium changes")
    giulia.sees("Only in Belgium")
    paper = giulia.download("Blank form (PDF)", tmp_path / "form.pdf")

    assert "Belgium" in PdfReader(paper).pages[0].extract_text()


def test_what_was_answered_is_taken_along_on_paper(visit, tmp_path):
    giulia = visit("Giulia Ferrante", width=390)
    giulia.follow(re.compile("^[A-Z]{3}-[0-9A-Z]{4}$"))
    reference = giulia.reference

    giulia.go(f"/cases/{reference}/assessments")
    link = giulia.page.locator(f'a[href^="/cases/{reference}/assessments/"]')
    finished = [one.get_attribute("href") for one in link.all()]
    giulia.go(next(one for one in finished if re.search("/[0-9a-f-]{36}$", one)))
    paper = giulia.download("Filled-in form (PDF)", tmp_path / "filled.pdf")

    assert reference in PdfReader(paper).pages[0].extract_text()
