"""The lists of the response and of sharing: what must be true of them."""

import pytest

from interact.cases.rules import LegalBasis, Purpose
from interact.checklists.consequences import consequences_of, replies_of
from interact.checklists.results import Facts
from interact.checklists.rules import (
    SCALES,
    Answer,
    AnswerKind,
    Reply,
    RiskLevel,
    Verdict,
)
from interact.checklists.scoring import score
from tests.content.published import CHECKLISTS

CHECKS, URGENCY, HOURS = (CHECKLISTS[f"CL-{number}"] for number in ("09", "11", "12"))
PUBLIC, ALERT, ABROAD, SHARING = (
    CHECKLISTS[f"CL-{number}"] for number in ("13", "14", "15", "20")
)
ALL = [CHECKS, CHECKLISTS["CL-10"], URGENCY, HOURS, PUBLIC, ALERT, ABROAD, SHARING]
YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
IMMEDIATE = RiskLevel.IMMEDIATE


def but(answer, reason):
    return Answer(reply=answer.reply, evidence=reason)


def holding(checklist):
    """Answers with which every condition holds."""
    return {one.id: Answer(reply=one.go_if) for one in conditions(checklist)}


def conditions(checklist):
    return [one for one in checklist.questions() if one.go_if]


def contrary(question):
    return YES if question.go_if is Reply.NO else NO


def verdict(checklist, facts=None, **answers):
    return score(checklist, holding(checklist) | answers, facts or Facts()).verdict


def named(checklist):
    return pytest.mark.parametrize(
        "question", conditions(checklist), ids=lambda q: q.id
    )


def test_every_question_says_why_it_is_asked():
    for checklist in ALL:
        for question in checklist.questions():
            assert question.why.endswith("."), (checklist.id, question.id)


@pytest.mark.parametrize("checklist", [HOURS, ABROAD], ids=lambda c: c.id)
def test_what_is_not_done_becomes_a_task_with_an_hour_and_an_owner(checklist):
    short = [one for one in checklist.questions() if one.answer in SCALES]

    for question in short:
        asked = [one for one in question.to_do if Reply.NO in one.when]
        assert asked, question.id
        assert all(one.within_hours for one in asked), question.id


def test_nobody_gets_the_task_of_another():
    for question in HOURS.questions():
        kinds = {kind.value for kind in question.answered_by} | {"lead"}
        assert {one.owner.value for one in question.to_do} <= kinds, question.id


def test_everybody_has_something_to_do_in_the_first_two_hours():
    first, second = HOURS.sections[:2]

    asked = {
        kind.value
        for question in (*first.questions, *second.questions)
        for kind in question.answered_by
    }

    assert asked >= {
        "reception",
        "guardianship",
        "police",
        "hotline",
        "social services",
    }


def test_windows_of_time_follow_each_other():
    assert [section.id for section in HOURS.sections] == [
        "first_hour",
        "two_hours",
        "twelve_hours",
        "one_day",
        "two_days",
        "three_days",
        "later",
    ]


def test_a_report_that_was_not_made_is_a_task_for_this_hour():
    answers = {"fh02": NO}

    replies = replies_of(HOURS, answers, Facts())
    asked = consequences_of(HOURS, score(HOURS, answers), None, replies)

    (task,) = [one.consequence for one in asked]
    assert (task.step, task.within_hours) == ("report_missing", 1)


def test_local_checks_ask_for_nothing_once_the_child_is_there():
    assert not any(question.to_do for question in CHECKS.questions())


def test_an_urgency_criterion_on_the_spot_means_report_now():
    (report,) = CHECKS.consequences[IMMEDIATE]

    assert (report.step, report.within_hours) == ("report_missing", 1)


@pytest.mark.parametrize("level", [RiskLevel.HIGH, IMMEDIATE])
def test_a_high_level_of_trafficking_makes_it_urgent_by_itself(level):
    noes = {question.id: NO for question in URGENCY.questions()}

    assert score(URGENCY, noes, Facts(levels={"CL-06": level})).level is IMMEDIATE


def test_a_medium_level_of_trafficking_does_not():
    noes = {question.id: NO for question in URGENCY.questions()}
    known = Facts(levels={"CL-06": RiskLevel.MEDIUM})

    assert score(URGENCY, noes, known).level is RiskLevel.MEDIUM


@pytest.mark.parametrize("level", RiskLevel)
def test_at_every_level_the_search_begins_within_the_hour(level):
    begun = [one for one in URGENCY.consequences[level] if one.step == "start_search"]

    assert [one.within_hours for one in begun] == [1]


