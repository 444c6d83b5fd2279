"""What people were told of what waits, as they read it on a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require, standing_for
from interact.access.permissions import Permission, Standing
from interact.agencies.rules import Role
from interact.cases.models import Case
from interact.cases.queries import shut_to
from interact.core.db import later
from interact.core.errors import NotFound
from interact.reminders.models import Reminder, ReminderRead
from interact.reminders.rules import ReminderKind
from interact.tasks.holders import TAKES_PART, may_know
from interact.tasks.models import Task
from interact.tasks.rules import TaskKind

NEWEST = 100


@dataclass(frozen=True, kw_only=True)
class ReminderView:
    """One thing the agency was told; times are UTC.

    The task or the offer it is about may have ended since. `title` is that of a step of
    `procedure_id`; `is_again` says that a checklist was filled in before. `read_at` is
    when this reader read it, or when nothing waited there any more.
    """

    id: UUID
    kind: ReminderKind
    urgent: bool
    reference: str
    at: datetime
    due_at: datetime | None
    read_at: datetime | None
    ended_at: datetime | None
    task_kind: TaskKind | None
    title: str
    checklist_id: str | None
    procedure_id: UUID | None
    is_again: bool


def list_reminders(session: Session, actor: Actor) -> list[ReminderView]:
    """What the actor was told in cases they can see, the newest first.

    Of a task only what was said last. Of the newest 100; opens nothing.
    """
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    newest = _of(actor).order_by(Reminder.created_at.desc(), Reminder.id).limit(NEWEST)
    found = session.execute(newest)
    told: dict[UUID, ReminderView] = {}
    for reminder, case, task, read_at in found:
        if _sees(actor, case, task):
            about = task.id if task else reminder.id
            told.setdefault(about, _view(reminder, case, task, read_at))
    return list(told.values())


def open_reminder(session: Session, actor: Actor, reminder_id: UUID) -> ReminderView:
    """One of them, read from now on; or NotFound."""
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    found = session.execute(_of(actor).where(Reminder.id == reminder_id)).first()
    if found is None or not _sees(actor, found[1], found[2]):
        raise NotFound
    view = _view(*found)
    if view.read_at is None:
        later(session, lambda writing: _mark(writing, actor, [reminder_id]))
    return view


def note_opened(session: Session, actor: Actor, about_id: UUID) -> None:
    """Take for read what the actor was told of an offer or alert that they look at."""
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    found = session.execute(_of(actor).where(Reminder.id == about_id)).first()
    if found is not None and _view(*found).read_at is None:
        later(session, lambda writing: _mark(writing, actor, [about_id]))


def read_all(session: Session, actor: Actor) -> None:
    """Take everything the actor was told so far for read. Says nothing about cases."""
    told = [one for one in list_reminders(session, actor) if one.read_at is None]
    _mark(session, actor, [one.id for one in told])


def _of(actor: Actor) -> Select[Reminder, Case, Task | None, datetime | None]:
    """What picks the reminders of a person, with their case, task and read mark."""
    mine = and_(
        ReminderRead.reminder_id == Reminder.id,
        ReminderRead.membership_id == actor.membership_id,
    )
    told = (
        select(Reminder, Case, Task, ReminderRead.created_at)
        .join(Case, Case.id == Reminder.case_id)
        .outerjoin(Task, Task.id == Reminder.task_id)
        .outerjoin(ReminderRead, mine)
        .where(
            Reminder.agency_id == actor.agency_id,
            ~shut_to(actor, Reminder.case_id),
            or_(Reminder.person_id.is_(None), Reminder.person_id == actor.person_id),
        )
        .options(selectinload(Case.shares))
    )
    if actor.role is not Role.SUPERVISOR:
        told = told.where(Reminder.for_supervisors.is_(False))
    return told


def _sees(actor: Actor, case: Case, task: Task | None) -> bool:
    """Whether the reader may know: of a task only who may see it, and takes part."""
    standing = standing_for(actor, case)
    if task is None:
        return standing is not Standing.NONE
    return standing in TAKES_PART and may_know(actor.agency_id, task)


def _mark(session: Session, actor: Actor, read: list[UUID]) -> None:
    known = select(ReminderRead.reminder_id).where(
        ReminderRead.membership_id == actor.membership_id,
        ReminderRead.reminder_id.in_(read),
    )
    before = set(session.scalars(known))
    for reminder_id in read:
        if reminder_id not in before:
            row = ReminderRead(
                reminder_id=reminder_id, membership_id=actor.membership_id
            )
            session.add(row)
    session.flush()


def _view(
    reminder: Reminder, case: Case, task: Task | None, read_at: datetime | None
) -> ReminderView:
    return ReminderView(
        id=reminder.id,
        kind=reminder.kind,
        urgent=reminder.urgent,
        reference=case.reference,
        at=reminder.created_at,
        due_at=reminder.due_at,
        read_at=read_at or reminder.ended_at,
        ended_at=task.ended_at if task else reminder.ended_at,
        task_kind=task.kind if task else None,
        title=(task.title if task else None) or "",
        checklist_id=task.checklist_id if task else None,
        procedure_id=task.procedure_id if task else None,
        is_again=task is not None and task.assessment_id is not None,
    )
