"""Every rule of every checklist, in every edition, decides for some answers.

Written by nobody: the rules are read from the files, and for each one answers are
looked for that make exactly this rule decide. A rule that none makes decide is named.
"""

import pytest

from interact.checklists.reachability import (
    declared,
    find_case,
    lowest_level,
    name_of,
    possible_verdicts,
    unreachable_rules,
)
from interact.checklists.results import Rule
from interact.checklists.rules import Answer, Approach, Reply, RiskLevel, Verdict
from interact.checklists.scoring import find_bases, score
from interact.checklists.signs import read_signs
from tests.content.published import CHECKLISTS

EDITIONS = list(CHECKLISTS.editions())
NAMED = [pytest.param(one, id=f"{one.id} {one.edition}".strip()) for one in EDITIONS]
RULES = [
    pytest.param(checklist, rule, id=f"{edition.id}, {name_of(rule)}")
    for checklist, edition in zip(EDITIONS, NAMED, strict=True)
    for rule in declared(checklist)
]
CONDITIONS = [
    edition
    for checklist, edition in zip(EDITIONS, NAMED, strict=True)
    if checklist.approach is Approach.CONDITIONS
]


@pytest.mark.parametrize(("checklist", "rule"), RULES)
def test_each_rule_decides_the_level_of_some_answers(checklist, rule):
    case = find_case(checklist, rule)
    assert case is not None, f"{name_of(rule)} can never decide"

    result = score(checklist, case.answers, case.facts)
    bases = find_bases(checklist, read_signs(checklist, case.answers, case.facts))
    others = [one.level for one in bases if one.found_by != rule.found_by]

    assert result.level is rule.level
    assert rule.found_by in [one.found_by for one in result.basis]
    lowest = lowest_level(checklist)
    assert rule.level is lowest or max(others, default=lowest) < rule.level


@pytest.mark.parametrize("checklist", NAMED)
def test_no_rule_of_a_published_checklist_is_out_of_reach(checklist):
    assert unreachable_rules(checklist) == []


@pytest.mark.parametrize("checklist", CONDITIONS)
def test_each_verdict_follows_from_some_answers(checklist):
    asked = [one for one in checklist.questions() if one.go_if]
    held = {one.id: Answer(reply=one.go_if) for one in asked}
    against = {Reply.YES: Reply.NO, Reply.NO: Reply.YES}
    made = {score(checklist, held).verdict, score(checklist, {}).verdict}

    for one in asked:
        contrary = Answer(reply=against[one.go_if])
        made.add(score(checklist, held | {one.id: contrary}).verdict)

    assert made == possible_verdicts(checklist) >= {Verdict.GO, Verdict.NOT_YET}


@pytest.mark.parametrize("checklist", NAMED)
def test_every_checklist_that_makes_a_level_makes_more_than_one(checklist):
    levels = {one.level for one in declared(checklist)}

    assert len(levels | {RiskLevel.LOW}) > 1 or not checklist.makes_level


def test_every_kind_of_rule_is_used_somewhere():
    used = {rule.rule for checklist in EDITIONS for rule in declared(checklist)}

    assert used == set(Rule) - {Rule.NOTHING}
