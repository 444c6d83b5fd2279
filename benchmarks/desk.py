"""A desk with 10 000 open tasks: its pages against those of a desk with ten."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.case_page import looking
from benchmarks.measuring import PROCESSOR, in_turns
from benchmarks.scratch import Scratch, both_databases
from interact.access.actor import Actor
from interact.agencies.rules import Role
from interact.cases.models import Case
from interact.cases.rules import new_reference
from interact.core.clock import now
from interact.tasks.desks import Turned, count_desk, read_desk
from interact.tasks.models import Task
from interact.tasks.rules import Party, Pile, TaskKind
from tests.given import Given

TASKS = 10_000
FEW = 10
CASES = 1_000
ROUNDS = 15
LATE_BY = 300
PAGES = {
    "desk": "/",
    "mine": "/tasks?pile=mine",
    "to take": "/tasks?pile=free",
    "all": "/tasks?pile=agency",
    "page 400": "/tasks?pile=agency&page=400",
    "overdue": "/tasks?pile=overdue",
    "others": "/tasks?pile=others",
    "who has": "/tasks/agency",
}


def measure() -> None:
    """Print what a long desk costs, as a ratio to a short one and to bare SQL."""
    print(
        f"The desk of an agency that leads {CASES} cases with {TASKS} open tasks: a "
        "third taken by one\nperson, a third by nobody, a third for police who do not "
        "take part yet. Compared with\nthe same pages of an agency with "
        f"{FEW} tasks in {FEW} cases. Whole requests; wall time on\nPostgreSQL, which "
        "works in another process, processor time on SQLite."
    )
    for name, here in both_databases():
        print(f"{name}:")
        _measure(here)


def _measure(here: Scratch) -> None:
    database = here.running.database
    with database.writing() as session:
        given = Given(session)
        busy, calm = (
            given.member(given.agency(), Role.SUPERVISOR) for _each in range(2)
        )
        fill(session, busy, CASES, TASKS)
        fill(session, calm, FEW, FEW)
    clock = {"clock": PROCESSOR}
    if database.engine.dialect.name == "postgresql":
        clock = {}
        with database.writing() as session:
            session.execute(text("ANALYZE"))
    at_busy, at_calm = here.browser(busy), here.browser(calm)
    for name, address in PAGES.items():
        long, short = looking(at_busy, address), looking(at_calm, address)
        print(f"  {name:9}{in_turns(long, short, ROUNDS, **clock)}")
    print("  Without a page: counting and choosing, against the barest SQL for it.")
    _compare_with_bare(here, busy, clock)


def _compare_with_bare(
    here: Scratch, actor: Actor, clock: dict[str, Callable[[], float]]
) -> None:
    def within(work: Callable[[Session], object]) -> Callable[[], None]:
        def run() -> None:
            with here.running.database.reading() as session:
                work(session)

        return run

    open_ones = (Task.agency_id == actor.agency_id, Task.ended_at.is_(None))
    number = select(func.count(Task.id)).where(*open_ones)
    first = select(Task.id).where(*open_ones).order_by(Task.due_at).limit(26)
    counting = within(lambda session: count_desk(session, actor))
    choosing = within(lambda session: read_desk(session, actor, Pile.AGENCY, Turned()))
    bare_count = within(lambda session: session.execute(number).all())
    bare_choice = within(lambda session: session.execute(first).all())
    print(f"  {'counting':9}{in_turns(counting, bare_count, ROUNDS, **clock)}")
    print(f"  {'choosing':9}{in_turns(choosing, bare_choice, ROUNDS, **clock)}")


def fill(session: Session, actor: Actor, cases: int, tasks: int) -> None:
    """Give an agency cases and tasks: some taken, some not, some others should do."""
    led = [_case(actor.agency_id) for _each in range(cases)]
    session.execute(insert(Case), led)
    due = now() - timedelta(minutes=LATE_BY)
    rows = []
    for place in range(tasks):
        turn = place % 3
        rows.append(
            {
                "id": uuid4(),
                "created_at": due,
                "case_id": led[place % cases]["id"],
                "kind": TaskKind.FILL_IN,
                "checklist_id": "CL-05",
                "part": Party.POLICE if turn == 0 else Party.LEAD,
                "country": actor.country,
                "agency_id": None if turn == 0 else actor.agency_id,
                "person_id": actor.person_id if turn == 1 else None,
                "due_at": due + timedelta(minutes=place),
                "done": False,
            }
        )
    session.execute(insert(Task), rows)


def _case(agency_id: UUID) -> dict[str, object]:
    return {
        "id": uuid4(),
        "created_at": now(),
        "reference": new_reference() + uuid4().hex[:4],
        "lead_agency_id": agency_id,
        "lead_epoch": 0,
        "lead_sealed": b"",
    }
