"""What the response flowchart allows, as the profession would say it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.checklists.rules import Trigger
from interact.core.places import FLOWCHARTS
from interact.flowcharts.configuration import is_finished, phase_of
from interact.flowcharts.interpreter import due, next_steps, start, take
from interact.flowcharts.published import load_flowcharts
from interact.flowcharts.rules import Phase, Situation, StepRefused
from interact.tasks.rules import Party
from tests.content.published import CHECKLISTS

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FLOWS = load_flowcharts(FLOWCHARTS, CHECKLISTS.keys())
FLOW = FLOWS.in_country("FM-RESP", "IT", date(2026, 11, 20))
STATES = [one.id for one in FLOW.tracks["response"].states if not one.final]
ASKS = frozenset(ask.id for step in FLOW.steps for ask in step.asks)
CENTRE, POLICE, HOTLINE = AgencyKind.RECEPTION, AgencyKind.POLICE, AgencyKind.HOTLINE

UNTIL_REPORT = [("report_missing", CENTRE)]
UNTIL_SEARCH = [
    *UNTIL_REPORT,
    ("acknowledge_report", POLICE),
    ("triage", POLICE),
    ("start_search", POLICE),
]


def situation(kind=CENTRE, hours=0.0, **more):
    now = NOON + timedelta(hours=hours)
    told = {
        "finished": {"CL-11": now, "CL-14": now},
        "confirmed": ASKS,
        "noted": True,
        **more,
    }
    return Situation(kind=kind, now=now, leads=kind is CENTRE, **told)


def after(*steps):
    """The response, started at noon, with one step each hour."""
    configuration = start(FLOW, situation()).configuration
    for hour, (name, kind) in enumerate(steps, start=1):
        configuration = take(
            FLOW, configuration, name, situation(kind, hour)
        ).configuration
    return configuration


def state(configuration):
    return configuration.places["response"].state


def refused(configuration, step, **more):
    with pytest.raises(StepRefused) as refusal:
        take(FLOW, configuration, step, situation(**more))
    return str(refusal.value)


def test_from_absence_to_aftercare():
    configuration = after(
        ("start_local_checks", CENTRE),
        *UNTIL_SEARCH,
        ("open_cross_border", POLICE),
        ("record_sighting", HOTLINE),
        ("confirm_located", POLICE),
    )

    assert state(configuration) == "located_safe"
    assert is_finished(FLOW, configuration)
    assert phase_of(FLOW, configuration) is Phase.AFTERCARE


def test_an_urgent_absence_is_reported_without_local_checks():
    begun = after()
    urgent = {"urgent": True}

    assert "Report the child missing now" in refused(
        begun, "start_local_checks", facts=urgent
    )
    assert take(FLOW, begun, "report_missing", situation(facts=urgent))


@pytest.mark.parametrize("kind", AgencyKind)
def test_anyone_may_report_and_nobody_has_to_wait(kind):
    outcome = take(FLOW, after(), "report_missing", situation(kind))

    assert state(outcome.configuration) == "reported"
    assert {Party.POLICE, Party.HOTLINE, Party.GUARDIANSHIP} <= set(outcome.notifies)
    assert {task.step for task in outcome.tasks} == {"acknowledge_report", "triage"}


def test_a_report_is_acknowledged_before_its_urgency_is_decided():
    reported = after(*UNTIL_REPORT)

    assert "Acknowledge the report first" in refused(reported, "triage", kind=POLICE)


def test_the_police_decide_the_urgency_with_a_triage_of_their_own():
    reported = after(*UNTIL_REPORT, ("acknowledge_report", POLICE))
    before_the_report = {"CL-11": NOON}

    refusal = refused(reported, "triage", kind=POLICE, finished=before_the_report)

    assert "Finish the urgency triage (CL-11)" in refusal


def test_the_centre_cannot_decide_for_the_police():
    reported = after(*UNTIL_REPORT, ("acknowledge_report", POLICE))

    assert "This step is for: Police." in refused(reported, "triage", kind=CENTRE)


def test_a_sighting_before_the_report_does_not_stand_in_for_it():
    seen = after(("record_sighting", AgencyKind.NGO))

    assert state(seen) == "absence_noticed"
    assert take(FLOW, seen, "report_missing", situation(hours=2))


def test_a_sighting_that_is_not_confirmed_leaves_the_report_as_urgent_as_it_was():
    reported = after(*UNTIL_REPORT)

    back = after(
        *UNTIL_REPORT, ("record_sighting", HOTLINE), ("sighting_not_confirmed", POLICE)
    )

    assert back.places["response"].state == "reported"
    assert due(FLOW, back) == due(FLOW, reported)


def test_during_the_search_an_unconfirmed_sighting_leads_back_to_the_search():
    back = after(
        *UNTIL_SEARCH, ("record_sighting", HOTLINE), ("sighting_not_confirmed", POLICE)
    )

    assert state(back) == "search_active"


def test_a_second_sighting_gives_nobody_more_time():
    seen = after(*UNTIL_SEARCH, ("record_sighting", HOTLINE))

    outcome = take(FLOW, seen, "record_sighting", situation(POLICE, 7))

    assert outcome.move.is_noted
    assert due(FLOW, outcome.configuration) == due(FLOW, seen)


def test_being_located_means_identified_and_in_a_safe_place():
    seen = after(*UNTIL_SEARCH, ("record_sighting", HOTLINE))
    only_seen = frozenset({"identity_verified"})

    refusal = refused(seen, "confirm_located", kind=POLICE, confirmed=only_seen)

    assert "Confirm this first: The child is in a safe place." in refusal


def test_a_child_who_is_safe_and_does_not_return_can_be_missing_again():
    contact = after(
        *UNTIL_SEARCH, ("record_sighting", HOTLINE), ("contact_no_return", HOTLINE)
    )

    again = take(FLOW, contact, "back_missing", situation(HOTLINE, 9)).configuration

    assert not is_finished(FLOW, contact)
    assert state(again) == "search_active"


def test_a_search_becomes_long_term_after_thirty_days_and_stays_open():
    searching = after(*UNTIL_SEARCH)

    assert "at least 30 days" in refused(searching, "long_term", hours=30 * 24 - 1)
    waiting = take(FLOW, searching, "long_term", situation(hours=30 * 24))
    assert not is_finished(FLOW, waiting.configuration)
    assert [task.step for task in waiting.tasks] == ["review_long_term"]


def test_a_briefing_is_asked_for_once():
    briefed = after(*UNTIL_SEARCH, ("brief_management", CENTRE))
    again = after(
        *UNTIL_SEARCH,
        ("brief_management", CENTRE),
        ("record_sighting", HOTLINE),
        ("sighting_not_confirmed", POLICE),
    )

    for configuration in (briefed, again):
        tasks = {task.step for task in due(FLOW, configuration)}
        assert "brief_management" not in tasks


def test_the_public_is_asked_only_while_searching_and_told_to_stop_after():
    reported = after(*UNTIL_REPORT)
    assert "only while the search is running" in refused(
        reported, "start_public_appeal", kind=POLICE
    )

    found = after(
        *UNTIL_SEARCH,
        ("start_public_appeal", POLICE),
        ("record_sighting", HOTLINE),
        ("confirm_located", POLICE),
    )

    assert [task.step for task in due(FLOW, found)] == ["end_public_appeal"]
    possible = next_steps(FLOW, found, situation(POLICE, 9))
    assert [one.step.id for one in possible if one.allowed] == ["end_public_appeal"]


def test_a_child_alert_is_renewed_or_ended_and_ends_when_the_child_is_located():
    seen = [*UNTIL_SEARCH, ("start_child_alert", POLICE), ("record_sighting", HOTLINE)]
    running, found = after(*seen), after(*seen, ("confirm_located", POLICE))

    assert "renew_child_alert" in {task.step for task in due(FLOW, running)}
    assert "end_public_appeal" in {task.step for task in due(FLOW, found)}
    assert "CL-14" in refused(
        after(*UNTIL_SEARCH), "start_child_alert", kind=POLICE, finished={}
    )


def test_another_country_is_brought_in_from_the_report_on_and_each_by_itself():
    assert "does not start where" in refused(after(), "open_cross_border", kind=POLICE)
    reported = after(*UNTIL_REPORT)

    first = take(FLOW, reported, "open_cross_border", situation(HOTLINE, 2))
    second = take(FLOW, first.configuration, "open_cross_border", situation(POLICE, 3))

    assert second.step.starts == ("FM-XB",)
    assert state(second.configuration) == "reported"


def test_when_the_child_is_located_aftercare_begins_and_the_lists_are_looked_at_again():
    step = FLOW.find_step("confirm_located")

    assert step.starts == ("FM-AFTER",)
    assert step.trigger is Trigger.RETURN


@pytest.mark.parametrize("state_id", STATES)
def test_a_birthday_is_written_down_wherever_the_search_stands_and_ends_nothing(
    state_id,
):
    birthday = FLOW.find_step("note_turned_18")

    assert birthday.to is None
    assert state_id in birthday.stays_in
    assert "still missing at 18" in FLOW.find_ending("turned_18").why


@pytest.mark.parametrize(
    ("step", "before", "kind"),
    [
        ("located_not_missing", [], CENTRE),
        (
            "contact_no_return",
            [*UNTIL_SEARCH, ("record_sighting", HOTLINE)],
            HOTLINE,
        ),
        ("long_term", UNTIL_SEARCH, CENTRE),
    ],
)
def test_what_goes_against_searching_on_is_written_down_with_what_the_child_says(
    step, before, kind
):
    said = refused(after(*before), step, kind=kind, hours=31 * 24, noted=False)

    assert "Write this first:" in said
