"""What conditions come to, and how much of a plan is done."""

import pytest

from interact.cases.fields import PHOTOGRAPH
from interact.checklists.definitions import Checklist
from interact.checklists.results import NO_FACTS, Facts
from interact.checklists.rules import Answer, Reply, RiskLevel, Verdict, When
from interact.checklists.scoring import score
from interact.core.content import parse_content

YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
SUSPECTED = Answer(reply=Reply.SUSPECTED)
EARLIER = Answer(reply=Reply.YES, when=When.HISTORICAL)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
NOT_APPLICABLE = Answer(reply=Reply.NOT_APPLICABLE)
REASONED = Answer(reply=Reply.NO, evidence="She asked for it herself")
HEAD = """
id: CL-99
version: 1
title: Test
stage: any
purpose: To be judged.
fills: [police]
compartment: care
dimension: protection
"""
CONDITIONS = """
approach: conditions
sections:
  - title: One
    mark: D
    answer: yes_no
    questions:
      - {id: agree, text: Do they agree?, go_if: yes, or_reason: true}
      - id: danger
        text: Is there danger?
        go_if: no
        counts_when: {level_of: CL-06, level_from: high}
      - {id: law, text: Is there a law?, go_if: yes, ask_if_not: true}
      - {id: noted, text: Is it noted?}
"""
PLAN = """
approach: plan
sections:
  - title: One
    mark: D
    answer: yes_no
    questions:
      - {id: school, text: Is there a school?, to_do: [{text: Find one.}]}
      - id: known
        text: Do they know the address?
        to_do: [{when: [yes], text: Move.}]
      - {id: talked, text: When did you talk?, answer: date}
      - id: often
        text: Often away?
        weighs: going missing
        counts_when: {episodes_in_30_days: 3}
"""
PHOTO = """
approach: completeness
sections:
  - title: One
    mark: D
    questions:
      - field: photograph
        text: Is there a photograph?
        required: true
        at_most_months: 6
      - {id: why, text: Why?, answer: text}
"""
HOLD = {"agree": YES, "danger": NO, "law": YES}


def read(text):
    return parse_content(HEAD + text, Checklist, "CL-99.yaml")


def judged(facts=NO_FACTS, **answers):
    result = score(read(CONDITIONS), HOLD | answers, facts)
    return result.verdict, result.failing


def test_it_goes_ahead_when_every_condition_holds_or_does_not_apply():
    assert judged() == (Verdict.GO, ())
    assert judged(law=NOT_APPLICABLE) == (Verdict.GO, ())


def test_one_condition_that_does_not_hold_stops_it():
    assert judged(agree=NO) == (Verdict.NO_GO, ("agree",))
    assert judged(danger=YES) == (Verdict.NO_GO, ("danger",))


def test_the_contrary_holds_where_a_reason_is_allowed_and_given():
    assert judged(agree=REASONED) == (Verdict.GO, ())
    assert judged(law=REASONED) == (Verdict.ASK, ("law",))


def test_where_the_data_protection_officer_judges_it_is_asked_first():
    assert judged(law=NO) == (Verdict.ASK, ("law",))


@pytest.mark.parametrize("unknown", [Answer(), NOT_KNOWN, Answer(reply=Reply.REFUSED)])
def test_what_is_not_known_is_no_failure_and_nothing_goes_ahead_on_it(unknown):
    assert judged(agree=unknown) == (Verdict.NOT_YET, ("agree",))
    assert judged(agree=unknown, danger=YES) == (Verdict.NO_GO, ("agree", "danger"))
    assert judged(agree=unknown, law=NO) == (Verdict.ASK, ("agree", "law"))


def test_a_suspicion_is_danger_enough_and_no_agreement():
    assert judged(danger=SUSPECTED)[0] is Verdict.NO_GO
    assert judged(agree=SUSPECTED)[0] is Verdict.NOT_YET
    assert judged(agree=EARLIER)[0] is Verdict.NO_GO


def test_the_level_of_another_list_counts_as_an_answer_where_it_is_known():
    high = Facts(levels={"CL-06": RiskLevel.IMMEDIATE})
    low = Facts(levels={"CL-06": RiskLevel.MEDIUM, "CL-05": RiskLevel.HIGH})

    assert judged(high) == (Verdict.NO_GO, ("danger",))
    assert judged(low) == (Verdict.GO, ())


@pytest.mark.parametrize(
    ("answers", "percent"),
    [
        ({}, 0),
        ({"school": YES}, 33),
        ({"school": NO}, 0),
        ({"known": NO}, 33),
        ({"known": YES}, 0),
        ({"school": SUSPECTED, "known": NOT_KNOWN}, 0),
        ({"school": YES, "known": NO, "talked": Answer(text="2026-03-01")}, 100),
        ({"school": NOT_APPLICABLE, "known": NO, "talked": NOT_KNOWN}, 50),
        ({"school": EARLIER, "often": YES}, 0),
    ],
)
def test_of_a_plan_that_is_done_which_leaves_nothing_to_do(answers, percent):
    result = score(read(PLAN), answers)

    assert (result.percent, result.level, result.report_ready) == (percent, None, None)


@pytest.mark.parametrize(("months", "ready"), [(0, True), (6, True), (7, False)])
def test_a_photograph_that_is_too_old_is_none(months, ready):
    facts = Facts(filled=frozenset({PHOTOGRAPH}), photograph_months=months)

    result = score(read(PHOTO), {"why": Answer(text="Lost")}, facts)

    assert (result.report_ready, result.percent == 100) == (ready, ready)
    assert result.required_missing == ()
