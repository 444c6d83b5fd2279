"""Signing in and out: from a passphrase to what a member can open."""

from dataclasses import dataclass, field, replace
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Grant, Membership, Person, SeedWrap
from interact.agencies.queries import name_of
from interact.agencies.vouching import check_group, check_member
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.db import later
from interact.core.errors import CannotOpen
from interact.joining.members import grant_layout, open_anchor
from interact.joining.rules import (
    AgencySuspended,
    CodeNeeded,
    NotConfirmedYet,
    NotVouchedFor,
    SignInRefused,
)
from interact.keys import totp
from interact.keys.certificates import check_anchor
from interact.keys.directory import email_token
from interact.keys.installation import Installation
from interact.keys.keyring import GroupKeys, Keyring
from interact.keys.passphrase import Kind, dummy_run, unlock_seed
from interact.keys.rules import GroupName, WrongCode, WrongPassphrase
from interact.keys.sessions import SignIn
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class Credentials:
    """What a person types to sign in."""

    email: str
    passphrase: str = field(repr=False)
    code: str = field(default="", repr=False)


def sign_in(session: Session, typed: Credentials, trace: dict[str, str]) -> Actor:
    """Let a person in, with everything their grants unlock. Records `session.started`.

    Unknown address, wrong passphrase and wrong code are refused alike and take as
    long; a person with a second factor is asked for the code once the rest is right.
    Refuses with NotVouchedFor whose role, keys or groups are not as their agency
    signed them.
    """
    installation = Installation.of(session)
    token = email_token(installation.directory_key, typed.email)
    person = session.scalar(select(Person).where(Person.email_token == token))
    if person is None:
        dummy_run(installation.pepper)
        raise SignInRefused
    keypair = KeyPair(_unlock(session, person, typed.passphrase))
    level = _check_code(session, person, keypair, typed.code)
    membership = _membership_of(session, person)

    keyring = _open_grants(membership, keypair)
    actor = act(membership, name_of(session, person), keyring)
    actor = replace(actor, auth_level=level, trace=trace)
    record(session, actor, Event.SIGNED_IN)
    return actor


def sign_out(session: Session, actor: Actor) -> None:
    """Record that a person signed out; their session is ended by the caller."""
    record(session, actor, Event.SIGNED_OUT)


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
        _check_membership(membership, keyring.anchor)
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
    )


def _unlock(session: Session, person: Person, passphrase: str) -> bytes:
    pepper = Installation.of(session).pepper
    wraps = select(SeedWrap).where(
        SeedWrap.person_id == person.id, SeedWrap.kind == Kind.PASSPHRASE.value
    )
    lock = session.scalars(wraps).one()
    try:
        return unlock_seed(passphrase, lock.params, lock.sealed, person.id, pepper)
    except WrongPassphrase:
        raise SignInRefused from None


def _check_code(session: Session, person: Person, keypair: KeyPair, code: str) -> str:
    if person.totp_sealed is None:
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
    if membership.certificate is None:
        raise NotConfirmedYet
    if membership.agency.suspended_at is not None:
        raise AgencySuspended(agency=membership.agency.name)
    return membership


def _open_grants(membership: Membership, person: KeyPair) -> Keyring:
    """The groups a member was given, each checked against the agency they joined.

    That a group has expired keeps nobody out: it only stops sealing to it.
    """
    bare = Keyring.of(person, {}, "")
    try:
        anchor = open_anchor(bare, membership)
        _check_membership(membership, anchor)
        held = dict(_open_grant(grant, person) for grant in membership.grants)
    except CannotOpen:
        raise NotVouchedFor from None
    return Keyring.of(person, held, anchor)


def _check_membership(membership: Membership, anchor: str) -> None:
    check_anchor(membership.agency.identity_public, anchor)
    check_member(membership)


def _open_grant(
    grant: Grant, person: KeyPair
) -> tuple[tuple[GroupName, int], GroupKeys]:
    group, membership = grant.group, grant.membership
    keys = grant_layout(group, membership.person_id).take(person, grant.wrap)
    check_group(membership.agency, group)
    if keys.public != group.kem_public:
        raise CannotOpen
    return (group.name, group.epoch), GroupKeys(group.id, keys)
