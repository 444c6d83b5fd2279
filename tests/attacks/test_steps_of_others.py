"""Who answers, and which steps are allowed, is not won by going round the rule."""

import pytest

from interact.agencies.rules import AgencyKind
from interact.cases.sharing import withdraw_share
from interact.flowcharts.actions import Taking, take_step
from interact.flowcharts.passing_on import (
    accept_responsibility,
    decline_responsibility,
    offer_responsibility,
)
from interact.flowcharts.responsibility_rows import responsible_now
from interact.flowcharts.rules import StepRefused
from interact.keys.rules import Compartment
from tests.actions.test_response import twelve_years_old
from tests.missing import Story


def test_who_answers_since_reads_the_page(session, given, signed_in):
    story = Story(session, given)
    story.searching()
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, Compartment.IDENTITY)
    ngo = story.partner(AgencyKind.NGO)
    share = given.share(story.worker, story.case, ngo, Compartment.IDENTITY)
    story.next_request()
    offer = offer_responsibility(
        session, story.officer, story.procedure, "response", given.agency_of(ngo)
    )
    story.next_request()
    accept_responsibility(session, ngo, offer)
    story.next_request()
    offer = offer_responsibility(
        session, ngo, story.procedure, "response", given.agency_of(guardian)
    )
    story.next_request()
    decline_responsibility(session, guardian, offer, "We cannot tonight")
    story.next_request()
    # The NGO, to which the reason is sealed, leaves: the lead answers now.
    withdraw_share(session, story.worker, share, "No longer needed")
    story.next_request()

    page = signed_in(story.worker).get(
        f"/cases/{story.case.reference}/procedure/{story.procedure.id}"
    )

    assert page.status_code == 200


def test_a_child_alert_does_not_take_over_the_report(session, given):
    story = Story(session, given)
    story.reported()
    story.fill(story.officer, "CL-14")
    before = responsible_now(session, story.procedure, "response").agency_id
    assert before == story.worker.agency_id

    ticked = frozenset({"decided", "least_said", "end_set"})
    story.take(story.officer, "start_child_alert", ticked)

    assert responsible_now(session, story.procedure, "response").agency_id == before


def test_what_is_urgent_is_so_for_who_cannot_open_why(session, given):
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
