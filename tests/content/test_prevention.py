"""The checklists from the first contact to the eighteenth birthday."""

from datetime import timedelta

import pytest

from interact.checklists.consequences import consequences_of, replies_of
from interact.checklists.results import Facts
from interact.checklists.rules import (
    Answer,
    AnswerKind,
    Approach,
    Dimension,
    Reply,
    RiskLevel,
    Trigger,
)
from interact.checklists.scoring import score
from interact.keys.rules import Compartment
from interact.tasks.rules import Party
from tests.content.prevention_items import ASKED
from tests.content.published import CHECKLISTS

PLANS = ("CL-03", "CL-04", "CL-07", "CL-08", "CL-23")
EXPLAINED = ("CL-01", "CL-02", *PLANS[:2], "CL-05", *PLANS[2:])
SHORT = {
    "CL-01": ["fc01", "fc02", "fc07", "fc09", "fc12", "fc15", "fc22"],
    "CL-08": ["ho02", "ho03", "ho04", "ho15", "ho16", "ho20", "ho22"],
}
BY_TAP = {AnswerKind.YES_NO, AnswerKind.CONFIRM}


def tasks(checklist_id, facts=None, **said):
    """What a list asks for when these questions are answered like this."""
    checklist, facts = CHECKLISTS[checklist_id], facts or Facts()
    answers = {
        name: Answer(reply=reply, evidence="Seen.") for name, reply in said.items()
    }
    result = score(checklist, answers, facts)
    replies = replies_of(checklist, answers, facts)
    return consequences_of(checklist, result, None, replies)


def undone(checklist):
    """Every short answer of a plan that says that something is still to be done."""
    return {
        one.id: Reply.YES
        if any(Reply.YES in to_do.when for to_do in one.to_do)
        else Reply.NO
        for one in checklist.questions()
        if one.answer in BY_TAP
    }


def level(**said):
    """How urgent a first contact is when the rest of it is answered with no."""
    first = CHECKLISTS["CL-01"]
    every = {one.id: Reply.NO for one in first.questions() if one.answer in BY_TAP}
    answers = {name: Answer(reply=reply) for name, reply in (every | said).items()}
    return score(first, answers).level


@pytest.mark.parametrize("checklist_id", ASKED)
def test_everything_the_stage_needs_is_asked_and_nothing_else(checklist_id):
    needed = " ".join(ASKED[checklist_id].values()).split()

    asked = [question.id for question in CHECKLISTS[checklist_id].questions()]

    assert sorted(asked) == sorted(needed)


@pytest.mark.parametrize("checklist_id", EXPLAINED)
def test_it_is_said_why_each_thing_is_asked(checklist_id):
    for question in CHECKLISTS[checklist_id].questions():
        assert question.why.endswith("."), question.id


@pytest.mark.parametrize("checklist_id", EXPLAINED)
def test_a_child_is_asked_in_short_sentences(checklist_id):
    for question in CHECKLISTS[checklist_id].questions():
        words = question.to_child.replace("?", ".").split(".")
        assert max(len(part.split()) for part in words) <= 16, question.id
        assert question.to_child.endswith(("?", ".", "")), question.id


@pytest.mark.parametrize("checklist_id", SHORT)
def test_a_short_form_is_seven_answers_of_one_tap(checklist_id):
    short = list(CHECKLISTS[checklist_id].short().questions())

    assert [question.id for question in short] == SHORT[checklist_id]
    assert {question.answer for question in short} <= BY_TAP


@pytest.mark.parametrize("checklist_id", PLANS)
def test_all_that_is_not_done_becomes_a_task_with_an_owner_and_a_time(checklist_id):
    checklist = CHECKLISTS[checklist_id]
    answers = undone(checklist)

    asked_for = tasks(checklist_id, **answers)

    assert checklist.approach is Approach.PLAN
    assert [one.question_id for one in asked_for] == list(answers)
    assert all(one.consequence.within_hours for one in asked_for)


@pytest.mark.parametrize("checklist_id", PLANS)
def test_a_plan_that_is_kept_asks_for_nothing(checklist_id):
    contrary = {Reply.YES: Reply.NO, Reply.NO: Reply.YES}
    answers = undone(CHECKLISTS[checklist_id])

    done = {name: contrary[reply] for name, reply in answers.items()}
    assert tasks(checklist_id, **done) == ()


def test_only_what_may_move_the_eighteenth_birthday_is_asked_the_other_way_round():
    turned = [
        name
        for checklist_id in PLANS
        for name, reply in undone(CHECKLISTS[checklist_id]).items()
        if reply is Reply.YES
    ]

    assert turned == ["ad02"]


@pytest.mark.parametrize(
    "reply", [Reply.NO, Reply.SUSPECTED, Reply.NOT_KNOWN, Reply.NOT_ASKED]
)
def test_a_missing_guardian_becomes_a_task_within_a_day(reply):
    (task,) = tasks("CL-03", gu02=reply)

    assert task.consequence.owner is Party.GUARDIANSHIP
    assert task.consequence.within_hours == 24
    assert CHECKLISTS["CL-03"].question("gu02").required


def test_a_missing_guardian_is_a_task_wherever_it_is_noticed():
    owners = {
        one.consequence.owner
        for one in tasks("CL-05", gm18=Reply.YES)
        if one.question_id == "gm18"
    }

    assert owners == {Party.GUARDIANSHIP}


def test_a_child_who_does_not_arrive_is_recorded_as_not_there_within_the_hour():
    for checklist_id, said in (("CL-08", "ho22"), ("CL-01", "fc25")):
        (task,) = [
            one.consequence
            for one in tasks(checklist_id, **{said: Reply.NO})
            if one.question_id == said
        ]

        assert (task.step, task.within_hours) == ("notice_absence", 1)
        assert task.owner is Party.ANY


