"""All that is said about a folder of flowcharts that is not right yet."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from interact.core.places import FLOWCHARTS
from interact.flowcharts.facts import FACTS
from interact.flowcharts.linting import Beside, lint_flowcharts, read_all
from interact.flowcharts.schema import flowchart_schemas

CHECKLISTS = {f"CL-{number:02}" for number in range(1, 24)}
FILES = sorted(FLOWCHARTS.glob("FM-*.yaml"))
COUNTRIES = sorted((FLOWCHARTS / "countries").glob("*.yaml"))

SOUND = """\
id: FM-ONE
version: 1
title: Test
stage: response
main: main
escalation: [{to: holder}, {to: supervisor, after: {hours: 1}}, {to: lead}]
silence: {within: {hours: 1}, by_law: lead, mark: D}
facts:
  urgent: It is urgent
tracks:
  main:
    title: Main
    initial: open
    states:
      - id: open
        title: Open
        meaning: It is open.
        lane: police
        timers:
          - {step: close, at_once: true, mark: D}
      - {id: closed, title: Closed, meaning: It is closed., lane: lead, final: true}
steps:
  - {id: begin, title: Begin, from: [], to: open, by: [any], mark: D}
  - id: close
    title: Close
    from: [open]
    to: closed
    by: [police, lead]
    needs: [{fact: urgent, because: It is not urgent.}]
    mark: S
    sources: [LAW]
  - {id: ring, title: Ring, from: [], stays_in: [open], by: [police], mark: D}
"""
FRANCE = """\
codes: [FR]
version: 1
title: France
zone: Europe/Paris
flowcharts:
  FM-ONE:
    holders:
      - {state: open, holder: lead, mark: D}
    steps:
      - step: close
        tells: [The prosecutor]
        mark: D
