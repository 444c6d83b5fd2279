"""Signing in and out: from a passphrase to what a member can open."""

from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Membership, Passkey, Person, SeedWrap
from interact.agencies.queries import name_of
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.db import later
from interact.core.errors import CannotOpen
from interact.joining.granted import check_membership, open_grants
from interact.joining.passkey_rules import (
    NoSecondFactor,
    PasskeyIsSecond,
    PasskeyNeeded,
)
from interact.joining.presence import (
    Answered,
    answered_by,
    check_own,
    has_passkeys,
    keep_use,
    open_seed_with,
)
from interact.joining.rules import (
    AgencySuspended,
    CodeNeeded,
    NotConfirmedYet,
    NotVouchedFor,
    SignInRefused,
)
from interact.keys import totp
from interact.keys.directory import email_token
from interact.keys.installation import Installation
from interact.keys.keyring import Keyring
from interact.keys.passphrase import Kind, dummy_run, unlock_seed
from interact.keys.rules import (
    PasskeyRefused,
    WrongCode,
    WrongPassphrase,
)
from interact.keys.sessions import SignIn
from interact.keys.webauthn_checks import Shown
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class Credentials:
    """What a person types to sign in, or what their passkey answered."""

    email: str
    passphrase: str = field(repr=False)
    code: str = field(default="", repr=False)
    passkey: Shown | None = field(default=None, repr=False)

    @property
    def account(self) -> str:
        """Whose guesses these are, as far as can be said before anything is checked."""
        return self.email or (self.passkey.credential_id.hex() if self.passkey else "")


def sign_in(session: Session, typed: Credentials, trace: dict[str, str]) -> Actor:
    """Let a person in, with everything their grants unlock. Records `session.started`.

    Unknown address, wrong passphrase, wrong code and wrong passkey are refused alike
    and take as long; a person with a second factor is asked for it once the rest is
    right. A passkey that unlocks is enough alone. Refuses with NotVouchedFor whose
    role, keys or groups are not as their agency signed them, and with PasskeyCopied as
    `presence.keep_use` says.
    """
    answered = _answered(session, typed.passkey) if typed.passkey else None
    unlocked = _open_with_passkey(session, typed, answered)
    if unlocked is None:
        unlocked = _open_with_passphrase(session, typed, answered)
    person = unlocked.person
    membership = _membership_of(session, person)

    keyring = open_grants(session, membership, unlocked.keypair)
    actor = act(membership, name_of(session, person), keyring)
    actor = replace(actor, auth_level=unlocked.level, trace=trace)
    if answered is not None:
        keep_use(session, actor, answered)
    record(session, actor, Event.SIGNED_IN)
    return actor


def sign_out(session: Session, actor: Actor, ended: str = "this session") -> None:
    """Record which sessions a person ended; the caller ends them."""
    record(session, actor, Event.SIGNED_OUT, ended=ended)


def actor_of(session: Session, sign_in: SignIn, trace: dict[str, str]) -> Actor | None:
    """Who acts in a session that still runs.

    None if they left their agency, if it was suspended, or if they play another part
    than it vouches for.
    """
    membership = session.get(Membership, sign_in.membership_id)
    if membership is None or membership.ended_at is not None:
        return None
    if membership.person_id != sign_in.person_id or membership.agency.suspended_at:
        return None
    keyring = Keyring.unpack(sign_in.keyring)
    try:
        check_membership(membership, keyring.anchor)
    except CannotOpen:
        return None
    actor = act(membership, name_of(session, membership.person), keyring)
    return replace(actor, auth_level=sign_in.auth_level, trace=trace)


def act(membership: Membership, name: str, keyring: Keyring) -> Actor:
    """The member as an actor, with what they unlocked."""
    agency = membership.agency
    return Actor(
        person_id=membership.person_id,
        membership_id=membership.id,
        name=name,
        agency_id=agency.id,
        agency_name=agency.name,
        kind=agency.kind,
        country=agency.country,
        role=membership.role,
        keyring=keyring,
        time_zone=agency.time_zone,
    )


