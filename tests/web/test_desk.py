"""The page of tasks: piles, due times, turning over."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from interact.core.clock import now
from interact.tasks.models import Task
from interact.tasks.rules import Party, TaskKind
from interact.tasks.taking import take_task


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def new(session, worker, case):
    """`new(minutes)` is a checklist to fill in, due in so many minutes."""

    def make(minutes):
        task = Task(
            case_id=case.id,
            kind=TaskKind.FILL_IN,
            checklist_id="CL-05",
            part=Party.LEAD,
            country="IT",
            agency_id=worker.agency_id,
            due_at=now() + timedelta(minutes=minutes, seconds=30),
            done=False,
        )
        session.add(task)
        session.flush()
        return task

    return make


def test_a_pile_without_anything_says_what_will_lie_there(signed_in, worker):
    browser = signed_in(worker)

    assert "You have taken nothing" in browser.get("/tasks").text
    assert "Nothing waits here" in browser.get("/tasks?pile=free").text
    assert "Nothing is overdue" in browser.get("/tasks?pile=overdue").text
    assert "No other agency" in browser.get("/tasks?pile=others").text


def test_due_times_are_said_as_time_left_and_exactly_by_the_agencys_clock(
    session, given, signed_in, worker, new
):
    given.agency_of(worker).time_zone = "Europe/Athens"
    soon, late = new(40), new(-130)

    page = signed_in(given.again(worker)).get("/tasks?pile=agency").text

    assert "in 40 minutes (" in page
    assert "2 hours overdue</span> (" in page
    for task in (soon, late):
        there = task.due_at.astimezone(ZoneInfo("Europe/Athens"))
        assert f"{there:%H:%M} {said_as(there)}" in page


def said_as(there: datetime) -> str:
    return "EEST" if there.dst() else "EET"


def test_piles_are_links_that_say_how_much_lies_there(session, signed_in, worker, new):
    take_task(session, worker, new(40))
    new(-130)

    page = signed_in(worker).get("/tasks?pile=free").text

    for said in ("Mine (1)", "To take (1)", "agency's (2)", "Overdue (1)"):
        assert said in page
    assert 'href="/tasks?pile=free" aria-current="page"' in page


def test_a_task_is_taken_from_the_pile(signed_in, worker, case, new):
    task = new(40)
    browser = signed_in(worker)
    address = f"/cases/{case.reference}/tasks/{task.id}/take"
    assert f'action="{address}"' in browser.get("/tasks?pile=free").text

    browser.post(address)

    assert "You have this" in browser.get("/tasks").text


def test_a_long_pile_is_turned_over(signed_in, worker, new):
    for minute in range(30):
        new(minute)
    browser = signed_in(worker)

    first = browser.get("/tasks?pile=agency").text
    second = browser.get("/tasks?pile=agency&page=2").text

    assert first.count("interact-rows__what") == 25
    assert 'href="/tasks?pile=agency&amp;page=2" rel="next"' in first
    assert second.count("interact-rows__what") == 5
    assert 'href="/tasks?pile=agency&amp;page=1" rel="prev"' in second
    assert "Nothing waits here" in browser.get("/tasks?pile=agency&page=9").text
    assert browser.get("/tasks?page=-1&pile=nothing").status_code == 200


def test_no_name_of_a_child_stands_among_the_tasks(
    session, given, signed_in, worker, case, new
):
    given.named(worker, case, "Abena", "Tesfaledet")
    new(40)

    assert "Abena" not in signed_in(worker).get("/tasks?pile=agency").text


def test_cases_are_turned_over_on_the_desk(given, signed_in, worker, monkeypatch):
    monkeypatch.setattr("interact.web.home.CASES", 2)
    for _each in range(3):
        given.case(worker)
    browser = signed_in(worker)

    assert browser.get("/").text.count("Lead: ") == 2
    assert 'href="/?cases=2" rel="next"' in browser.get("/").text
    assert browser.get("/?cases=2").text.count("Lead: ") == 1
