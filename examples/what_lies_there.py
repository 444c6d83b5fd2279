"""What is watched while time passes: desks at each full hour, and who answers.

Also what agencies do of themselves: what a checklist asks of them, in the last hour
before it is due. One that is silent does nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from childs_way import Way
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from interact.access.actor import Actor
from interact.cases.models import Case
from interact.core.clock import now
from interact.flowcharts.interpreter import at_rest
from interact.flowcharts.models import Procedure, Responsibility
from interact.tasks.actions import finish_task
from interact.tasks.desks import count_desk
from interact.tasks.holders import holder_now
from interact.tasks.models import Task
from interact.tasks.queries import get_task
from interact.tasks.rules import Pile, TaskKind

LAST_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Desk:
    """How many tasks lie open on a desk, how many of them overdue, and for how many
    tracks its agency answers for the next step."""

    open: int
    overdue: int
    answers: int


@dataclass(frozen=True)
class Hour:
    """What lay on each desk at a full hour (UTC), by the keys of the cast."""

    at: datetime
    desks: dict[str, Desk]


@dataclass
class Watch:
    """What was seen of one child's way. `wrong` says where not exactly one answered."""

    way: Way
    silent: set[str] = field(default_factory=set)
    hours: list[Hour] = field(default_factory=list)
    looks: int = 0
    wrong: list[str] = field(default_factory=list)

    def look(self, full_hour: bool) -> None:
        """What the world calls whenever its clock stops."""
        if not self.way.reference:
            return
        self._work_off()
        with self.way.world.looking() as session:
            self._check_who_answers(session)
        if full_hour:
            self._look_at_desks()

    def _look_at_desks(self) -> None:
        world, key_of = self.way.world, self.way.key_of
        with world.running.database.reading() as session:
            answers = Counter(key_of(row.agency.name) for row in _answering(session))
            desks = {}
            for key, actor in world.people.items():
                piles = count_desk(session, actor)
                desks[key] = Desk(piles[Pile.AGENCY], piles[Pile.OVERDUE], answers[key])
        self.hours.append(Hour(now(), desks))

    def _check_who_answers(self, session: Session) -> None:
        self.looks += 1
        rows = [(row.procedure_id, row.track) for row in _answering(session)]
        for procedure in session.scalars(select(Procedure)):
            for track in procedure.stands.places:
                rests = at_rest(procedure.flow, procedure.stands, track)
                if rows.count((procedure.id, track)) != (0 if rests else 1):
                    self.wrong.append(
                        f"{now():%m-%d %H:%M} {procedure.flow.id} {track}"
                    )

    def _work_off(self) -> None:
        """Let each agency do what is due within the hour, unless it is silent."""
        for who, ids in self._due().items():
            with self.way.world.request(who) as (session, actor):
                vault = self.way.open(session, actor)
                for task_id in ids:
                    task = get_task(vault, task_id)
                    if task.ended_at is None:
                        self._do(session, actor, task)

    def _do(self, session: Session, actor: Actor, task: Task) -> None:
        if task.kind is TaskKind.FILL_IN:
            self.way.fill_now(session, actor, task.checklist_id or "")
            return
        finish_task(session, actor, task)
        text = f"Does what {task.checklist_id} asked for"
        if self.way.lines[-1].text != text:
            self.way.say(self.way.key_of(actor.agency_name), text)

    def _due(self) -> dict[str, list[UUID]]:
        """What each agency, as the cast lists them, has to do within the hour."""
        found = defaultdict(list)
        with self.way.world.looking() as session:
            for task in session.scalars(_asked_for(now() + LAST_HOUR)):
                holder = holder_now(task)
                if holder:
                    found[self.way.key_of(holder.name)].append(task.id)
        keys = [key for key in self.way.world.players if key not in self.silent]
        return {key: found[key] for key in keys if key in found}


def _asked_for(until: datetime) -> Select[Task]:
    """The open tasks of checklists that are due by then (UTC)."""
    open_ones = Task.ended_at.is_(None), Task.due_at <= until
    return (
        select(Task)
        .join(Case, Case.id == Task.case_id)
        .where(*open_ones, Task.kind != TaskKind.STEP)
        .order_by(Task.due_at, Task.checklist_id, Task.created_at)
    )


def _answering(session: Session) -> Iterable[Responsibility]:
    """Every row that says who answers for the next step of a track now."""
    held = select(Responsibility).where(Responsibility.until.is_(None))
    return session.scalars(held.options(joinedload(Responsibility.agency)))
