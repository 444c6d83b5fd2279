"""Alerts taken back: by whom, from whom, and who has not confirmed."""

from datetime import timedelta

import pytest
import time_machine

from interact.alerts.actions import (
    acknowledge_alert,
    confirm_withdrawal,
    pass_on_alert,
    withdraw_alert,
)
from interact.alerts.queries import (
    list_recipients,
    list_unconfirmed,
)
from interact.alerts.rules import (
    ALERT_LIFETIME,
    AlertNotValid,
    AlertNotWithdrawn,
    AlertState,
    WithdrawalReason,
)
from interact.cases.sharing import (
    accept_share,
    decline_share,
    withdraw_share,
)
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from tests.missing import LOCATED, Story

pytestmark = pytest.mark.on_both

C = Compartment


@pytest.fixture
def story(session, given):
    return Story(session, given)


def test_locating_the_child_takes_the_alert_back_from_every_recipient(story):
    alert = story.located()

    assert alert.state is AlertState.WITHDRAWN
    assert alert.withdrawn_because is WithdrawalReason.LOCATED
    assert list_unconfirmed(story.session, story.operator) == [alert]


def test_who_locates_the_child_confirms_by_doing_so(story):
    alert = story.located()

    assert alert.recipient_at(story.officer.agency_id).confirmed_at
    assert list_unconfirmed(story.session, story.officer) == []


def test_the_case_shows_who_has_not_taken_the_alert_back(story):
    alert = story.searching()
    share = offered(story, story.lieutenant, C.IDENTITY, C.WHEREABOUTS)
    accept_share(story.session, story.lieutenant, share)
    story.sight(story.lieutenant)
    story.take(story.officer, "confirm_located", LOCATED)

    confirm_withdrawal(story.session, story.operator, alert)

    waiting = [
        one.agency_name for one in list_recipients(alert) if not one.confirmed_at
    ]
    assert waiting == [story.lieutenant.agency_name]


def test_an_agency_that_declined_has_nothing_to_take_back(story):
    alert = story.searching()
    share = offered(story, story.lieutenant, C.IDENTITY)
    decline_share(story.session, story.lieutenant, share, "Not our department")

    story.sight(story.officer)
    story.take(story.officer, "confirm_located", LOCATED)

    by_agency = {one.agency_name: one for one in list_recipients(alert)}
    assert not by_agency[story.lieutenant.agency_name].let_in
    assert list_unconfirmed(story.session, story.lieutenant) == []


def test_an_agency_whose_share_has_ended_still_takes_the_alert_back(story):
    alert = story.searching()
    (share,) = story.case.shares_with(story.operator.agency_id)
    withdraw_share(story.session, story.worker, share, "They do not need it")
    story.sight(story.officer)
    story.take(story.officer, "confirm_located", LOCATED)
    assert list_unconfirmed(story.session, story.operator) == [alert]

    confirm_withdrawal(story.session, story.operator, alert)

    assert list_unconfirmed(story.session, story.operator) == []
    with pytest.raises(NotFound):
        vault_of(story, story.operator)


def test_an_alert_that_has_expired_is_taken_back_too(story):
    alert = story.seen()

    with time_machine.travel(now() + ALERT_LIFETIME + timedelta(minutes=1)):
        story.given.share(story.worker, story.case, story.officer, C.IDENTITY)
        story.take(story.officer, "confirm_located", LOCATED)

        assert alert.state is AlertState.WITHDRAWN
        assert list_unconfirmed(story.session, story.operator) == [alert]


def test_there_is_nothing_to_confirm_while_an_alert_holds(story):
    alert = story.reported()

    with pytest.raises(AlertNotWithdrawn):
        confirm_withdrawal(story.session, story.operator, alert)


def test_a_stranger_confirms_nothing(story, given):
    alert = story.located()

    with pytest.raises(NotFound):
        confirm_withdrawal(story.session, given.officer(), alert)


def test_an_alert_that_was_withdrawn_is_neither_acknowledged_nor_passed_on(
    story, given
):
    alert = story.located()

    with pytest.raises(AlertNotValid):
        acknowledge_alert(story.session, story.operator, alert)
    lyon = given.agency_of(story.lieutenant)
    with pytest.raises(AlertNotValid):
        pass_on_alert(story.session, story.officer, alert, lyon)
    with pytest.raises(AlertNotValid):
        withdraw_alert(
            story.session, story.officer, alert, WithdrawalReason.NOT_MISSING
        )
