"""What assessments say together: the level that counts, and what is urgent."""

from datetime import timedelta

import pytest

from interact.assessments.actions import finish_assessment
from interact.assessments.entries import look_again_at
from interact.assessments.queries import (
    current_level,
    finished_at,
    list_assessments,
    urgent_reasons,
)
from interact.cases.queries import read_case
from interact.cases.rules import EpisodeStatus
from interact.checklists.rules import Answer, Reply, RiskLevel
from interact.core.clock import now
from interact.keys.rules import Compartment
from tests.actions.filling import YES, fill, missing, view
from tests.content.published import CHECKLISTS

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def test_the_level_of_the_header_is_the_newest_of_both_checklists(
    session, worker, case
):
    finish_assessment(session, worker, fill(session, worker, case, "CL-05", gm03=YES))
    vault = read_case(session, worker, case.reference)
    assert current_level(vault) is RiskLevel.MEDIUM

    again = fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)
    finish_assessment(session, worker, again)

    assert current_level(vault) is RiskLevel.IMMEDIATE


def test_while_the_child_is_missing_the_police_decide_the_level(
    session, given, worker, case
):
    officer, episode = given.officer(), missing(session, case)
    given.share(worker, case, officer, Compartment.CARE)
    decided = fill(session, officer, case, "CL-11", episode=episode, ur10a=YES)
    finish_assessment(session, officer, decided)
    proposed = fill(session, worker, case, "CL-11", episode=episode, ur04=YES)
    finish_assessment(session, worker, proposed)

    vault = read_case(session, worker, case.reference)
    decisions = {one.id: one.decided for one in list_assessments(vault)}

    assert current_level(vault) is RiskLevel.MEDIUM
    assert decisions == {decided.id: True, proposed.id: False}


def test_a_level_that_is_not_shared_is_not_shown(session, given, worker, case):
    officer = given.officer()
    given.share(worker, case, officer, Compartment.IDENTITY)
    finish_assessment(session, worker, fill(session, worker, case, "CL-05", gm03=YES))

    assert current_level(read_case(session, officer, case.reference)) is None


def test_the_flowchart_learns_when_each_checklist_was_finished_in_the_episode(
    session, worker, case
):
    before = fill(session, worker, case, "CL-05", gm03=YES)
    finish_assessment(session, worker, before)
    episode = missing(session, case)
    triage = fill(session, worker, case, "CL-11", episode=episode, ur10a=YES)
    vault = read_case(session, worker, case.reference)
    outside = {"CL-05": before.finished_at}
    assert finished_at(vault, episode) == outside

    finish_assessment(session, worker, triage)

    assert finished_at(vault, episode) == outside | {"CL-11": triage.finished_at}


def test_nothing_is_urgent_while_nothing_says_so(session, worker, case):
    episode = missing(session, case)
    fill(session, worker, case, "CL-11", episode=episode, ur10a=YES)

    vault = read_case(session, worker, case.reference)

    assert urgent_reasons(vault, episode) == []


def test_one_urgency_criterion_counts_before_the_checklist_is_finished(
    session, worker, case
):
    episode = missing(session, case)
    fill(
        session,
        worker,
        case,
        "CL-09",
        episode=episode,
        lc01=Answer(reply=Reply.SUSPECTED),
    )

    vault = read_case(session, worker, case.reference)

    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-09"].question("lc01").text]


def test_a_child_who_may_be_under_thirteen_makes_it_urgent(
    session, given, worker, case
):
    birth = {"exact": None, "recorded_on": now().date().isoformat(), "basis": "stated"}
    given.claim(worker, case, "birth_date", {**birth, "age": 12})
    given.claim(worker, case, "birth_date", {**birth, "age": 16})
    episode = missing(session, case)

    vault = read_case(session, worker, case.reference)

    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-11"].question("ur01").text]


def test_a_checklist_that_said_immediate_before_makes_it_urgent(session, worker, case):
    finish_assessment(
        session, worker, fill(session, worker, case, "CL-05", gm03=YES, gm05=YES)
    )
    episode = missing(session, case)

    vault = read_case(session, worker, case.reference)

    assert urgent_reasons(vault, episode) == [CHECKLISTS["CL-05"].title]


def test_an_absence_that_was_none_is_no_earlier_episode(session, worker, case):
    for status, counted in [
        (EpisodeStatus.NOT_MISSING, 0),
        (EpisodeStatus.LOCATED_SAFE, 1),
    ]:
        episode = missing(session, case)
        episode.status, episode.ended_at = status, now()
        session.flush()

        facts = view(session, worker, case, fill(session, worker, case, "CL-05")).facts

        assert (facts.earlier_episodes, facts.missing) == (counted, False)


@pytest.mark.parametrize(("hours", "every"), [(0, 12), (80, 24), (200, 168)])
def test_how_soon_urgency_is_looked_at_again_depends_on_how_long_the_search_runs(
    session, worker, case, hours, every
):
    episode = missing(session, case)
    first = fill(session, worker, case, "CL-11", episode=episode, ur10a=YES)
    finish_assessment(session, worker, first)
    latest = fill(session, worker, case, "CL-11", episode=episode, ur10a=YES)
    finish_assessment(session, worker, latest)
    first.finished_at = latest.finished_at - timedelta(hours=hours)
    session.flush()

    entries = list_assessments(read_case(session, worker, case.reference))
    again_at = look_again_at(entries[0], entries)

    assert again_at == latest.finished_at + timedelta(hours=every)
