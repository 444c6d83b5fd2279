"""Alerts: whom they let in, what they say, who acknowledges and takes them back."""

from datetime import timedelta

import pytest
import time_machine

from interact.agencies.rules import AgencyKind
from interact.alerts.actions import (
    acknowledge_alert,
    confirm_withdrawal,
    disclose_alert,
    issue_alert,
    pass_on_alert,
    withdraw_alert,
)
from interact.alerts.content import Message, open_content
from interact.alerts.queries import (
    find_public_state,
    get_alert,
    list_alerts,
    list_recipients,
    list_unacknowledged,
    list_unconfirmed,
)
from interact.alerts.rules import (
    ALERT_LIFETIME,
    AlertNotValid,
    AlertNotWithdrawn,
    AlertState,
    AlertStillValid,
    NobodyToAlert,
    NotARecipient,
    ShareFirst,
    WithdrawalReason,
)
from interact.cases.actions import write_note
from interact.cases.queries import list_refusals, read_case
from interact.cases.reasons import open_reason
from interact.cases.sharing import (
    accept_share,
    decline_share,
    withdraw_share,
)
from interact.core.clock import now
from interact.core.errors import NotFound, NotPermitted
from interact.keys.rules import Compartment
from tests.missing import LOCATED, Story

pytestmark = pytest.mark.on_both

C = Compartment


@pytest.fixture
def story(session, given):
    return Story(session, given)


@pytest.fixture
def told(story, given):
    """A case with something in every part that a centre keeps."""
    for name, value in (
        ("hair", "Black"),
        ("own_phone", "+39 351 555 0142"),
        ("debt", "2 000 euro"),
        ("conditions", "Asthma"),
        ("lawyer", "Avv. Rossi"),
    ):
        given.claim(story.worker, story.case, name, value)
    return story


def said(story, actor, alert):
    return open_content(story.vault(actor), alert)


def test_a_report_lets_the_police_open_what_a_search_needs_at_once(told):
    told.reported()

    vault = told.vault(told.officer)
    assert vault.held == {C.COORDINATION, C.IDENTITY, C.WHEREABOUTS, C.CARE, C.HEALTH}


def test_a_report_opens_neither_health_nor_legal_papers_to_a_hotline(told):
    told.reported()

    vault = told.vault(told.operator)
    assert vault.held == {C.COORDINATION, C.IDENTITY, C.WHEREABOUTS, C.CARE}


def test_a_report_goes_to_the_police_of_the_place(story, given):
    elsewhere = given.agency(AgencyKind.POLICE, place="Milano")
    here = given.agency(AgencyKind.POLICE, place="Palermo")
    abroad = given.police("FR")
    story.noticed()

    alert = story.report(story.worker)

    told = {recipient.agency_id for recipient in alert.recipients}
    assert here.id in told
    assert told.isdisjoint({elsewhere.id, abroad.id})


def test_a_report_without_police_in_the_country_says_whom_to_call(story):
    story.noticed()

    with pytest.raises(NobodyToAlert, match="Call the police"):
        story.report(story.worker)


def test_police_who_had_a_share_before_may_pass_the_alert_on(story, given):
    parts = {C.IDENTITY, C.WHEREABOUTS, C.CARE, C.HEALTH, C.LEGAL}
    given.share(story.worker, story.case, story.officer, *parts)

    story.reported()

    share = story.offered(story.lieutenant, C.IDENTITY)
    assert share.by_agency_id == story.officer.agency_id


def test_what_an_alert_says_is_sealed_part_by_part(told):
    alert = told.reported()

    opened = said(told, told.operator, alert)

    assert opened.withheld == {C.HEALTH}
    assert "conditions" not in opened.statements
    assert opened.statements["hair"][0].value == "Black"
    assert {part.compartment for part in alert.parts} == told.vault(told.officer).held


def test_an_alert_stays_as_it_was_issued_though_claims_change(told, given):
    alert = told.reported()

    given.claim(told.worker, told.case, "hair", "Cut short, blond")

    (hair,) = said(told, told.officer, alert).statements["hair"]
    assert hair.value == "Black"


def test_an_alert_names_what_others_said_beside_the_newest(told, given):
    given.claim(told.worker, told.case, "hair", "Dark brown")

    alert = told.reported()

    hair = said(told, told.officer, alert).statements["hair"]
    assert [one.value for one in hair] == ["Dark brown", "Black"]


def test_an_alert_says_why_it_is_urgent(story):
    story.noticed()
    story.fill(story.worker, "CL-11", "ur05")
    assert story.officer

    alert = story.report(story.worker)

    assert alert.urgent
    (reason,) = said(story, story.officer, alert).message.urgency
    assert "with somebody who may do harm" in reason


def test_an_alert_is_urgent_only_for_a_reason(story):
    alert = story.reported()

    assert not alert.urgent


def test_there_is_one_valid_alert_at_a_time(story):
    alert = story.reported()

    with pytest.raises(AlertStillValid):
        issue_alert(story.session, story.worker, alert.episode, [], Message())


