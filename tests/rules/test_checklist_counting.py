"""Levels that come from counting signs, and from whether most are so now."""

import pytest

from interact.checklists.definitions import Checklist
from interact.checklists.results import Rule, SectionCount
from interact.checklists.rules import Answer, Reply, RiskLevel, When
from interact.checklists.scoring import score
from interact.core.content import parse_content
from tests.content.published import CHECKLISTS

LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
SUSPECTED = Answer(reply=Reply.SUSPECTED)
EARLIER = Answer(reply=Reply.YES, when=When.HISTORICAL)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
NOT_APPLICABLE = Answer(reply=Reply.NOT_APPLICABLE)
ELSE_NOTHING = dict.fromkeys(["calls", "fear", "school"], NOT_APPLICABLE)
HEAD = """
id: CL-99
version: 1
title: Test
stage: any
purpose: To be counted.
fills: [police]
compartment: care
dimension: exploitation
sections:
  - id: control
    title: Control
    mark: D
    answer: yes_no
    weighs: exploitation
    questions:
      - {id: debt, text: Is there a debt?, weight: 3}
      - {id: calls, text: Are there calls?, weight: 1}
      - {id: fear, text: Is there fear?, weight: 1}
  - id: other
    title: Other
    mark: D
    answer: yes_no
    weighs: exploitation
    questions:
      - {id: school, text: No school?, weight: 1}
      - {id: seen, text: Was a doctor seen?, no_weight: Only noted.}
      - {id: adult, text: Is there an adult?, weighs: protection, weight: 1}
"""
COUNTED = """
approach: counts
counts:
  - {level: immediate, yes: 1, weight_from: 3}
  - {level: high, sections: [control], yes: 2}
  - {level: medium, signs: 2}
"""
MAJORITY = """
approach: majority
majority: {most: high, some: medium, none: low}
"""


def checklist(rules):
    return parse_content(HEAD + rules, Checklist, "CL-99.yaml")


def counted(**answers):
    return score(checklist(COUNTED), answers)


def of_most(**answers):
    all_no = dict.fromkeys(["debt", "calls", "fear", "school"], NO)
    return score(checklist(MAJORITY), all_no | answers)


def test_without_enough_signs_a_list_that_counts_is_low():
    result = counted(debt=SUSPECTED)

    assert result.level is LOW
    assert [one.rule for one in result.basis] == [Rule.NOTHING]


def test_clear_answers_in_the_named_sections_are_counted_together():
    assert counted(calls=YES, fear=YES).level is HIGH
    assert counted(calls=YES, school=YES).level is MEDIUM


@pytest.mark.parametrize("half", [SUSPECTED, EARLIER])
def test_suspected_and_earlier_are_signs_and_no_clear_yes(half):
    assert counted(calls=half, fear=half).level is MEDIUM


def test_a_rule_can_count_strong_signs_only():
    assert counted(debt=YES).level is IMMEDIATE
    assert counted(calls=YES).level is LOW


def test_what_protects_and_what_weighs_nothing_are_no_signs():
    assert counted(adult=YES, seen=YES, calls=YES).level is LOW


def test_the_result_says_which_rule_counted_what():
    [basis] = counted(calls=YES, fear=YES).basis

    assert (basis.rule, basis.sections) == (Rule.YES_COUNT, ("control",))
    assert (basis.needed, basis.counted) == (2, 2)


def test_signs_are_shown_section_by_section():
    result = counted(debt=NO, calls=YES, fear=EARLIER, school=NOT_KNOWN)

    assert result.counts == (
        SectionCount("control", yes=1, signs=1, unknown=0),
        SectionCount("other", yes=0, signs=0, unknown=1),
    )
    assert [one.question_id for one in result.why] == ["calls", "fear"]


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({}, LOW),
        ({"debt": YES}, MEDIUM),
        ({"debt": SUSPECTED}, MEDIUM),
        ({"debt": YES, "calls": YES}, MEDIUM),
        ({"debt": YES, "calls": YES, "fear": YES}, HIGH),
        (dict.fromkeys(["debt", "calls", "fear", "school"], EARLIER), MEDIUM),
        ({"debt": YES, "calls": NOT_APPLICABLE, "fear": NOT_APPLICABLE}, MEDIUM),
        ({"debt": YES} | ELSE_NOTHING, HIGH),
        ({"debt": YES, "calls": YES, "fear": NOT_APPLICABLE}, HIGH),
    ],
)
def test_the_level_goes_by_whether_most_that_applies_is_so_now(answers, level):
    assert of_most(**answers).level is level


def test_the_result_says_of_how_many_signs_they_are_the_most():
    [basis] = of_most(debt=YES, calls=YES, fear=NOT_APPLICABLE).basis

    assert (basis.rule, basis.counted, basis.among) == (Rule.MOST, 2, 3)


def test_no_single_weak_sign_of_exploitation_makes_more_than_low():
    signs = CHECKLISTS["CL-06"]
    noes = {question.id: NO for question in signs.questions()}
    weak = [q.id for q in signs.questions() if q.weight == 1 and not q.override]

    for name in weak:
        assert score(signs, noes | {name: SUSPECTED}).level <= MEDIUM, name
