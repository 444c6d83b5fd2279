"""A short form made a full list by somebody else: recorded, and nothing breaks."""

import pytest

from interact.assessments.actions import answer_questions, start_assessment
from interact.audit.rules import Event
from interact.core.db import PENDING
from interact.keys.rules import Compartment
from tests.actions.conftest import DONE, at_once  # noqa: F401
from tests.actions.filling import NO, YES, fill, view

pytestmark = pytest.mark.on_both


@pytest.fixture
def short(session, given, worker, officer):
    case = given.case(worker)
    given.share(worker, case, officer, Compartment.CARE)
    return fill(session, worker, case, "CL-05", short_form=True, gm03=YES)


def widened(session):
    """Who asked for the whole list, as far as it is recorded."""
    return [
        entry.actor["person"]
        for entry in session.info[PENDING]
        if entry.event is Event.ASSESSMENT_WIDENED
    ]


def test_that_a_short_form_became_the_full_list_is_recorded_once(
    session, officer, short
):
    for _time in range(2):
        assert start_assessment(session, officer, short.case, "CL-05") is short

    assert not short.short_form
    assert widened(session) == [str(officer.person_id)]


def test_who_goes_on_with_the_short_form_leaves_it_short(session, officer, short):
    start_assessment(session, officer, short.case, "CL-05", short_form=True)

    assert short.short_form
    assert widened(session) == []


def test_who_answers_it_meanwhile_and_who_asks_for_it_in_full_both_do(
    session,
    at_once,  # noqa: F811
    worker,
    officer,
    short,
):
    done = at_once(
        short,
        lambda own, seen: start_assessment(own, officer, seen.case, "CL-05"),
        lambda own, seen: answer_questions(own, worker, seen, {"gm05": NO}),
    )

    assert done == [DONE, DONE]
    assert not short.short_form
    assert view(session, worker, short.case, short).items["gm05"].answer == NO
