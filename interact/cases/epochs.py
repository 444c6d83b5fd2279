"""The keys of a case's compartments: found, begun, and passed on to other agencies."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.models import Case, Epoch, Wrap
from interact.core.clock import now
from interact.core.db import later
from interact.core.errors import CannotOpen
from interact.joining.partners import certified_group, certified_member
from interact.keys.epochs import CompartmentKey, EpochRecord, derive, new_half
from interact.keys.formats import EpochId, shelf_context, wrap_info
from interact.keys.installation import Installation
from interact.keys.keyring import GroupKeys
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import shelve, unshelve, unwrap, verify, wrap

# How a half lies in its row, in this order also where a search reads many of them.
STORED = (Wrap.inbox, Wrap.shelf, Wrap.group_id)

# Asked for every page of a case, and therefore put together once.
HALVES = (
    select(Epoch.compartment, Epoch.number, Epoch.commitment, *STORED)
    .join(Wrap, Wrap.epoch_id == Epoch.id)
    .where(
        Epoch.case_id == bindparam("case_id"),
        Wrap.group_id.in_(bindparam("groups", expanding=True)),
        or_(
            Epoch.compartment.in_(bindparam("opens", expanding=True)),
            # What police began as an investigation stays theirs without a share.
            and_(
                Epoch.agency_id == bindparam("began_by"),
                Epoch.compartment == Compartment.INVESTIGATION,
            ),
        ),
    )
    .order_by(Epoch.number, Epoch.id)
)


@dataclass(frozen=True)
class HeldHalf:
    """One half of a compartment key as the actor's agency holds it, still sealed.

    It lies in the inbox of a group until somebody opens it, from then on its shelf.
    `commitment` is the one the author of the epoch signed.
    """

    which: EpochId
    commitment: bytes
    inbox: bytes | None
    shelf: bytes | None
    group_epoch: int
    keys: GroupKeys


def list_halves(session: Session, actor: Actor, case: Case) -> list[HeldHalf]:
    """The halves of this case that the actor's own clearance opens, oldest first.

    Only of compartments that the case opens to the agency, or that the agency began.
    """
    deployment = Installation.of(session).deployment
    held = actor.keyring.by_group
    asked = {
        "case_id": case.id,
        "groups": list(held),
        "opens": list(case.opens_to(actor.agency_id)),
        "began_by": actor.agency_id,
    }
    return [
        HeldHalf(
            EpochId(deployment, case.id, part, number),
            commitment,
            inbox,
            shelf,
            *held[group_id],
        )
        for part, number, commitment, inbox, shelf, group_id in session.execute(
            HALVES, asked
        )
    ]


def list_begun(session: Session, case: Case) -> frozenset[Compartment]:
    """The compartments of this case that have a key, whoever holds it."""
    begun = select(Epoch.compartment).where(Epoch.case_id == case.id).distinct()
    return frozenset(session.scalars(begun))


def open_half(session: Session, actor: Actor, held: HeldHalf) -> bytes:
    """The half in clear: from the shelf, or on first use from the inbox.

    The inbox is trusted only if the epoch was signed by a member whose agency
    vouches for them; then the half moves to the shelf. Raises CannotOpen.
    """
    bound = wrap_info(held.which, held.keys.group_id, held.group_epoch)
    context = shelf_context(bound, held.commitment)
    if held.shelf is not None:
        return unshelve(held.keys.keypair, held.shelf, context)
    _check_author(session, actor, held)
    half = unwrap(held.keys.keypair, held.inbox or b"", bound)
    shelved = shelve(held.keys.keypair, half, context)
    later(session, partial(_put_on_shelf, held, shelved))
    return half


def open_key(
    session: Session, actor: Actor, held: HeldHalf, salt: bytes | None
) -> CompartmentKey:
    """The key of an epoch, checked against its signed commitment.

    Raises CannotOpen, also when the salt was shredded (None).
    """
    if salt is None:
        raise CannotOpen
    half = open_half(session, actor, held)
    key = derive(half, salt, held.which)
    key.check_commitment(held.commitment)
    return key


def find_epoch(session: Session, which: EpochId) -> Epoch:
    """The signed record of an epoch. Raises CannotOpen when it is gone."""
    found = session.scalar(
        select(Epoch).where(
            Epoch.case_id == which.case_id,
            Epoch.compartment == which.compartment,
            Epoch.number == which.number,
        )
    )
    if found is None:
        raise CannotOpen
    return found


def begin_epoch(
    session: Session, actor: Actor, case: Case, compartment: Compartment
) -> HeldHalf:
    """Make the first key of a compartment, signed, for the agencies that hold it.

    The salt is committed to the keyring store first, so that it is never missing.
    Records `epoch.started` with the commitment.
    """
    installation = Installation.of(session)
    which = EpochId(installation.deployment, case.id, compartment, 1)
    half = new_half()
    commitment = derive(half, installation.salts.create(which), which).commitment
    epoch = _signed(actor, which, commitment)
    session.add(epoch)
    record(
        session,
        actor,
        Event.EPOCH_STARTED,
        case,
        compartments=[compartment],
        commitment=commitment.hex(),
    )
    return _hand_out(session, actor, case, epoch, half)


def _signed(actor: Actor, which: EpochId, commitment: bytes) -> Epoch:
    """The row of a first epoch, signed in the actor's name."""
    epoch = Epoch(
        id=uuid4(),
        case_id=which.case_id,
        compartment=which.compartment,
        number=which.number,
        commitment=commitment,
        previous=b"",
        agency_id=actor.agency_id,
        author_id=actor.person_id,
        at=now(),
    )
    epoch.signature = actor.keyring.sign(_said(which, epoch).message())
    return epoch


