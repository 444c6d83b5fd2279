"""When somebody cannot sign in any more: what the printed codes are for.

Nobody is signed in here, so nobody can be asked for a permission: who holds the codes
may do it, and it is recorded and told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Membership, Person, SeedWrap
from interact.agencies.queries import name_of
from interact.agencies.rules import Role, groups_for
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.errors import CannotOpen
from interact.joining.invitations import Invited, make_invitation
from interact.joining.passphrases import judge_passphrase
from interact.joining.recovery_codes import lock_agency, open_custody
from interact.joining.rules import RecoveryCodesWrong, RecoveryRefused
from interact.joining.sessions import act
from interact.keys.codes import new_code, print_code, read_code
from interact.keys.directory import email_token
from interact.keys.installation import Installation
from interact.keys.keyring import Keyring
from interact.keys.passphrase import (
    NORMAL,
    Cost,
    Kind,
    lock_seed,
    lock_with_secret,
    unlock_with_secret,
)
from interact.keys.wrapping import KeyPair

NOBODY = UUID(int=0)


@dataclass(frozen=True, kw_only=True)
class LostPassphrase:
    """What a person types who forgot their passphrase and has their personal code."""

    email: str
    code: str = field(repr=False)
    passphrase: str = field(repr=False)
    cost: Cost = NORMAL


def recover_agency(
    session: Session,
    name: str,
    codes: Sequence[str],
    custodian: tuple[str, str],
    trace: Mapping[str, str],
) -> str:
    """Open the keys of an agency with two recovery codes, for a new custodian.

    `custodian` is their name and e-mail address; the token of their link is returned,
    and lies nowhere. The codes stay valid. Records `agency.recovered`; the DPO is told.
    Refuses with RecoveryCodesWrong, also for an agency that is not here.
    """
    agency = _find_agency(session, name)
    custody = open_custody(session, agency, codes)

    groups = groups_for(agency.kind, Role.CUSTODIAN)
    invited = Invited(*custodian, Role.CUSTODIAN, groups)
    _invitation, token = make_invitation(
        session, agency, invited, by=None, custody=custody
    )
    actor = replace(_without_person(agency), trace=dict(trace))
    record(session, actor, Event.AGENCY_RECOVERED, member=invited.name)
    tell_dpos(session, [agency.id], Event.AGENCY_RECOVERED)
    return token


def recover_passphrase(
    session: Session, typed: LostPassphrase, trace: Mapping[str, str]
) -> tuple[Actor, str]:
    """Give a person a new passphrase for their personal code; a new code is returned.

    The code that was typed is void. Second factors stay as they are: the code alone
    lets nobody in. Their sessions are ended by the caller. Records
    `passphrase.recovered`; the DPO is told. Refuses as `judge_passphrase` and
    `read_code` do, and with RecoveryRefused alike for an unknown address and a wrong
    code.
    """
    judge_passphrase(typed.passphrase, [typed.email])
    secret = read_code(typed.code)
    membership, lock = _find_lock(session, typed.email)
    person = membership.person
    keypair = _unlock(person, lock, secret)

    pepper = Installation.of(session).pepper
    wrap = _wrap_of(session, person, Kind.PASSPHRASE)
    if wrap is None:
        wrap = SeedWrap(person_id=person.id, kind=Kind.PASSPHRASE.value)
        session.add(wrap)
    wrap.params, wrap.sealed = lock_seed(
        typed.passphrase, keypair.seed, person.id, pepper, typed.cost
    )
    fresh = new_code()
    lock.params, lock.sealed = lock_with_secret(
        Kind.CODE, fresh, keypair.seed, person.id
    )
    session.flush()
    actor = act(membership, name_of(session, person), Keyring.of(keypair, {}, ""))
    actor = replace(actor, trace=dict(trace), auth_level="code")
    record(session, actor, Event.PASSPHRASE_RECOVERED)
    tell_dpos(session, [membership.agency_id], Event.PASSPHRASE_RECOVERED)
    return actor, print_code(fresh)


def _find_agency(session: Session, name: str) -> Agency:
    named = select(Agency).where(Agency.name == name.strip())
    agency = session.scalar(named)
    if agency is None:
        raise RecoveryCodesWrong
    return lock_agency(session, agency.id)


def _without_person(agency: Agency) -> Actor:
    return Actor(
        person_id=NOBODY,
        membership_id=NOBODY,
        name="Two recovery codes",
        agency_id=agency.id,
        agency_name=agency.name,
        kind=agency.kind,
        country=agency.country,
        role=Role.CUSTODIAN,
        keyring=Keyring.empty(),
        auth_level="recovery codes",
    )


def _find_lock(session: Session, email: str) -> tuple[Membership, SeedWrap]:
    """The place of a person and the lock of their code, both kept by us for now."""
    token = email_token(Installation.of(session).directory_key, email)
    person = session.scalar(select(Person).where(Person.email_token == token))
    if person is None:
        raise RecoveryRefused
    session.refresh(person, with_for_update=True)
    membership = session.scalar(
        select(Membership).where(
            Membership.person_id == person.id, Membership.ended_at.is_(None)
        )
    )
    lock = _wrap_of(session, person, Kind.CODE)
    if membership is None or lock is None:
        raise RecoveryRefused
    return membership, lock


def _wrap_of(session: Session, person: Person, kind: Kind) -> SeedWrap | None:
    wraps = select(SeedWrap).where(
        SeedWrap.person_id == person.id, SeedWrap.kind == kind.value
    )
    return session.scalar(wraps.execution_options(populate_existing=True))


def _unlock(person: Person, lock: SeedWrap, secret: bytes) -> KeyPair:
    try:
        seed = unlock_with_secret(
            Kind.CODE, secret, lock.params, lock.sealed, person.id
        )
    except CannotOpen:
        raise RecoveryRefused from None
    return KeyPair(seed)
