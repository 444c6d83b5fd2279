"""When a child is back: the talk, the plan, the visits, and the end of the episode."""

import pytest

from interact.flowcharts.rules import Beside, EndingForbidden
from tests.content.flow_stories import (
    CENTRE,
    GUARDIAN,
    HELPERS,
    HOTLINE,
    POLICE,
    SERVICES,
    Story,
    told,
)

UNTIL_OFFER = [("check_child", POLICE), ("offer_interview", SERVICES)]
UNTIL_INTERVIEW = [*UNTIL_OFFER, ("record_interview", HELPERS)]
UNTIL_SCREENED = [*UNTIL_INTERVIEW, ("screen_trafficking", SERVICES)]
UNTIL_PLAN = [*UNTIL_SCREENED, ("agree_plan", GUARDIAN)]
THREE_MONTHS = 90 * 24


def aftercare(*steps, **more) -> Story:
    return told("FM-AFTER", **more).follow(steps)


def closed_by_now(story: Story) -> Story:
    """The child visited for three months, and everyone told."""
    story.take("visit", GUARDIAN)
    story.take("confirm_withdrawals", POLICE)
    story.take("end_follow_up", GUARDIAN, hours=THREE_MONTHS)
    story.take("close_aftercare", CENTRE)
    return story


def test_from_the_return_to_the_end_of_the_episode():
    story = closed_by_now(aftercare(*UNTIL_PLAN))

    assert story.state() == "closed"
    assert story.ended


def test_a_child_who_declines_the_talk_is_cared_for_all_the_same():
    story = aftercare(*UNTIL_OFFER)
    assert "how it was offered, and what the child said" in story.refused(
        "decline_interview", HELPERS, noted=False
    )

    story.take("decline_interview", HELPERS)
    story.follow([("screen_trafficking", SERVICES), ("agree_plan", SERVICES)])

    assert closed_by_now(story).ended


def test_the_talk_can_be_taken_up_later():
    story = aftercare(*UNTIL_OFFER, ("decline_interview", HOTLINE))

    story.take("record_interview", HOTLINE)

    assert story.state() == "interviewed"


def test_the_talk_takes_place_within_three_days_of_the_return():
    story = aftercare(*UNTIL_OFFER)

    assert story.due()["record_interview"] == 72 - 2


def test_everyone_who_was_told_is_told_within_a_day_that_the_search_is_over():
    story = aftercare()

    assert story.due() == {"check_child": 12, "confirm_withdrawals": 24}
    assert "has confirmed" in story.refused(
        "confirm_withdrawals", POLICE, facts={"alerts_open": True}
    )


def test_an_episode_is_not_closed_while_somebody_still_searches():
    story = aftercare(*UNTIL_PLAN, ("visit", GUARDIAN))
    story.take("end_follow_up", GUARDIAN, hours=THREE_MONTHS)

    said = story.refused(
        "close_aftercare",
        CENTRE,
        beside=(Beside("FM-XB", frozenset({"transferred"})),),
        finished={},
        noted=False,
    )

    assert "Not everyone who was told" in said
    assert "another country is still running" in said
    assert "CL-22" in said
    assert "Write this first: why this is in the child's best interests" in said


def test_signs_of_exploitation_lead_to_a_referral_before_the_plan():
    lists = {"CL-05": 0, "CL-19": 0}
    story = aftercare(*UNTIL_SCREENED)
    finished = dict.fromkeys(lists, story.now)

    said = story.refused(
        "agree_plan", SERVICES, finished=finished, facts={"trafficking_signs": True}
    )
    story.take("agree_plan", SERVICES, finished=finished)

    assert "Finish the referral (CL-18) first" in said


def test_three_times_in_thirty_days_bring_the_agencies_together():
    story = aftercare(*UNTIL_SCREENED, facts={"repeated_absences": True})

    said = story.refused("agree_plan", SERVICES)
    story.follow([("hold_strategy_meeting", SERVICES), ("agree_plan", SERVICES)])

    assert "missing three times in 30 days" in said
    assert story.state() == "plan_active"


def test_the_child_is_visited_after_a_week_a_month_and_three_months():
    story = aftercare(*UNTIL_PLAN)
    waits = [story.due()["visit"] / 24]

    for _visit in range(2):
        story.take("visit", GUARDIAN, hours=story.due()["visit"])
        waits.append(story.due()["visit"] / 24)

    assert waits == [7, 7, 30]
    assert "three months" in story.refused("end_follow_up", GUARDIAN)


def test_follow_up_is_not_over_while_nobody_has_visited():
    story = aftercare(*UNTIL_PLAN)

    assert "Nobody has visited the child" in story.refused("end_follow_up", GUARDIAN)


def test_a_child_who_is_missing_again_has_a_new_episode():
    story = aftercare(*UNTIL_INTERVIEW)
    assert "Record the new absence first" in story.refused("go_missing_again", CENTRE)
    story.beside = (Beside("FM-RESP", frozenset({"absence_noticed"})),)

    story.take("go_missing_again", CENTRE)

    assert story.state() == "missing_again"
    assert story.ended


def test_another_agency_goes_on_with_it_once_it_has_accepted():
    story = aftercare(*UNTIL_SCREENED)
    assert "accepted to go on" in story.refused(
        "passed_on", SERVICES, confirmed=frozenset()
    )

    story.take("passed_on", SERVICES)

    assert story.state() == "followed_up"


def test_nobody_who_cared_for_the_child_or_searched_holds_the_talk():
    story = aftercare(("check_child", POLICE))

    said = story.refused("offer_interview", SERVICES, confirmed=frozenset())

    assert "neither cares for the child nor looked for them" in said


@pytest.mark.parametrize(
    "ending",
    [
        "turned_18",
        "located_is_enough",
        "interview_refused",
        "asylum_file_closed",
        "moved_centre",
        "care_ended",
        "absent_days",
    ],
)
def test_aftercare_never_ends_like_this(ending):
    story = aftercare(*UNTIL_OFFER)

    with pytest.raises(EndingForbidden):
        story.take(ending, SERVICES)