def _which(session: Session, epoch: Epoch) -> EpochId:
    """Which epoch a row is, as the formats bind it."""
    deployment = Installation.of(session).deployment
    return EpochId(deployment, epoch.case_id, epoch.compartment, epoch.number)


def _said(which: EpochId, epoch: Epoch) -> EpochRecord:
    """What the author of an epoch signs."""
    return EpochRecord(
        epoch=which,
        commitment=epoch.commitment,
        previous=epoch.previous,
        author_id=epoch.author_id,
        agency_id=epoch.agency_id,
        at=epoch.at,
    )


def _hand_out(
    session: Session, actor: Actor, case: Case, epoch: Epoch, half: bytes
) -> HeldHalf:
    """Wrap a new half for everyone who holds the compartment; the actor's is first."""
    holders = [actor.agency_id]
    if epoch.compartment is not Compartment.INVESTIGATION:
        holders += [a for a in case.holders_of(epoch.compartment) if a not in holders]
    wraps = [
        (group, pass_on(session, actor, epoch, half, group))
        for group in certified_groups(session, actor, holders, epoch.compartment)
    ]
    session.flush()
    group, own = wraps[0]
    keys = actor.keyring.group(group.name, group.epoch)
    which = _which(session, epoch)
    return HeldHalf(which, epoch.commitment, own.inbox, own.shelf, group.epoch, keys)


def certified_groups(
    session: Session, actor: Actor, agencies: Iterable[UUID], part: Compartment
) -> list[Group]:
    """The newest group of each agency for one compartment, certificates checked."""
    name = GroupName(part.value)
    return [
        certified_group(session, actor, session.get_one(Agency, agency_id), name)
        for agency_id in agencies
    ]


def pass_on(
    session: Session, actor: Actor, epoch: Epoch, half: bytes, group: Group
) -> Wrap:
    """Put a half into a group's inbox, unless the group holds it already."""
    held = session.scalar(
        select(Wrap).where(Wrap.epoch_id == epoch.id, Wrap.group_id == group.id)
    )
    if held is not None:
        return held
    bound = wrap_info(_which(session, epoch), group.id, group.epoch)
    inbox = wrap(group.kem_public, half, bound)
    made = Wrap(epoch_id=epoch.id, group_id=group.id, inbox=inbox)
    session.add(made)
    return made


def _check_author(session: Session, actor: Actor, held: HeldHalf) -> None:
    epoch = find_epoch(session, held.which)
    if epoch.commitment != held.commitment:
        raise CannotOpen
    author = certified_member(session, actor, epoch.agency_id, epoch.author_id)
    verify(author, epoch.signature, _said(held.which, epoch).message())


def _put_on_shelf(held: HeldHalf, shelved: bytes, session: Session) -> None:
    epoch = find_epoch(session, held.which)
    inbox = select(Wrap).where(
        Wrap.epoch_id == epoch.id, Wrap.group_id == held.keys.group_id
    )
    found = session.scalar(inbox)
    if found is not None and found.shelf is None:
        found.shelf, found.inbox = shelved, None
