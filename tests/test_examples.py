"""The examples run as they are, and what they print is so."""

import subprocess
import sys
from pathlib import Path

import pytest

NOTHING = "-"


@pytest.fixture(scope="module")
def printed():
    """What the life of a key prints, from beginning to end."""
    ran = subprocess.run(
        [sys.executable, "examples/key_lifecycle.py"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


@pytest.fixture(scope="module")
def opened(printed):
    """By step, what the lead, the police and the host could open then."""
    rows = [line for line in printed if not line.startswith(("*", " "))]
    return {
        row[:40].strip(): (row[40:64].strip(), row[64:82].strip(), row[82:].strip())
        for row in rows
    }


def test_nobody_opens_anything_before_being_confirmed(printed):
    waiting = [line for line in printed if "opens nothing before" in line]

    assert [line.split()[1] for line in waiting] == ["Nadia", "Ugo", "Pierre"]


@pytest.mark.parametrize(
    ("step", "lead", "police"),
    [
        ("The case was opened", NOTHING, NOTHING),
        ("The lead wrote a first note", "first", NOTHING),
        ("Shared with Police, not answered yet", "first", NOTHING),
        ("Police accepted", "first", "first"),
        ("Police wrote a second note", "first, second", "first, second"),
        ("The share was withdrawn", "first, second", NOTHING),
        ("The lead wrote a third note", "first, second, third", NOTHING),
        ("That day's backup, restored", "first, second, third", NOTHING),
        ("The case was erased", NOTHING, NOTHING),
        ("Old main backup, today's keyring", NOTHING, NOTHING),
        ("Old main backup, keyring stolen before", "first, second, third", NOTHING),
    ],
)
def test_after_each_step_each_party_opens_what_it_should(opened, step, lead, police):
    assert opened[step][:2] == (lead, police)


def test_who_runs_the_installation_never_opens_anything(opened):
    assert {host for _lead, _police, host in opened.values()} == {NOTHING}


def test_every_restored_log_is_whole(printed):
    assert sum("The log is whole" in line for line in printed) == 3
