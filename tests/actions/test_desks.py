"""Desks: which tasks lie on which, however many there are."""

from datetime import timedelta
from itertools import count, product

import pytest
from sqlalchemy import select

from interact.agencies.models import Membership
from interact.agencies.rules import AgencyKind, Role
from interact.cases.restricting import restrict_case
from interact.core.clock import now
from interact.core.errors import NotPermitted
from interact.flowcharts.actions import notice_absence
from interact.keys.rules import Compartment
from interact.tasks.desks import (
    Turned,
    count_desk,
    read_desk,
    read_desk_of,
    read_first,
)
from interact.tasks.holders import falls_to, holder_now
from interact.tasks.holding import asked_by, tasks_elsewhere, tasks_given, waits_here
from interact.tasks.models import Task
from interact.tasks.overseeing import read_agency_desk
from interact.tasks.rules import Party, Pile, TaskKind
from interact.tasks.taking import take_task

pytestmark = pytest.mark.on_both

minutes = count(-30)


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def colleague(given, worker):
    return given.member(given.agency_of(worker))


@pytest.fixture
def chief(given, worker):
    return given.member(given.agency_of(worker), Role.SUPERVISOR)


@pytest.fixture
def case(given, worker):
    return given.case(worker)


@pytest.fixture
def new(session, worker, case):
    """`new(...)` is an open task of the case, each due a minute later."""

    def make(**said):
        kind = said.get("kind", TaskKind.FILL_IN)
        task = Task(
            case_id=case.id,
            kind=kind,
            checklist_id="CL-05",
            part=said.get("part", Party.LEAD),
            country=said.get("country", "IT"),
            compartment=said.get("compartment"),
            agency_id=said.get("agency_id", worker.agency_id),
            person_id=said.get("person_id"),
            sealed=b"sealed" if kind is TaskKind.TO_DO else None,
            procedure_id=said.get("procedure_id"),
            due_at=now() + timedelta(minutes=said.get("due", next(minutes))),
            done=False,
        )
        session.add(task)
        session.flush()
        return task

    return make


def ids(page):
    return [line.id for line in page.lines]


@pytest.fixture
def partners(session, given, worker, case):
    """Police of two countries, a guardian whose share ran out, and a stranger."""
    police, abroad, guardian = (
        given.officer("IT"),
        given.officer("FR"),
        given.member(given.agency(AgencyKind.GUARDIANSHIP)),
    )
    given.share(worker, case, abroad, Compartment.CARE)
    given.share(worker, case, police, Compartment.IDENTITY)
    over = given.share(worker, case, guardian, Compartment.CARE)
    over.created_at, over.until = now() - timedelta(days=9), now() - timedelta(days=1)
    session.flush()
    session.expire_all()
    return [police, abroad, guardian, given.officer("SE")]


def test_the_database_says_the_same_as_one_task_about_who_holds_it(
    session, worker, case, partners, new
):
    procedure = notice_absence(session, worker, case, now())
    agencies = [None, worker.agency_id, *(one.agency_id for one in partners)]
    parts = [None, Compartment.CARE, Compartment.INVESTIGATION]
    for agency_id, part, compartment in product(agencies, Party, parts):
        for kind in TaskKind:
            step = kind is TaskKind.STEP
            new(
                kind=kind,
                part=part,
                agency_id=agency_id,
                compartment=None if step else compartment,
                country="FR" if part.is_abroad else "IT",
                procedure_id=procedure.id if step else None,
            )

    for actor in (worker, *partners[:2]):
        elsewhere = tasks_elsewhere()
        asked = select(
            elsewhere.c.id, elsewhere.c.holder_id, waits_here(elsewhere).label("here")
        )
        found = session.execute(asked, asked_by(actor)).all()
        given = set(session.scalars(tasks_given(), asked_by(actor)))

        assert len(found) > 100
        for row in found:
            task = session.get(Task, row.id)
            holder = holder_now(task)
            assert row.holder_id == (holder.id if holder else None), task.part
            assert bool(row.here) is falls_to(actor, task)
        theirs = select(Task).where(
            Task.agency_id == actor.agency_id, Task.ended_at.is_(None)
        )
        for task in session.scalars(theirs):
            assert (task.id in given) is falls_to(actor, task)


