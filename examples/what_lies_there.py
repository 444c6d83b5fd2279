"""What is watched while time passes: desks at each full hour, and who answers.

Also what agencies do of themselves: what a checklist asks of them, in the last hour
before it is due. One that is silent does nothing.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from childs_way import Way
from sqlalchemy import select
from sqlalchemy.orm import Session

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
class Hour:
    """What lay on each desk at a full hour (UTC): open tasks, and those overdue."""

    at: datetime
    desks: dict[str, tuple[int, int]]


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
        world = self.way.world
        with world.running.database.reading() as session:
            counts = {k: count_desk(session, one) for k, one in world.people.items()}
        desks = {k: (one[Pile.AGENCY], one[Pile.OVERDUE]) for k, one in counts.items()}
        self.hours.append(Hour(now(), desks))

    def _check_who_answers(self, session: Session) -> None:
        self.looks += 1
        held = select(Responsibility).where(Responsibility.until.is_(None))
        rows = [(row.procedure_id, row.track) for row in session.scalars(held)]
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
        """What each agency still has to do within the hour for a checklist."""
        soon, found = now() + LAST_HOUR, defaultdict(list)
        with self.way.world.looking() as session:
            wanted = (
                select(Task)
                .join(Case, Case.id == Task.case_id)
                .where(Task.ended_at.is_(None), Task.due_at <= soon)
                .where(Task.kind != TaskKind.STEP)
                .order_by(Task.due_at, Task.checklist_id, Task.created_at)
            )
            for task in session.scalars(wanted):
                holder = holder_now(task)
                who = self.way.key_of(holder.name) if holder else ""
                if who and who not in self.silent:
                    found[who].append(task.id)
        return found
