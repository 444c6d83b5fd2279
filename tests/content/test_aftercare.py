"""The time after a return until the case is closed, as the profession would say it."""

from datetime import timedelta

import pytest

from interact.agencies.rules import AgencyKind
from interact.checklists.consequences import consequences_of, replies_of
from interact.checklists.results import NO_FACTS, Facts
from interact.checklists.rules import (
    Answer,
    AnswerKind,
    Approach,
    Reply,
    RiskLevel,
    Verdict,
)
from interact.checklists.scoring import score
from interact.keys.rules import Compartment
from tests.content.published import CHECKLISTS

LOCATED = CHECKLISTS["CL-16"]
INTERVIEW = CHECKLISTS["CL-17"]
REFERRAL = CHECKLISTS["CL-18"]
PLAN = CHECKLISTS["CL-19"]
LONG_TERM = CHECKLISTS["CL-21"]
CLOSING = CHECKLISTS["CL-22"]
PLANS = [LOCATED, INTERVIEW, REFERRAL, PLAN, LONG_TERM]

YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)


def tasks(checklist, answers, facts=NO_FACTS):
    """What the answers ask for, by question."""
    replies = replies_of(checklist, answers, facts)
    asked = consequences_of(checklist, score(checklist, answers), None, replies)
    return {one.question_id: one.consequence for one in asked}


def verdict(**answers):
    """What closing comes to when every other condition holds."""
    held = {one.id: Answer(reply=one.go_if) for one in CLOSING.questions() if one.go_if}
    return score(CLOSING, held | answers).verdict


# The return


def test_a_plan_asks_for_something_wherever_it_asks_yes_or_no():
    for plan in PLANS:
        assert plan.approach is Approach.PLAN
        for asked in plan.questions():
            if asked.answer in (AnswerKind.YES_NO, AnswerKind.CONFIRM):
                assert asked.to_do, (plan.id, asked.id)


def test_every_task_of_the_time_after_has_an_hour_by_which_it_is_done():
    for plan in PLANS:
        for asked in plan.questions():
            assert all(one.within_hours for one in asked.to_do), asked.id


def test_a_child_who_is_located_is_safe_first_and_decided_about_within_12_hours():
    asked = tasks(LOCATED, {"lo02": NO, "lo03": NO})

    assert asked["lo02"].within_hours == 1
    assert asked["lo03"].within_hours == 12


def test_a_child_who_does_not_want_to_come_back_is_in_contact_and_not_searched_for():
    asked = tasks(LOCATED, {"lo27": NO})

    assert asked["lo27"].step == "contact_no_return"


def test_a_return_interview_is_offered_within_72_hours_by_someone_else_than_the_carer():
    asked = tasks(INTERVIEW, {"ri01": NO})

    assert asked["ri01"].within_hours == 72
    assert AgencyKind.RECEPTION not in INTERVIEW.fills


def test_refusing_the_interview_leads_to_another_offer_and_nothing_else():
    for reply in (Reply.NO, Reply.REFUSED):
        asked = tasks(INTERVIEW, {"ri02": Answer(reply=reply)})
        assert set(asked) == {"ri02"}
        assert "Offer" in asked["ri02"].text


def test_a_second_time_away_brings_the_interview_forward_by_itself():
    asked = tasks(INTERVIEW, {}, Facts(earlier_episodes=1))

    assert asked["ri11"].within_hours == 24


def test_what_the_child_told_about_others_is_kept_for_the_police():
    for name in ("ri52", "ri53", "ri54"):
        asked = INTERVIEW.question(name)
        assert INTERVIEW.compartment_of(asked) is Compartment.INVESTIGATION


def test_a_referral_goes_on_by_itself_once_the_signs_say_medium():
    assert "tr01" in tasks(REFERRAL, {"tr01": NO})
    assert "tr01" not in tasks(REFERRAL, {}, Facts(levels={"CL-06": RiskLevel.MEDIUM}))


def test_every_no_of_the_aftercare_plan_makes_a_task_with_an_owner():
    for asked in PLAN.questions():
        if asked.answer in (AnswerKind.YES_NO, AnswerKind.CONFIRM):
            made = tasks(PLAN, {asked.id: NO})
            assert (asked.id in made) is (asked.id != "af18"), asked.id


def test_three_times_missing_in_thirty_days_bring_the_agencies_together():
    assert "af18" not in tasks(PLAN, {}, Facts(recent_episodes=2))
    assert "af18" in tasks(PLAN, {}, Facts(recent_episodes=3))


def test_an_aftercare_plan_is_not_finished_without_the_childs_own_view():
    assert score(PLAN, {}).required_missing == ("af24",)


# A long time missing


@pytest.mark.parametrize(
    ("day", "next_day"), [(7, 30), (30, 90), (90, 272), (272, 455)]
)
def test_a_child_missing_for_long_is_reviewed_on_days_7_30_90_and_each_half_year(
    day, next_day
):
    since_first = timedelta(days=day - 7)

    waits = LONG_TERM.review_after(None, since_first)

    assert abs(waits - timedelta(days=next_day - day)) <= timedelta(days=1)


def test_turning_18_makes_the_search_go_on():
    assert "goes on" in tasks(LONG_TERM, {"lt19": YES})["lt19"].text


# Closing the case


def test_a_case_is_closed_for_eight_reasons_and_turning_18_is_none_of_them():
    reasons = [one.value for one in CLOSING.question("cl01").options]

    assert reasons == [
        "returned",
        "protected_abroad",
        "safe_adult",
        "reunited",
        "known_elsewhere",
        "deceased",
        "assessed_adult",
        "error",
    ]


def test_a_case_is_closed_when_every_condition_holds():
    assert verdict() is Verdict.GO


@pytest.mark.parametrize("wrong", ["cl02", "cl05", "cl06", "cl08", "cl15"])
def test_nothing_excuses_an_alert_a_poster_or_a_missing_second_person(wrong):
    reasoned = Answer(reply=Reply.NO, evidence="There is a reason")

    assert verdict(**{wrong: reasoned}) is Verdict.NO_GO


def test_age_time_a_move_or_an_asylum_decision_alone_never_close_a_case():
    assert verdict(cl03=YES) is Verdict.NO_GO


def test_a_case_stays_open_while_something_is_not_known():
    assert verdict(cl04=Answer(reply=Reply.NOT_KNOWN)) is Verdict.NOT_YET


def test_how_long_data_stays_is_asked_of_the_data_protection_officer():
    assert verdict(cl12=NO) is Verdict.ASK
