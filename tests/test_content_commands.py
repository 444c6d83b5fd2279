"""The commands for those who own the content."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from interact import content
from interact.cli import main
from tests.content.published import FOLDER

pytestmark = pytest.mark.usefixtures("same_umask")


def run(*arguments: object):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_what_is_published_is_sound():
    said = run("check-content")

    assert said.exit_code == 0, said.output
    assert said.output == (
        "All is sound. Checklists: 23, and what 6 countries change. "
        "Flowcharts: 4, and what 6 countries change.\n"
    )


def test_everything_that_is_wrong_is_told_and_the_command_fails(tmp_path, monkeypatch):
    for path in FOLDER.rglob("*.yaml"):
        there = tmp_path / path.relative_to(FOLDER)
        there.parent.mkdir(exist_ok=True)
        there.write_bytes(path.read_bytes())
    broken = (tmp_path / "CL-05.yaml").read_text("utf-8")
    broken = broken.replace("weight: 3\n", "weight: 0\n", 1)
    (tmp_path / "CL-05.yaml").write_text(
        broken.replace("        also: {exploitation: 2}\n", "", 1), "utf-8"
    )
    monkeypatch.setattr(content, "CHECKLISTS", tmp_path)

    said = run("check-content")

    assert said.exit_code == 1
    assert "CL-05.yaml, line " in said.output
    assert "weighs nothing. Give it a weight" in said.output


def test_only_finished_translations_count(tmp_path):
    there = tmp_path / "fr" / "LC_MESSAGES"
    there.mkdir(parents=True)
    (there / "messages.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Child"\nmsgstr "Enfant"\n\n'
        '#, fuzzy\nmsgid "Case"\nmsgstr "Caisse"\n\n'
        'msgid "Note"\nmsgstr ""\n',
        "utf-8",
    )

    assert content.translated(tmp_path) == {"fr": {"Child"}}


def test_a_checklist_is_taken_to_kobo(tmp_path):
    path = tmp_path / "form.xlsx"

    said = run("content", "export", "CL-05", "--format", "xlsform", "--output", path)

    assert said.exit_code == 0, said.output
    book = load_workbook(BytesIO(path.read_bytes()))
    assert book.sheetnames == ["survey", "choices", "settings"]


def test_a_checklist_is_taken_out_as_a_country_fills_it_in(tmp_path):
    path = tmp_path / "form.json"

    said = run(
        *("content", "export", "CL-11", "--format", "fhir"),
        *("--country", "FR", "--output", path),
    )

    assert said.exit_code == 0, said.output
    assert "FR" in json.loads(path.read_text("utf-8"))["version"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["CL-77", "--format", "fhir"],
            "There is no checklist CL-77. There are: CL-01",
        ),
        (["CL-05", "--format", "fhir", "--country", "XX"], "Countries that do: "),
        (["CL-05", "--format", "odt"], "'odt' is not one of"),
        (["CL-05", "--format", "fhir", "--on", "soon"], "'soon' does not match"),
    ],
)
def test_what_cannot_be_exported_is_refused_with_what_there_is(arguments, words):
    said = run("content", "export", *arguments)

    assert said.exit_code != 0
    assert words in said.output


def test_schemas_are_written_where_one_says(tmp_path):
    said = run("content", "schemas", "--folder", tmp_path)

    assert said.exit_code == 0
    written = (path.relative_to(tmp_path) for path in Path(tmp_path).rglob("*.json"))
    assert sorted(map(str, written)) == [
        "checklists/schema/checklist.json",
        "checklists/schema/country.json",
        "flowcharts/schema/country.json",
        "flowcharts/schema/flowchart.json",
    ]
