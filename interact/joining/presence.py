"""Passkeys at work: whether the person who holds one is there, and what it opens.

    label      sealed under the person's own key, bound to
               LP("interact/passkey/v1", person, passkey, credential id, public key)

So a passkey that somebody planted in the database, or whose key they changed, is none:
only the person themselves could have named it.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Passkey, SeedWrap
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.db import later
from interact.core.errors import CannotOpen
from interact.joining.passkey_rules import PasskeyCopied
from interact.keys.formats import lp, pad, unpad
from interact.keys.installation import Installation
from interact.keys.passphrase import Kind, unlock_with_secret
from interact.keys.rules import PasskeyRefused
from interact.keys.sealing import seal, unseal
from interact.keys.webauthn_checks import Shown, Site, check_used


@dataclass(frozen=True)
class Answered:
    """A passkey that signed our challenge, and how often it says it signed."""

    passkey: Passkey
    count: int


def verify_presence(
    session: Session, actor: Actor, response: str, challenge: bytes
) -> None:
    """Refuse with PasskeyRefused unless the actor's own passkey answers `challenge`.

    `response` is the browser's JSON; take `challenge` from `Challenges.redeem` first.
    What looks like a copy is refused with PasskeyCopied, recorded, and told to the
    DPO: call this outside a savepoint and let the request end well, or it is undone.
    """
    answered = answered_by(session, Shown(response, challenge))
    if answered.passkey.person_id != actor.person_id:
        raise PasskeyRefused
    check_own(answered.passkey, actor.keyring.person_key)
    keep_use(session, actor, answered)


def answered_by(session: Session, shown: Shown) -> Answered:
    """The passkey that signed the challenge, its holder checked by the device.

    Raises PasskeyRefused. Whose it is, and whether it was copied, is asked later.
    """
    passkey = session.scalar(
        select(Passkey).where(Passkey.credential_id == shown.credential_id)
    )
    if passkey is None:
        raise PasskeyRefused
    count = check_used(site_of(session), shown, passkey.public_key, passkey.person_id)
    return Answered(passkey, count)


def open_seed_with(session: Session, passkey: Passkey, secret: bytes) -> bytes | None:
    """The seed of the passkey's person, None when this passkey unlocks nothing."""
    wrap = session.scalar(
        select(SeedWrap).where(
            SeedWrap.passkey_id == passkey.id, SeedWrap.kind == Kind.PASSKEY.value
        )
    )
    if wrap is None or not secret:
        return None
    person_id = passkey.person_id
    try:
        return unlock_with_secret(
            Kind.PASSKEY, secret, wrap.params, wrap.sealed, person_id
        )
    except CannotOpen:
        return None


def keep_use(session: Session, actor: Actor, answered: Answered) -> None:
    """Remember that a passkey was used, and how often it says it was.

    Raises PasskeyCopied when it says less than before: two devices have it. Records
    `passkey.copied` and tells the DPO of the actor's agency.
    """
    if is_behind(answered.passkey.sign_count, answered.count):
        record(session, actor, Event.PASSKEY_COPIED)
        later(session, partial(_tell_of_copy, actor.agency_id))
        raise PasskeyCopied
    later(session, partial(_keep_use, answered.passkey.id, answered.count, now()))


def is_behind(stored: int, said: int) -> bool:
    """Whether a device counted back, or stood still; those that do not count say 0."""
    return said <= stored and (stored > 0 or said > 0)


def has_passkeys(session: Session, person_id: UUID) -> bool:
    """Whether a person has a passkey, whatever it unlocks."""
    theirs = select(Passkey.id).where(Passkey.person_id == person_id).limit(1)
    return session.scalar(theirs) is not None


def check_own(passkey: Passkey, person_key: bytes) -> None:
    """Refuse with CannotOpen a passkey that its person did not register."""
    open_label(passkey, person_key)


def open_label(passkey: Passkey, person_key: bytes) -> str:
    """What the person calls a passkey. Raises CannotOpen."""
    sealed = unseal(person_key, passkey.label_sealed, _context(passkey))
    return unpad(sealed).decode()


def seal_label(passkey: Passkey, person_key: bytes, label: str) -> None:
    """Name a passkey; its id, credential and public key must be set."""
    padded = pad(label.encode())
    passkey.label_sealed = seal(person_key, padded, _context(passkey))


def site_of(session: Session) -> Site:
    """Where the passkeys of this installation are good."""
    return Site.of(Installation.of(session).public_url)


def _context(passkey: Passkey) -> bytes:
    return lp(
        b"interact/passkey/v1",
        passkey.person_id.bytes,
        passkey.id.bytes,
        passkey.credential_id,
        passkey.public_key,
    )


def _keep_use(passkey_id: UUID, count: int, at: datetime, session: Session) -> None:
    """Each count is good once, also when two answers race."""
    passkey = session.get(Passkey, passkey_id, with_for_update=True)
    if passkey is None or is_behind(passkey.sign_count, count):
        raise PasskeyRefused
    passkey.sign_count, passkey.last_used_at = count, at


def _tell_of_copy(agency_id: UUID, session: Session) -> None:
    tell_dpos(session, [agency_id], Event.PASSKEY_COPIED)
