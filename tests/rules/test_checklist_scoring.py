"""What answers come to, example by example."""

from datetime import timedelta

import pytest

from interact.cases.fields import PHOTOGRAPH, profile_fields
from interact.checklists.results import Change, Facts, Floor
from interact.checklists.rules import (
    Answer,
    Dimension,
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
PROFILE, REPORT = CHECKLISTS["CL-02"], CHECKLISTS["CL-10"]
GOING_MISSING, CHECKS, URGENCY = (CHECKLISTS[f"CL-{n}"] for n in ("05", "09", "11"))
PROTECTION = [f"pr0{number}" for number in range(1, 7)]


def all_no_but(checklist, **answers):
    return {question.id: NO for question in checklist.questions()} | answers


def going_missing(facts=None, **answers):
    answered = all_no_but(GOING_MISSING, **answers)
    return score(GOING_MISSING, answered, facts or Facts())


def urgency(facts=None, **answers):
    return score(URGENCY, all_no_but(URGENCY, **answers), facts or Facts())


def test_all_no_is_low_with_nothing_open():
    result = going_missing()

    assert (result.level, result.points, result.unknown_share) == (LOW, 0, 0)
    assert result.why == ()


@pytest.mark.parametrize(
    ("signs", "level"),
    [
        (["gm01", "gm06"], LOW),
        (["gm01", "gm06", "gm07"], MEDIUM),
        (["gm01", "gm06", "gm07", "gm09"], MEDIUM),
        (["gm01", "gm06", "gm07", "gm09", "gm12"], HIGH),
        (["gm01", "gm06", "gm07", "gm09", "gm12", "gm13", "gm14"], HIGH),
        (["gm01", "gm06", "gm07", "gm09", "gm12", "gm13", "gm14", "gm15"], IMMEDIATE),
    ],
)
def test_signs_add_up_to_a_level(signs, level):
    assert going_missing(**dict.fromkeys(signs, YES)).level is level


@pytest.mark.parametrize("half", [SUSPECTED, EARLIER])
def test_suspected_and_earlier_count_half(half):
    assert going_missing(gm06=half).points == 1


def test_one_of_the_strongest_signs_is_never_low():
    result = going_missing(gm10=YES)

    assert result.level is MEDIUM
    assert result.floors == (Floor.STRONG_SIGN,)


def test_two_of_the_strongest_first_signs_are_immediate():
    result = going_missing(gm03=YES, gm05=YES)

    assert result.level is IMMEDIATE
    assert result.floors == (Floor.STRONG_SHORT,)


def test_one_of_the_strongest_signs_of_earlier_days_is_not_low_either():
    result = going_missing(gm10=EARLIER)

    assert (result.level, result.points) == (MEDIUM, 1.5)


def test_two_of_the_strongest_first_signs_of_earlier_days_are_not_yet_immediate():
    assert going_missing(gm03=EARLIER, gm05=EARLIER).level is MEDIUM


def test_two_of_the_strongest_signs_outside_the_short_form_are_not_yet_immediate():
    assert going_missing(gm10=YES, gm11=YES).level is MEDIUM


def test_what_protects_is_taken_off_up_to_three_points():
    signs = dict.fromkeys(["gm01", "gm06", "gm07", "gm09"], YES)

    one = going_missing(**signs, pr01=YES)
    all_six = going_missing(**signs, **dict.fromkeys(PROTECTION, YES))

    assert (one.points, all_six.points) == (7, 5)


def test_what_protects_never_brings_a_strongest_sign_below_medium():
    assert going_missing(gm17=YES, **dict.fromkeys(PROTECTION, YES)).level is MEDIUM


def test_what_protects_alone_takes_nothing_off_nothing():
    assert going_missing(**dict.fromkeys(PROTECTION, YES)).points == 0


@pytest.mark.parametrize("answer", [SUSPECTED, EARLIER, NOT_KNOWN])
def test_only_protection_that_is_there_now_counts(answer):
    assert going_missing(gm01=YES, pr01=answer).points == 2


def test_when_nothing_is_known_the_level_is_medium_and_says_why():
    result = score(GOING_MISSING, {})

    assert (result.level, result.points) == (MEDIUM, 0)
    assert result.raised_by_unknown
    assert result.floors == (Floor.UNCERTAIN,)
    assert result.unknown_share == 1
    assert len(result.missing) == 26


@pytest.mark.parametrize("reply", [Reply.NOT_KNOWN, Reply.NOT_ASKED, Reply.REFUSED])
def test_not_known_not_asked_and_not_said_are_never_a_no(reply):
    open_ones = [f"gm{number:02}" for number in (1, 6, 7, 9, 12, 13, 14, 15, 18)]
    answers = dict.fromkeys(open_ones, Answer(reply=reply))

    result = going_missing(**answers)

    assert result.level is MEDIUM
    assert result.unknown_share == 9 / 20


def test_forty_percent_unknown_is_still_shown_as_it_is():
    open_ones = [f"gm{number:02}" for number in (1, 6, 7, 9, 12, 13, 14, 15)]

    assert going_missing(**dict.fromkeys(open_ones, NOT_KNOWN)).level is LOW


def test_learning_of_a_risk_never_makes_room_for_a_lower_level():
    names = [f"gm{number:02}" for number in (1, 6, 7, 9, 12, 13, 14, 15, 18)]
    unknown = dict.fromkeys(names, NOT_KNOWN)

    result = going_missing(**(unknown | {"gm01": SUSPECTED}))

    assert (result.level, result.points, result.unknown_share) == (MEDIUM, 1, 0.4)


def test_what_does_not_apply_is_not_unknown():
    result = going_missing(gm12=Answer(reply=Reply.NOT_APPLICABLE), gm13=NOT_KNOWN)

    assert result.unknown_share == 1 / 19


def test_the_answers_that_made_the_level_are_named_the_heaviest_first():
    result = going_missing(gm01=YES, gm10=YES, gm06=SUSPECTED, pr02=YES)

    assert [(one.question_id, one.points) for one in result.why] == [
        ("gm10", 3),
        ("gm01", 2),
        ("gm06", 1),
        ("pr02", -1),
    ]


def test_open_questions_that_would_raise_the_level_are_named():
    result = going_missing(gm01=YES, gm06=YES, gm09=NOT_KNOWN, gm17=NOT_KNOWN)

    assert result.would_raise == (Change("gm09", MEDIUM), Change("gm17", MEDIUM))


def test_signs_of_exploitation_are_counted_apart():
    result = going_missing(gm16=YES, gm17=SUSPECTED)

    assert result.also == {Dimension.EXPLOITATION: 4.5}


def test_a_child_under_thirteen_is_immediate_once_missing_and_not_before():
    assert going_missing(gm02=YES).level is LOW
    assert going_missing(Facts(missing=True), gm02=YES).level is IMMEDIATE


def test_a_known_age_below_thirteen_counts_even_against_a_no():
    result = urgency(Facts(age=12))

    assert result.level is IMMEDIATE
    assert result.why[0].from_fact


def test_a_known_age_above_thirteen_takes_nothing_away():
    assert urgency(Facts(age=16), ur01=YES).level is IMMEDIATE


def test_an_earlier_episode_counts_even_when_nobody_says_so():
    result = going_missing(Facts(earlier_episodes=2))

    assert result.level is MEDIUM
    assert result.why[0].question_id == "gm08"


@pytest.mark.parametrize(("percent", "points"), [(49, 2), (50, 0), (None, 0)])
def test_a_thin_profile_is_itself_a_sign(percent, points):
    assert going_missing(Facts(profile_percent=percent)).points == points


@pytest.mark.parametrize("name", [f"ur0{number}" for number in range(1, 9)] + ["ur13"])
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
    assert urgency(ur09=YES).level is MEDIUM
    assert urgency(ur09=YES, ur12=YES).level is HIGH


@pytest.mark.parametrize("answer", [YES, SUSPECTED, NOT_KNOWN])
def test_a_doubted_age_changes_nothing(answer):
    assert urgency(ur09=YES, ur12=YES, ur14=answer).level is HIGH


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
    with pytest.raises(NotAllAnswered, match="1 questions"):
        score(REPORT, required | {"hair": Answer()}).check_complete(REPORT)


def test_what_is_sealed_at_the_end_holds_the_level_and_its_reasons():
    sealed = going_missing(gm01=YES).as_value()

    assert sealed["level"] == "low"
    assert sealed["why"] == [["gm01", "yes", 2, None]]


@pytest.mark.parametrize(
    ("level", "days"), [(LOW, 30), (MEDIUM, 14), (HIGH, 7), (IMMEDIATE, 1)]
)
def test_the_higher_the_level_the_sooner_it_is_looked_at_again(level, days):
    assert GOING_MISSING.review_after(level, timedelta(0)) == timedelta(days=days)


@pytest.mark.parametrize(
    ("hours_missing", "hours"), [(0, 12), (71, 12), (72, 24), (168, 168), (720, None)]
)
def test_urgency_is_looked_at_again_less_and_less_often(hours_missing, hours):
    again = URGENCY.review_after(MEDIUM, timedelta(hours=hours_missing))

    assert again == (None if hours is None else timedelta(hours=hours))