def test_what_is_known_of_health_is_kept_with_health():
    kept = {
        question.id
        for checklist_id in ASKED
        for question in CHECKLISTS[checklist_id].questions()
        if question.compartment is Compartment.HEALTH
    }

    assert kept == {"fc26", "fc11", "sp09", "sp11", "ho11", "ad09"}


def test_what_is_known_of_the_procedure_is_kept_with_it():
    kept = {
        question.id
        for checklist_id in ASKED
        for question in CHECKLISTS[checklist_id].questions()
        if question.compartment is Compartment.LEGAL
    }

    assert kept == {
        *("gu14", "ih04", "ih05", "ih06", "ih07", "ih27"),
        *("sp10", "ho12", "ad02", "ad03", "ad04"),
    }


def test_whoever_meets_a_child_first_can_say_that_a_doctor_is_needed():
    first = CHECKLISTS["CL-01"]

    for question in first.short().questions():
        assert first.compartment_of(question) is Compartment.CARE


def test_a_child_alone_is_referred_though_nothing_else_is_seen():
    assert level() is RiskLevel.LOW
    assert level(fc02=Reply.YES) is RiskLevel.MEDIUM


def test_a_child_who_is_with_a_parent_is_not_referred_for_being_a_child():
    assert level(fc01=Reply.YES) is RiskLevel.LOW


def test_the_highest_level_asks_for_all_that_the_one_below_asks_for_and_sooner():
    for checklist_id in ("CL-01", "CL-05"):
        levels = CHECKLISTS[checklist_id].consequences
        soonest = {one.text: one.within_hours for one in levels[RiskLevel.IMMEDIATE]}
        for one in levels[RiskLevel.HIGH]:
            same = one.text.replace("Refer the child,", "Refer the child by telephone,")
            assert soonest[same] <= one.within_hours, one.text


def test_the_first_night_is_planned_for_a_child_who_has_just_come():
    asked = [one for one in tasks("CL-05", gm01=Reply.YES) if one.question_id == "gm01"]

    said = {one.consequence.text: one.consequence.within_hours for one in asked}
    assert said["Plan who is near the child today and tonight."] == 4
    assert 72 in said.values()


def test_somebody_who_waits_for_the_child_makes_it_immediate():
    assert level(fc12=Reply.SUSPECTED) is RiskLevel.IMMEDIATE
    assert level(fc07=Reply.YES) is RiskLevel.HIGH


def test_a_first_contact_in_which_nothing_could_be_learnt_still_leads_to_a_referral():
    unknown = {
        one.id: Reply.NOT_KNOWN
        for one in CHECKLISTS["CL-01"].questions()
        if one.answer is AnswerKind.YES_NO
    }

    asked_for = tasks("CL-01", **unknown)

    assert level(**unknown) is RiskLevel.MEDIUM
    assert any(one.consequence.refer for one in asked_for)


def test_every_level_of_a_first_contact_but_the_lowest_says_whom_to_refer_to():
    for reached, what in CHECKLISTS["CL-01"].consequences.items():
        assert any(one.refer for one in what) is (reached > RiskLevel.LOW)


def test_signs_at_the_first_contact_also_speak_of_going_missing_or_exploitation():
    first = CHECKLISTS["CL-01"]

    assert Dimension.GOING_MISSING in first.question("fc15").also
    for name in ("fc05", "fc06", "fc07", "fc12", "fc13", "fc14"):
        assert Dimension.EXPLOITATION in first.question(name).also


def test_the_last_six_months_before_18_count_by_themselves():
    going_missing = CHECKLISTS["CL-05"]

    near = score(going_missing, {}, Facts(months_to_adult=6))
    far = score(going_missing, {}, Facts(months_to_adult=7))

    assert [one.question_id for one in near.why] == ["gm11"]
    assert far.why == ()


def test_the_levels_of_going_missing_name_who_does_what_and_where_to_turn():
    levels = CHECKLISTS["CL-05"].consequences

    asked = {level: {one.owner for one in what} for level, what in levels.items()}

    assert asked[RiskLevel.MEDIUM] == {Party.SOCIAL_SERVICES, Party.RECEPTION}
    assert Party.LEAD in asked[RiskLevel.HIGH] & asked[RiskLevel.IMMEDIATE]
    assert any(
        "trafficking" in one.refer for one in levels[RiskLevel.IMMEDIATE] if one.refer
    )


@pytest.mark.parametrize(
    ("checklist_id", "trigger"),
    [
        ("CL-02", Trigger.ARRIVAL),
        ("CL-03", Trigger.GUARDIAN),
        ("CL-04", Trigger.DECISION),
        ("CL-07", Trigger.RETURN),
        ("CL-08", Trigger.MOVE),
        ("CL-23", Trigger.NEARLY_ADULT),
        ("CL-23", Trigger.AGE_RESULT),
    ],
)
def test_a_list_is_filled_in_again_when_what_it_rests_on_changes(checklist_id, trigger):
    assert trigger in CHECKLISTS[checklist_id].repeat_when


def test_a_first_contact_is_looked_at_again_twice_and_then_never():
    first = CHECKLISTS["CL-01"]

    again = [
        first.review_after(RiskLevel.HIGH, timedelta(days=days)) for days in range(3)
    ]

    assert again == [timedelta(days=1), timedelta(days=1), None]
    assert first.repeat_when == ()


def test_going_missing_is_judged_again_at_every_change():
    assert set(CHECKLISTS["CL-05"].repeat_when) == set(Trigger)