def test_what_is_taken_is_mine_and_what_nobody_took_can_be_taken(
    session, worker, colleague, new
):
    first, second = new(due=5), new(due=6)
    take_task(session, worker, first)

    assert ids(read_desk(session, worker, Pile.MINE)) == [first.id]
    assert ids(read_desk(session, worker, Pile.FREE)) == [second.id]
    assert ids(read_desk(session, worker, Pile.AGENCY)) == [first.id, second.id]
    (seen, _other) = read_desk(session, colleague, Pile.AGENCY).lines
    assert (seen.taken_by, seen.is_mine) == (worker.name, False)
    assert ids(read_desk(session, colleague, Pile.MINE)) == []


def test_what_is_overdue_lies_in_its_own_pile_and_is_not_listed_twice(
    session, worker, new
):
    late, later = new(due=-5), new(due=5)

    assert ids(read_desk(session, worker, Pile.OVERDUE)) == [late.id]
    first = read_first(session, worker, 5)
    assert [line.id for line in first[Pile.OVERDUE]] == [late.id]
    assert [line.id for line in first[Pile.FREE]] == [later.id]
    assert first[Pile.OTHERS] == []


def test_the_piles_are_counted(session, given, worker, case, new):
    police = given.officer()
    given.share(worker, case, police)
    take_task(session, worker, new(due=5))
    new(due=-5)
    new(part=Party.POLICE, agency_id=police.agency_id)

    assert count_desk(session, worker) == {
        Pile.MINE: 1,
        Pile.FREE: 1,
        Pile.AGENCY: 2,
        Pile.OVERDUE: 1,
        Pile.OTHERS: 1,
    }
    assert count_desk(session, police)[Pile.AGENCY] == 1


def test_a_desk_is_turned_over_page_by_page(session, worker, new):
    tasks = [new(due=minute) for minute in range(1, 6)]

    pages = [
        read_desk(session, worker, Pile.AGENCY, Turned(number, 2))
        for number in (1, 2, 3)
    ]

    assert [ids(page) for page in pages] == [
        [one.id for one in tasks[at : at + 2]] for at in (0, 2, 4)
    ]
    assert [page.has_more for page in pages] == [True, True, False]


def test_what_a_checklist_asks_for_is_one_line_wherever_the_page_ends(
    session, worker, new
):
    asked = [
        new(kind=TaskKind.TO_DO, compartment=Compartment.CARE, due=minute)
        for minute in (3, 1, 2)
    ]
    new(due=10)

    page = read_desk(session, worker, Pile.AGENCY, Turned(1, 1))

    (line,) = page.lines
    assert (line.id, line.number, page.has_more) == (asked[1].id, 3, True)


def test_what_somebody_had_who_left_can_be_taken_again(session, worker, colleague, new):
    task = new()
    take_task(session, colleague, task)
    session.get_one(Membership, colleague.membership_id).ended_at = now()
    session.flush()

    assert ids(read_desk(session, worker, Pile.FREE)) == [task.id]


def test_a_restricted_case_is_on_no_desk_of_others_and_frees_what_they_had(
    session, worker, colleague, chief, case, new
):
    task = new()
    take_task(session, colleague, task)

    restrict_case(session, chief, case, [worker.membership_id])

    assert ids(read_desk(session, colleague, Pile.AGENCY)) == []
    assert count_desk(session, colleague)[Pile.MINE] == 0
    assert ids(read_desk(session, worker, Pile.FREE)) == [task.id]


def test_a_supervisor_sees_who_has_how_much(session, worker, colleague, chief, new):
    late, _free = new(due=-5), new(due=5)
    take_task(session, worker, late)

    desk = read_agency_desk(session, chief)

    loads = {one.colleague.name: one for one in desk.taken}
    assert loads.keys() == {worker.name, colleague.name, chief.name}
    assert (loads[worker.name].number, loads[worker.name].overdue) == (1, 1)
    assert loads[colleague.name].number == 0
    assert (desk.free.number, desk.number, desk.overdue) == (1, 2, 1)
    assert desk.first_due == late.due_at
    assert ids(read_desk_of(session, chief, worker.person_id)) == [late.id]


def test_a_supervisor_sees_how_much_lies_in_cases_restricted_to_others(
    session, worker, chief, case, new
):
    new()
    restrict_case(session, chief, case, [worker.membership_id])

    desk = read_agency_desk(session, chief)

    assert (desk.number, desk.shut) == (1, 1)
    assert ids(read_desk(session, chief, Pile.AGENCY)) == []


def test_only_supervisors_see_what_each_colleague_has(session, given, worker):
    with pytest.raises(NotPermitted):
        read_agency_desk(session, worker)
    with pytest.raises(NotPermitted):
        read_desk_of(session, worker, worker.person_id)
    with pytest.raises(NotPermitted):
        read_desk(session, given.dpo(given.agency_of(worker)))
