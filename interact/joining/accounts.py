"""What people change about how they themselves sign in.

Their seed is not in their session, so each of these asks for the passphrase: whoever
finds an open session cannot add a way in.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Person, SeedWrap
from interact.agencies.queries import email_of
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.clock import now
from interact.joining.accepting import Factor, set_code
from interact.joining.passphrases import judge_passphrase
from interact.joining.rules import NotProven
from interact.joining.sessions import open_seed_of
from interact.keys import totp
from interact.keys.installation import Installation
from interact.keys.passphrase import NORMAL, Cost, Kind, lock_seed
from interact.keys.rules import WrongPassphrase
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class AccountView:
    """How a person signs in. `code_made_at` is UTC, None without a personal code."""

    email: str
    has_app: bool
    code_made_at: datetime | None


@dataclass(frozen=True)
class NewPassphrase:
    """The passphrase that was, and the one that is to be."""

    old: str = field(repr=False)
    new: str = field(repr=False)
    cost: Cost = NORMAL


def change_passphrase(session: Session, actor: Actor, typed: NewPassphrase) -> None:
    """Lock the actor's seed under another passphrase; the old one is void.

    The caller ends their other sessions. Records `passphrase.changed`. Refuses with
    NotProven, PassphraseTooShort or PassphraseTooEasy.
    """
    require(actor, Permission.KEEP_ACCOUNT, OWN_AGENCY)
    person, keypair = _open(session, actor, typed.old)
    about = actor.name, email_of(session, person), actor.agency_name
    judge_passphrase(typed.new, about)

    pepper = Installation.of(session).pepper
    (wrap,) = _wraps(session, person.id, Kind.PASSPHRASE)
    wrap.params, wrap.sealed = lock_seed(
        typed.new, keypair.seed, person.id, pepper, typed.cost
    )
    record(session, actor, Event.PASSPHRASE_CHANGED)


def make_code(session: Session, actor: Actor, passphrase: str) -> str:
    """A new personal code as it is printed; the old one is void. It is kept nowhere.

    Records `code.made`. Refuses with NotProven.
    """
    require(actor, Permission.KEEP_ACCOUNT, OWN_AGENCY)
    person, keypair = _open(session, actor, passphrase)

    old = SeedWrap.person_id == person.id, SeedWrap.kind == Kind.CODE.value
    session.execute(delete(SeedWrap).where(*old))
    wrap, printed = set_code(person, keypair)
    session.add(wrap)
    record(session, actor, Event.CODE_MADE)
    return printed


def set_factor(session: Session, actor: Actor, passphrase: str, factor: Factor) -> None:
    """Keep the secret of the actor's authenticator app, instead of any before.

    The caller ends their other sessions. Records `factor.set`. Refuses with NotProven,
    and with WrongCode unless the app shows the code of this secret.
    """
    require(actor, Permission.KEEP_ACCOUNT, OWN_AGENCY)
    person, keypair = _open(session, actor, passphrase)
    step = totp.check(factor.secret, factor.code, now(), 0)

    person.totp_sealed = totp.seal_secret(keypair.seed, factor.secret, person.id)
    person.totp_last_step = step
    record(session, actor, Event.FACTOR_SET)


def find_account(session: Session, actor: Actor) -> AccountView:
    """How the actor signs in."""
    require(actor, Permission.KEEP_ACCOUNT, OWN_AGENCY)
    person = session.get_one(Person, actor.person_id)
    codes = _wraps(session, person.id, Kind.CODE)
    return AccountView(
        email_of(session, person),
        person.totp_sealed is not None,
        codes[0].created_at if codes else None,
    )


def _open(session: Session, actor: Actor, passphrase: str) -> tuple[Person, KeyPair]:
    """The actor's own row, kept from everybody else for now, and their keys."""
    person = session.get_one(Person, actor.person_id, with_for_update=True)
    try:
        return person, KeyPair(open_seed_of(session, person, passphrase))
    except WrongPassphrase:
        raise NotProven from None


def _wraps(session: Session, person_id: UUID, kind: Kind) -> list[SeedWrap]:
    theirs = select(SeedWrap).where(
        SeedWrap.person_id == person_id, SeedWrap.kind == kind.value
    )
    return list(session.scalars(theirs))
