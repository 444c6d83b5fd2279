"""What people change about how they are told."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.keys.directory import seal_name
from interact.reminders.models import Letter, ReminderWishes
from interact.reminders.queries import ADDRESS, address_key, find_row
from interact.reminders.rules import Wishes, check_address, kinds_for


def set_wishes(session: Session, actor: Actor, wishes: Wishes) -> None:
    """Say what is sent to oneself by e-mail, where to, and when; for this agency.

    Without an address nothing is sent, and what waits to be sent is not. The address
    is sealed under the key of the worker. Records `reminders.chosen`, without the
    address. Refuses with NoMail and NoAddress.
    """
    require(actor, Permission.READ_DESK, OWN_AGENCY)
    address = check_address(wishes.address)
    key = address_key(session) if address else b""
    row = find_row(session, actor)

    if not address:
        if row is not None:
            _drop_unsent(session, actor)
            session.delete(row)
    else:
        row = row or ReminderWishes(membership_id=actor.membership_id)
        row.kinds = sorted(wishes.kinds & set(kinds_for(actor.role)))
        row.language, row.digest_at = wishes.language, wishes.digest_at
        row.quiet_from = wishes.quiet.begins if wishes.quiet else None
        row.quiet_to = wishes.quiet.ends if wishes.quiet else None
        row.address_sealed = seal_name(key, actor.membership_id, ADDRESS, address)
        session.add(row)
    session.flush()
    kinds = sorted(row.kinds) if address and row else []
    record(session, actor, Event.REMINDERS_CHOSEN, kinds=kinds)


def _drop_unsent(session: Session, actor: Actor) -> None:
    unsent = select(Letter).where(
        Letter.membership_id == actor.membership_id,
        Letter.sent_at.is_(None),
        Letter.failed_at.is_(None),
    )
    for letter in session.scalars(unsent.with_for_update(of=Letter)):
        session.delete(letter)
