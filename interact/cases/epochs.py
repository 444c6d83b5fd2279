"""The keys of a case's compartments: found, opened, and passed on to other agencies."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.cases.models import Case, Epoch, Wrap
from interact.cases.standing import may_begin, opened_to
from interact.core.db import later
from interact.core.errors import CannotOpen
from interact.joining.partners import certified_group, certified_member
from interact.keys.epochs import CompartmentKey, EpochRecord, derive
from interact.keys.formats import EpochId, shelf_context, wrap_info
from interact.keys.installation import Installation
from interact.keys.keyring import GroupKeys
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import shelve, unshelve, unwrap, verify, wrap

# How a half lies in its row, in this order also where a search reads many of them.
STORED = (Wrap.inbox, Wrap.shelf, Wrap.group_id)

FIRST = aliased(Epoch)

# What police began as an investigation stays theirs without a share.
BEGUN_BY_THEM = and_(
    Epoch.compartment == Compartment.INVESTIGATION,
    select(FIRST.id)
    .where(
        FIRST.case_id == Epoch.case_id,
        FIRST.compartment == Epoch.compartment,
        FIRST.number == 1,
        FIRST.agency_id == bindparam("began_by"),
    )
    .exists(),
)

# Asked for every page of a case, and therefore put together once.
HALVES = (
    select(Epoch.compartment, Epoch.number, Epoch.commitment, *STORED)
    .outerjoin(
        Wrap,
        and_(
            Wrap.epoch_id == Epoch.id,
            Wrap.group_id.in_(bindparam("groups", expanding=True)),
        ),
    )
    .where(
        Epoch.case_id == bindparam("case_id"),
        or_(
            Epoch.compartment.in_(bindparam("opens", expanding=True)),
            BEGUN_BY_THEM,
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

    Only of compartments that the case opens to the agency, or that the agency began. A
    part of which one epoch is missing counts as not held: it is shown whole, or not.
    """
    deployment = Installation.of(session).deployment
    held = actor.keyring.by_group
    asked = {
        "case_id": case.id,
        "groups": list(held),
        "opens": list(opened_to(session, case, actor.agency_id)),
        "began_by": actor.agency_id,
    }
    rows = session.execute(HALVES, asked).all()
    missing = {row.compartment for row in rows if row.group_id is None}
    return [
        HeldHalf(
            EpochId(deployment, case.id, part, number),
            commitment,
            inbox,
            shelf,
            *held[group_id],
        )
        for part, number, commitment, inbox, shelf, group_id in rows
        if part not in missing
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


def which_of(session: Session, epoch: Epoch) -> EpochId:
    """Which epoch a row is, as the formats bind it."""
    deployment = Installation.of(session).deployment
    return EpochId(deployment, epoch.case_id, epoch.compartment, epoch.number)


def said_of(which: EpochId, epoch: Epoch) -> EpochRecord:
    """What the author of an epoch signs."""
    return EpochRecord(
        epoch=which,
        commitment=epoch.commitment,
        previous=epoch.previous,
        author_id=epoch.author_id,
        agency_id=epoch.agency_id,
        at=epoch.at,
    )


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
    """Put a half into a group's inbox, unless the group holds it already.

    What lies with an earlier epoch of the group is moved to this one from there.
    """
    same = and_(Group.agency_id == group.agency_id, Group.name == group.name)
    held = session.scalar(
        select(Wrap)
        .join(Group, Group.id == Wrap.group_id)
        .where(Wrap.epoch_id == epoch.id, same)
        .limit(1)
    )
    if held is not None:
        return held
    bound = wrap_info(which_of(session, epoch), group.id, group.epoch)
    inbox = wrap(group.kem_public, half, bound)
    made = Wrap(epoch_id=epoch.id, group_id=group.id, inbox=inbox)
    session.add(made)
    return made


def _check_author(session: Session, actor: Actor, held: HeldHalf) -> None:
    epoch = find_epoch(session, held.which)
    if epoch.commitment != held.commitment:
        raise CannotOpen
    _check_follows(session, held.which, epoch)
    _check_had_a_part(session, actor, epoch)
    author = certified_member(session, actor, epoch.agency_id, epoch.author_id)
    verify(author, epoch.signature, said_of(held.which, epoch).message())


def _check_had_a_part(session: Session, actor: Actor, epoch: Epoch) -> None:
    """Refuse an epoch by an agency that neither leads nor was ever rightly let in."""
    case = session.get_one(Case, epoch.case_id)
    if not may_begin(session, actor, case, epoch.compartment, epoch.agency_id):
        raise CannotOpen


def _check_follows(session: Session, which: EpochId, epoch: Epoch) -> None:
    """Refuse an epoch that does not name the one before, or claims to be older."""
    if which.number == 1:
        if epoch.previous:
            raise CannotOpen
        return
    before = find_epoch(session, replace(which, number=which.number - 1))
    if before.commitment != epoch.previous or epoch.at < before.at:
        raise CannotOpen


def _put_on_shelf(held: HeldHalf, shelved: bytes, session: Session) -> None:
    epoch = find_epoch(session, held.which)
    # Held, because it may be moved to a new epoch of the group at this moment.
    inbox = (
        select(Wrap)
        .where(Wrap.epoch_id == epoch.id, Wrap.group_id == held.keys.group_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.scalar(inbox)
    if found is not None and found.shelf is None:
        found.shelf, found.inbox = shelved, None
