"""Two children's ways are run as they are, and what their tables say is so."""

import fcntl
import os
import re
from datetime import datetime
from itertools import pairwise

import pytest

from tests.test_examples import run

RULE = "=" * 110
ROW = re.compile(
    r"  (?P<since>\w{3} \d\d \w{3} \d\d:\d\d)  (?P<agency>.+?) answers"
    r"(?P<stands_in>, who only stands in)?(?: until (?P<until>.+))?$"
)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is printed of each child; run once, however many workers test it."""
    folder = tmp_path_factory.getbasetemp()
    beside_others = "PYTEST_XDIST_WORKER" in os.environ
    kept = (folder.parent if beside_others else folder) / "two_children.txt"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(run("two_children"), encoding="utf-8")
    _empty, *parts = kept.read_text(encoding="utf-8").split(f"\n{RULE}\n")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def table(told, child, heading):
    """The lines of one table, without its heading."""
    after = told[child].split(f"\n{heading}\n{'-' * len(heading)}\n")[1]
    return re.split(r"\n\n[^\n]+\n-{5,}\n", after)[0].splitlines()


def answering(told, child, track):
    """The rows of a track that say who answered for its next step, in their order."""
    lines = table(told, child, "Who answered for the next step (UTC)")
    rest = lines[lines.index(track) + 1 :]
    theirs = rest[: rest.index("")] if "" in rest else rest
    return [found for line in theirs if (found := ROW.match(line))]


def at(moment):
    return datetime.strptime(f"2026 {moment}", "%Y %a %d %b %H:%M")  # noqa: DTZ007  all in UTC


ABENA = [
    "Linea 116 000 Italia: IT to FR: hotline_acknowledged, 12 h 20 min",
    "Polizia di Palermo, Minori: Response 1 (IT): triage_again, 8 h 30 min",
    "Centro Arcobaleno: IT to FR: review_channels, 1 h 30 min",
    "Centro Arcobaleno: Aftercare 1 (IT): confirm_withdrawals, 17 h 10 min",
    "Police de Lyon, Mineurs: Response 2 (FR): acknowledge_report, 45 min",
    "Police de Lyon, Mineurs: Response 2 (FR): triage, 35 min",
    "Centro Arcobaleno: IT to FR: review_channels, 3 d 11 h 44 min",
    "Ligne 116 000 France: FR to SE: withdraw_hotline, 23 h",
]
QIRO = [
    "Kentro Filoxenias Lesvos: Response 1 (GR): report_missing, 50 min",
    "Astynomia Lesvou, Anilikoi: GR to BE: police_acknowledged, 11 h 5 min",
    "Kentro Filoxenias Lesvos: Aftercare 1 (GR): confirm_withdrawals, 17 h 20 min",
    "Epitropeia Anilikon: GR to BE: withdraw_guardian, 1 d 14 h 30 min",
    "Kentro Filoxenias Lesvos: GR to BE: confirm_withdrawn, 15 h",
]
TITLE = "The limits of the steps, by agency (UTC)"


@pytest.mark.parametrize(("child", "broken"), [("Abena", ABENA), ("Qiro", QIRO)])
def test_these_limits_were_broken_and_no_others(told, child, broken):
    lines = table(told, child, TITLE)

    found = [line[10:] for line in lines if line.startswith("  Broken: ")]

    assert found == broken


@pytest.mark.parametrize(
    ("child", "limit"),
    [
        ("Abena", "Response 1 (IT): report_missing"),
        ("Abena", "Response 2 (FR): report_missing"),
        ("Abena", "FR to SE: secure_there"),
        ("Abena", "Aftercare 2 (FR): check_child"),
        ("Abena", "Aftercare 2 (FR): close_aftercare"),
        ("Qiro", "Response 1 (GR): acknowledge_report"),
        ("Qiro", "GR to GB: secure_there"),
        ("Qiro", "Aftercare 1 (GR): record_interview"),
        ("Qiro", "Aftercare 1 (GR): close_aftercare"),
    ],
)
def test_what_had_to_be_fast_was_done_in_time(told, child, limit):
    lines = [line for line in table(told, child, TITLE) if f"  {limit} " in line]

    assert [line.split()[-1] for line in lines] == ["kept"]


@pytest.mark.parametrize("child", ["Abena", "Qiro"])
def test_at_every_moment_one_agency_answered_for_each_open_track(told, child):
    said = re.search(r"Looked at (\d+) moments: (.*)", told[child])

    assert int(said[1]) > 400
    assert said[2] == "each open track had exactly one agency that answered"


@pytest.mark.parametrize(
    ("child", "track"),
    [
        ("Abena", "Prevention (IT)"),
        ("Abena", "Response 1 (IT), response"),
        ("Abena", "IT to FR, across a border"),
        ("Abena", "Response 2 (FR), response"),
        ("Abena", "FR to SE, across a border"),
        ("Abena", "Aftercare 2 (FR), aftercare"),
        ("Qiro", "Prevention (GR)"),
        ("Qiro", "GR to BE, across a border"),
        ("Qiro", "GR to GB, police"),
        ("Qiro", "Aftercare 1 (GR), aftercare"),
    ],
)
def test_no_hour_lies_between_one_agency_and_the_next(told, child, track):
    rows = answering(told, child, track)

    for before, after in pairwise(rows):
        assert before["until"] == after["since"]


@pytest.mark.parametrize(
    ("child", "track", "moment", "agency"),
    [
        ("Abena", "Prevention (IT)", "Fri 23 Oct 12:00", "Servizi sociali Palermo"),
        ("Abena", "Prevention (IT)", "Sat 24 Oct 12:00", "Centro Arcobaleno"),
        ("Abena", "Prevention (IT)", "Thu 05 Nov 12:00", "Socialtjänsten Malmö"),
        ("Abena", "Response 1 (IT), response", "Sat 24 Oct 21:30", "Centro Arcobaleno"),
        (
            "Abena",
            "Response 1 (IT), response",
            "Sat 24 Oct 22:00",
            "Polizia di Palermo, Minori",
        ),
        (
            "Abena",
            "Response 2 (FR), response",
            "Wed 28 Oct 00:00",
            "Aide sociale du Rhône",
        ),
        (
            "Abena",
            "Response 2 (FR), response",
            "Wed 28 Oct 01:00",
            "Police de Lyon, Mineurs",
        ),
        (
            "Abena",
            "Aftercare 2 (FR), aftercare",
            "Thu 12 Nov 12:00",
            "Gode män i Skåne",
        ),
        (
            "Qiro",
            "Response 1 (GR), response",
            "Tue 10 Nov 19:00",
            "Kentro Filoxenias Lesvos",
        ),
        (
            "Qiro",
            "GR to BE, across a border",
            "Thu 12 Nov 20:00",
            "Politie Gent, Jeugd",
        ),
        (
            "Qiro",
            "GR to GB, across a border",
            "Sat 14 Nov 16:00",
            "Channel Police, Missing Unit",
        ),
        (
            "Qiro",
            "Aftercare 1 (GR), aftercare",
            "Wed 25 Nov 14:00",
            "Kentish Coast Children's Services",
        ),
    ],
)
def test_this_agency_answered_at_that_hour(told, child, track, moment, agency):
    rows = answering(told, child, track)

    held = [
        row["agency"]
        for row in rows
        if at(row["since"]) <= at(moment)
        and (row["until"] is None or at(moment) < at(row["until"]))
    ]

    assert held == [agency]


@pytest.mark.parametrize(
    ("child", "said"),
    [
        ("Abena", "left_voluntarily” is refused. Nobody knows that of a child"),
        ("Abena", "close_aftercare” is refused. Finish the list about closing"),
        ("Qiro", "open_sis” is refused. The other country takes no part in the"),
    ],
)
def test_what_must_not_be_is_refused_with_the_reason(told, child, said):
    assert said in " ".join(told[child].split())


def test_the_law_says_who_answers_where_an_agency_stays_silent(told):
    for child, silent in (
        ("Abena", "Tutori volontari Sicilia"),
        ("Qiro", "Epitropeia Anilikon"),
    ):
        assert f"asks {silent}: silence, so the law said who" in told[child]


@pytest.mark.parametrize("child", ["Abena", "Qiro"])
def test_no_email_names_the_child_the_case_or_anybody(told, child):
    lines = table(told, child, "E-mails that the mail server got from the worker")

    number = sum(int(m[1]) for line in lines if (m := re.search(r" (\d+)  INT", line)))
    said = next(line for line in lines if line.startswith("Of "))

    assert number > 300
    assert said.endswith("names they hold: none")
