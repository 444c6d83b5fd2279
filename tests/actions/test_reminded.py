"""What an agency was told of an offer or alert: unread until looked at or answered."""

import pytest

from interact.agencies.rules import AgencyKind
from interact.alerts.actions import acknowledge_alert, withdraw_alert
from interact.alerts.rules import WithdrawalReason
from interact.cases.sharing import accept_share, decline_share, withdraw_share
from interact.core.errors import NotFound
from interact.flowcharts.passing_on import (
    accept_responsibility,
    decline_responsibility,
    offer_responsibility,
)
from interact.flowcharts.taking_over import take_over_lead
from interact.keys.rules import Compartment
from interact.leading.handing_over import (
    decline_lead,
    offer_lead,
    withdraw_lead_offer,
)
from interact.reminders.models import Reminder
from interact.reminders.rules import ReminderKind
from interact.tasks.reminded import list_reminders, note_opened, open_reminder
from tests.missing import Story

pytestmark = pytest.mark.on_both

WHY = "Another office answers for this."


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def guardian(given):
    return given.member(given.agency(AgencyKind.GUARDIANSHIP))


@pytest.fixture
def colleague(given, guardian):
    return given.member(given.agency_of(guardian))


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def share(given, worker, case, guardian):
    """What the guardian is asked to answer."""
    return given.offer(worker, case, guardian, Compartment.IDENTITY)


@pytest.fixture
def lead_offer(session, given, worker, case, guardian):
    return offer_lead(session, worker, case, given.agency_of(guardian))


def unread(session, actor):
    told = list_reminders(session, actor)
    return [one.kind for one in told if one.read_at is None]


def waits(session, about):
    """Whether somebody need still read what was told of it."""
    return session.get_one(Reminder, about.id).ended_at is None


def test_an_offer_is_unread_until_somebody_looks_at_it(
    session, guardian, colleague, share
):
    before = unread(session, guardian)

    note_opened(session, guardian, share.id)
    note_opened(session, guardian, share.id)

    assert before == [ReminderKind.OFFER]
    assert unread(session, guardian) == []
    assert unread(session, colleague) == [ReminderKind.OFFER]


def test_who_looks_at_an_offer_of_their_own_was_told_nothing(session, worker, share):
    note_opened(session, worker, share.id)

    assert list_reminders(session, worker) == []
    with pytest.raises(NotFound):
        open_reminder(session, worker, share.id)


def test_a_share_that_was_accepted_is_read_by_all(session, guardian, colleague, share):
    accept_share(session, guardian, share)

    (told,) = list_reminders(session, colleague)
    assert told.read_at == told.ended_at is not None


def test_a_share_that_was_declined_or_withdrawn_waits_for_nobody(
    session, given, worker, case, guardian, share
):
    decline_share(session, guardian, share, WHY)
    again = given.offer(worker, case, guardian, Compartment.IDENTITY)
    assert waits(session, again)

    withdraw_share(session, worker, again, WHY)

    assert not waits(session, share)
    assert not waits(session, again)


def test_an_offer_of_the_lead_waits_until_it_is_answered(session, guardian, lead_offer):
    assert waits(session, lead_offer)

    take_over_lead(session, guardian, lead_offer)

    assert not waits(session, lead_offer)


def test_who_leads_now_is_not_asked_to_answer_a_share_any_more(
    session, guardian, share, lead_offer
):
    take_over_lead(session, guardian, lead_offer)

    assert not waits(session, share)


def test_an_offer_of_the_lead_that_was_taken_back_waits_for_nobody(
    session, given, worker, case, guardian, lead_offer
):
    withdraw_lead_offer(session, worker, lead_offer, WHY)
    again = offer_lead(session, worker, case, given.agency_of(guardian))

    decline_lead(session, guardian, again, WHY)

    assert not waits(session, lead_offer)
    assert not waits(session, again)


def test_who_is_asked_to_answer_for_the_next_step_is_told_until_they_do(session, given):
    story = Story(session, given)
    story.searching()

    def ask():
        story.next_request()
        agency = given.agency_of(story.worker)
        asked = story.officer, story.procedure, "response", agency
        return offer_responsibility(session, *asked)

    offer = ask()
    assert waits(session, offer)
    story.next_request()
    decline_responsibility(session, story.worker, offer, WHY)
    again = ask()
    story.next_request()
    accept_responsibility(session, story.worker, again)

    assert not waits(session, offer)
    assert not waits(session, again)


def test_an_alert_is_told_of_until_it_is_acknowledged(session, given):
    story = Story(session, given)
    alert = story.reported()
    recipient = alert.recipient_at(story.officer.agency_id)
    assert waits(session, recipient)

    acknowledge_alert(session, story.officer, alert)

    assert not waits(session, recipient)


def test_an_alert_that_was_withdrawn_is_told_of_no_more(session, given):
    story = Story(session, given)
    alert = story.reported()

    withdraw_alert(session, story.worker, alert, WithdrawalReason.NOT_MISSING)

    assert not waits(session, alert.recipient_at(story.officer.agency_id))
