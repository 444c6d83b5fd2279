"""The published checklists: what they must hold, and what a wrong one is told."""

import re

import pytest

from interact.cases.fields import FIELDS, PHOTOGRAPH, profile_fields
from interact.checklists.definitions import Checklist
from interact.checklists.reading import load_checklists
from interact.checklists.rules import Approach, Dimension, Mark, Outcome, RiskLevel
from interact.core.content import parse_content
from interact.core.errors import ContentInvalid
from interact.keys.rules import Compartment
from tests.content.published import CHECKLISTS, EVERY_QUESTION, FOLDER, SOURCES

READY = {one.name for one in profile_fields() if one.report_ready} | {PHOTOGRAPH}
GOING_MISSING = CHECKLISTS["CL-05"]
URGENCY = CHECKLISTS["CL-11"]
CHANGES = [
    change
    for country in CHECKLISTS.countries.values()
    for changes in country.checklists.values()
    for change in changes
]
EVERYWHERE = [q for edition in CHECKLISTS.editions() for q in edition.questions()]
# One weight per line of the handbook chapter's list, 1 to 20; 2 is an override. Line 15
# asks two things: having nothing to do is gm15, having to earn money is gm21.
WEIGHTS = [2, 0, 3, 3, 3, 2, 2, 3, 2, 3, 3, 2, 2, 2, 2, 3, 3, 2, 2, 2, 2]
NOT_OUR_WORDS = r"\b(minors?|subjects?|abscond\w*|runaways?|illegal\w*|fugue)\b|!"


def test_every_checklist_of_the_three_stages_is_published():
    assert list(CHECKLISTS) == [f"CL-{number:02}" for number in range(1, 24)]


def test_a_file_is_named_after_its_checklist():
    assert [path.stem for path in sorted(FOLDER.glob("CL-*.yaml"))] == list(CHECKLISTS)


def test_every_question_asks_explains_itself_and_says_what_it_rests_on():
    for checklist, question in EVERY_QUESTION:
        assert question.text.endswith("?"), (checklist.id, question.id)
        assert question.help.endswith((".", "?")), (checklist.id, question.id)
        assert question.sources or question.mark is not Mark.SOURCE


def test_no_text_speaks_of_children_in_words_that_blame():
    for path in FOLDER.rglob("*.yaml"):
        text = path.read_text("utf-8")

        assert not re.search(NOT_OUR_WORDS, text, re.IGNORECASE), path.name


def test_every_source_is_named_by_a_question_or_by_a_country():
    named = {label for question in EVERYWHERE for label in question.sources}

    assert named | {one for change in CHANGES for one in change.sources} == set(
        SOURCES.sources
    )


def test_it_is_said_once_that_the_wording_is_not_the_handbooks():
    assert "not its wording" in re.sub(r"\s+", " ", SOURCES.note)


def test_an_address_known_only_in_part_says_so():
    for label, source in SOURCES.sources.items():
        assert source.partly_known or "http" in source.address, label


def test_the_profile_asks_for_every_field_known_before_an_episode():
    asked = {question.field for question in CHECKLISTS["CL-02"].questions()}

    assert asked == {one.name for one in profile_fields()} | {PHOTOGRAPH}


def test_profile_and_report_together_ask_for_every_field():
    asked = {question.field for _checklist, question in EVERY_QUESTION}

    assert {one.name for one in FIELDS} <= asked


def test_the_profile_requires_what_the_registry_calls_report_ready():
    required = {q.field for q in CHECKLISTS["CL-02"].questions() if q.required}

    assert required == READY


def test_the_report_requires_what_makes_a_profile_report_ready_and_more():
    required = {q.field for q in CHECKLISTS["CL-10"].questions() if q.required}

    assert required > READY


def test_going_missing_weighs_its_signs_as_agreed():
    signs = [q for q in GOING_MISSING.questions() if q.id.startswith("gm")]

    assert [q.weight for q in sorted(signs, key=lambda q: q.id)] == WEIGHTS


def test_the_short_form_of_going_missing_is_five_questions():
    asked = [question.id for question in GOING_MISSING.short().questions()]

    assert asked == ["gm01", "gm02", "gm03", "gm04", "gm05"]


def test_signs_of_a_hold_by_others_also_speak_of_exploitation():
    for name in ("gm16", "gm17"):
        assert Dimension.EXPLOITATION in GOING_MISSING.question(name).also


