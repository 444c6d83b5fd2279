"""Reading how somebody wishes to be told, and the last e-mail that failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Person
from interact.agencies.queries import email_of
from interact.core.errors import CannotOpen
from interact.keys.directory import open_name
from interact.reminders.models import Letter, ReminderWishes
from interact.reminders.rules import NoMail, Wishes

# What a session carries the key of addresses as, and what each is sealed as.
ADDRESS_KEY = "address_key"
ADDRESS = "reminders"


@dataclass(frozen=True, kw_only=True)
class OwnWishes:
    """A person's wishes, whether any are stored, and the last e-mail that failed."""

    wishes: Wishes
    stored: bool
    failed_at: datetime | None


def find_wishes(session: Session, actor: Actor) -> OwnWishes:
    """How the actor wishes to be told, in this agency.

    Who never said any is offered the address they sign in with.
    """
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    row = find_row(session, actor)
    if row is None:
        person = session.get_one(Person, actor.person_id)
        wishes = Wishes(address=email_of(session, person))
        return OwnWishes(wishes=wishes, stored=False, failed_at=None)
    address = open_address(session.info.get(ADDRESS_KEY, b""), row)
    last = (
        select(Letter.failed_at)
        .where(
            Letter.membership_id == actor.membership_id, Letter.failed_at.is_not(None)
        )
        .order_by(Letter.failed_at.desc())
        .limit(1)
    )
    return OwnWishes(
        wishes=row.as_wishes(address), stored=True, failed_at=session.scalar(last)
    )


def open_address(key: bytes, row: ReminderWishes) -> str:
    """The address somebody gave; empty when it was sealed under another key."""
    try:
        sealed = row.address_sealed
        return open_name(key, row.membership_id, ADDRESS, sealed) if key else ""
    except CannotOpen:
        return ""


def find_row(session: Session, actor: Actor) -> ReminderWishes | None:
    """The stored wishes of the actor in this agency."""
    theirs = select(ReminderWishes).where(
        ReminderWishes.membership_id == actor.membership_id
    )
    return session.scalar(theirs)


def address_key(session: Session) -> bytes:
    """The key that addresses are sealed under, or NoMail where none are sent."""
    key = session.info.get(ADDRESS_KEY, b"")
    if not key:
        raise NoMail
    return bytes(key)
