"""What DPOs are told at once: a row on their desk beside the entry in the log."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.models import Notice
from interact.audit.rules import (
    AlreadyNoted,
    Event,
    ReviewNeeded,
    Subject,
)
from interact.audit.writing import lock_log
from interact.core.clock import now
from interact.core.errors import NotFound

# What pages call a notice: they do not know the tables.
NoticeView = Notice

NEWEST = 50
MOST_WAITING = 200

# To take note of these is not enough: a DPO says in a sentence what they found.
REVIEWED = frozenset({Event.EMERGENCY_OPENED})


def tell_dpos(  # noqa: PLR0913  what, where, about whom, until when: all of it may be said
    session: Session,
    agencies: Iterable[UUID],
    event: Event,
    subject: Subject | None = None,
    *,
    about_agency: UUID | None = None,
    due_at: datetime | None = None,
    once: bytes | None = None,
) -> bool:
    """Put a notice of `event` on the desk of the DPO of each agency, once each.

    `subject` is the case it happened in, `about_agency` the partner it concerns. With
    `due_at` (UTC) the DPO must review it until then. With `once` (16 bytes or more that
    name what happened) nobody is told the same twice; returns whether anybody was told.
    Call it where the event is recorded: the entry in the log says who, when and why.
    """
    if once:
        lock_log(session)  # who told it first has committed by then
    told = False
    for agency_id in dict.fromkeys(agencies):
        notice_id = uuid5(agency_id, once.hex()) if once else uuid4()
        if once and session.get(Notice, notice_id) is not None:
            continue
        told = True
        session.add(
            Notice(
                id=notice_id,
                agency_id=agency_id,
                event=event,
                case_id=subject.id if subject else None,
                reference=subject.reference if subject else None,
                about_agency_id=about_agency,
                due_at=due_at,
            )
        )
    return told


def list_notices(session: Session, actor: Actor) -> list[Notice]:
    """What the DPO has not taken note of: what is due first, then the newest first.

    The 200 most urgent.
    """
    require(actor, Permission.NOTE_NOTICE, OWN_AGENCY)
    waiting = (
        select(Notice)
        .where(Notice.agency_id == actor.agency_id, Notice.noted_at.is_(None))
        .order_by(
            Notice.due_at.is_(None),
            Notice.due_at,
            Notice.created_at.desc(),
            Notice.id,
        )
        .limit(MOST_WAITING)
    )
    return list(session.scalars(waiting))


def list_noted(session: Session, actor: Actor) -> list[Notice]:
    """What the DPO took note of, newest first; the 50 newest."""
    require(actor, Permission.NOTE_NOTICE, OWN_AGENCY)
    noted = (
        select(Notice)
        .where(Notice.agency_id == actor.agency_id, Notice.noted_at.is_not(None))
        .order_by(Notice.noted_at.desc(), Notice.id)
        .limit(NEWEST)
    )
    return list(session.scalars(noted))


def get_notice(session: Session, actor: Actor, notice_id: UUID) -> Notice:
    """A notice of the actor's own agency; NotFound for any other."""
    require(actor, Permission.NOTE_NOTICE, OWN_AGENCY)
    notice = session.get(Notice, notice_id)
    if notice is None or notice.agency_id != actor.agency_id:
        raise NotFound
    return notice


def note_notice(session: Session, actor: Actor, notice: Notice) -> None:
    """Take a notice off the DPO's desk. Records `notice.noted`.

    Refuses an emergency access: that is reviewed.
    """
    require(actor, Permission.NOTE_NOTICE, OWN_AGENCY)
    if notice.event in REVIEWED:
        raise ReviewNeeded
    mark_noted(session, actor, notice)

    record(
        session,
        actor,
        Event.NOTICE_NOTED,
        about=notice.event.value,
        reference=notice.reference,
    )


def mark_noted(session: Session, actor: Actor, notice: Notice) -> None:
    """Note who dealt with a notice and when; refuse one of others or one dealt with.

    Two who do so at the same moment: one of them is refused.
    """
    session.flush()
    session.refresh(notice, with_for_update=True)
    if notice.agency_id != actor.agency_id:
        raise NotFound
    if notice.noted_at is not None:
        raise AlreadyNoted
    notice.noted_at, notice.noted_by_id = now(), actor.person_id
