"""What somebody can do who writes to the database, and reads what it holds."""

from dataclasses import replace
from uuid import UUID, uuid4

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group, Membership, Person
from interact.agencies.queries import current_group
from interact.agencies.vouching import certificate_of, member_certificate
from interact.audit.models import Notice
from interact.audit.rules import Event
from interact.cases.models import Case, Claim, Epoch, Wrap
from interact.cases.queries import read_case
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.keys.certificates import AgencyIdentity
from interact.keys.epochs import EpochRecord, derive, new_half
from interact.keys.formats import EpochId, wrap_info
from interact.keys.installation import Installation
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import KeyPair, SigningKey, wrap


def read_again(session: Session, actor: Actor, case: Case) -> Vault:
    """A new request, after the attack: nothing is known from before."""
    forget(session)
    return read_case(session, actor, case.reference)


def forget(session: Session) -> None:
    """Store the attack, and forget everything that was loaded or opened before it."""
    session.flush()
    session.expire_all()
    session.info.pop("vaults", None)
    session.info.pop("met", None)
    session.info.pop("certified", None)


def exchange(one: object, other: object, *columns: str) -> None:
    """Give each row what the other holds in these columns."""
    for column in columns:
        mine, theirs = getattr(one, column), getattr(other, column)
        setattr(one, column, theirs)
        setattr(other, column, mine)


def flip(blob: bytes, place: int = -1) -> bytes:
    """The same bytes with one bit changed."""
    changed = bytearray(blob)
    changed[place] ^= 1
    return bytes(changed)


def older(row: object) -> dict[str, object]:
    """Everything a row holds now, to be put back later."""
    columns = inspect(row).mapper.column_attrs
    return {one.key: getattr(row, one.key) for one in columns}


def wraps_of(session: Session, actor: Actor) -> list[Wrap]:
    """The halves that the actor's agency holds, oldest first."""
    theirs = (
        select(Wrap)
        .join(Group, Group.id == Wrap.group_id)
        .where(Group.agency_id == actor.agency_id)
        .order_by(Wrap.created_at, Wrap.id)
    )
    return list(session.scalars(theirs))


def held_by(session: Session, actor: Actor) -> set[tuple[Compartment, UUID]]:
    """The parts of which a half lies for a group of the actor's agency."""
    theirs = (
        select(Epoch.compartment, Wrap.group_id)
        .join(Wrap, Wrap.epoch_id == Epoch.id)
        .join(Group, Group.id == Wrap.group_id)
        .where(Group.agency_id == actor.agency_id)
    )
    return {(part, group_id) for part, group_id in session.execute(theirs)}


def told(session: Session, actor: Actor, event: Event) -> bool:
    """Whether the DPO of the actor's agency has a notice of this event."""
    notices = select(Notice).where(
        Notice.agency_id == actor.agency_id, Notice.event == event
    )
    return session.scalars(notices).first() is not None


def plant_epoch(
    session: Session,
    case: Case,
    compartment: Compartment,
    author: Actor,
    signer: SigningKey,
) -> Epoch:
    """Begin the next epoch of a part in the name of `author`, signed by `signer`.

    Its salt is planted in the other store, too, and its half is known to the attacker
    and wrapped for the agency that leads the case.
    """
    installation = Installation.of(session)
    which = EpochId(installation.deployment, case.id, compartment, 2)
    half, salt = new_half(), installation.salts.create(which)
    said = EpochRecord(
        epoch=which,
        commitment=derive(half, salt, which).commitment,
        previous=b"",
        author_id=author.person_id,
        agency_id=author.agency_id,
        at=now(),
    )
    epoch = Epoch(
        id=uuid4(),
        case_id=case.id,
        compartment=compartment,
        number=which.number,
        commitment=said.commitment,
        previous=said.previous,
        agency_id=said.agency_id,
        author_id=said.author_id,
        at=said.at,
        signature=signer.sign(said.message()),
    )
    session.add(epoch)
    name = GroupName(compartment.value)
    group = current_group(session, case.lead_agency_id, name)
    inbox = wrap(group.kem_public, half, wrap_info(which, group.id, group.epoch))
    session.add(Wrap(epoch_id=epoch.id, group_id=group.id, inbox=inbox))
    forget(session)
    return epoch


def plant_member(session: Session, like: Actor) -> tuple[Actor, SigningKey]:
    """A colleague of the attacker's own, whom another identity vouches for."""
    keys, person_id = KeyPair.generate(), uuid4()
    model = session.get_one(Person, like.person_id)
    person = Person(
        id=person_id,
        name_sealed=model.name_sealed,
        email_sealed=model.email_sealed,
        email_token=uuid4().bytes,
        kem_public=keys.public,
        signing_public=keys.signing_public,
    )
    membership = Membership(
        id=uuid4(),
        person=person,
        person_id=person_id,
        agency_id=like.agency_id,
        role=like.role,
        clearance=[],
        anchor_sealed=b"",
    )
    said = member_certificate(membership, person).message()
    membership.certificate = AgencyIdentity.generate().sign(said)
    session.add_all([person, membership])
    session.flush()
    return replace(like, person_id=person_id), keys.signing


def take_over(session: Session, agency: Agency) -> None:
    """Give an agency another identity, which vouches for groups of its own."""
    for group in agency.groups:
        keys = KeyPair.generate()
        group.kem_public, group.signing_public = keys.public, keys.signing_public
    vouch_anew(session, agency)


def vouch_anew(session: Session, agency: Agency) -> None:
    """Give an agency another identity, which vouches for the groups it has."""
    identity = AgencyIdentity.generate()
    agency.identity_public = identity.public
    for group in agency.groups:
        group.certificate = identity.sign(certificate_of(group).message())
    forget(session)


def halves(session: Session) -> int | None:
    """How many halves are kept for anybody."""
    return session.scalar(select(func.count()).select_from(Wrap))


def claim_of(
    session: Session, case: Case, compartment: Compartment, place: int = 0
) -> Claim:
    """A detail of a part of a case, by when it was recorded."""
    theirs = select(Claim).where(
        Claim.case_id == case.id, Claim.compartment == compartment
    )
    return session.scalars(theirs.order_by(Claim.created_at, Claim.id)).all()[place]
