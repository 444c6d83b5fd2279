"""The examples run as they are, and what they print is so."""

import subprocess
import sys
from pathlib import Path

import pytest

NOTHING = "-"


def run(example):
    """What an example prints, from beginning to end."""
    ran = subprocess.run(
        [sys.executable, f"examples/{example}.py"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def printed():
    """The life of a key, line by line."""
    return run("key_lifecycle").splitlines()


@pytest.fixture(scope="module")
def assessed():
    """What is said of two children, each time a checklist was filled in."""
    looks = run("two_assessments").strip().split("\n\n")
    return [" ".join(look.split()) for look in looks]


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


@pytest.mark.parametrize(
    ("place", "filled", "level"),
    [
        (0, "CL-05 Likelihood of going missing, short form, IT", "Medium"),
        (1, "CL-05 Likelihood of going missing, in full, IT", "Immediate"),
        (2, "CL-06 Trafficking and exploitation, in full, IT", "High"),
        (3, "CL-11 Urgency, in full, FR", "Immediate"),
        (4, "CL-05 Likelihood of going missing, short form, GR", "Immediate"),
        (5, "CL-05 Likelihood of going missing, in full, GR", "Immediate"),
        (6, "CL-06 Trafficking and exploitation, in full, BE", "High"),
        (7, "CL-11 Urgency, in full, GB", "High, act at once"),
    ],
)
def test_each_time_the_two_children_come_to_a_level(assessed, place, filled, level):
    assert f"{filled} Level: {level}. It is advice" in assessed[place]


def test_what_was_not_asked_at_night_would_change_the_level(assessed):
    not_known, would_change = assessed[0].split("What would change it: ")

    asked = "Does the child want to go on to another country, or have relatives there?"
    assert f"{asked} Not asked" in not_known
    assert f"{asked} If yes: Immediate" in would_change


def test_signs_of_trafficking_make_the_search_urgent_at_once(assessed):
    for search in (assessed[3], assessed[7]):
        assert "(CL-06) say high or more? Yes (enough for immediate)" in search
        assert "Within 1 h, Police: Begin the search now" in search


def test_a_doubted_age_is_never_among_the_reasons(assessed):
    assert not any("doubt that the child is under 18? Yes" in look for look in assessed)


def test_every_level_says_who_does_what_by_when_and_when_to_look_again(assessed):
    assert len(assessed) == 8
    for look in assessed:
        to_do, again = look.split("To do: ")[1].split("Look again: ")
        assert to_do.startswith("- Within ")
        assert again.startswith("- In ")
