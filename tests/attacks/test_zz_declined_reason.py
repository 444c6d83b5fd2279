"""A declined offer keeps the agency that answers next from its own page."""

import pytest

from interact.agencies.rules import AgencyKind
from interact.cases.sharing import withdraw_share
from interact.flowcharts.passing_on import (
    accept_responsibility,
    decline_responsibility,
    offer_responsibility,
)
from interact.keys.rules import Compartment
from tests.missing import Story


def test_zz_who_answers_since_reads_the_page(session, given, signed_in):
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
