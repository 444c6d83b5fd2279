"""Checklists as forms of other systems, and as schemas for editors."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from pyxform.xls2xform import convert
from ruamel.yaml import YAML

from interact.checklists.codes import REPLY_CODES
from interact.checklists.definitions import edition_of
from interact.checklists.fhir import as_text, questionnaire
from interact.checklists.questions import Question
from interact.checklists.rules import Mark, Reply
from interact.checklists.schema import schemas
from interact.checklists.xlsform import LABEL, sheets, workbook
from tests.content.published import CHECKLISTS, FOLDER

EDITIONS = list(CHECKLISTS.editions())
NAMES = [f"{one.id} {edition_of(one)}" for one in EDITIONS]
FILES = sorted(FOLDER.glob("CL-*.yaml"))
COUNTRIES = sorted((FOLDER / "countries").glob("??.yaml"))

every_edition = pytest.mark.parametrize("checklist", EDITIONS, ids=NAMES)


def link_ids(item):
    yield item["linkId"]
    for inner in item.get("item", ()):
        yield from link_ids(inner)


@every_edition
def test_a_workbook_is_a_form_that_kobo_and_odk_take(checklist):
    form = convert(
        BytesIO(workbook(checklist)), file_type=".xlsx", validate=False
    ).xform

    for question in checklist.questions():
        assert f"/{question.id}" in form
    assert f'version="{edition_of(checklist)}"' in form


@every_edition
def test_a_questionnaire_is_fhir_and_its_link_ids_are_those_of_questions(checklist):
    made = Questionnaire.model_validate(questionnaire(checklist))

    groups = questionnaire(checklist)["item"]
    asked = [one["linkId"] for group in groups for one in group["item"]]
    every = [name for group in groups for name in link_ids(group)]
    assert asked == [question.id for question in checklist.questions()]
    assert len(every) == len(set(every))
    assert made.title == checklist.title


def test_a_questionnaire_is_written_alike_each_time():
    (going_missing,) = [one for one in EDITIONS if one.id == "CL-05"]

    assert as_text(going_missing) == as_text(going_missing)
    assert json.loads(as_text(going_missing)) == questionnaire(going_missing)


def test_answers_have_the_codes_they_have_on_paper():
    survey = sheets(CHECKLISTS["CL-05"])

    codes = [row["name"] for row in survey["choices"] if row["list_name"] == "yes_no"]
    (question,) = [row for row in survey["survey"] if row.get("name") == "gm05"]
    assert codes == list(REPLY_CODES.values())
    assert question["type"] == "select_one yes_no"


def test_a_yes_asks_what_it_rests_on_and_a_no_does_not():
    survey = sheets(CHECKLISTS["CL-05"])["survey"]

    (evidence,) = [row for row in survey if row.get("name") == "gm05_evidence"]

    assert evidence["relevant"] == "${gm05} = 'Y' or ${gm05} = 'S'"
    assert evidence["required"] == "yes"


def test_points_go_with_a_yes_and_half_of_them_with_suspected():
    (group, *_rest) = questionnaire(CHECKLISTS["CL-05"])["item"]
    (item,) = [one for one in group["item"] if one["linkId"] == "gm05"]

    points = {
        option["valueCoding"]["code"]: option["valueCoding"]["extension"][0][
            "valueDecimal"
        ]
        for option in item["answerOption"]
        if "extension" in option["valueCoding"]
    }

    assert points == {REPLY_CODES[Reply.YES]: 3, REPLY_CODES[Reply.SUSPECTED]: 1.5}


def test_a_text_that_looks_like_a_formula_stays_text():
    planted = CHECKLISTS["CL-05"].model_copy(update={"title": "=1+1"})

    book = load_workbook(BytesIO(workbook(planted)))

    cell = book["settings"]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_labels_are_the_words_of_the_file():
    rows = sheets(CHECKLISTS["CL-11"])["survey"]
    questions: list[Question] = list(CHECKLISTS["CL-11"].questions())

    labels = {row[LABEL] for row in rows if LABEL in row}

    assert {question.text for question in questions} <= labels


def read(path: Path):
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(path), default=str))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_published_file_fits_the_schema_of_editors(path):
    schema = json.loads(schemas()["checklist.json"])

    assert not list(Draft202012Validator(schema).iter_errors(read(path)))


@pytest.mark.parametrize("path", COUNTRIES, ids=[path.stem for path in COUNTRIES])
def test_a_country_fits_the_schema_of_editors(path):
    schema = json.loads(schemas()["country.json"])

    assert not list(Draft202012Validator(schema).iter_errors(read(path)))


def test_the_schema_knows_words_and_refuses_others():
    schema = json.loads(schemas()["checklist.json"])
    body = read(FILES[0])
    body["sections"][0]["questions"][0]["mark"] = "Q"
    body["colour"] = "red"

    said = [one.message for one in Draft202012Validator(schema).iter_errors(body)]

    assert any("'Q'" in one for one in said)
    assert any("'colour'" in one for one in said)
    assert set(schema["$defs"]["Mark"]["enum"]) == set(Mark)


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_schemas_beside_the_checklists_are_the_newest(name):
    written = (FOLDER / "schema" / name).read_text("utf-8")

    assert written == schemas()[name], "make them again: interact content schemas"
