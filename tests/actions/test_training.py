"""What a new user of a training installation finds on the pages of two children."""

import pytest

from interact.agencies.rules import Role
from interact.assessments.history import read_history
from interact.assessments.opened import open_assessment
from interact.assessments.queries import find_newest
from interact.cases.vault import open_vault
from interact.checklists.rules import RiskLevel
from interact.demo import abena, qiro
from interact.demo.cast import CAST
from interact.demo.seeding import email_of, found_player
from interact.demo.telling import Telling
from interact.tasks.queries import list_tasks
from interact.tasks.rules import TaskKind
from tests.given import PASSPHRASE

PLAYERS = {player.key: player for player in CAST}


@pytest.fixture
def telling(session):
    """The cast of a story, founded as they are for a training installation."""

    def found(*keys):
        agencies = {
            key: found_player(session, PLAYERS[key], PASSPHRASE) for key in keys
        }
        emails = {key: email_of(PLAYERS[key], Role.CASEWORKER) for key in keys}
        return Telling(session, PASSPHRASE, emails, agencies)

    return found


def open_tasks(vault):
    """Who has to do what, by the name of the agency and what it says."""
    return {
        (task.agency_name, task.said.text)
        for task in list_tasks(vault)
        if task.kind is TaskKind.TO_DO and task.ended_at is None and task.said
    }


@pytest.mark.on_both
def test_abena_was_assessed_twice_and_two_agencies_do_not_agree(session, telling):
    cast = telling("centro", "servizi", "tutori")

    case = abena.tell(cast)

    vault = open_vault(session, cast.sign_in("centro"), case)
    full, short = read_history(vault, "CL-05")
    assert (full.entry.finished_at - short.entry.finished_at).days == 3
    assert (short.entry.level, full.entry.level) == (
        RiskLevel.MEDIUM,
        RiskLevel.IMMEDIATE,
    )
    assert {one.question.id for one in full.changes} == {"gm04", "gm05"}
    trafficking = find_newest(vault, "CL-06", None)
    differing = open_assessment(vault, trafficking).differing
    assert trafficking.finished_at is None
    assert [one.question.id for one in differing] == ["exb06"]


def test_the_plan_for_abena_puts_a_task_on_a_desk_of_social_services(session, telling):
    cast = telling("centro", "servizi", "tutori")

    case = abena.tell(cast)

    vault = open_vault(session, cast.sign_in("servizi"), case)
    smaller = "Ask for a smaller place, and name one worker for the child until then."
    assert ("Servizi sociali Palermo", smaller) in open_tasks(vault)
    assert find_newest(vault, "CL-07", None).finished_at is not None


def test_qiro_was_heard_before_he_was_missing(session, telling):
    cast = telling("kentro", "astynomia", "politie", "lijn-be", "police-uk")

    case = qiro.tell(cast)

    vault = open_vault(session, cast.sign_in("kentro"), case)
    heard = find_newest(vault, "CL-04", None)
    assert heard.finished_at < case.episodes[0].noticed_at
    assert any("family reunification" in said for _agency, said in open_tasks(vault))
