"""What is said about a checklist that can be read and is not right yet."""

import re

import pytest

from interact.checklists.definitions import Checklist
from interact.checklists.linting import lint_folder
from interact.checklists.reading import load_checklists
from interact.checklists.rules import Answer, Reply
from interact.checklists.scoring import score
from interact.core.content import parse_content
from interact.core.errors import ContentInvalid
from tests.content.published import FOLDER

SOUND = """\
id: CL-99
version: 1
title: Test
stage: prevention
purpose: To be looked through.
fills: [reception]
compartment: care
approach: weighted
dimension: going missing
bands: [{points: 0, level: low}, {points: 2, level: high}]
sections:
  - id: first
    title: One
    mark: D
    questions:
      - {id: one, text: Is it so?, answer: yes_no, weighs: going missing, weight: 2}
      - {id: two, text: And this?, answer: yes_no, weighs: going missing, weight: 2}
consequences:
  low: [{text: Keep to the plan.}]
  medium: [{text: Talk.}]
  high: [{text: Meet., within_hours: 4, owner: lead}]
  immediate: [{text: Act.}]
review_days: {low: 30, medium: 14, high: 7, immediate: 1}
"""
FRANCE = """\
codes: [FR]
version: 1
title: France
checklists:
  CL-99:
    - mark: D
      add:
        - section: first
          question:
            id: three
            text: More?
            answer: yes_no
            weighs: going missing
            weight: 1
            mark: D
"""
HARD = (
    "Institutionalisation notwithstanding intergovernmental responsibilities "
    "concerning unaccompanied beneficiaries throughout jurisdictions likewise "
    "disproportionately endangers everybody concerned?"
)
FOR_HOTLINE = "answered_by: [hotline], compartment: health"
BY_LEVEL = "counts_when: {level_of: CL-98, level_from: high}"
FROM, TO = "valid_from: 2026-06-12", "valid_to: 2025-01-01"
STEPS = {"report_missing"}


@pytest.fixture
def folder(tmp_path):
    """A folder with one sound checklist and one country."""
    (tmp_path / "sources.yaml").write_text("note: None.\nsources: {}\n")
    (tmp_path / "CL-99.yaml").write_text(SOUND)
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "FR.yaml").write_text(FRANCE)
    return tmp_path


def said(folder, translated=None) -> list[str]:
    return [str(one) for one in lint_folder(folder, STEPS, translated or {})]


def test_what_is_published_is_sound():
    flowchart_steps = {
        name
        for path in (FOLDER.parent / "flowcharts").glob("FM-*.yaml")
        for name in re.findall(r"- id: (\w+)", path.read_text("utf-8"))
    }

    assert [str(one) for one in lint_folder(FOLDER, flowchart_steps, {})] == []


