"""What becomes of the place of a member who comes back with new keys."""

import os
from functools import partial
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interact.agencies.models import Grant, Membership, Passkey, SeedWrap
from interact.agencies.rules import Role
from interact.core.clock import now
from interact.core.db import after_commit
from interact.joining.rules import LastCustodian
from interact.keys.directory import TOKEN_BYTES
from interact.keys.installation import Installation


def end_replaced(session: Session, membership_id: UUID) -> None:
    """End a membership whose keys are lost, and let its e-mail address be used again.

    Nobody signs in by it any more. The certificate stays: what this person signed still
    verifies, and the record still names them. Does nothing a second time.
    """
    membership = session.get_one(Membership, membership_id, with_for_update=True)
    if membership.ended_at is not None:
        return
    person = membership.person
    membership.ended_at = now()
    salts = Installation.of(session).salts
    after_commit(session, partial(salts.note_ended, [membership.id]))
    person.email_token = os.urandom(TOKEN_BYTES)
    session.execute(delete(Grant).where(Grant.membership_id == membership.id))
    for table in (SeedWrap, Passkey):
        session.execute(delete(table).where(table.person_id == person.id))
    session.flush()


def check_not_last(session: Session, membership: Membership) -> None:
    """Refuse with LastCustodian to end the last confirmed custodian of an agency."""
    if membership.role is not Role.CUSTODIAN:
        return
    others = select(Membership.id).where(
        Membership.agency_id == membership.agency_id,
        Membership.role == Role.CUSTODIAN,
        Membership.ended_at.is_(None),
        Membership.certificate.is_not(None),
        Membership.id != membership.id,
    )
    if session.scalar(others.limit(1)) is None:
        raise LastCustodian
