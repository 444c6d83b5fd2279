"""Who holds each open task, asked of the database: it can choose among very many.

It says the same as `holders.holder_now`, which answers for one task at a time. A share
runs out without anybody doing anything, so that who holds a task is not stored. What is
asked is put together once, with places for who asks: see `asked_by`.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from interact.access.actor import Actor
from interact.agencies.models import Agency, Membership
from interact.cases.models import Case, Restriction, Share
from interact.cases.rules import ShareStatus
from interact.core.clock import now
from interact.core.db import Moment
from interact.keys.rules import Compartment
from interact.tasks.models import Task
from interact.tasks.rules import ABROAD, Party, TaskKind

AGENCY = bindparam("asking_agency", type_=Uuid)
PERSON = bindparam("asking_person", type_=Uuid)
MEMBERSHIP = bindparam("asking_membership", type_=Uuid)
KIND = bindparam("asking_kind", type_=String)
COUNTRY = bindparam("asking_country", type_=String)
NOW = bindparam("asked_at", type_=Moment)

Found = Select[UUID, datetime, UUID | None, UUID | None, bool]

Lead = aliased(Agency, name="lead")


def asked_by(actor: Actor) -> dict[str, object]:
    """Who asks, and when: what the statements of this module have places for."""
    return {
        AGENCY.key: actor.agency_id,
        PERSON.key: actor.person_id,
        MEMBERSHIP.key: actor.membership_id,
        KIND.key: actor.kind.value,
        COUNTRY.key: actor.country,
        NOW.key: now(),
    }


def tasks_given(*which: ColumnElement[bool]) -> Found:
    """The open tasks that the agency was given and may keep.

    That is nearly all it has, and an index leads to it in the order in which it is due.
    `which` says of `Task` which of them; those of cases that are restricted to other
    members are among them, see `is_shut`.
    """
    led = select(Case.id).where(Case.lead_agency_id == AGENCY)
    opened = exists().where(
        Share.case_id == Task.case_id,
        Share.agency_id == AGENCY,
        _is_in_force(),
        or_(Task.compartment == Compartment.INVESTIGATION, _opens()),
    )
    return select(
        Task.id,
        Task.due_at,
        Task.agency_id.label("holder_id"),
        taker_of().label("taker_id"),
        is_shut().label("is_shut"),
    ).where(
        Task.agency_id == AGENCY,
        Task.ended_at.is_(None),
        or_(Task.case_id.in_(led), opened),
        *which,
    )


def tasks_elsewhere(*which: ColumnElement[bool]) -> CTE:
    """The other open tasks of the cases that the agency takes part in.

    As `tasks_given`; `waits_here` says that a task falls to the agency all the same,
    `is_led` that it leads the case.
    """
    let_in = select(Share.case_id).where(Share.agency_id == AGENCY, _is_in_force())
    is_led = Case.lead_agency_id == AGENCY
    found = (
        select(
            Task.id,
            Task.due_at,
            _holder().label("holder_id"),
            taker_of().label("taker_id"),
            is_shut().label("is_shut"),
            _fits().label("fits"),
            is_led.label("is_led"),
            _tells_of_investigation().label("is_secret"),
        )
        .join(Case, Case.id == Task.case_id)
        .join(Lead, Lead.id == Case.lead_agency_id)
        .where(
            Task.ended_at.is_(None),
            Task.agency_id.is_distinct_from(AGENCY),
            or_(is_led, Case.id.in_(let_in)),
            *which,
        )
    )
    # Who holds a task is worked out once for each.
    return found.cte().prefix_with("MATERIALIZED")


def _tells_of_investigation() -> ColumnElement[bool]:
    theirs = Task.compartment.is_not_distinct_from(Compartment.INVESTIGATION)
    return and_(Task.kind == TaskKind.TO_DO, theirs)


def of_agency(elsewhere: CTE, *which: ColumnElement[bool]) -> list[Select[Any]]:
    """What waits for the agency: what it was given, and what falls to it."""
    fallen = select(*_said(elsewhere)).where(waits_here(elsewhere))
    return [tasks_given(*which), fallen]


def of_others(elsewhere: CTE) -> Select[Any]:
    """What others have to do, in cases the agency leads.

    What police keep to themselves is no part of it.
    """
    known = and_(elsewhere.c.is_led, ~elsewhere.c.is_secret)
    others = and_(known, ~waits_here(elsewhere))
    return select(*_said(elsewhere)).where(others)


def _said(elsewhere: CTE) -> list[ColumnElement[Any]]:
    """The columns that everything on a desk has."""
    names = ("id", "due_at", "holder_id", "taker_id", "is_shut")
    return [elsewhere.c[name] for name in names]


def waits_here(elsewhere: CTE) -> ColumnElement[bool]:
    """Whether a task falls to the agency, or nobody holds it and its kind should."""
    holder = elsewhere.c.holder_id
    return case((holder.is_(None), elsewhere.c.fits), else_=holder == AGENCY)


def is_shut() -> ColumnElement[bool]:
    """Whether the agency named members for the case of a task, and not who asks."""
    of_agency = select(Restriction.case_id).where(Restriction.agency_id == AGENCY)
    naming = select(Restriction.case_id).where(Restriction.membership_id == MEMBERSHIP)
    return and_(Task.case_id.in_(of_agency), Task.case_id.not_in(naming))


def taker_of() -> ColumnElement[UUID | None]:
    """Who of the agency took a task and can do it still, else nobody.

    Whoever left the agency, or was not named for a restricted case, cannot.
    """
    return case((and_(Task.person_id.is_not(None), _taker_can()), Task.person_id))


def is_free() -> ColumnElement[bool]:
    """Whether `taker_of` is nobody; said so that an index still leads to the first."""
    return or_(Task.person_id.is_(None), ~_taker_can())


def _taker_can() -> ColumnElement[bool]:
    restricted = exists().where(
        Restriction.case_id == Task.case_id, Restriction.agency_id == AGENCY
    )
    named = exists().where(
        Restriction.case_id == Task.case_id, Restriction.membership_id == Membership.id
    )
    return exists().where(
        Membership.person_id == Task.person_id,
        Membership.agency_id == AGENCY,
        Membership.ended_at.is_(None),
        or_(~restricted.correlate(Task), named.correlate(Task, Membership)),
    )


def _holder() -> ColumnElement[UUID | None]:
    """Who was given it, while they may keep it; else whom it would be given to.

    What police keep to themselves falls to nobody else.
    """
    falls_back = case((Task.kind != TaskKind.STEP, Case.lead_agency_id))
    return case(
        (Task.agency_id.is_(None), null()),
        (_may_keep(), Task.agency_id),
        (_tells_of_investigation(), null()),
        (_falls_to_lead(), Case.lead_agency_id),
        else_=func.coalesce(_next_partner(), falls_back),
    )


def _may_keep() -> ColumnElement[bool]:
    theirs = Task.compartment == Compartment.INVESTIGATION
    kept = exists().where(
        Share.case_id == Task.case_id,
        Share.agency_id == Task.agency_id,
        _is_in_force(),
        or_(theirs, _opens()),
    )
    return or_(Task.agency_id == Case.lead_agency_id, kept)


def _falls_to_lead() -> ColumnElement[bool]:
    of_its_kind = _kind() == cast(Lead.kind, String)
    return case(
        (_is_abroad(), and_(of_its_kind, Lead.country == Task.country)),
        else_=or_(of_its_kind, Task.part.in_([Party.LEAD, Party.ANY])),
    )


def _next_partner() -> ColumnElement[UUID | None]:
    """The first of the kind that was let in: of the task's country, else of any.

    SQLite cannot order by a column from outside, so they are asked for in turn.
    """
    of_kind = (
        select(Share.agency_id)
        .join(Agency, Agency.id == Share.agency_id)
        .where(
            Share.case_id == Task.case_id,
            _is_in_force(),
            cast(Agency.kind, String) == _kind(),
            _opens(),
        )
        .order_by(Share.created_at, Share.id)
        .limit(1)
        .correlate(Task)
    )
    there = of_kind.where(Agency.country == Task.country).scalar_subquery()
    anywhere = of_kind.where(~_is_abroad()).scalar_subquery()
    return func.coalesce(there, anywhere)


def _fits() -> ColumnElement[bool]:
    here = or_(~_is_abroad(), Task.country == COUNTRY)
    return and_(_kind() == KIND, here, ~_tells_of_investigation())


def _is_in_force() -> ColumnElement[bool]:
    return and_(Share.status == ShareStatus.ACCEPTED, Share.until > NOW)


def _opens() -> ColumnElement[bool]:
    """Whether a share opens the part of the case that the task tells of."""
    listed = cast(Share.compartments, String)
    quoted = '%"' + cast(Task.compartment, String) + '"%'
    return or_(Task.compartment.is_(None), listed.like(quoted))


def _kind() -> ColumnElement[str]:
    return func.replace(cast(Task.part, String), ABROAD, "")


def _is_abroad() -> ColumnElement[bool]:
    return cast(Task.part, String).like(f"%{ABROAD}")