def test_a_sound_checklist_is_passed(folder):
    assert said(folder) == []


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"),
    [
        ("weighs: going missing, weight: 2}", "mark: D}", 16, "weighs nothing"),
        ("{points: 2,", "{points: 9,", 10, "no answers ever lead to this"),
        ("  medium: [{text: Talk.}]\n", "", 18, "nothing is to be done at the level"),
        ("low: 30, ", "", 23, "nobody looks again at the level “low”"),
        ("[reception]", "[platform]", 6, "cannot open the part it is kept in"),
        ("owner: lead", "step: no_step", 21, "no flowchart has a step “no_step”"),
        ("2}", f"2, {FOR_HOTLINE}}}", 16, "cannot open the part “health”"),
        ("2}", "2, no_weight: Because.}", 16, "says that it has none"),
        ("2}", f"2, {BY_LEVEL}}}", 16, "there is no checklist “CL-98”"),
        ("going missing, weight: 2", "protection, weight: 1", 16, "nothing may be"),
        ("Is it so?", HARD, 16, "is hard to read"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_to_do(
    folder, good, bad, line, words
):
    assert good in SOUND
    (folder / "CL-99.yaml").write_text(SOUND.replace(good, bad, 1))

    first = next(one for one in lint_folder(folder, STEPS, {}) if words in one.problem)

    assert (first.file, first.line) == ("CL-99.yaml", line)
    assert first.advice.endswith(".")


@pytest.mark.parametrize(
    ("good", "bad", "words"),
    [
        ("mark: D", f"mark: D\n      {FROM}", "Name the “law” behind it."),
        ("mark: D", f"mark: D\n      law: A\n      {FROM}\n      {TO}", "ends before"),
        ("More?", HARD, "hard to read"),
    ],
)
def test_a_country_is_looked_through_as_well(folder, good, bad, words):
    path = folder / "countries" / "FR.yaml"
    assert good in FRANCE
    path.write_text(FRANCE.replace(good, bad, 1))

    (finding,) = [one for one in said(folder) if words in one]

    assert finding.startswith("countries/FR.yaml, line ")


def test_an_unused_source_is_named_with_its_line(folder):
    (folder / "sources.yaml").write_text(
        'note: None.\nsources:\n  X: {address: "https://x.example"}\n'
    )

    (finding,) = said(folder)

    assert finding.startswith("sources.yaml, line 3: no question names the source “X”")


def test_a_text_without_translation_is_named_for_each_language(folder):
    known = {"Test", "To be looked through.", "One", "Is it so?", "Keep to the plan."}

    findings = said(folder, {"fr": known, "sv": known})

    assert len(findings) == 2 * len(["And this?", "Talk.", "Meet.", "Act."])
    assert "is not translated into “fr”" in " ".join(findings)


def test_a_plan_says_what_follows_from_every_no(folder):
    plan = SOUND.replace("approach: weighted", "approach: plan").replace(
        "bands: [{points: 0, level: low}, {points: 2, level: high}]\n", ""
    )
    (folder / "CL-99.yaml").write_text(plan)

    assert "“one” leads to no task" in said(folder)[0]


def test_conditions_say_what_follows_from_each_verdict(folder):
    conditions = (
        SOUND.replace("approach: weighted", "approach: conditions")
        .replace("bands: [{points: 0, level: low}, {points: 2, level: high}]\n", "")
        .replace("weight: 2}", "go_if: yes}")
    )
    (folder / "CL-99.yaml").write_text(conditions)

    findings = [one for one in said(folder) if "nothing is to be done when" in one]

    assert [one.split("“")[1] for one in findings] == [
        "go”. Say what.",
        "not yet”. Say what.",
        "no go”. Say what.",
    ]


def test_the_second_of_two_questions_with_one_id_is_pointed_at():
    twice = SOUND.replace("id: two", "id: one")

    with pytest.raises(ContentInvalid, match=r"CL-99\.yaml, line 17: two questions"):
        parse_content(twice, Checklist, "CL-99.yaml")


def test_a_country_that_changes_what_is_not_there_is_refused(folder):
    path = folder / "countries" / "FR.yaml"
    path.write_text(FRANCE.replace("section: first", "section: last"))

    with pytest.raises(ContentInvalid, match=r"countries/FR\.yaml, line 8: .*section"):
        load_checklists(folder)


def test_adding_a_question_is_one_change_in_one_file(tmp_path):
    for path in FOLDER.rglob("*.yaml"):
        there = tmp_path / path.relative_to(FOLDER)
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(path.read_bytes())
    added = """      - id: gm99
        text: Does the child speak of somebody who waits outside?
        help: Write what the child said.
        answer: yes_no
        weighs: going missing
        weight: 3
        mark: D
"""
    body = (tmp_path / "CL-05.yaml").read_text("utf-8")
    (tmp_path / "CL-05.yaml").write_text(
        body.replace("\n      - id: gm06\n", f"\n{added}      - id: gm06\n", 1), "utf-8"
    )

    going_missing = load_checklists(tmp_path)["CL-05"]
    result = score(going_missing, {"gm99": Answer(reply=Reply.YES)})

    assert "gm99" in [one.id for one in going_missing.questions()]
    assert [one.question_id for one in result.why] == ["gm99"]
    assert [one for one in said(tmp_path) if "gm99" in one] == []
