"""What waits after a checklist, at a telephone: from the desk to done, and a change."""

import re

import pytest

pytestmark = [pytest.mark.browser]


def test_what_a_checklist_asks_for_is_done_and_a_change_is_reported(visit):
    giulia = visit("Giulia Ferrante", 390)
    giulia.follow(re.compile("asks for .* things: see what"))
    giulia.sees("asked for by")

    giulia.follow(re.compile("^Done"))
    giulia.fill("What others should know about it", "Agreed with the guardian")
    giulia.press("Done")
    giulia.sees("Agreed with the guardian")

    giulia.follow("Something changed")
    giulia.choose("The guardian changes")
    giulia.press("Have them filled in again")
    giulia.sees("to be filled in within 24 hours")
    giulia.sees(re.compile("Fill in “.*” again"))
