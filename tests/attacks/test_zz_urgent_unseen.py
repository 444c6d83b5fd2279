"""Who was not given the age of a child takes the step that is refused to all others."""

import pytest

from interact.agencies.rules import AgencyKind
from interact.flowcharts.actions import Taking, take_step
from interact.flowcharts.rules import StepRefused
from interact.keys.rules import Compartment
from tests.actions.test_response import twelve_years_old
from tests.missing import Story


def test_zz_what_is_urgent_is_so_for_who_cannot_open_why(session, given):
    story = Story(session, given)
    given.claim(story.worker, story.case, "birth_date", twelve_years_old())
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, Compartment.CARE)
    story.next_request()
    procedure = story.noticed()
    story.next_request()
    with pytest.raises(StepRefused):
        take_step(session, story.worker, procedure, Taking("start_local_checks"))
    story.next_request()
    with pytest.raises(StepRefused):
        take_step(session, guardian, procedure, Taking("start_local_checks"))
