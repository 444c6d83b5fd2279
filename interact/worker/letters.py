"""Sending e-mails: claimed, handed to the mail server, and only then marked as sent.

A worker that dies between the two leaves one that is sent again: at least once, with
the same Message-ID (0021).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from interact.access.permissions import Standing
from interact.agencies.models import Membership
from interact.agencies.rules import Role
from interact.cases.models import Case
from interact.config import WorkerConfig
from interact.core.clock import now
from interact.reminders.models import Letter, ReminderWishes
from interact.reminders.queries import open_address
from interact.reminders.rules import try_again_after
from interact.reminders.telling import NOT_WHO
from interact.tasks.holders import may_know
from interact.tasks.models import Task
from interact.worker.leases import claim, claimed_by
from interact.worker.post import NotDelivered
from interact.worker.wording import About, Text, word

BATCH = 10
NO_ADDRESS = "NoAddress"


@dataclass(frozen=True, kw_only=True)
class Post:
    """One e-mail that is ready: the letters it stands for, where to, what it says."""

    letters: tuple[UUID, ...]
    address: str = field(repr=False)
    text: Text


def claim_letters(session: Session, lease: timedelta) -> UUID | None:
    """Take a batch of e-mails that are to go out now, or all of one person's day.

    None when there are none.
    """
    single = select(Letter.id).where(*_waits(), Letter.digest.is_(False))
    oldest = single.order_by(Letter.next_at, Letter.id).limit(BATCH)
    return claim(session, Letter, oldest, lease) or _claim_digest(session, lease)


def take_letters(
    session: Session, number: UUID, config: WorkerConfig, lease: timedelta
) -> list[Post]:
    """What a claim took, as e-mails; each counts as tried from now on.

    Letters about what has ended, to members who left, and to who may not know of the
    case any more, are dropped.
    """
    found = list(
        session.scalars(
            select(Letter)
            .where(Letter.id.in_(claimed_by(Letter, number)), *_unsent())
            .order_by(Letter.created_at, Letter.id)
            .options(joinedload(Letter.membership).lazyload(Membership.person))
            .with_for_update(of=Letter)
        )
    )
    kept = list(_still_wanted(session, found))
    for letter in kept:
        letter.attempts += 1
        letter.claimed_until = now() + lease
    session.flush()
    return list(_posts(session, kept, config))


def mark_sent(session: Session, post: Post) -> None:
    """Note that the mail server has taken an e-mail."""
    _set(session, post, sent_at=now(), claim=None, last_error=None)


def mark_not_sent(session: Session, post: Post, fault: NotDelivered) -> None:
    """Try an e-mail again later, or give it up: who sent it then sees so."""
    attempts = session.scalar(
        select(Letter.attempts).where(Letter.id.in_(post.letters)).limit(1)
    )
    again = try_again_after(attempts or 1)
    said = {"claim": None, "claimed_until": None, "last_error": fault.kind}
    if fault.for_good or again is None:
        _set(session, post, failed_at=now(), **said)
    else:
        _set(session, post, next_at=now() + again, **said)


def _set(session: Session, post: Post, **values: object) -> None:
    unsent = Letter.id.in_(post.letters), Letter.sent_at.is_(None)
    session.execute(
        update(Letter)
        .where(*unsent)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _claim_digest(session: Session, lease: timedelta) -> UUID | None:
    """Take all of one member's letters of a day: no two workers halve them."""
    waiting = select(Letter.membership_id).where(*_waits(), Letter.digest)
    person = session.scalar(
        select(ReminderWishes.membership_id)
        .where(ReminderWishes.membership_id.in_(waiting))
        .order_by(ReminderWishes.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=ReminderWishes)
    )
    if person is None:
        return None
    theirs = select(Letter.id).where(
        *_waits(), Letter.digest, Letter.membership_id == person
    )
    return claim(session, Letter, theirs, lease)


def _unsent() -> tuple[ColumnElement[bool], ...]:
    return Letter.sent_at.is_(None), Letter.failed_at.is_(None)


def _waits() -> tuple[ColumnElement[bool], ...]:
    return (*_unsent(), Letter.next_at <= now())


def _still_wanted(session: Session, found: list[Letter]) -> Iterator[Letter]:
    asked = [one.reminder.task_id for one in found if one.reminder.task_id]
    tasks = {
        task.id: task
        for task in session.scalars(select(Task).where(Task.id.in_(asked)))
    }
    cases = _cases(session, {one.reminder.case_id for one in found})
    for letter in found:
        task = tasks.get(letter.reminder.task_id) if letter.reminder.task_id else None
        left = letter.membership.ended_at or letter.membership.agency.suspended_at
        over = letter.reminder.ended_at or (task and task.ended_at)
        shut_out = _is_shut_out(letter, cases[letter.reminder.case_id], task)
        if left or over or shut_out:
            session.execute(delete(Letter).where(Letter.id == letter.id))
        else:
            yield letter


def _cases(session: Session, wanted: set[UUID]) -> dict[UUID, Case]:
    """The cases of letters by their id, with who takes part and who was named."""
    found = select(Case).where(Case.id.in_(wanted))
    parts = selectinload(Case.shares), selectinload(Case.restrictions)
    return {case.id: case for case in session.scalars(found.options(*parts))}


def _is_shut_out(letter: Letter, case: Case, task: Task | None) -> bool:
    """Whether the agency has no part in the case or may not know of the task, or did
    not name this member, or its supervisors are meant and the member is none."""
    agency_id = letter.reminder.agency_id
    gone = case.standing_of(agency_id) is Standing.NONE
    kept_from = task is not None and not may_know(agency_id, task)
    supervises = letter.membership.role is Role.SUPERVISOR
    not_meant = letter.reminder.for_supervisors and not supervises
    not_named = not case.admits(agency_id, letter.membership_id)
    return gone or kept_from or not_meant or not_named


def _posts(
    session: Session, letters: list[Letter], config: WorkerConfig
) -> Iterator[Post]:
    key = bytes.fromhex(config.mail_key)
    for together in _together(letters):
        first = together[0]
        mine = ReminderWishes.membership_id == first.membership_id
        wishes = session.scalar(select(ReminderWishes).where(mine).options(NOT_WHO))
        address = open_address(key, wishes) if wishes else ""
        if address:
            ids = tuple(one.id for one in together)
            yield Post(letters=ids, address=address, text=_text(together, config))
            continue
        for letter in together:
            letter.failed_at, letter.last_error = now(), NO_ADDRESS


def _together(letters: list[Letter]) -> Iterator[list[Letter]]:
    """Each letter alone, those of somebody's day as one."""
    days: dict[UUID, list[Letter]] = {}
    for letter in letters:
        if letter.digest:
            days.setdefault(letter.membership_id, []).append(letter)
        else:
            yield [letter]
    yield from days.values()


def _text(together: list[Letter], config: WorkerConfig) -> Text:
    first = together[0]
    link = f"{config.public_url.rstrip('/')}/reminders"
    if len(together) == 1:
        link = f"{link}/{first.reminder_id}"
    about = [
        About(
            kind=one.reminder.kind,
            urgent=one.reminder.urgent,
            due_at=one.reminder.due_at,
        )
        for one in together
    ]
    zone = first.membership.agency.time_zone
    return word(about, link=link, language=first.language, zone=zone)