def open_seed_of(session: Session, person: Person, passphrase: str) -> bytes:
    """A person's seed. Raises WrongPassphrase."""
    pepper = Installation.of(session).pepper
    wraps = select(SeedWrap).where(
        SeedWrap.person_id == person.id, SeedWrap.kind == Kind.PASSPHRASE.value
    )
    lock = session.scalars(wraps).one()
    return unlock_seed(passphrase, lock.params, lock.sealed, person.id, pepper)


@dataclass(frozen=True)
class _Unlocked:
    """Who is signing in, their keys, and how they showed that they are it."""

    person: Person
    keypair: KeyPair = field(repr=False)
    level: str


def _answered(session: Session, shown: Shown) -> Answered | None:
    try:
        return answered_by(session, shown)
    except PasskeyRefused:
        return None


def _open_with_passkey(
    session: Session, typed: Credentials, answered: Answered | None
) -> _Unlocked | None:
    """The keys a passkey opens by itself; None when the passphrase is needed, too."""
    if typed.passkey and answered:
        passkey = answered.passkey
        seed = open_seed_with(session, passkey, typed.passkey.secret)
        if seed is not None:
            person = session.get_one(Person, passkey.person_id)
            keypair = KeyPair(seed)
            _check_own(keypair, passkey)
            return _Unlocked(person, keypair, "passkey")
    if typed.passkey and not typed.passphrase:
        raise PasskeyIsSecond if answered else SignInRefused
    return None


def _open_with_passphrase(
    session: Session, typed: Credentials, answered: Answered | None
) -> _Unlocked:
    installation = Installation.of(session)
    token = email_token(installation.directory_key, typed.email)
    person = session.scalar(select(Person).where(Person.email_token == token))
    if person is None:
        dummy_run(installation.pepper)
        raise SignInRefused
    try:
        keypair = KeyPair(open_seed_of(session, person, typed.passphrase))
    except WrongPassphrase:
        raise SignInRefused from None
    if not typed.passkey:
        level = check_code(session, person, keypair, typed.code)
        return _Unlocked(person, keypair, level)
    if answered is None or answered.passkey.person_id != person.id:
        raise SignInRefused
    _check_own(keypair, answered.passkey)
    return _Unlocked(person, keypair, "passphrase and passkey")


def _check_own(keypair: KeyPair, passkey: Passkey) -> None:
    try:
        check_own(passkey, Keyring.of(keypair, {}, "").person_key)
    except CannotOpen:
        raise NotVouchedFor from None


def check_code(session: Session, person: Person, keypair: KeyPair, code: str) -> str:
    """Check a person's code, if they use codes; which factors they showed with it."""
    if person.totp_sealed is None:
        _check_no_factor(session, person)
        return "passphrase"
    if not code.strip():
        raise CodeNeeded
    secret = totp.open_secret(keypair.seed, person.totp_sealed, person.id)
    try:
        step = totp.check(secret, code, now(), person.totp_last_step)
    except WrongCode:
        raise SignInRefused from None
    later(session, partial(_keep_step, person.id, step))
    return "passphrase and code"


def _check_no_factor(session: Session, person: Person) -> None:
    """In training the passphrase may be enough, for those who set nothing else up."""
    if has_passkeys(session, person.id):
        raise PasskeyNeeded
    if not Installation.of(session).training:
        raise NoSecondFactor


def _keep_step(person_id: UUID, step: int, session: Session) -> None:
    """Each code is good once, also when two sign-ins race."""
    person = session.get_one(Person, person_id, with_for_update=True)
    if person.totp_last_step >= step:
        raise SignInRefused
    person.totp_last_step = step


def _membership_of(session: Session, person: Person) -> Membership:
    current = (
        select(Membership)
        .where(Membership.person_id == person.id, Membership.ended_at.is_(None))
        .order_by(Membership.created_at, Membership.id)
        .limit(1)
    )
    membership = session.scalar(current)
    if membership is None:
        raise SignInRefused
    if Installation.of(session).salts.find_ended([membership.id]):
        raise SignInRefused  # a row was put back
    if membership.certificate is None:
        raise NotConfirmedYet
    if membership.agency.suspended_at is not None:
        raise AgencySuspended(agency=membership.agency.name)
    return membership
