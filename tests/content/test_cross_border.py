"""When a child may be abroad: each way to ask there, and where the child stays."""

import pytest

from interact.flowcharts.interpreter import at_rest
from interact.flowcharts.rules import EndingForbidden
from tests.content.flow_stories import (
    CENTRE,
    GUARDIAN,
    HOTLINE,
    POLICE,
    SERVICES,
    Story,
    told,
)

IN_SIS = {"sis_takes_part": True}
WAYS = ["police", "hotline", "guardian", "asylum"]
OPENED = [
    ("tell_hotline_abroad", HOTLINE),
    ("open_sis", POLICE),
    ("open_guardian_channel", GUARDIAN),
    ("asylum_not_needed", GUARDIAN),
    ("confirm_channels", CENTRE),
]
ANSWERED = [
    ("hotline_acknowledged", HOTLINE),
    ("police_acknowledged", POLICE),
    ("guardian_acknowledged", GUARDIAN),
    ("hotline_active", HOTLINE),
    ("police_active", POLICE),
    ("guardian_active", GUARDIAN),
]
SAFE_THERE = [
    *OPENED,
    *ANSWERED,
    ("record_seen_abroad", HOTLINE),
    ("secure_there", POLICE),
    ("begin_best_interests", SERVICES),
]
ALL_TAKEN_BACK = [
    ("withdraw_police", POLICE),
    ("withdraw_hotline", HOTLINE),
    ("withdraw_guardian", GUARDIAN),
]
ENDED = [("confirm_withdrawn", CENTRE), ("close_cross_border", CENTRE)]


def abroad(*steps, country="NL", **more) -> Story:
    more = {"facts": IN_SIS, **more}
    return told("FM-XB", country, **more).follow(steps)


def test_on_the_first_sign_every_way_abroad_is_opened_by_the_agency_it_belongs_to():
    story = abroad()

    assert story.holders() == {
        "tell_hotline_abroad": "hotline",
        "open_sis": "police",
        "confirm_channels": "lead",
        "open_guardian_channel": "guardianship",
        "open_asylum_channel": "guardianship",
    }
    assert story.due()["tell_hotline_abroad"] == 0.25
    assert story.due()["open_sis"] == 3


@pytest.mark.parametrize("way", WAYS)
def test_no_way_abroad_is_forgotten(way):
    others = [one for one in OPENED[:4] if not story_of(way, one[0])]
    story = abroad(*others)

    said = story.refused("confirm_channels", CENTRE)

    assert said.count("is not opened yet") == 1


def story_of(way, step):
    flow = abroad().flow
    return flow.track_of(flow.find_step(step).taken_in[0]) == way


@pytest.mark.parametrize("way", WAYS)
def test_a_way_that_is_not_needed_says_why_and_can_be_opened_later(way):
    story = abroad()
    kind = {"police": POLICE, "hotline": HOTLINE}.get(way, GUARDIAN)
    assert "Write this first: why" in story.refused(
        f"{way}_not_needed", kind, noted=False
    )

    story.take(f"{way}_not_needed", kind)
    assert at_rest(story.flow, story.stands, way)
    opening = {
        "police": "open_interpol",
        "hotline": "tell_hotline_abroad",
    }.get(way, f"open_{way}_channel")
    story.take(opening, kind)

    assert story.state(way) == f"{way}_sent"


def test_whoever_asked_sees_to_it_until_the_other_side_has_said_that_it_arrived():
    story = abroad(("tell_hotline_abroad", HOTLINE))
    assert story.holders()["hotline_acknowledged"] == "hotline"

    story.take("hotline_acknowledged", HOTLINE, abroad=True)

    assert story.holders()["hotline_active"] == "hotline abroad"


def test_the_police_ask_through_sis_and_interpol_side_by_side():
    story = abroad(("open_sis", POLICE))

    outcome = story.take("open_interpol", POLICE)

    assert outcome.move.is_noted
    assert story.state("police") == "police_sent"


def test_an_alert_that_runs_out_is_extended_with_a_reason():
    story = abroad(("open_sis", POLICE))

    assert "why the alert is still needed" in story.refused(
        "extend_alert", POLICE, noted=False
    )
    assert story.take("extend_alert", POLICE).move.is_noted


def test_no_notice_goes_to_those_the_child_fled_from():
    said = abroad().refused("open_interpol", POLICE, confirmed=frozenset())

    assert "whom the child fled from" in said


