"""What each country does its own way in the flowcharts, and since when."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from interact.flowcharts.interpreter import take
from interact.tasks.rules import Party
from tests.content.flow_stories import (
    CENTRE,
    DAY,
    FLOWS,
    GUARDIAN,
    POLICE,
    SERVICES,
    told,
)

SIX = ["BE", "FR", "GB", "GR", "IT", "SE"]
MACHINES = ["FM-AFTER", "FM-PREV", "FM-RESP", "FM-XB"]
UNTIL_REGISTERED = [("accept_referral", SERVICES), ("register", CENTRE)]


def step(flow_id, country, step_id, day=DAY):
    return FLOWS.in_country(flow_id, country, day).find_step(step_id)


def state(flow_id, country, state_id, day=DAY):
    return FLOWS.in_country(flow_id, country, day).states[state_id]


def told_outside(flow_id, country, step_id, day=DAY):
    return " ".join(step(flow_id, country, step_id, day).tells)


@pytest.mark.parametrize("flow_id", MACHINES)
@pytest.mark.parametrize("country", SIX)
def test_each_of_the_six_countries_has_its_own_way_of_every_flowchart(country, flow_id):
    general, own = FLOWS[flow_id], FLOWS.in_country(flow_id, country, DAY)

    assert own.steps != general.steps or own.tracks != general.tracks
    assert FLOWS.countries[country].version == 2


@pytest.mark.parametrize("flow_id", MACHINES)
def test_every_flowchart_says_who_hears_of_a_deadline_and_what_silence_means(flow_id):
    flow = FLOWS[flow_id]

    assert [one.to for one in flow.escalation] == [
        "holder",
        "holder",
        "supervisor",
        "lead",
    ]
    assert flow.silence is not None
    assert flow.forbidden


@pytest.mark.parametrize("flow_id", MACHINES)
@pytest.mark.parametrize("country", [*SIX, "NL"])
def test_every_flowchart_notes_the_eighteenth_birthday_and_none_ends_with_it(
    country, flow_id
):
    flow = FLOWS.in_country(flow_id, country, DAY)

    assert flow.find_step("note_turned_18").to is None
    assert {"turned_18", "asylum_file_closed", "care_ended", "absent_days"} <= {
        one.id for one in flow.forbidden
    }


@pytest.mark.parametrize("flow_id", MACHINES)
@pytest.mark.parametrize("country", [*SIX, "NL"])
def test_every_line_is_one_sentence_or_name_and_not_a_piece_of_one(country, flow_id):
    for one in FLOWS.in_country(flow_id, country, DAY).steps:
        lines = (*one.tells, *one.produces, *one.advice, one.title)
        assert all(line[0].isupper() for line in lines), one.id
        assert all(line.endswith(".") for line in one.advice), one.id
        assert not any(line.endswith(".") for line in (*one.tells, *one.produces))
        assert not one.must_note or re.match("[a-z]", one.must_note)


def test_in_sweden_the_assigned_municipality_answers_also_for_a_child_on_the_way():
    assert state("FM-PREV", "SE", "on_the_way").held_by is Party.SOCIAL_SERVICES
    assert state("FM-RESP", "SE", "local_checks").by_law is Party.SOCIAL_SERVICES
    assert state("FM-AFTER", "SE", "secured").held_by is Party.SOCIAL_SERVICES
    assert "Migration Agency" in told_outside("FM-PREV", "SE", "refer")


def test_in_greece_the_prosecutor_stands_in_until_a_guardian_is_appointed():
    assert "prosecutor" in told_outside("FM-PREV", "GR", "ask_for_guardian")
    assert state("FM-PREV", "GR", "registered").by_law is Party.GUARDIANSHIP
    assert state("FM-PREV", "GR", "registered", date(2022, 7, 21)).by_law is None


def test_in_italy_the_place_stands_in_until_the_court_has_appointed_a_guardian():
    assert state("FM-PREV", "IT", "guardian_pending").by_law is Party.RECEPTION
    assert "juvenile court" in told_outside("FM-PREV", "IT", "ask_for_guardian")


@pytest.mark.parametrize(
    ("flow_id", "step_id", "whom", "first_day"),
    [
        ("FM-RESP", "start_search", "prefect", date(2012, 12, 13)),
        ("FM-PREV", "register", "National Information System", date(2017, 5, 6)),
    ],
)
def test_in_italy_what_a_law_asks_for_is_asked_from_its_first_day_on(
    flow_id, step_id, whom, first_day
):
    day_before = date.fromordinal(first_day.toordinal() - 1)

    assert whom in told_outside(flow_id, "IT", step_id, first_day)
    assert whom not in told_outside(flow_id, "IT", step_id, day_before)


def test_the_united_kingdom_had_sis_to_the_end_of_2020():
    assert step("FM-XB", "GB", "open_sis", date(2020, 12, 31)).not_here is None
    assert step("FM-XB", "GB", "open_sis", date(2021, 1, 1)).not_here


def test_in_belgium_the_child_has_another_place_after_thirty_days():
    story = told("FM-PREV", "BE").follow(
        [
            *UNTIL_REGISTERED,
            ("guardian_known", GUARDIAN),
            ("hear_child", GUARDIAN),
            ("assess", SERVICES),
            ("agree_plan", SERVICES),
        ]
    )

    assert story.due()["plan_after_orientation"] == 30 * 24 - 6
    story.take("plan_after_orientation", SERVICES)
    assert "plan_after_orientation" not in story.due()


def test_in_france_an_evaluation_says_why_and_how_to_object():
    story = told("FM-PREV", "FR").follow(UNTIL_REGISTERED)

    said = story.refused("record_evaluation", SERVICES, confirmed=frozenset())
    unsaid = story.refused("record_evaluation", SERVICES, noted=False)

    assert story.due()["record_evaluation"] == 5 * 24 - 2
    assert "how to bring it before a judge" in said
    assert "what is best for the child" in unsaid


@pytest.mark.parametrize("country", ["BE", "GB", "GR", "IT", "NL", "SE"])
def test_what_only_france_has_nobody_else_is_asked_for(country):
    assert step("FM-PREV", country, "record_evaluation") is None


def test_in_france_a_child_alert_runs_for_three_hours():
    (timer,) = [
        one
        for one in state("FM-RESP", "FR", "child_alert").timers
        if one.step == "renew_child_alert"
    ]

    assert timer.within.hours == 3


def test_in_france_the_limit_depends_on_the_hour():
    story = told("FM-RESP", "FR")

    story.take("start_local_checks", CENTRE)

    assert story.due()["report_missing"] == 1


@pytest.mark.parametrize(
    ("country", "day_after_the_last"),
    # The eighth of December is a holiday in Italy and not in Sweden.
    [("IT", "2026-12-15T00:00+01:00"), ("SE", "2026-12-12T00:00+01:00")],
)
def test_a_guardian_is_appointed_within_five_days_on_which_offices_work(
    country, day_after_the_last
):
    friday = datetime(2026, 12, 4, 9, tzinfo=UTC)
    story = told("FM-PREV", country, now=friday).follow(UNTIL_REGISTERED)
    story.take("ask_for_guardian", CENTRE)

    due_at = story.now + timedelta(hours=story.due()["appoint_guardian"])

    assert due_at == datetime.fromisoformat(day_after_the_last)


@pytest.mark.parametrize("country", SIX)
def test_in_every_country_anyone_reports_at_any_hour(country):
    story = told("FM-RESP", country)

    for kind in (CENTRE, POLICE, GUARDIAN):
        now = story.acting(kind)
        assert take(story.flow, story.stands, "report_missing", now)
