"""10 000 deadlines come at once: four workers, each of its own process."""

import subprocess
import sys
from time import perf_counter
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from benchmarks.scratch import Scratch, both_databases
from interact.core.clock import now
from interact.reminders.models import Reminder
from interact.tasks.models import Deadline, Task
from interact.tasks.rules import DeadlineKind, Party, TaskKind
from tests.given import Given

DUE, CASES = 10_000, 100
WORKERS = 4


def measure() -> None:
    """Print how long four workers take, and that each deadline was told of once."""
    for name, here in both_databases():
        _measure_on(name, here)


def _measure_on(name: str, here: Scratch) -> None:
    with here.running.database.writing() as session:
        _put_on_desks(session)
    folder = here.config.keyring_url.removeprefix("sqlite:///").rpartition("/")[0]
    command = [sys.executable, "-m", "tests.worker.dying", f"{folder}/config.toml"]
    begun = perf_counter()
    workers = [
        subprocess.Popen([*command, "never", "600"])  # noqa: S603
        for _each in range(WORKERS)
    ]
    ended = [worker.wait() for worker in workers]
    seconds = perf_counter() - begun
    with here.running.database.reading() as session:
        told = session.scalar(select(func.count()).select_from(Reminder))
        done = select(func.count()).where(Deadline.done_at.is_not(None))
        assert (told, session.scalar(done), ended) == (DUE, DUE, [0] * WORKERS)
    print(
        f"{name}: {DUE} deadlines, {WORKERS} workers: {seconds:.1f} s, their start "
        f"included; told of once each: {told}"
    )


def _put_on_desks(session: Session) -> None:
    given = Given(session)
    lead = given.caseworker()
    cases = [given.case(lead).id for _each in range(CASES)]
    tasks = [
        _task(lead.agency_id, cases[number % CASES], uuid4()) for number in range(DUE)
    ]
    session.execute(insert(Task), tasks)
    session.execute(insert(Deadline), [_deadline(task["id"]) for task in tasks])


def _task(agency_id: UUID, case_id: UUID, task_id: UUID) -> dict[str, object]:
    return {
        "id": task_id,
        "case_id": case_id,
        "kind": TaskKind.FILL_IN,
        "checklist_id": "CL-02",
        "part": Party.LEAD,
        "country": "IT",
        "agency_id": agency_id,
        "due_at": now(),
        "done": False,
    }


def _deadline(task_id: object) -> dict[str, object]:
    return {
        "id": uuid4(),
        "task_id": task_id,
        "kind": DeadlineKind.OVERDUE,
        "at": now(),
        "urgent": False,
    }