"""
SOURCES = 'note: None.\nsources:\n  LAW: {address: "https://law.example"}\n'
NOT_HERE = "tells: [The prosecutor]\n        not_here: Nobody does."
HARD = (
    "Institutionalisation notwithstanding intergovernmental responsibilities "
    "concerning unaccompanied beneficiaries throughout jurisdictions likewise "
    "disproportionately endangers everybody concerned."
)
AGAIN = "- {state: open, holder: lead, mark: D}\n      - {state: open, holder: lead,"


@pytest.fixture
def folder(tmp_path):
    """A folder with one sound flowchart and one country."""
    (tmp_path / "sources.yaml").write_text(SOURCES)
    (tmp_path / "FM-ONE.yaml").write_text(SOUND)
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "FR.yaml").write_text(FRANCE)
    return tmp_path


def said(folder, translated=None) -> list[str]:
    beside = Beside(CHECKLISTS, FACTS.keys(), translated or {})
    found = lint_flowcharts(read_all(folder, CHECKLISTS), beside)
    return [str(one) for one in found]


def test_what_is_published_is_sound_in_every_country_on_every_day():
    assert said(FLOWCHARTS) == []


def test_a_sound_folder_is_passed(folder):
    assert said(folder) == []


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"),
    [
        ("silence: {within: {hours: 1}, by_law: lead, mark: D}\n", "", 1, "“silence”"),
        (", {to: lead}]", "]", 6, "when the lead hears"),
        ("urgent:", "odd:", 9, "does not work out the fact “odd”"),
        ("fact: urgent", "fact: odd", 24, "needs the fact “odd”"),
        ("fact: urgent", "none_open: FM-TWO", 24, "needs the flowchart “FM-TWO”"),
        ("fact: urgent", "done: close", 24, "nobody can ever take"),
        ("- {step: close, at_once: true, mark: D}", "[]", 15, "has no deadline"),
        ("by: [police, lead]", "by: []", 24, "nobody takes the step"),
        ("It is not urgent.", HARD, 24, "“close” is hard to read"),
        ("It is not urgent.", "It is not", 24, "without a full stop"),
        ("    mark: S\n    sources: [LAW]\n", "    mark: D\n", 3, "the source “LAW”"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_what_to_do(
    folder, good, bad, line, words
):
    assert good in SOUND
    (folder / "FM-ONE.yaml").write_text(SOUND.replace(good, bad, 1))

    first = next(one for one in said(folder) if words in one)

    assert f".yaml, line {line}: " in first
    assert first.endswith(".")


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"),
    [
        ("state: open", "state: gone", 8, "no state “gone” to change"),
        ("step: close", "step: gone", 10, "no step “gone” to change"),
        ("holder: lead", "holder: police", 8, "“open” is so already"),
        ("tells: [The prosecutor]\n        ", "", 10, "“close” is so already"),
        ("FM-ONE:", "FM-TWO:", 6, "there is no flowchart “FM-TWO”"),
        ("mark: D}", "mark: D, valid_from: 2026-01-01}", 8, "Name the “law”"),
        ("- {state: open, holder: lead,", AGAIN, 8, "changed twice for the same days"),
        ("holder: lead", "holder: hotline", 8, "must take “close” in “open”"),
        ("tells: [The prosecutor]", NOT_HERE, 8, "no end can be reached"),
        ("tells: [The prosecutor]", NOT_HERE, 8, "“open” has no deadline"),
        ("tells: [The prosecutor]", f"advice: [{HARD}]", 10, "“close” is hard to read"),
        ("codes: [FR]", "codes: [IT]", 1, "the first of its codes is not FR"),
        ("zone: Europe/Paris", "zone: Europe/Pari", 4, "no time zone of this name"),
    ],
)
def test_a_country_is_looked_through_for_all_its_law(folder, good, bad, line, words):
    assert good in FRANCE
    path = folder / "countries" / "FR.yaml"
    path.write_text(FRANCE.replace(good, bad, 1))

    first = next(one for one in said(folder) if words in one)

    assert first.startswith(f"countries/FR.yaml, line {line}: ")


def test_everything_wrong_is_told_and_each_thing_once(folder):
    worse = SOUND.replace("FM-ONE", "FM-TWO").replace(", {to: lead}]", "]")
    (folder / "FM-TWO.yaml").write_text(worse.replace("fact: urgent", "fact: odd"))
    (folder / "FM-BAD.yaml").write_text(SOUND.replace("stage: response", "stage: odd"))

    found = said(folder)

    assert [one.split(",")[0] for one in found] == ["FM-BAD.yaml"] + 3 * ["FM-TWO.yaml"]
    assert len(set(found)) == len(found)


def test_what_is_not_translated_is_named_for_each_language(folder):
    known = {"Test", "It is urgent", "Main", "Open", "It is open.", "Begin", "Close"}
    known |= {"Closed", "It is closed.", "It is not urgent."}

    found = said(folder, {"fr": known, "sv": known | {"Ring", "The prosecutor"}})

    assert [one.split(": ")[1].split(". ")[0] for one in found] == [
        "“Ring ...” is not translated into “fr”",
        "“The prosecutor ...” is not translated into “fr”",
    ]


def read(path: Path):
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(path), default=str))


def errors(name: str, body: object) -> list[str]:
    schema = Draft202012Validator(json.loads(flowchart_schemas()[name]))
    return [one.message for one in schema.iter_errors(body)]


@pytest.mark.parametrize("path", [FILES[0], COUNTRIES[0]], ids=["flowchart", "country"])
def test_a_published_file_fits_the_schema_of_editors_which_refuses_others(path):
    name, body = ("flowchart.json" if path in FILES else "country.json"), read(path)

    assert errors(name, body) == []
    assert any("'colour'" in one for one in errors(name, {**body, "colour": "red"}))


@pytest.mark.parametrize("name", sorted(flowchart_schemas()))
def test_the_schemas_beside_the_flowcharts_are_the_newest(name):
    there = (FLOWCHARTS / "schema" / name).read_text("utf-8")

    assert there == flowchart_schemas()[name]
