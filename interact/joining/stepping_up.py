"""Showing again who one is, before what cannot be undone."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Person
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.joining.presence import has_passkeys, verify_presence
from interact.joining.rules import SignInRefused
from interact.joining.sessions import check_code, open_seed_of
from interact.keys.rules import PasskeyRefused, WrongPassphrase
from interact.keys.webauthn_checks import Shown
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class Factors:
    """The second factors a person has."""

    codes: bool
    passkey: bool

    def __bool__(self) -> bool:
        return self.codes or self.passkey


def show_again(session: Session, actor: Actor, passphrase: str, code: str) -> str:
    """Make sure anew that it is the actor who acts; how they showed it. Records it.

    Refuses with SignInRefused, and like `sign_in` who has a second factor and gave
    none. Who has none at all shows the passphrase: so they can set one up.
    """
    person = session.get_one(Person, actor.person_id)
    try:
        keypair = KeyPair(open_seed_of(session, person, passphrase))
    except WrongPassphrase:
        raise SignInRefused from None
    has_factor = factors_of(session, person.id)
    level = check_code(session, person, keypair, code) if has_factor else "passphrase"

    record(session, replace(actor, auth_level=level), Event.STEPPED_UP)
    return level


def show_passkey_again(session: Session, actor: Actor, shown: Shown) -> str:
    """The same with a passkey of the actor's own. Refuses as `verify_presence` does."""
    try:
        verify_presence(session, actor, shown.response, shown.challenge)
    except PasskeyRefused:
        raise SignInRefused from None

    level = "passkey"
    record(session, replace(actor, auth_level=level), Event.STEPPED_UP)
    return level


def factors_of(session: Session, person_id: UUID) -> Factors:
    """Which second factors a person has set up."""
    person = session.get_one(Person, person_id)
    has_passkey = has_passkeys(session, person_id)
    return Factors(codes=person.totp_sealed is not None, passkey=has_passkey)
