"""Erasing a case in a real browser: see what goes, type the reference, see it gone."""

import pytest

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("width", [390, 1200])
def test_a_supervisor_erases_a_case(visit, width):
    rosa = visit("Rosa Cusumano", width)
    reference = rosa.page.locator(".interact-reference").first.inner_text()
    rosa.go(f"/cases/{reference}")
    rosa.follow("Erase this case")
    rosa.sees("This will be gone")
    rosa.press("Erase this case for good")
    rosa.sees("Choose the legal basis")

    rosa.choose("No longer needed")
    rosa.fill("Why", "The time for keeping it is over")
    rosa.fill("Type the reference of this case to confirm", reference.lower())
    rosa.press("Erase this case for good")

    rosa.sees(f"{reference} is erased.")
    assert rosa.go(f"/cases/{reference}").status == 404