def test_a_new_alert_follows_one_that_has_expired(story, given):
    first = story.reported()

    with time_machine.travel(now() + ALERT_LIFETIME + timedelta(minutes=1)):
        police = given.agency_of(story.officer)
        second = issue_alert(
            story.session, story.worker, first.episode, [police], Message()
        )

        assert first.state is AlertState.EXPIRED
        assert (second.version, second.state) == (2, AlertState.ACTIVE)
        assert story.case.opens_to(police.id)


def test_an_alert_waits_on_the_desk_until_it_is_acknowledged(story):
    alert = story.reported()
    assert list_unacknowledged(story.session, story.operator) == [alert]

    acknowledge_alert(story.session, story.operator, alert)
    acknowledge_alert(story.session, story.operator, alert)

    assert list_unacknowledged(story.session, story.operator) == []
    assert list_unacknowledged(story.session, story.officer) == [alert]


def test_urgent_alerts_stand_first_on_the_desk(session, given):
    calm, grave = Story(session, given), Story(session, given)
    grave.officer = calm.officer
    grave.operator = calm.operator
    first = calm.reported()
    grave.noticed()
    grave.fill(grave.worker, "CL-11", "ur05")
    second = grave.report(grave.worker)

    assert list_unacknowledged(session, calm.officer) == [second, first]


def test_only_a_recipient_acknowledges(story, given):
    alert = story.reported()
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, C.IDENTITY)

    with pytest.raises(NotARecipient):
        acknowledge_alert(story.session, guardian, alert)


def test_an_alert_is_passed_on_beside_a_share_only(story, given):
    alert = story.reported()
    lyon = given.agency_of(story.lieutenant)

    with pytest.raises(ShareFirst):
        pass_on_alert(story.session, story.officer, alert, lyon)


def test_across_the_border_an_alert_opens_once_the_share_is_accepted(told):
    alert = told.reported()
    share = told.offered(told.lieutenant, C.IDENTITY, C.WHEREABOUTS)
    assert list_unacknowledged(told.session, told.lieutenant) == []
    with pytest.raises(NotPermitted):
        told.vault(told.lieutenant)

    accept_share(told.session, told.lieutenant, share)

    opened = said(told, told.lieutenant, alert)
    assert {"hair", "own_phone"} <= opened.statements.keys()
    assert opened.withheld == {C.CARE, C.HEALTH}
    assert list_unacknowledged(told.session, told.lieutenant) == [alert]


def test_an_alert_passed_on_twice_is_sent_once(story, given):
    alert = story.reported()
    story.offered(story.lieutenant, C.IDENTITY)

    lyon = given.agency_of(story.lieutenant)
    pass_on_alert(story.session, story.officer, alert, lyon)

    receivers = [r.agency_id for r in alert.recipients]
    assert receivers.count(lyon.id) == 1


def test_a_refusal_across_the_border_lands_on_the_desk_of_who_offered(story):
    story.reported()
    share = story.offered(story.lieutenant, C.IDENTITY)

    decline_share(story.session, story.lieutenant, share, "Not our department")

    assert list_refusals(story.session, story.officer) == [share]
    assert list_refusals(story.session, story.worker) == []
    assert open_reason(story.officer, share) == "Not our department"


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
    share = story.offered(story.lieutenant, C.IDENTITY, C.WHEREABOUTS)
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
    share = story.offered(story.lieutenant, C.IDENTITY)
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
        story.vault(story.operator)


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


def test_police_who_lead_a_case_acknowledge_their_own_report(session, given):
    story = Story(session, given)
    story.worker = story.officer
    alert = story.reported()

    acknowledge_alert(session, story.officer, alert)

    assert alert.recipient_at(story.officer.agency_id).acknowledged_at


def test_whoever_holds_a_printed_alert_learns_whether_it_holds_and_no_more(story):
    alert = story.reported()

    shown = find_public_state(story.session, alert.token)

    assert shown.state is AlertState.ACTIVE
    assert shown.agency_name == story.worker.agency_name
    assert story.case.reference not in str(shown)
    with pytest.raises(NotFound):
        find_public_state(story.session, alert.id)


def test_an_alert_of_another_case_is_not_found_in_this_one(story, given):
    alert = story.reported()
    other = given.case(story.worker)

    with pytest.raises(NotFound):
        get_alert(read_case(story.session, story.worker, other.reference), alert.id)


def test_a_stranger_takes_no_alert_out_as_a_document(story, given):
    alert = story.reported()

    with pytest.raises(NotFound):
        disclose_alert(story.session, given.officer(), alert)


def test_a_note_of_the_investigation_is_in_no_alert(story):
    story.searching()
    write_note(story.session, story.officer, story.case, C.INVESTIGATION, "A grey van")

    (alert,) = list_alerts(story.vault(story.officer))

    assert C.INVESTIGATION not in {part.compartment for part in alert.parts}
    assert C.LEGAL not in {part.compartment for part in alert.parts}
