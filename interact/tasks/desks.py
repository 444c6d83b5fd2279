"""What waits on the desks of an agency: chosen, counted and turned over by the page."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Agency, Person
from interact.cases.models import Case
from interact.tasks.desk_lines import DueTask, line_of
from interact.tasks.holding import (
    NOW,
    PERSON,
    asked_by,
    is_free,
    is_shut,
    of_agency,
    of_others,
    taker_of,
    tasks_elsewhere,
)
from interact.tasks.models import Task
from interact.tasks.rules import Pile, TaskKind

PAGE = 25
BY_KIND = (Task.kind == TaskKind.STEP, Task.kind != TaskKind.STEP)
TAKER = bindparam("taker", type_=Uuid)
NEEDED = bindparam("needed", type_=Integer)
SHOWN = bindparam("shown", type_=Integer)
BEFORE = bindparam("before", type_=Integer)
Sibling = aliased(Task, name="sibling")


@dataclass(frozen=True)
class DeskPage:
    """The lines of one page of a desk, the one due first at the top."""

    lines: list[DueTask]
    number: int
    has_more: bool


@dataclass(frozen=True)
class Turned:
    """Which page of a desk, the first being 1, and how many lines a page has."""

    number: int = 1
    size: int = PAGE


FIRST = Turned()


def read_desk(
    session: Session, actor: Actor, pile: Pile = Pile.AGENCY, turned: Turned = FIRST
) -> DeskPage:
    """One page of what waits on a desk, however much that is. Opens nothing.

    The agency's are those it holds; also those nobody holds yet which an agency of its
    kind should take, and those that fall to it because who had them left the case.
    Others' are those of others, or of nobody yet, in cases the agency leads.
    """
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    return _read(session, actor, _page(pile), turned)


def read_desk_of(
    session: Session, actor: Actor, person_id: UUID, turned: Turned = FIRST
) -> DeskPage:
    """One page of what a colleague has, for the supervisors of their agency."""
    require(actor, Permission.OVERSEE_DESK, OWN_AGENCY)
    return _read(session, actor, _page(None), turned, person_id)


def read_first(session: Session, actor: Actor, size: int) -> dict[Pile, list[DueTask]]:
    """The first lines of each pile but the whole agency's, all asked for at once.

    What is overdue stands among what is overdue, and not once more.
    """
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    asked = asked_by(actor) | {BEFORE.key: 0, SHOWN.key: size, NEEDED.key: size}
    first: dict[Pile, list[DueTask]] = {pile: [] for pile in Pile}
    for row in session.execute(_first_of_each(), asked):
        first[Pile(row.pile)].append(line_of(session, actor, row))
    return first


def count_desk(session: Session, actor: Actor) -> dict[Pile, int]:
    """How many open tasks lie in each pile."""
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    row = session.execute(_counts(), asked_by(actor)).one()
    return dict(zip(Pile, row, strict=True))


def count_if(which: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows are so."""
    return func.count(case((which, 1)))


@cache
def _counts() -> Select[Any]:
    """How much there is of each pile, in their order. Put together once."""
    elsewhere = tasks_elsewhere(~is_shut())
    ours = union_all(*of_agency(elsewhere, ~is_shut())).subquery()
    others = of_others(elsewhere).subquery()
    counted = {
        Pile.MINE: count_if(ours.c.taker_id == PERSON),
        Pile.FREE: count_if(ours.c.taker_id.is_(None)),
        Pile.AGENCY: func.count(ours.c.id),
        Pile.OVERDUE: count_if(ours.c.due_at <= NOW),
        Pile.OTHERS: select(func.count(others.c.id)).scalar_subquery(),
    }
    return select(*(counted[pile] for pile in Pile))


@cache
def _page(pile: Pile | None) -> Select[Any]:
    """The lines of one page, and one more to see that there is a next page; of one
    person's where no pile is named. Put together once for each."""
    return _whole(_lines(pile).add_columns(null().label("pile")))


@cache
def _first_of_each() -> Select[Any]:
    """The first lines of the piles of a desk. Put together once."""
    lines = [
        select(
            _lines(pile, later=pile in {Pile.MINE, Pile.FREE}).subquery(),
            literal(pile.value).label("pile"),
        )
        for pile in Pile
        if pile is not Pile.AGENCY
    ]
    return _whole(union_all(*lines))


