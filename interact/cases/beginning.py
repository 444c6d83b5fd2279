"""A part of a case gets a key: the first, or the next after somebody was taken out."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.epochs import (
    HeldHalf,
    certified_groups,
    pass_on,
    said_of,
    which_of,
)
from interact.cases.models import Case, Epoch, Wrap
from interact.cases.rekeying import Receivers, find_receivers
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.partners import note_changed_partner
from interact.joining.rules import IdentityChanged, PartnerNotCompared, SignInAgain
from interact.keys.epochs import derive, new_half
from interact.keys.formats import EpochId
from interact.keys.installation import Installation
from interact.keys.rules import Compartment


def begin_epoch(
    session: Session,
    actor: Actor,
    case: Case,
    compartment: Compartment,
    after: Epoch | None = None,
    begun_by: UUID | None = None,
) -> HeldHalf:
    """Make the next key of a compartment, signed, for the agencies that hold it now.

    It is the first one, or follows `after` in a part that `begun_by` was the first to
    write in. The salt is committed to the keyring store first, so that it is never
    missing. A partner whose keys are not the known ones is passed over. Records
    `epoch.started` with the commitment, and who was given the key.
    """
    installation = Installation.of(session)
    number = after.number + 1 if after else 1
    which = EpochId(installation.deployment, case.id, compartment, number)
    half = new_half()
    commitment = derive(half, installation.salts.create(which), which).commitment
    epoch = _signed(actor, which, commitment, after.commitment if after else b"")
    session.add(epoch)
    entry = record(
        session,
        actor,
        Event.EPOCH_STARTED,
        case,
        compartments=[compartment],
        number=number,
        commitment=commitment.hex(),
    )
    first = begun_by or actor.agency_id
    receivers = find_receivers(session, actor, case, compartment, first)
    held, given = _hand_out(session, actor, epoch, half, receivers)
    entry.details["recipients"] = given
    return held


def _signed(actor: Actor, which: EpochId, commitment: bytes, previous: bytes) -> Epoch:
    """The row of an epoch, signed in the actor's name."""
    epoch = Epoch(
        id=uuid4(),
        case_id=which.case_id,
        compartment=which.compartment,
        number=which.number,
        commitment=commitment,
        previous=previous,
        agency_id=actor.agency_id,
        author_id=actor.person_id,
        at=now(),
    )
    epoch.signature = actor.keyring.sign(said_of(which, epoch).message())
    return epoch


def _hand_out(
    session: Session, actor: Actor, epoch: Epoch, half: bytes, to: Receivers
) -> tuple[HeldHalf, list[str]]:
    """Wrap a new half for everyone who is to hold it; also says who they are by name.

    Refuses, as `certified_group` does, when the owner of the part cannot be given it:
    they would lose it.
    """
    part = epoch.compartment
    groups = certified_groups(session, actor, dict.fromkeys([to.maker, to.owner]), part)
    if groups[0].id not in actor.keyring.by_group:
        raise SignInAgain
    groups += _partner_groups(session, actor, to.partners, part)
    wraps = [pass_on(session, actor, epoch, half, group) for group in groups]
    session.flush()
    held = _held(session, actor, epoch, (groups[0], wraps[0]))
    return held, [group.agency.name for group in groups]


def _partner_groups(
    session: Session, actor: Actor, partners: list[UUID], part: Compartment
) -> list[Group]:
    """The groups of partners, without those whose keys cannot be trusted now."""
    groups = []
    for agency_id in partners:
        try:
            groups += certified_groups(session, actor, [agency_id], part)
        except IdentityChanged:
            partner = session.get_one(Agency, agency_id)
            note_changed_partner(session, actor, partner)
        except (PartnerNotCompared, CannotOpen):
            continue
    return groups


def _held(
    session: Session, actor: Actor, epoch: Epoch, own: tuple[Group, Wrap]
) -> HeldHalf:
    group, wrap = own
    keys = actor.keyring.group(group.name, group.epoch)
    which = which_of(session, epoch)
    return HeldHalf(which, epoch.commitment, wrap.inbox, wrap.shelf, group.epoch, keys)
