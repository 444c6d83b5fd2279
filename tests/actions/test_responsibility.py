"""Who answers for the next step: asked, accepted, declined, silent, by law."""

from datetime import timedelta

import pytest
import time_machine

from interact.agencies.rules import AgencyKind
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.rules import ReasonNeeded
from interact.cases.sharing import withdraw_share
from interact.core.errors import NotFound, NotPermitted
from interact.flowcharts.asked import read_asked
from interact.flowcharts.models import ResponsibilityOffer
from interact.flowcharts.passing_on import (
    accept_responsibility,
    decline_responsibility,
    offer_responsibility,
    pass_on,
    settle_responsibility,
)
from interact.flowcharts.reporting import acknowledge_report
from interact.flowcharts.responsibility_rows import open_offer, responsible_now
from interact.flowcharts.responsibility_rules import (
    AlreadyResponsible,
    NotInvolved,
    OfferNotOpen,
    OfferStatus,
    StillTimeToAnswer,
)
from interact.flowcharts.who_answers import (
    list_responsibilities,
    time_without_owner,
)
from interact.keys.rules import Compartment
from tests.missing import Story

pytestmark = pytest.mark.on_both

HOUR = timedelta(hours=1)


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def guardian(story):
    """A guardian who takes part, and answers while a child is in contact."""
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    story.given.share(story.worker, story.case, guardian, Compartment.IDENTITY)
    return guardian


def holder(story, track="response"):
    row = responsible_now(story.session, story.procedure, track)
    return row.agency_id if row else None


def asked(story):
    return open_offer(story.session, story.procedure, "response")


def offer_to(story, by, receiver):
    agency = story.given.agency_of(receiver)
    story.next_request()
    return offer_responsibility(story.session, by, story.procedure, "response", agency)


def seen(story, reader):
    story.next_request()
    return list_responsibilities(story.vault(reader), story.procedure)[0]


def test_who_notices_the_absence_answers_for_what_comes_next(story):
    story.noticed()

    assert holder(story) == story.worker.agency_id
    assert holder(story, "public_appeal") is None


def test_the_centre_answers_until_the_police_have_taken_the_report(story):
    story.reported()
    before = holder(story)
    (waiting,) = read_asked(story.session, story.officer).of_us

    acknowledge_report(story.session, story.officer, story.procedure, "QU-117")

    assert before == story.worker.agency_id
    assert waiting.state == "Reported missing"
    assert holder(story) == story.officer.agency_id
    assert read_asked(story.session, story.officer).of_us == []


def test_an_agency_that_is_asked_answers_once_it_has_said_yes(story, guardian):
    story.searching()
    offer = offer_to(story, story.officer, guardian)
    assert holder(story) == story.officer.agency_id
    (waiting,) = read_asked(story.session, guardian).of_us
    assert waiting.reference == story.case.reference

    story.next_request()
    accept_responsibility(story.session, guardian, offer)

    assert holder(story) == guardian.agency_id
    assert read_asked(story.session, guardian).of_us == []
    with pytest.raises(OfferNotOpen):
        accept_responsibility(story.session, guardian, offer)


def test_who_is_asked_and_takes_a_step_has_said_yes(story):
    story.searching()
    offer = offer_to(story, story.officer, story.worker)

    story.take(story.worker, "brief_management")

    assert offer.status is OfferStatus.ACCEPTED
    # The police should act where the search runs: they are asked again.
    assert holder(story) == story.worker.agency_id
    assert asked(story).agency_id == story.officer.agency_id


def test_who_declines_says_why_to_who_answers(story, guardian):
    story.searching()
    offer = offer_to(story, story.officer, guardian)

    with pytest.raises(ReasonNeeded):
        decline_responsibility(story.session, guardian, offer, " ")
    story.next_request()
    decline_responsibility(story.session, guardian, offer, "Nobody is on duty")

    assert holder(story) == story.officer.agency_id
    assert seen(story, story.officer).offer.reason == "Nobody is on duty"
    assert seen(story, story.worker).offer.reason == ""


def test_a_no_lies_on_the_desk_until_another_agency_is_asked(story, guardian):
    story.searching()
    offer = offer_to(story, story.officer, guardian)
    story.next_request()
    decline_responsibility(story.session, guardian, offer, "Nobody is on duty")

    (declined,) = read_asked(story.session, story.officer).declined
    assert (declined.agency, declined.state) == (guardian.agency_name, "Search running")
    assert read_asked(story.session, guardian).declined == []
    assert read_asked(story.session, story.worker).declined == []

    offer_to(story, story.officer, story.worker)
    assert read_asked(story.session, story.officer).declined == []


def test_a_no_lies_with_who_asked_and_with_who_still_answers(story, guardian):
    story.searching()
    offer = offer_to(story, story.worker, guardian)
    story.next_request()
    decline_responsibility(story.session, guardian, offer, "Nobody is on duty")

    assert holder(story) == story.officer.agency_id
    assert len(read_asked(story.session, story.officer).declined) == 1
    assert len(read_asked(story.session, story.worker).declined) == 1


