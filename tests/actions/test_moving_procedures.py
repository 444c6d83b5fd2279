"""Moving a procedure to the version in use: previewed, recorded, reversible."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from interact.agencies.rules import Role
from interact.audit.rules import Event
from interact.cases.queries import read_case
from interact.core.errors import NotPermitted
from interact.flowcharts.actions import Taking, begin_procedure, take_step
from interact.flowcharts.models import ProcedureMove
from interact.flowcharts.moves import (
    find_move,
    preview_back,
    preview_move,
    read_versions,
)
from interact.flowcharts.moving import move_procedure, move_procedure_back
from interact.flowcharts.queries import list_steps_taken
from interact.flowcharts.responsibility_rows import responsible_now
from interact.flowcharts.rules import (
    MoveRefused,
    NeverMoved,
    NoNewerVersion,
    ProcedureEnded,
    VersionChanged,
)
from interact.tasks.models import Deadline
from interact.tasks.taking import take_task
from tests.actions.filling import events
from tests.actions.small_flowcharts import publish
from tests.rules.flowchart_examples import flowchart, state, step

pytestmark = pytest.mark.on_both

CHOSEN = {"asked": "working"}


def version(number, name, hours):
    """First, then `name` with a deadline, then over."""
    limit = {"step": "close", "mark": "D", "within": {"hours": hours}}
    return flowchart(
        [
            state("first", lane="lead"),
            state(name, lane="lead", timers=[limit]),
            state("over", lane="lead", final=True),
        ],
        [step("go", ["first"], name), step("close", [name], "over")],
        follows="case",
        version=number,
    )


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def supervisor(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def begun(session, worker, case):
    """Begun in the first version, at a state that the second one calls otherwise."""
    publish(session, version(1, "asked", 2))
    procedure = begin_procedure(session, worker, case, "FM-TEST")
    take_step(session, worker, procedure, Taking("go"))
    publish(session, version(2, "working", 5))
    return procedure


def vault(session, actor, case):
    return read_case(session, actor, case.reference)


def move(session, actor, procedure, chosen=CHOSEN):
    shown = preview_move(vault(session, actor, procedure.case), procedure, chosen)
    move_procedure(session, actor, procedure, shown.to, chosen)


def move_back(session, actor, procedure, chosen=CHOSEN):
    shown = preview_back(vault(session, actor, procedure.case), procedure, chosen)
    move_procedure_back(session, actor, procedure, shown.to, chosen)


def open_task(procedure):
    (task,) = [one for one in procedure.tasks if one.ended_at is None]
    return task


def test_looking_at_a_preview_changes_nothing(session, supervisor, case, begun):
    before = dict(begun.configuration)

    shown = preview_move(vault(session, supervisor, case), begun)

    assert (shown.version, shown.to_version) == ("1 IT 2", "2 IT 2")
    assert [one.state.id for one in shown.plan.vanished] == ["asked"]
    assert (begun.configuration, begun.published.version) == (before, 1)


def test_moving_goes_on_in_the_version_in_use_with_the_same_task_and_is_recorded(
    session, worker, supervisor, case, begun
):
    task, due_at = open_task(begun), open_task(begun).due_at
    take_task(session, worker, task)

    move(session, supervisor, begun)

    rung = select(Deadline.at).where(Deadline.task_id == task.id)
    assert (begun.published.version, begun.stands.places["main"].state) == (
        2,
        "working",
    )
    assert open_task(begun) is task
    assert (task.state, task.person_id) == ("working", worker.person_id)
    assert task.due_at == due_at + timedelta(hours=3)
    assert all(at >= due_at for at in session.scalars(rung))
    assert responsible_now(session, begun, "main").agency_id == worker.agency_id
    assert events(session)[-1] is Event.PROCEDURE_MOVED
    take_step(session, worker, begun, Taking("close"))


def test_the_steps_taken_are_still_told_in_their_own_words(
    session, supervisor, case, begun
):
    move(session, supervisor, begun)

    told = list_steps_taken(vault(session, supervisor, case), begun)

    assert [(one.title, one.leads_to) for one in told] == [
        ("Go", "Asked"),
        ("Begin", "First"),
    ]


def test_moved_back_before_anything_was_done_everything_is_as_it_was(
    session, supervisor, case, begun
):
    before, due_at = dict(begun.configuration), open_task(begun).due_at
    move(session, supervisor, begun)

    move_back(session, supervisor, begun, {})

    assert (begun.configuration, begun.published.version) == (before, 1)
    assert open_task(begun).due_at == due_at
    assert find_move(vault(session, supervisor, case), begun) is None
    assert session.scalars(select(ProcedureMove)).one().back_at is not None
    assert events(session)[-1] is Event.PROCEDURE_MOVED


def test_moved_back_after_a_step_that_step_still_counts(
    session, worker, supervisor, case
):
    publish(session, version(1, "asked", 2))
    begun = begin_procedure(session, worker, case, "FM-TEST")
    publish(session, version(2, "working", 5))
    move(session, supervisor, begun, {})
    take_step(session, worker, begun, Taking("go"))

    with pytest.raises(MoveRefused, match="Choose where this goes on: Working"):
        move_back(session, supervisor, begun, {})
    move_back(session, supervisor, begun, {"working": "asked"})

    assert begun.stands.places["main"].state == "asked"
    assert "go" in begun.stands.taken


def test_what_is_not_moved_is_refused_with_the_reason(session, supervisor, case, begun):
    seen = vault(session, supervisor, case)
    shown = preview_move(seen, begun, CHOSEN)

    with pytest.raises(MoveRefused, match="Choose where this goes on: Asked"):
        move(session, supervisor, begun, {})
    with pytest.raises(VersionChanged):
        move_procedure(session, supervisor, begun, "another", CHOSEN)
    with pytest.raises(NeverMoved):
        preview_back(seen, begun)
    publish(session, version(1, "asked", 2))
    with pytest.raises(NoNewerVersion):
        move_procedure(session, supervisor, begun, shown.to, CHOSEN)


def test_what_has_ended_stays_in_its_version(session, worker, supervisor, case, begun):
    take_step(session, worker, begun, Taking("close"))

    with pytest.raises(ProcedureEnded):
        preview_move(vault(session, supervisor, case), begun)
    with pytest.raises(ProcedureEnded):
        preview_back(vault(session, supervisor, case), begun)


def test_only_a_supervisor_of_the_lead_moves_a_procedure(
    session, worker, supervisor, case, begun
):
    with pytest.raises(NotPermitted):
        move(session, worker, begun)
    with pytest.raises(NotPermitted):
        move_procedure_back(session, worker, begun, "1", {})

    assert not read_versions(vault(session, worker, case), begun).newer
    assert read_versions(vault(session, supervisor, case), begun).newer
