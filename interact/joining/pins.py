"""What an agency remembers of a partner, sealed under a key of its own.

    pin     the fingerprint; when it was compared (UTC) and the id of who did, a line
            each; a partner that was only met has the first line alone

Whoever writes to the database can take a pin away or put an earlier one back, but
neither make one nor say that a partner was compared.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Self
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import PartnerPin
from interact.core.db import LATER, after_commit, later
from interact.core.errors import CannotOpen
from interact.keys.formats import pin_context
from interact.keys.installation import Installation
from interact.keys.rules import GroupName
from interact.keys.sealing import seal, unseal

DIRECTORY = GroupName.COORDINATION
COMPARED_LINES = 3

# Where a session keeps whom it met: a pin may be stored only after the page is made.
MET = "met"


@dataclass(frozen=True)
class Pin:
    """A partner's fingerprint; when and by whom it was compared, None if never."""

    fingerprint: str
    compared_at: datetime | None = None
    compared_by: UUID | None = None

    @property
    def compared(self) -> bool:
        """Whether somebody heard the fingerprint from the partner itself."""
        return self.compared_at is not None

    def text(self) -> str:
        """What is sealed."""
        if self.compared_at is None:
            return self.fingerprint
        return f"{self.fingerprint}\n{self.compared_at.isoformat()}\n{self.compared_by}"

    @classmethod
    def read(cls, text: str) -> Self:
        """The pin that `text` says. Raises CannotOpen for what is none."""
        lines = text.split("\n")
        if len(lines) == 1:
            return cls(text)
        if len(lines) != COMPARED_LINES:
            raise CannotOpen
        return cls(lines[0], datetime.fromisoformat(lines[1]), UUID(lines[2]))


def find_pin(session: Session, actor: Actor, partner_id: UUID) -> Pin | None:
    """What the actor's agency remembers of a partner, None if they never met.

    Raises CannotOpen when what was remembered was changed.
    """
    met = _met(session)
    row_id = pin_id(actor.agency_id, partner_id)
    if row_id not in met:
        row = session.get(PartnerPin, row_id)
        if row is None:
            return None
        met[row_id] = open_pin(actor, row)
    return met[row_id]


def open_pin(actor: Actor, row: PartnerPin) -> Pin:
    """What a stored pin of the actor's own agency says. Raises CannotOpen."""
    keys = actor.keyring.group(DIRECTORY, row.group_epoch)
    context = pin_context(actor.agency_id, row.partner_id)
    return Pin.read(unseal(keys.keypair.shelf_key, row.sealed, context).decode())


def is_forgotten(session: Session, actor: Actor, partner_id: UUID) -> bool:
    """Whether the agencies met before and what was remembered is gone: it was deleted.

    Looked up anew: two requests may meet a partner at the same moment.
    """
    row_id = pin_id(actor.agency_id, partner_id)
    if not Installation.of(session).salts.has_met(row_id):
        return False
    remembered = select(PartnerPin.id).where(PartnerPin.id == row_id)
    if session.scalar(remembered) is not None:
        return False
    if LATER not in session.info:
        return True
    with Session(session.get_bind()) as later_on:
        return later_on.scalar(remembered) is None


def keep_first(session: Session, actor: Actor, partner_id: UUID, pin: Pin) -> None:
    """Remember a partner that was met just now, unless another request did already."""
    stored = _stored(actor, partner_id, pin)
    later(session, partial(_add, stored))
    _met(session)[stored["id"]] = pin


def keep_instead(session: Session, actor: Actor, partner_id: UUID, pin: Pin) -> None:
    """Remember this of a partner from now on, instead of what was remembered."""
    stored = _stored(actor, partner_id, pin)
    row = session.get(PartnerPin, stored["id"], with_for_update=True)
    if row is None:
        session.add(PartnerPin(**stored))
    else:
        row.group_epoch, row.sealed = stored["group_epoch"], stored["sealed"]
    session.flush()
    _note_met(session, stored["id"])
    _met(session)[stored["id"]] = pin


def pin_id(agency_id: UUID, partner_id: UUID) -> UUID:
    """The id of the one row an agency has about a partner."""
    return uuid5(agency_id, partner_id.hex)


def _met(session: Session) -> dict[UUID, Pin]:
    met: dict[UUID, Pin] = session.info.setdefault(MET, {})
    return met


def _stored(actor: Actor, partner_id: UUID, pin: Pin) -> dict[str, Any]:
    epoch = actor.keyring.latest(DIRECTORY)
    keys = actor.keyring.group(DIRECTORY, epoch)
    context = pin_context(actor.agency_id, partner_id)
    return {
        "id": pin_id(actor.agency_id, partner_id),
        "agency_id": actor.agency_id,
        "partner_id": partner_id,
        "group_epoch": epoch,
        "sealed": seal(keys.keypair.shelf_key, pin.text().encode(), context),
    }


def _add(stored: dict[str, Any], session: Session) -> None:
    if session.get(PartnerPin, stored["id"]) is None:
        session.add(PartnerPin(**stored))
        session.flush()
        _note_met(session, stored["id"])


def _note_met(session: Session, row_id: UUID) -> None:
    salts = Installation.of(session).salts
    after_commit(session, partial(salts.note_met, row_id))
