"""Moving the halves an agency holds from the old key of a group to its new one.

In a custodian's session, so many at a time. A half lies with one key or the other at
any moment: a job that stops half-way has lost nothing, doing it twice changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, select, update
from sqlalchemy.orm import Session, aliased

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.models import Group, Rotation
from interact.agencies.vouching import check_group
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.models import Epoch, Wrap
from interact.core.clock import now
from interact.core.errors import CannotOpen, NotFound
from interact.joining.custody import open_seed
from interact.keys.formats import EpochId, shelf_context, wrap_info
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from interact.keys.wrapping import KeyPair, shelve, unshelve, unwrap, wrap

MOST = 500
Found = Row[
    UUID, UUID, bytes | None, bytes | None, Compartment, UUID, int, bytes
]  # as `_page` asks


@dataclass(frozen=True)
class Progress:
    """How far a group's new key is: halves moved, and how many there are in all."""

    rotation: Rotation
    moved: int
    total: int

    @property
    def percent(self) -> int:
        """0 to 100; 100 only when it is finished."""
        if self.rotation.finished_at:
            return 100
        return min(99, 100 * self.moved // max(self.total, 1))


def list_rotations(session: Session, actor: Actor) -> list[Progress]:
    """The new keys of the actor's agency that are not finished, the oldest first."""
    require(actor, Permission.MOVE_HALVES, OWN_AGENCY)
    unfinished = (
        select(Rotation)
        .where(Rotation.agency_id == actor.agency_id, Rotation.finished_at.is_(None))
        .order_by(Rotation.created_at, Rotation.id)
    )
    return [_progress(session, one) for one in session.scalars(unfinished)]


def move_some(
    session: Session, actor: Actor, rotation: Rotation, most: int = MOST
) -> Rotation:
    """Move at most so many halves to the new key of a group.

    What lies on the shelf is sealed again for the new shelf, what lies in the inbox for
    the new inbox: whoever opens it first checks its author. What does not open stays
    where it is, and the record says how many. The last call records `halves.moved`.
    """
    require(actor, Permission.MOVE_HALVES, OWN_AGENCY)
    if rotation.agency_id != actor.agency_id:
        raise NotFound
    session.refresh(rotation, with_for_update={"of": Rotation})
    if rotation.finished_at is not None:
        return rotation

    move = Move.prepare(session, actor, rotation)
    rotation.total = rotation.total or _count(session, rotation)
    done, shut, ended = _move(session, move, most)
    rotation.moved += done
    rotation.total = max(rotation.total, rotation.moved)
    if ended:
        rotation.finished_at = now()
        record(
            session,
            actor,
            Event.HALVES_MOVED,
            groups=[rotation.new_group.name],
            moved=rotation.moved,
            left=shut,
        )
    session.flush()
    return rotation


@dataclass(frozen=True)
class Move:
    """From which groups to which, and the keys of all of them."""

    deployment: bytes
    old: dict[UUID, tuple[Group, KeyPair]] = field(repr=False)
    new: Group
    keys: KeyPair = field(repr=False)

    @classmethod
    def prepare(cls, session: Session, actor: Actor, rotation: Rotation) -> Self:
        """Open the keys in a custodian's name. Raises CannotOpen."""
        new = rotation.new_group
        check_group(new.agency, new)
        old = session.scalars(select(Group).where(*_older(new)))
        return cls(
            Installation.of(session).deployment,
            {group.id: (group, open_seed(actor, group)) for group in old},
            new,
            open_seed(actor, new),
        )

    def moved(self, found: Found) -> dict[str, Any]:
        """The row of a half as it is with the new key. Raises CannotOpen."""
        group, keys = self.old[found.group_id]
        which = EpochId(self.deployment, found.case_id, found.compartment, found.number)
        before = wrap_info(which, group.id, group.epoch)
        after = wrap_info(which, self.new.id, self.new.epoch)
        row = {"row_id": found.id, "group": self.new.id, "inbox": None, "shelf": None}
        if found.shelf is None:
            half = unwrap(keys, found.inbox or b"", before)
            return row | {"inbox": wrap(self.new.kem_public, half, after)}
        said = found.commitment
        half = unshelve(keys, found.shelf, shelf_context(before, said))
        return row | {"shelf": shelve(self.keys, half, shelf_context(after, said))}


def _move(session: Session, move: Move, most: int) -> tuple[int, int, bool]:
    """How many halves were moved, how many do not open, whether none is left to try."""
    done, shut = 0, list[UUID]()
    while done < most:
        page = _page(session, move, most - done, shut)
        if not page:
            return done, len(shut), True
        rows = []
        for found in page:
            try:
                rows.append(move.moved(found))
            except CannotOpen:
                shut.append(found.id)
        _store(session, move, rows)
        done += len(rows)
    return done, len(shut), False


def _page(
    session: Session, move: Move, most: int, shut: Sequence[UUID]
) -> Sequence[Found]:
    """Some of what lies with the old keys, but for what was seen not to open."""
    there = (
        select(
            Wrap.id,
            Wrap.group_id,
            Wrap.inbox,
            Wrap.shelf,
            Epoch.compartment,
            Epoch.case_id,
            Epoch.number,
            Epoch.commitment,
        )
        .join(Epoch, Epoch.id == Wrap.epoch_id)
        .where(Wrap.group_id.in_(move.old))
        .limit(most)
        .with_for_update(of=Wrap)
    )
    if shut:
        there = there.where(Wrap.id.not_in(shut))
    return session.execute(there).all()


def _store(session: Session, move: Move, rows: list[dict[str, Any]]) -> None:
    """Write halves in place; where the new key has one already, the old one goes."""
    if not rows:
        return
    ids = [row["row_id"] for row in rows]
    other = aliased(Wrap)
    there = (other.epoch_id == Wrap.epoch_id) & (other.group_id == move.new.id)
    twice = set(
        session.scalars(select(Wrap.id).join(other, there).where(Wrap.id.in_(ids)))
    )
    connection = session.connection()
    if twice:
        connection.execute(delete(Wrap).where(Wrap.id.in_(twice)))
    kept = [row for row in rows if row["row_id"] not in twice]
    if kept:
        connection.execute(MOVED, kept)


MOVED = (
    update(Wrap)
    .where(Wrap.id == bindparam("row_id"))
    .values(
        group_id=bindparam("group"), inbox=bindparam("inbox"), shelf=bindparam("shelf")
    )
)


def _older(new: Group) -> tuple[Any, ...]:
    """The earlier epochs of a group: one that was left half-way, too."""
    return (
        Group.agency_id == new.agency_id,
        Group.name == new.name,
        Group.epoch < new.epoch,
    )


def _count(session: Session, rotation: Rotation) -> int:
    """How many halves lie with the old keys still."""
    older = select(Group.id).where(*_older(rotation.new_group))
    counted = select(func.count()).select_from(Wrap).where(Wrap.group_id.in_(older))
    return session.scalar(counted) or 0


def _progress(session: Session, rotation: Rotation) -> Progress:
    moved = rotation.moved
    return Progress(rotation, moved, moved + _count(session, rotation))
