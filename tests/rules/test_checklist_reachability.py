"""Rules that can never decide are found, each in a checklist made wrong on purpose."""

import pytest

from interact.checklists.definitions import Checklist
from interact.checklists.reachability import unreachable_rules
from interact.core.content import parse_content

SOUND = """
id: CL-99
version: 1
title: Test
stage: prevention
purpose: To be tried.
fills: [police]
compartment: care
approach: weighted
dimension: going missing
sections:
  - id: first
    title: First
    mark: D
    answer: yes_no
    weighs: going missing
    questions:
      - {id: one, text: Is it so?, weight: 3, short_form: true}
      - {id: two, text: Is it so?, weight: 3, short_form: true}
      - {id: three, text: Is it so?, weight: 2}
      - {id: four, text: Is it so?, weight: 2}
      - {id: five, text: Is it so?, weight: 2}
      - {id: six, text: Is it so?, weight: 2}
      - {id: seven, text: Is it so?, weight: 2}
      - {id: eight, text: Is it so?, weight: 2}
  - id: second
    title: Second
    mark: D
    answer: yes_no
    weighs: going missing
    questions:
      - {id: danger, text: Is it dangerous?, override: immediate, weight: 1}
      - {id: ten, text: Is it so?, weight: 1}
      - {id: eleven, text: Is it so?, weight: 1}
      - {id: help, text: Is there help?, weighs: protection, weight: 1}
bands:
  - {points: 0, level: low}
  - {points: 4, level: medium}
  - {points: 9, level: high}
counts:
  - {level: high, sections: [second], signs: 2}
  - {level: high, sections: [first], yes: 4}
strong: {weight: 3, at_least: medium, short_form_count: 2, short_form_level: high}
protection_at_most: 1
unknown_rule: {share_over: 0.4, at_least: medium}
"""
STRONG = "strong: at_least medium"
SHORT_FORM = "strong: short_form_level high"
CONDITIONS = """
id: CL-99
version: 1
title: Test
stage: response
purpose: To be tried.
fills: [police]
compartment: care
approach: conditions
dimension: urgency
sections:
  - title: First
    mark: D
    answer: yes_no
    questions:
      - {id: one, text: Is it so?, go_if: yes}
      - {id: two, text: And this?, go_if: no, ask_if_not: true}
verdicts:
  no go:
    - text: Stop.
  ask:
    - text: Ask.
"""


def read(text):
    return parse_content(text, Checklist, "CL-99.yaml")


def test_every_rule_of_a_sound_checklist_can_decide():
    assert unreachable_rules(read(SOUND)) == []


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("points: 9", "points: 30", ["bands: high"]),
        ("signs: 2", "signs: 4", ["counts: high, signs 4 in second"]),
        ("yes: 4", "yes: 9", ["counts: high, yes 9 in first"]),
        ("override: immediate", "override: low", ["override: danger"]),
        ("at_least: medium, short", "at_least: low, short", ["strong: at_least low"]),
        ("short_form_count: 2", "short_form_count: 3", [SHORT_FORM]),
        ("weight: 3, short_form", "weight: 2, short_form", [STRONG, SHORT_FORM]),
        ("protection_at_most: 1", "protection_at_most: 2", ["protection_at_most"]),
    ],
)
def test_a_rule_that_can_never_decide_is_named(good, bad, named):
    assert good in SOUND

    assert unreachable_rules(read(SOUND.replace(good, bad))) == named


def test_rules_below_what_no_signs_at_all_make_are_named():
    never_low = SOUND + "majority: {most: immediate, some: high, none: high}"

    named = unreachable_rules(read(never_low))

    assert named[:2] == ["bands: low", "bands: medium"]
    assert named[-1] == "unknown_rule: at_least medium"
    assert not any(name.startswith("majority") for name in named)


def test_a_band_that_any_sign_passes_over_is_named():
    strict = SOUND + "majority: {most: immediate, some: high, none: low}"

    assert "bands: medium" in unreachable_rules(read(strict))


def test_a_verdict_that_follows_from_no_answer_is_named():
    assert unreachable_rules(read(CONDITIONS)) == []

    nobody_asked = CONDITIONS.replace(", ask_if_not: true", "")
    all_asked = CONDITIONS.replace("go_if: yes", "go_if: yes, ask_if_not: true")

    assert unreachable_rules(read(nobody_asked)) == ["verdicts: ask"]
    assert unreachable_rules(read(all_asked)) == ["verdicts: no go"]
