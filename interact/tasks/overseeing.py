"""What a supervisor sees of the tasks of their whole agency: who has how many."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.tasks.colleagues import Colleague, list_colleagues
from interact.tasks.desks import count_if
from interact.tasks.holding import NOW, asked_by, of_agency, tasks_elsewhere


@dataclass(frozen=True, kw_only=True)
class Load:
    """How much one person has; `colleague` is None for what nobody has taken.

    `first_due` is when the first of them is or was due (UTC), None without any.
    `shut` are those in cases that were restricted to others than the supervisor.
    """

    colleague: Colleague | None
    number: int = 0
    overdue: int = 0
    shut: int = 0
    first_due: datetime | None = None


@dataclass(frozen=True)
class AgencyDesk:
    """The open tasks of an agency: what nobody has taken, and what each one has."""

    free: Load
    taken: list[Load]

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(load.number for load in self._all)

    @property
    def overdue(self) -> int:
        """How many are overdue."""
        return sum(load.overdue for load in self._all)

    @property
    def shut(self) -> int:
        """How many are counted here and listed nowhere for this supervisor."""
        return sum(load.shut for load in self._all)

    @property
    def first_due(self) -> datetime | None:
        """When the oldest is or was due (UTC)."""
        return min((one.first_due for one in self._all if one.first_due), default=None)

    @property
    def _all(self) -> list[Load]:
        return [self.free, *self.taken]


def read_agency_desk(session: Session, actor: Actor) -> AgencyDesk:
    """How many open tasks each member of the supervisor's agency has. Opens nothing.

    Counted whole: also those in cases that were restricted to others, of which nothing
    else is said.
    """
    require(actor, Permission.OVERSEE_DESK, OWN_AGENCY)
    found = {row.taker_id: row for row in session.execute(_loads(), asked_by(actor))}
    people = list_colleagues(session, actor)
    taken = [_load(one, found.pop(one.person_id, None)) for one in people]
    free = Load(colleague=None)
    for row in found.values():
        free = _added(free, row)
    return AgencyDesk(free, taken)


@cache
def _loads() -> Select[Any]:
    """How much each one has, and nobody. Put together once."""
    ours = union_all(*of_agency(tasks_elsewhere())).subquery()
    return select(
        ours.c.taker_id,
        func.count().label("number"),
        count_if(ours.c.due_at <= NOW).label("overdue"),
        count_if(ours.c.is_shut).label("shut"),
        func.min(ours.c.due_at).label("first_due"),
    ).group_by(ours.c.taker_id)


def _load(colleague: Colleague, row: Any) -> Load:
    if row is None:
        return Load(colleague=colleague)
    return Load(
        colleague=colleague,
        number=row.number,
        overdue=row.overdue,
        shut=row.shut,
        first_due=row.first_due,
    )


def _added(load: Load, row: Any) -> Load:
    """Also what somebody took who does no casework any more: it is anybody's."""
    dates = [at for at in (load.first_due, row.first_due) if at]
    return Load(
        colleague=None,
        number=load.number + row.number,
        overdue=load.overdue + row.overdue,
        shut=load.shut + row.shut,
        first_due=min(dates, default=None),
    )
