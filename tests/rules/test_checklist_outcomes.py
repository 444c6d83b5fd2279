"""What urgency, local checks, profile and report come to, example by example."""

from datetime import timedelta

import pytest

from interact.cases.fields import PHOTOGRAPH, profile_fields
from interact.checklists.results import Facts
from interact.checklists.rules import (
    Answer,
    NotAllAnswered,
    Outcome,
    Reply,
    RiskLevel,
    When,
)
from interact.checklists.scoring import score
from tests.content.published import CHECKLISTS

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
SUSPECTED = Answer(reply=Reply.SUSPECTED)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
EARLIER = Answer(reply=Reply.YES, when=When.HISTORICAL)
PROFILE, CHECKS, REPORT, URGENCY = (
    CHECKLISTS[f"CL-{number}"] for number in ("02", "09", "10", "11")
)


def urgency(facts=None, **answers):
    noes = {question.id: NO for question in URGENCY.questions()}
    return score(URGENCY, noes | answers, facts or Facts())


def test_a_known_age_below_thirteen_counts_even_against_a_no():
    result = urgency(Facts(age=12))

    assert result.level is IMMEDIATE
    assert result.why[0].from_fact


def test_a_known_age_above_thirteen_takes_nothing_away():
    assert urgency(Facts(age=16), ur01=YES).level is IMMEDIATE


def test_what_a_person_answered_is_not_put_down_to_the_case():
    assert not urgency(Facts(age=12), ur01=YES).why[0].from_fact


@pytest.mark.parametrize("name", [f"ur0{number}" for number in range(1, 7)] + ["ur13"])
@pytest.mark.parametrize("answer", [YES, SUSPECTED])
def test_one_criterion_of_urgency_is_enough(name, answer):
    result = urgency(**{name: answer})

    assert result.level is IMMEDIATE
    assert result.why[0].override is IMMEDIATE


def test_a_criterion_that_was_met_earlier_makes_the_level_below():
    assert urgency(ur04=EARLIER).level is HIGH


def test_a_missing_child_is_never_low():
    assert urgency().level is MEDIUM


def test_circumstances_add_up_to_high():
    assert urgency(ur10a=YES).level is MEDIUM
    assert urgency(ur10a=YES, ur12=YES).level is HIGH


@pytest.mark.parametrize("answer", [YES, SUSPECTED, NOT_KNOWN])
def test_a_doubted_age_changes_nothing(answer):
    assert urgency(ur10a=YES, ur12=YES, ur14=answer).level is HIGH


@pytest.mark.parametrize("outcome", Outcome)
def test_local_checks_come_to_where_the_child_is(outcome):
    result = score(CHECKS, {"lc01": NO, "outcome": Answer(text=outcome.value)})

    assert result.outcome is outcome
    assert result.level is None
    result.check_complete(CHECKS)


def test_local_checks_say_report_now_when_a_criterion_may_be_met():
    result = score(CHECKS, {"lc01": SUSPECTED})

    assert (result.level, result.outcome) == (IMMEDIATE, None)


def test_local_checks_are_not_finished_without_an_outcome():
    with pytest.raises(NotAllAnswered, match="Where is the child"):
        score(CHECKS, {"lc01": NO}).check_complete(CHECKS)


def test_a_profile_fills_up_with_the_childs_record():
    names = frozenset(one.name for one in profile_fields())

    assert score(PROFILE, {}).percent == 0
    assert score(PROFILE, {}, Facts(filled=names)).percent == 97
    assert score(PROFILE, {}, Facts(filled=names | {PHOTOGRAPH})).percent == 100


def test_a_profile_is_ready_when_all_that_a_report_needs_is_filled():
    needed = frozenset(q.field for q in PROFILE.questions() if q.required and q.field)

    assert score(PROFILE, {}, Facts(filled=needed)).report_ready
    assert not score(PROFILE, {}, Facts(filled=needed - {"eyes"})).report_ready


def test_what_does_not_apply_is_left_out_of_the_share():
    names = frozenset(one.name for one in profile_fields()) | {PHOTOGRAPH}
    no_siblings = Facts(filled=names - {"siblings"})
    answered = {"siblings": Answer(reply=Reply.NOT_APPLICABLE)}

    assert score(PROFILE, {}, no_siblings).percent == 99
    assert score(PROFILE, {}, no_siblings).missing == ("siblings",)
    assert score(PROFILE, answered, no_siblings).percent == 100
    assert score(PROFILE, answered, no_siblings).missing == ()


@pytest.mark.parametrize(
    ("name", "filling", "not_filling"),
    [("asylum_card", YES, NO), ("trafficking_signs", NO, NOT_KNOWN)],
)
def test_only_what_says_something_fills_a_report(name, filling, not_filling):
    fields = frozenset(q.field for q in REPORT.questions() if q.field)
    other = {"asylum_card": YES, "trafficking_signs": NO}

    full = score(REPORT, other | {name: filling}, Facts(filled=fields))
    lacking = score(REPORT, other | {name: not_filling}, Facts(filled=fields))

    assert (full.percent, lacking.percent) == (100, 99)


def test_a_report_can_go_out_with_not_known_but_not_with_nothing():
    required = {q.id: NOT_KNOWN for q in REPORT.questions() if q.required}

    result = score(REPORT, required)
    result.check_complete(REPORT)

    assert not result.report_ready
    with pytest.raises(NotAllAnswered, match="Still open: 1"):
        score(REPORT, required | {"hair": Answer()}).check_complete(REPORT)


@pytest.mark.parametrize(
    ("hours_missing", "hours"), [(0, 12), (71, 12), (72, 24), (168, 168), (720, None)]
)
def test_urgency_is_looked_at_again_less_and_less_often(hours_missing, hours):
    again = URGENCY.review_after(MEDIUM, timedelta(hours=hours_missing))

    assert again == (None if hours is None else timedelta(hours=hours))