@pytest.mark.parametrize(
    "checklist", [PUBLIC, ALERT, SHARING], ids=lambda checklist: checklist.id
)
def test_it_goes_ahead_when_every_condition_holds_and_only_then(checklist):
    assert verdict(checklist) is Verdict.GO
    for question in conditions(checklist):
        unknown = {question.id: NOT_KNOWN}
        assert verdict(checklist, **unknown) is Verdict.NOT_YET, question.id
        failing = {question.id: contrary(question)}
        assert verdict(checklist, **failing) is not Verdict.GO, question.id


def test_nothing_is_published_without_a_number_to_call():
    unreasonable = but(NO, "There is no time")

    assert verdict(PUBLIC, pu13=unreasonable) is Verdict.NO_GO


@named(PUBLIC)
def test_every_other_condition_of_publishing_can_be_reasoned(question):
    reasoned = {question.id: but(contrary(question), "The danger is greater")}

    expected = Verdict.NO_GO if question.id == "pu13" else Verdict.GO
    assert verdict(PUBLIC, **reasoned) is expected


@pytest.mark.parametrize("danger", ["pu05", "pu06"])
def test_a_danger_through_publishing_stops_it_if_only_suspected(danger):
    assert verdict(PUBLIC, **{danger: YES}) is Verdict.NO_GO
    suspected = Answer(reply=Reply.SUSPECTED)
    assert verdict(PUBLIC, **{danger: suspected}) is Verdict.NO_GO


def test_what_is_sensitive_goes_to_the_data_protection_officer_first():
    assert verdict(PUBLIC, pu11=NO) is Verdict.ASK


@named(ALERT)
def test_no_condition_of_a_child_alert_can_be_reasoned_away(question):
    reasoned = {question.id: but(contrary(question), "We are worried")}

    assert verdict(ALERT, **reasoned) is Verdict.NO_GO


def test_a_known_age_below_eighteen_counts_for_the_child_alert():
    assert verdict(ALERT, Facts(age=17), ca01=NOT_KNOWN) is Verdict.GO


def test_a_child_alert_that_does_not_fit_points_to_other_ways():
    assert any("CL-13" in one.text for one in ALERT.verdicts[Verdict.NO_GO])


def test_each_way_abroad_has_its_own_agency():
    owners = {one.owner.value for q in ABROAD.questions() for one in q.to_do}

    assert owners >= {"police", "hotline", "guardianship"}


def test_a_sign_of_a_journey_brings_in_the_other_country_within_the_hour():
    (step,) = [
        one for one in ABROAD.question("xb01").to_do if Reply.SUSPECTED in one.when
    ]

    assert (step.step, step.within_hours) == ("open_cross_border", 1)


def test_a_child_in_danger_is_helped_before_the_list_is_filled():
    (now, _later) = SHARING.question("sh02").to_do

    assert now.within_hours == 1
    assert SHARING.question("sh02").go_if is None


@pytest.mark.parametrize("name", ["sh08", "sh09", "sh10", "sh12", "sh14"])
def test_where_the_law_is_in_doubt_the_data_protection_officer_is_asked(name):
    assert verdict(SHARING, **{name: NO}) is Verdict.ASK


def test_no_reason_lets_details_reach_the_country_the_child_fled():
    reasoned = but(YES, "They asked for it")

    assert verdict(SHARING, sh13=reasoned) is Verdict.ASK


def test_more_than_is_needed_is_not_shared():
    assert verdict(SHARING, sh05=YES) is Verdict.NO_GO


def test_an_objection_of_the_child_is_overruled_only_with_a_reason():
    assert verdict(SHARING, sh16=YES) is Verdict.NO_GO
    assert verdict(SHARING, sh16=but(YES, "His life is in danger")) is Verdict.GO


def test_details_that_are_not_sensitive_need_no_ground_of_their_own():
    none = Answer(reply=Reply.NOT_APPLICABLE)

    assert verdict(SHARING, sh09=none, sh10=none) is Verdict.GO


@pytest.mark.parametrize(("name", "words"), [("sh01", Purpose), ("sh07", LegalBasis)])
def test_purposes_and_laws_are_those_a_share_is_given_for(name, words):
    question = SHARING.question(name)

    assert question.answer is AnswerKind.CHOICE
    assert {one.value for one in words} <= {one.value for one in question.options}
