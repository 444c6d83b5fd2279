"""Coming in by an invitation: a person makes their keys, and waits to be confirmed."""

from dataclasses import dataclass, field, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.agencies.models import Group, Invitation, Membership, Person, SeedWrap
from interact.agencies.vouching import check_group
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.invitations import (
    InvitationView,
    hold_invitation,
    view_invitation,
)
from interact.joining.members import (
    NewMember,
    grant_groups,
    make_person,
    place_in,
    vouch_for,
)
from interact.joining.passphrases import judge_passphrase
from interact.joining.replacing import check_not_last, end_replaced
from interact.joining.rules import SecondFactorNeeded
from interact.joining.sessions import act
from interact.keys import totp
from interact.keys.certificates import (
    check_anchor,
    fingerprint,
    member_fingerprint,
    open_identity,
)
from interact.keys.codes import new_code, print_code
from interact.keys.installation import Installation
from interact.keys.keyring import Keyring
from interact.keys.links import open_custody
from interact.keys.passphrase import NORMAL, Cost, Kind, lock_with_secret
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class Factor:
    """The secret an authenticator app was given, and a code it showed for it."""

    secret: bytes = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody gives who comes in. `trace` says how the request came."""

    passphrase: str = field(repr=False)
    factor: Factor | None = None
    cost: Cost = NORMAL
    trace: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Accepted:
    """Who came in. `code` is their personal code as printed: it is kept nowhere.

    `fingerprint` are the 60 digits of their keys, for their custodian to compare;
    `confirmed` is whether that is not needed, as for a first custodian.
    """

    membership: Membership
    fingerprint: str
    code: str = field(repr=False)
    confirmed: bool


def accept_invitation(session: Session, token: str, typed: Typed) -> Accepted:
    """Make the keys of whoever has the link, and their place in the agency.

    Nothing opens for them before a custodian confirms, but for a first custodian. The
    link is used up, once even when two use it at the same moment. Records
    `invitation.accepted`; of a first custodian the DPO is told. Refuses with
    InvitationGone; with PassphraseTooShort or PassphraseTooEasy; with
    SecondFactorNeeded, outside training; with WrongCode; and with PersonExists when
    the address is in use by now.
    """
    invitation = hold_invitation(session, token)
    said = view_invitation(session, invitation)
    judge_passphrase(typed.passphrase, known_of(said))
    step = _check_factor(session, typed.factor)

    if invitation.replaces_id:
        replaced = session.get_one(Membership, invitation.replaces_id)
        check_not_last(session, replaced)
        end_replaced(session, replaced.id)
    membership, keypair, code = _come_in(session, said, typed)
    membership.person.totp_last_step = step
    session.add(membership.person)
    session.flush()
    invitation.used_at, invitation.membership_id = now(), membership.id
    if invitation.custody_sealed:
        _take_custody(session, invitation, token, membership, keypair)
        invitation.custody_sealed = None  # the link opens nothing any more
    _record(session, said, typed, membership)
    public = member_fingerprint(keypair.public, keypair.signing_public)
    return Accepted(membership, public, code, membership.certificate is not None)


def known_of(said: InvitationView) -> tuple[str, str, str]:
    """What a stranger may know of who is invited: no passphrase is made of it."""
    return said.invited.name, said.invited.email, said.agency.name


def set_code(person: Person, keypair: KeyPair) -> tuple[SeedWrap, str]:
    """A new personal code: the lock it opens, and the code as it is printed."""
    secret = new_code()
    params, sealed = lock_with_secret(Kind.CODE, secret, keypair.seed, person.id)
    wrap = SeedWrap(
        person_id=person.id, kind=Kind.CODE.value, params=params, sealed=sealed
    )
    return wrap, print_code(secret)


def _check_factor(session: Session, factor: Factor | None) -> int:
    """The half-minute of the code that was typed, 0 where none is needed."""
    if factor is not None:
        return totp.check(factor.secret, factor.code, now(), 0)
    if not Installation.of(session).training:
        raise SecondFactorNeeded
    return 0


def _come_in(
    session: Session, said: InvitationView, typed: Typed
) -> tuple[Membership, KeyPair, str]:
    invited = said.invited
    new = NewMember(
        name=invited.name,
        email=invited.email,
        passphrase=typed.passphrase,
        cost=typed.cost,
    )
    person, keypair = make_person(session, new)
    wrap, code = set_code(person, keypair)
    person.seed_wraps.append(wrap)
    if typed.factor:
        secret = typed.factor.secret
        person.totp_sealed = totp.seal_secret(keypair.seed, secret, person.id)
    membership = place_in(said.agency, person, keypair, invited.role)
    membership.clearance = sorted(invited.clearance)
    return membership, keypair, code


def _take_custody(
    session: Session,
    invitation: Invitation,
    token: str,
    membership: Membership,
    keypair: KeyPair,
) -> None:
    """Confirm whom nobody could: the link itself carries the agency's own keys.

    Raises CannotOpen unless they are the agency's.
    """
    agency = membership.agency
    sealed = invitation.custody_sealed or b""
    custody = open_custody(token, sealed, invitation.id, agency.id)
    identity = open_identity(custody, agency.identity_sealed, agency.id)
    check_anchor(identity.public, fingerprint(agency.identity_public))
    vouch_for(membership, identity)
    if GroupName.CUSTODY in membership.clearance:
        group = _custody_group(session, membership, custody)
        signer, person_id = keypair.signing, membership.person_id
        grant_groups(session, signer, person_id, membership, {group: custody})
    session.flush()


def _custody_group(session: Session, membership: Membership, custody: KeyPair) -> Group:
    theirs = select(Group).where(
        Group.agency_id == membership.agency_id,
        Group.name == GroupName.CUSTODY,
        Group.kem_public == custody.public,
    )
    group = session.scalar(theirs)
    if group is None:
        raise CannotOpen
    check_group(membership.agency, group)
    return group


def _record(
    session: Session, said: InvitationView, typed: Typed, membership: Membership
) -> None:
    actor = act(membership, said.invited.name, Keyring.empty())
    record(
        session,
        replace(actor, auth_level="invitation", trace=typed.trace),
        Event.INVITATION_ACCEPTED,
        member=said.invited.name,
        role=membership.role.value,
        confirmed=membership.certificate is not None,
    )
    if membership.certificate is not None:
        tell_dpos(session, [membership.agency_id], Event.INVITATION_ACCEPTED)