def test_a_child_seen_abroad_is_in_a_safe_place_within_twelve_hours():
    story = abroad(*OPENED, ("record_seen_abroad", HOTLINE))

    assert story.due()["secure_there"] == 12
    assert story.holders()["secure_there"] == "police abroad"
    assert "decided where the child stays" in story.refused(
        "secure_there", POLICE, confirmed=frozenset()
    )


def test_what_was_not_the_child_leaves_things_as_they_were():
    story = abroad(*OPENED, ("ask_information", POLICE))
    before = story.due()
    story.follow([("record_seen_abroad", HOTLINE), ("not_the_child", POLICE)])

    assert story.state() == "info_requested"
    assert story.due()["answer_information"] == before["answer_information"] - 2


def test_a_child_comes_back_and_everyone_there_is_told():
    story = abroad(*SAFE_THERE, ("agree_transfer", SERVICES))
    story.take("confirm_transfer", SERVICES)
    assert {"withdraw_police", "withdraw_hotline"} <= story.due().keys()
    assert "The police there do not know yet" in story.refused(
        "confirm_withdrawn", CENTRE
    )

    story.follow([*ALL_TAKEN_BACK, *ENDED])

    assert story.ended
    assert all(at_rest(story.flow, story.stands, way) for way in WAYS)


def test_a_child_stays_there_once_that_country_has_taken_over_the_lead():
    taking_part = {**IN_SIS, "country_takes_part": True}
    story = abroad(*SAFE_THERE, facts=taking_part)
    assert "Hand the lead to an agency of that country first" in story.refused(
        "agree_care_there", SERVICES
    )

    story.facts = {**taking_part, "lead_abroad": True}
    story.take("agree_care_there", SERVICES, abroad=True)

    assert story.state() == "care_there"
    assert story.follow([*ALL_TAKEN_BACK, *ENDED]).ended


def test_where_a_child_lives_is_decided_in_writing_after_hearing_the_child():
    story = abroad(*SAFE_THERE)

    for step in ("agree_transfer", "agree_care_there"):
        said = story.refused(step, SERVICES, confirmed=frozenset(), noted=False)
        assert "What the child wants is written down" in said
        assert "Both guardians were heard" in said
        assert "knows the decision and how to object" in said
        assert "Write this first: why this is in the child's best interests" in said


def test_a_decision_can_be_made_again_before_the_journey():
    story = abroad(*SAFE_THERE, ("agree_transfer", SERVICES))

    story.take("reopen_decision", GUARDIAN)

    assert story.state() == "best_interests"


def test_a_child_who_is_missing_there_again_is_looked_for_through_the_same_ways():
    story = abroad(*SAFE_THERE, ("missing_there", POLICE))

    assert story.state() == "channels_opened"
    assert story.state("police") == "police_running"


def test_a_country_that_is_not_needed_any_more_is_told_so_and_why():
    story = abroad(*OPENED)
    assert "Write this first: what shows that the child is not there" in story.refused(
        "country_not_needed", CENTRE, noted=False
    )

    story.take("country_not_needed", CENTRE)

    assert story.state() == "not_needed_more"
    assert story.follow([*ALL_TAKEN_BACK, *ENDED]).ended


def test_a_way_that_was_never_opened_needs_no_taking_back_and_is_not_opened_any_more():
    story = abroad(("country_not_needed", CENTRE))

    assert "is over" in story.refused("open_interpol", POLICE)

    assert list(story.due()) == ["confirm_withdrawn"]
    assert story.follow(ENDED).ended


def test_a_country_outside_sis_is_asked_through_interpol():
    story = abroad(facts={})

    assert "Go through Interpol" in story.refused("open_sis", POLICE)
    story.take("open_interpol", POLICE)
    assert story.state("police") == "police_sent"


def test_the_united_kingdom_has_no_sis_and_says_since_when():
    story = abroad(country="GB")

    said = story.refused("open_sis", POLICE)

    assert "no part in SIS since 2021" in said
    assert "open_sis" not in story.due()
    assert story.due()["open_interpol"] == 3
    assert story.take("open_interpol", POLICE).step.tells == (
        "The Interpol bureau",
        "The National Crime Agency",
    )


@pytest.mark.parametrize(
    "ending",
    [
        "turned_18",
        "asylum_file_closed",
        "other_country_competent",
        "no_answer",
        "alert_expired",
        "absent_days",
        "care_ended",
    ],
)
def test_work_with_another_country_never_ends_like_this(ending):
    story = abroad(*OPENED)

    with pytest.raises(EndingForbidden):
        story.take(ending, POLICE)
