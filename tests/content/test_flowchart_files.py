"""What is said about a flowchart file that is wrong."""

import shutil

import pytest

from interact.core.errors import ContentInvalid
from interact.core.places import FLOWCHARTS
from interact.flowcharts.published import load_flowcharts
from tests.content.published import CHECKLISTS

MAIN, FRANCE = "FM-RESP.yaml", "countries/FR.yaml"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FLOWCHARTS, tmp_path / "flowcharts")


def refusal(folder):
    with pytest.raises(ContentInvalid) as refused:
        load_flowcharts(folder, CHECKLISTS.keys())
    return refused.value.values


@pytest.mark.parametrize(
    ("file", "right", "wrong", "line", "problem"),
    [
        (MAIN, "by: [police]", "by: [sheriff]", "    by: [sheriff]", "must be one of"),
        (MAIN, "    page: triage", "    pag: triage", "    pag: triage", "pag"),
        (MAIN, "[CF-PRO,", "[CF-PORO,", "    sources: [CF-PORO,", "sources.yaml"),
        (MAIN, "checklist: CL-11", "checklist: CL-99", "CL-99", "no checklist"),
        (MAIN, "    to: long_term", "    to: gone", "- id: long_term", "“gone”"),
        (MAIN, "by: [lead]", "by: []", "- id: brief_management", "nobody takes"),
        (MAIN, "not_fact: urgent", "not_fact: odd", "- id: start_local", "fact “odd”"),
        (
            FRANCE,
            "state: triaged",
            "state: tired",
            "- state: tired",
            "no state “tired”",
        ),
        (FRANCE, "FM-RESP:", "FM-REST:", "  FM-REST:", "no flowchart “FM-REST”"),
        (
            FRANCE,
            "step: report_missing\n        prod",
            "step: shout\n        prod",
            "- step: shout",
            "no step “shout”",
        ),
        (FRANCE, "Europe/Paris", "Europe/Pari", "zone: Europe/Pari", "time zone"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_line(
    folder, file, right, wrong, line, problem
):
    path = folder / file
    path.write_text(path.read_text().replace(right, wrong, 1))

    said = refusal(folder)

    lines = path.read_text().splitlines()
    assert said["file"] in (file, path.name)
    assert line in lines[said["line"] - 1]
    assert problem in said["problem"]


def test_a_file_is_named_after_what_it_defines(folder):
    (folder / "FM-PREV.yaml").rename(folder / "FM-BEFORE.yaml")

    assert "is not named FM-PREV.yaml" in refusal(folder)["problem"]


def test_a_country_cannot_leave_a_deadline_to_someone_who_may_not_meet_it(folder):
    path = folder / "countries/GB.yaml"
    path.write_text(path.read_text().replace("part: lead", "part: hotline"))

    said = refusal(folder)

    assert said["file"] == "countries/GB.yaml"
    assert "“hotline” must take “brief_management”" in said["problem"]


def test_every_source_that_is_listed_is_named_somewhere():
    files = [path for path in FLOWCHARTS.rglob("*.yaml") if path.stem != "sources"]
    texts = "".join(path.read_text() for path in files)
    labels = [
        line.split(":")[0].strip()
        for line in (FLOWCHARTS / "sources.yaml").read_text().splitlines()
        if line.startswith("  ") and "address" in line
    ]

    assert labels
    assert [label for label in labels if label not in texts] == []
