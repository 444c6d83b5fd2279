"""The passkeys of a person: registered, named, removed by themselves."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Passkey, Person, SeedWrap
from interact.agencies.queries import email_of
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.errors import CannotOpen, NotFound
from interact.joining.passkey_rules import (
    MOST_PASSKEYS,
    LastFactor,
    PasskeyExists,
    TooManyPasskeys,
)
from interact.joining.presence import open_label, seal_label, site_of
from interact.joining.rules import NotProven
from interact.joining.sessions import open_seed_of
from interact.keys.installation import Installation
from interact.keys.passphrase import Kind, lock_with_secret
from interact.keys.rules import WrongPassphrase
from interact.keys.webauthn_checks import Holder, Made, Shown, check_made


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """What a person calls a passkey, and what the device answered that made it.

    With `shown.secret` it also unlocks; the passphrase opens the seed for that.
    """

    label: str
    passphrase: str = field(repr=False)
    shown: Shown


@dataclass(frozen=True)
class PasskeyView:
    """A passkey as its person sees it. Times are in UTC.

    It has no label when this person did not register it: somebody planted it in the
    database, and it is never accepted.
    """

    id: UUID
    label: str | None
    made_at: datetime
    last_used_at: datetime | None
    unlocks: bool


def register_passkey(session: Session, actor: Actor, new: NewPasskey) -> Passkey:
    """Keep a passkey that the actor's device made; with PRF it unlocks from then on.

    Records `passkey.registered`. Refuses with NotProven, PasskeyRefused, for a
    device's passkey that is known, and for more than MOST_PASSKEYS.
    """
    require(actor, Permission.KEEP_ACCOUNT, OWN_AGENCY)
    person = session.get_one(Person, actor.person_id, with_for_update=True)
    seed = _open_seed(session, person, new.passphrase)
    made = check_made(site_of(session), new.shown)
    _check_room(session, person, made)

    passkey = Passkey(id=uuid4(), person_id=person.id, **vars(made))
    seal_label(passkey, actor.keyring.person_key, new.label)
    session.add(passkey)
    session.flush()
    if new.shown.secret:
        session.add(_lock(passkey, new.shown.secret, seed))
    record(session, actor, Event.PASSKEY_REGISTERED, unlocks=bool(new.shown.secret))
    return passkey


def rename_passkey(
    session: Session, actor: Actor, passkey_id: UUID, label: str
) -> None:
    """Give one of the actor's passkeys another name. Records `passkey.renamed`."""
    require(actor, Permission.KEEP_ACCOUNT, OWN_AGENCY)
    passkey = _own(session, actor, passkey_id)
    open_label(passkey, actor.keyring.person_key)

    seal_label(passkey, actor.keyring.person_key, label)
    record(session, actor, Event.PASSKEY_RENAMED)


def remove_passkey(session: Session, actor: Actor, passkey_id: UUID) -> None:
    """Take away one of the actor's passkeys, and what it unlocked.

    Records `passkey.removed`. Refuses with LastFactor, outside training, when nothing
    else would stand beside the passphrase.
    """
    require(actor, Permission.KEEP_ACCOUNT, OWN_AGENCY)
    person = session.get_one(Person, actor.person_id, with_for_update=True)
    passkey = _own(session, actor, passkey_id)
    real = [one.id for one in list_passkeys(session, actor) if one.label is not None]
    training = Installation.of(session).training
    if not (person.totp_sealed or training or set(real) - {passkey_id}):
        raise LastFactor

    session.execute(delete(SeedWrap).where(SeedWrap.passkey_id == passkey.id))
    session.delete(passkey)
    session.flush()
    record(session, actor, Event.PASSKEY_REMOVED)


def list_passkeys(session: Session, actor: Actor) -> list[PasskeyView]:
    """The actor's passkeys, oldest first, those planted for them included."""
    theirs = (
        select(Passkey, SeedWrap.id)
        .outerjoin(SeedWrap, SeedWrap.passkey_id == Passkey.id)
        .where(Passkey.person_id == actor.person_id)
        .order_by(Passkey.created_at, Passkey.id)
    )
    return [
        PasskeyView(
            passkey.id,
            _label_of(actor, passkey),
            passkey.created_at,
            passkey.last_used_at,
            wrap_id is not None,
        )
        for passkey, wrap_id in session.execute(theirs)
    ]


def find_passkey(session: Session, actor: Actor, passkey_id: UUID) -> PasskeyView:
    """One of the actor's passkeys, or NotFound."""
    for passkey in list_passkeys(session, actor):
        if passkey.id == passkey_id:
            return passkey
    raise NotFound


def find_holder(session: Session, actor: Actor) -> Holder:
    """The actor as their own device names them, and the passkeys they have."""
    person = session.get_one(Person, actor.person_id)
    theirs = select(Passkey.credential_id).where(Passkey.person_id == person.id)
    known = tuple(session.scalars(theirs))
    return Holder(person.id, email_of(session, person), actor.name, known)


def _label_of(actor: Actor, passkey: Passkey) -> str | None:
    try:
        return open_label(passkey, actor.keyring.person_key)
    except CannotOpen:
        return None


def _own(session: Session, actor: Actor, passkey_id: UUID) -> Passkey:
    passkey = session.get(Passkey, passkey_id, with_for_update=True)
    if passkey is None or passkey.person_id != actor.person_id:
        raise NotFound
    return passkey


def _open_seed(session: Session, person: Person, passphrase: str) -> bytes:
    try:
        return open_seed_of(session, person, passphrase)
    except WrongPassphrase:
        raise NotProven from None


def _check_room(session: Session, person: Person, made: Made) -> None:
    known = select(Passkey.id).where(Passkey.credential_id == made.credential_id)
    if session.scalar(known) is not None:
        raise PasskeyExists
    if _count(session, person.id) >= MOST_PASSKEYS:
        raise TooManyPasskeys(most=MOST_PASSKEYS)


def _count(session: Session, person_id: UUID) -> int:
    theirs = select(func.count()).where(Passkey.person_id == person_id)
    return session.scalar(theirs) or 0


def _lock(passkey: Passkey, secret: bytes, seed: bytes) -> SeedWrap:
    person_id = passkey.person_id
    params, sealed = lock_with_secret(Kind.PASSKEY, secret, seed, person_id)
    return SeedWrap(
        person_id=person_id,
        kind=Kind.PASSKEY.value,
        params=params,
        sealed=sealed,
        passkey_id=passkey.id,
    )