def test_bands_begin_at_five_ten_and_sixteen_points():
    assert [(band.points, band.level) for band in GOING_MISSING.bands] == [
        (0, RiskLevel.LOW),
        (5, RiskLevel.MEDIUM),
        (10, RiskLevel.HIGH),
        (16, RiskLevel.IMMEDIATE),
    ]


def test_seven_criteria_of_urgency_are_each_enough_in_every_country():
    enough = {q.id for q in URGENCY.questions() if q.override is RiskLevel.IMMEDIATE}

    assert enough == {"ur13"} | {f"ur0{number}" for number in range(1, 7)}


def test_a_doubted_age_weighs_nothing():
    doubted = URGENCY.question("ur14")

    assert (doubted.weight, doubted.override) == (0, None)


def test_local_checks_end_with_where_the_child_is():
    options = CHECKLISTS["CL-09"].question("outcome").options

    assert [option.value for option in options] == list(Outcome)


def test_an_answer_is_sealed_where_its_field_is_or_where_its_checklist_says():
    report = CHECKLISTS["CL-10"]

    sealed_in = {
        name: report.compartment_of(report.question(name))
        for name in ("family_name", "health_now", "trafficking_signs", "asylum_card")
    }

    assert sealed_in == {
        "family_name": Compartment.IDENTITY,
        "health_now": Compartment.HEALTH,
        "trafficking_signs": Compartment.CARE,
        "asylum_card": Compartment.WHEREABOUTS,
    }


SOUND = """
id: CL-99
version: 1
title: Test
stage: prevention
purpose: To be refused.
fills: [police]
compartment: care
approach: weighted
dimension: going missing
bands: [{points: 0, level: low}, {points: 5, level: high}]
sections:
  - title: One
    mark: D
    questions:
      - {id: one, text: Is it so?, answer: yes_no, weighs: going missing, weight: 2}
      - {id: two, text: And this?, answer: yes_no, weighs: going missing, weight: 2}
"""


def test_a_sound_checklist_is_read():
    assert parse_content(SOUND, Checklist, "CL-99.yaml").approach is Approach.WEIGHTED


@pytest.mark.parametrize(
    ("good", "bad", "line", "words"),
    [
        ("id: two", "id: one", 17, "two questions have the same id"),
        ("id: two, ", "", 17, "“id” is missing"),
        ("id: two", "id: Two", 17, "“id” is not spelled as it must be"),
        ("answer: yes_no", "answer: maybe", 16, "“answer” must be one of"),
        ("answer: yes_no", "answer: choice", 16, "“options” belong to"),
        ("answer: yes_no, ", "", 16, "either “answer” or “field”"),
        ("answer: yes_no", "field: shoe_size", 16, "no field of this name"),
        ("mark: D", "mark: S", 16, "the mark S needs a source"),
        ("    mark: D\n", "", 15, "“mark” is missing"),
        ("weight: 2", "weight: 9", 16, "“weight”"),
        ("points: 5", "points: 0", 1, "bands must rise"),
        ("points: 0", "points: 1", 1, "must begin at 0"),
        ("level: high", "level: low", 1, "bands must rise"),
        ("approach: weighted", "approach: completeness", 1, "makes no level"),
        ("id: two", "id: outcome", 1, "“outcome”"),
        ("fills: [police]", "fills: [army]", 7, "“fills” must be one of"),
        ("fills: [police]", "rols: [police]", 1, "“fills” is missing"),
    ],
)
def test_a_wrong_checklist_is_refused_with_its_line(good, bad, line, words):
    with pytest.raises(ContentInvalid, match=re.escape(words)) as refusal:
        parse_content(SOUND.replace(good, bad, 1), Checklist, "CL-99.yaml")

    assert refusal.value.values["line"] == line


def test_a_question_that_names_an_unknown_source_is_refused_with_its_line(tmp_path):
    (tmp_path / "sources.yaml").write_text("note: None.\nsources: {}\n")
    named = SOUND.replace("weight: 2}", "weight: 2, sources: [X]}", 1)
    (tmp_path / "CL-99.yaml").write_text(named)

    with pytest.raises(ContentInvalid, match=r"CL-99\.yaml, line 16: a source"):
        load_checklists(tmp_path)


def test_two_checklists_with_one_id_are_refused(tmp_path):
    (tmp_path / "sources.yaml").write_text("note: None.\nsources: {}\n")
    for name in ("CL-98", "CL-99"):
        (tmp_path / f"{name}.yaml").write_text(SOUND)

    with pytest.raises(ContentInvalid, match="same id"):
        load_checklists(tmp_path)