def test_a_no_is_off_the_desk_once_somebody_answers(story):
    story.searching()
    offer_to(story, story.officer, story.worker)
    story.take(story.worker, "brief_management")
    offer = asked(story)
    story.next_request()
    decline_responsibility(story.session, story.officer, offer, "Not our district")
    assert len(read_asked(story.session, story.worker).declined) == 1

    story.take(
        story.officer, "note_turned_18", note="Born on 3 March, says the passport"
    )

    assert holder(story) == story.officer.agency_id
    assert read_asked(story.session, story.worker).declined == []


def test_a_no_is_of_the_state_it_was_said_in(story, guardian):
    story.searching()
    offer = offer_to(story, story.officer, guardian)
    story.next_request()
    decline_responsibility(story.session, guardian, offer, "Nobody is on duty")

    story.sight(story.officer)

    assert read_asked(story.session, story.officer).declined == []
    assert seen(story, story.officer).offer is None


def test_who_said_no_is_not_asked_again_after_every_step(story):
    story.searching()
    offer_to(story, story.officer, story.worker)
    story.take(story.worker, "brief_management")
    offer = asked(story)
    story.next_request()
    decline_responsibility(story.session, story.officer, offer, "Not our district")

    pass_on(story.session, story.procedure, story.worker.agency_id)

    assert asked(story) is None
    assert holder(story) == story.worker.agency_id


def test_who_stays_silent_is_passed_over_by_the_lead_after_the_time_to_answer(
    story, guardian
):
    story.searching()
    offer = offer_to(story, story.officer, guardian)
    with pytest.raises(StillTimeToAnswer):
        settle_responsibility(story.session, story.worker, offer)

    with time_machine.travel(offer.answer_by + 2 * HOUR):
        story.next_request()
        view = seen(story, story.worker)
        assert view.offer.is_silent
        assert view.offer.may_settle
        with pytest.raises(NotPermitted):
            settle_responsibility(story.session, story.officer, offer)
        settle_responsibility(story.session, story.worker, offer)
        without = time_without_owner(story.session, story.procedure)["response"]

    assert seen(story, story.worker).agency_name == view.offer.by_law
    assert timedelta(hours=2) <= without < timedelta(hours=3)
    with pytest.raises(OfferNotOpen):
        accept_responsibility(story.session, guardian, offer)


def test_only_who_answers_and_the_lead_ask_another_agency(story, guardian):
    story.searching()

    with pytest.raises(OfferNotOpen):
        offer_to(story, guardian, story.worker)
    with pytest.raises(AlreadyResponsible):
        offer_to(story, story.worker, story.officer)
    with pytest.raises(NotInvolved):
        offer_to(story, story.worker, story.lieutenant)
    assert offer_to(story, story.worker, guardian).by_agency_id


def test_a_stranger_neither_asks_nor_answers(story, guardian):
    story.searching()
    offer = offer_to(story, story.officer, guardian)

    with pytest.raises(NotFound):
        accept_responsibility(story.session, story.lieutenant, offer)
    with pytest.raises(NotFound):
        offer_to(story, story.lieutenant, guardian)
    with pytest.raises(OfferNotOpen):
        accept_responsibility(story.session, story.worker, offer)


def test_an_agency_that_left_the_case_answers_for_nothing_any_more(story, guardian):
    story.searching()
    accept_responsibility(
        story.session, guardian, offer_to(story, story.officer, guardian)
    )
    (share,) = story.case.shares_with(guardian.agency_id)

    story.next_request()
    withdraw_share(story.session, story.worker, share, "Another guardian was named")

    view = seen(story, story.worker)
    assert view.is_own
    assert view.stands_in


def test_nobody_answers_once_the_child_is_located(story):
    story.located()

    assert holder(story) is None
    assert asked(story) is None
    tracks = [
        one.track
        for one in list_responsibilities(story.vault(story.worker), story.procedure)
    ]
    assert tracks == []


def test_what_was_asked_and_answered_is_in_the_record(story, guardian, given):
    story.searching()
    accept_responsibility(
        story.session, guardian, offer_to(story, story.officer, guardian)
    )
    story.session.commit()

    dpo = given.dpo(given.agency_of(story.worker))
    for event in (Event.RESPONSIBILITY_OFFERED, Event.RESPONSIBILITY_ACCEPTED):
        (line,) = list_history(story.session, dpo, HistoryFilter(event=event))
        assert line.reference == story.case.reference


def test_of_two_who_answer_at_once_the_second_is_told(story, guardian, running):
    story.searching()
    offer = offer_to(story, story.officer, guardian)
    story.session.commit()
    with running.database.writers() as other:
        theirs = other.get_one(ResponsibilityOffer, offer.id)
        assert theirs.status is OfferStatus.OFFERED
        other.commit()
        accept_responsibility(story.session, guardian, offer)
        story.session.commit()

        with pytest.raises(OfferNotOpen):
            decline_responsibility(other, guardian, theirs, "Too late")
