"""A response begun with the first version is moved to the one in use, and back."""

import pytest

from interact.agencies.rules import Role
from interact.cases.queries import read_case
from interact.core.clock import now
from interact.flowcharts.actions import (
    Taking,
    begin_procedure,
    notice_absence,
    take_step,
)
from interact.flowcharts.moves import preview_back, preview_move
from interact.flowcharts.moving import move_procedure, move_procedure_back
from interact.flowcharts.published import Flowcharts
from interact.flowcharts.responsibility_rows import let_hold, responsible_now
from interact.flowcharts.rules import MoveRefused
from interact.flowcharts.tasks import renew_tasks
from tests.content.first_response import FIRST, standing

pytestmark = pytest.mark.on_both


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def supervisor(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


@pytest.fixture
def response(session, given, worker):
    """Begun when the first version was in use, and by now across a border."""
    in_use = session.info["flowcharts"]
    first = {**in_use.general, "FM-RESP": FIRST["IT"]}
    session.info["flowcharts"] = Flowcharts(first, {})
    procedure = notice_absence(session, worker, given.case(worker), now())
    stands = standing("reported", border="several_countries")
    procedure.configuration = stands.to_json()
    renew_tasks(session, procedure)
    let_hold(session, procedure, "cross_border", (worker.agency_id, False))
    session.info["flowcharts"] = in_use
    return procedure


def move(session, actor, procedure):
    seen = read_case(session, actor, procedure.case.reference)
    shown = preview_move(seen, procedure)
    move_procedure(session, actor, procedure, shown.to, {})


def move_back(session, actor, procedure):
    seen = read_case(session, actor, procedure.case.reference)
    shown = preview_back(seen, procedure)
    move_procedure_back(session, actor, procedure, shown.to, {})


def states(procedure):
    return {name: one.state for name, one in procedure.stands.places.items()}


def open_steps(procedure):
    return {task.step for task in procedure.tasks if task.ended_at is None}


def test_a_response_goes_on_in_the_version_in_use(session, worker, supervisor, given):
    in_use = session.info["flowcharts"]
    first = {**in_use.general, "FM-RESP": FIRST["IT"]}
    session.info["flowcharts"] = Flowcharts(first, {})
    response = notice_absence(session, worker, given.case(worker), now())
    session.info["flowcharts"] = in_use

    move(session, supervisor, response)
    take_step(session, worker, response, Taking("start_local_checks"))

    assert response.published.version == 2
    assert states(response) == {
        "response": "local_checks",
        "public_appeal": "no_appeal",
    }
    assert open_steps(response) == {"report_missing"}


def test_what_ran_across_a_border_is_begun_on_its_own_before_it_is_left(
    session, worker, supervisor, response
):
    with pytest.raises(MoveRefused, match="Begin that first"):
        move(session, supervisor, response)
    begin_procedure(session, worker, response.case, "FM-XB", "FR")

    move(session, supervisor, response)

    assert states(response) == {"response": "reported", "public_appeal": "no_appeal"}
    assert open_steps(response) == {"acknowledge_report", "triage"}
    assert responsible_now(session, response, "cross_border") is None


def test_moved_back_after_a_step_what_was_left_behind_is_there_again(
    session, worker, supervisor, response
):
    begin_procedure(session, worker, response.case, "FM-XB", "FR")
    move(session, supervisor, response)
    take_step(session, worker, response, Taking("record_sighting"))

    move_back(session, supervisor, response)

    assert response.published.version == 1
    assert states(response) == {
        "response": "located_unverified",
        "public_appeal": "no_appeal",
        "cross_border": "several_countries",
    }
    assert "tell_hotline_abroad" in open_steps(response)
    assert responsible_now(session, response, "cross_border") is not None
