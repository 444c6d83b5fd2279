"""What answers about going missing (CL-05) come to, example by example."""

from datetime import timedelta

import pytest

from interact.checklists.results import Change, Facts, Rule
from interact.checklists.rules import Answer, Dimension, Reply, RiskLevel, When
from interact.checklists.scoring import score
from tests.content.published import CHECKLISTS

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
SUSPECTED = Answer(reply=Reply.SUSPECTED)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
EARLIER = Answer(reply=Reply.YES, when=When.HISTORICAL)
GOING_MISSING = CHECKLISTS["CL-05"]
PROTECTION = [f"pr0{number}" for number in range(1, 7)]


def going_missing(facts=None, **answers):
    noes = {question.id: NO for question in GOING_MISSING.questions()}
    return score(GOING_MISSING, noes | answers, facts or Facts())


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
    assert [one.rule for one in result.basis] == [Rule.STRONG_SIGN]


def test_two_of_the_strongest_first_signs_are_immediate():
    result = going_missing(gm03=YES, gm05=YES)

    assert result.level is IMMEDIATE
    assert [one.rule for one in result.basis] == [Rule.STRONG_SHORT]


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
    assert [one.rule for one in result.basis] == [Rule.UNCERTAIN]
    assert result.unknown_share == 1
    assert len(result.missing) == 27


@pytest.mark.parametrize("reply", [Reply.NOT_KNOWN, Reply.NOT_ASKED, Reply.REFUSED])
def test_not_known_not_asked_and_not_said_are_never_a_no(reply):
    open_ones = [f"gm{number:02}" for number in (1, 6, 7, 9, 12, 13, 14, 15, 18)]
    answers = dict.fromkeys(open_ones, Answer(reply=reply))

    result = going_missing(**answers)

    assert result.level is MEDIUM
    assert result.unknown_share == 9 / 21


def test_forty_percent_unknown_is_still_shown_as_it_is():
    open_ones = [f"gm{number:02}" for number in (1, 6, 7, 9, 12, 13, 14, 15)]
    of_twenty = {"gm21": Answer(reply=Reply.NOT_APPLICABLE)}

    result = going_missing(**dict.fromkeys(open_ones, NOT_KNOWN), **of_twenty)

    assert (result.level, result.unknown_share) == (LOW, 0.4)


def test_learning_of_a_risk_never_makes_room_for_a_lower_level():
    names = [f"gm{number:02}" for number in (1, 6, 7, 9, 12, 13, 14, 15, 18)]
    unknown = dict.fromkeys(names, NOT_KNOWN)

    result = going_missing(**(unknown | {"gm01": SUSPECTED}))

    assert (result.level, result.points, result.unknown_share) == (MEDIUM, 1, 8 / 21)


def test_what_does_not_apply_is_not_unknown():
    result = going_missing(gm12=Answer(reply=Reply.NOT_APPLICABLE), gm13=NOT_KNOWN)

    assert result.unknown_share == 1 / 20


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


@pytest.mark.parametrize(("episodes", "points"), [(0, 0), (1, 3), (40, 3)])
def test_an_earlier_episode_counts_even_when_nobody_says_so(episodes, points):
    assert going_missing(Facts(earlier_episodes=episodes)).points == points


@pytest.mark.parametrize(("percent", "points"), [(49, 2), (50, 0), (None, 0)])
def test_a_thin_profile_is_itself_a_sign(percent, points):
    assert going_missing(Facts(profile_percent=percent)).points == points


@pytest.mark.parametrize(
    ("level", "days"), [(LOW, 30), (MEDIUM, 14), (HIGH, 7), (IMMEDIATE, 1)]
)
def test_the_higher_the_level_the_sooner_it_is_looked_at_again(level, days):
    assert GOING_MISSING.review_after(level, timedelta(0)) == timedelta(days=days)