def _lines(pile: Pile | None, *, later: bool = False) -> Select[Any]:
    """Which tasks stand for the lines asked for, and who holds and who has them.

    What is overdue is not in the order of time alone: a step that looks for the child
    must not stand below forms that are late.
    """
    lies_in: dict[Pile | None, ColumnElement[bool]] = {
        None: taker_of() == TAKER,
        Pile.MINE: Task.person_id == PERSON,
        Pile.FREE: is_free(),
        Pile.OVERDUE: Task.due_at <= NOW,
    }
    which = [lies_in.get(pile, true()), ~is_shut(), _stands_for_its_line()]
    if later:
        which.append(Task.due_at > NOW)
    kinds = BY_KIND if pile is Pile.OVERDUE else (true(),)
    found = union_all(
        *(
            select(first, literal(rank).label("rank"))
            for rank, kind in enumerate(kinds)
            for first in _first(pile, *which, kind)
        )
    ).subquery()
    in_order = select(found).order_by(found.c.rank, found.c.due_at, found.c.id)
    return in_order.limit(SHOWN).offset(BEFORE)


def _first(pile: Pile | None, *which: ColumnElement[bool]) -> list[Subquery]:
    """The first tasks of each source: an index leads to them."""
    elsewhere = tasks_elsewhere(*which)
    others = pile is Pile.OTHERS
    sources = [of_others(elsewhere)] if others else of_agency(elsewhere, *which)
    return [one.order_by("due_at", "id").limit(NEEDED).subquery() for one in sources]


def _whole(lines: Select[Any] | CompoundSelect[Any]) -> Select[Any]:
    """What the lines say that were chosen."""
    line = lines.subquery("line")
    return (
        select(
            Task.id,
            *(Task.kind, Task.title, Task.part, Task.due_at),
            *(Task.flowchart_id, Task.procedure_id, Task.checklist_id),
            Task.assessment_id,
            case((_is_asked_for(), _number()), else_=1).label("number"),
            Case.reference,
            Agency.name.label("agency_name"),
            *(line.c.taker_id, line.c.pile),
            Person.name_sealed,
        )
        .join(line, line.c.id == Task.id)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Agency, Agency.id == line.c.holder_id)
        .outerjoin(Person, Person.id == line.c.taker_id)
        .order_by(line.c.rank, Task.due_at, Task.id)
    )


def _read(
    session: Session,
    actor: Actor,
    page: Select[Any],
    turned: Turned,
    taker_id: UUID | None = None,
) -> DeskPage:
    before = (turned.number - 1) * turned.size
    asked = asked_by(actor) | {
        TAKER.key: taker_id,
        BEFORE.key: before,
        SHOWN.key: turned.size + 1,
        NEEDED.key: before + turned.size + 1,
    }
    rows = session.execute(page, asked).all()
    lines = [line_of(session, actor, row) for row in rows[: turned.size]]
    return DeskPage(lines, turned.number, len(rows) > turned.size)


def _stands_for_its_line() -> ColumnElement[bool]:
    """What a checklist asks of one in a case lies together, under what is due first."""
    sooner = or_(
        Sibling.due_at < Task.due_at,
        and_(Sibling.due_at == Task.due_at, Sibling.id < Task.id),
    )
    return or_(~_is_asked_for(), ~exists().where(_lies_with(), sooner))


def _number() -> ColumnElement[int]:
    with_it = select(func.count(Sibling.id)).where(_lies_with())
    return with_it.correlate(Task).scalar_subquery()


def _lies_with() -> ColumnElement[bool]:
    return and_(
        Sibling.case_id == Task.case_id,
        Sibling.kind == TaskKind.TO_DO,
        Sibling.ended_at.is_(None),
        Sibling.checklist_id == Task.checklist_id,
        # Who lost one part of a case is not told how much lies in it.
        Sibling.compartment.is_not_distinct_from(Task.compartment),
        Sibling.agency_id.is_not_distinct_from(Task.agency_id),
        Sibling.person_id.is_not_distinct_from(Task.person_id),
    )


def _is_asked_for() -> ColumnElement[bool]:
    return Task.kind == TaskKind.TO_DO
