"""Somebody who kept all they ever opened, and has a copy of both databases now."""

from contextlib import suppress
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Grant, Group, SeedWrap
from interact.cases.models import Case, Epoch, Wrap
from interact.core.errors import CannotOpen
from interact.joining.custody import open_in_emergency, open_seed
from interact.joining.members import grant_layout
from interact.keys.epochs import derive
from interact.keys.formats import EpochId, shelf_context, wrap_info
from interact.keys.installation import Installation
from interact.keys.passphrase import Kind, unlock_seed
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import KeyPair, unshelve, unwrap
from tests.given import PASSPHRASE

Place = tuple[UUID, Compartment, int]


class Thief:
    """Everything that a member's own keys open, then and now."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.session = session
        self.actor = actor
        self.person = self._person()
        self.groups = {
            group_id: keys.keypair
            for group_id, (_epoch, keys) in actor.keyring.by_group.items()
        }
        self.halves: dict[Place, bytes] = {}
        self.look()

    def look(self) -> None:
        """Open everything that the keys they have open in the databases as they are."""
        self.session.flush()
        self._grants()
        for group in self.session.scalars(select(Group)):
            self._kept(group)
        stored = select(Wrap, Epoch).join(Epoch, Epoch.id == Wrap.epoch_id)
        for wrap, epoch in self.session.execute(stored):
            with suppress(CannotOpen):
                self._half(wrap, epoch)

    def opens(self, case: Case, part: Compartment, number: int) -> bool:
        """Whether they have the key of this epoch, with the salts as they are now."""
        place = (case.id, part, number)
        salts = Installation.of(self.session).salts.find_many(case.id)
        half, salt = self.halves.get(place), salts.get((part, number))
        if half is None or salt is None:
            return False
        which = self._which(case.id, part, number)
        stored = select(Epoch.commitment).where(
            Epoch.case_id == case.id, Epoch.compartment == part, Epoch.number == number
        )
        commitment = self.session.scalars(stored).one()
        return derive(half, salt, which).commitment == commitment

    def _half(self, wrap: Wrap, epoch: Epoch) -> None:
        keys = self.groups.get(wrap.group_id)
        if keys is None:
            return
        group = self.session.get_one(Group, wrap.group_id)
        which = self._which(epoch.case_id, epoch.compartment, epoch.number)
        bound = wrap_info(which, group.id, group.epoch)
        if wrap.shelf is None:
            half = unwrap(keys, wrap.inbox or b"", bound)
        else:
            context = shelf_context(bound, epoch.commitment)
            half = unshelve(keys, wrap.shelf, context)
        self.halves[epoch.case_id, epoch.compartment, epoch.number] = half

    def _grants(self) -> None:
        for grant in self.session.scalars(select(Grant)):
            layout = grant_layout(grant.group, self.actor.person_id)
            with suppress(CannotOpen):
                self.groups[grant.group_id] = layout.take(self.person, grant.wrap)

    def _kept(self, group: Group) -> None:
        for keys in list(self.groups.values()):
            with suppress(CannotOpen):
                self.groups[group.id] = open_in_emergency(keys, group)
        if self.actor.keyring.opens(GroupName.CUSTODY):
            with suppress(CannotOpen):
                self.groups[group.id] = open_seed(self.actor, group)

    def _person(self) -> KeyPair:
        wraps = select(SeedWrap).where(
            SeedWrap.person_id == self.actor.person_id,
            SeedWrap.kind == Kind.PASSPHRASE.value,
        )
        lock = self.session.scalars(wraps).one()
        pepper = Installation.of(self.session).pepper
        person_id = self.actor.person_id
        seed = unlock_seed(PASSPHRASE, lock.params, lock.sealed, person_id, pepper)
        return KeyPair(seed)

    def _which(self, case_id: UUID, part: Compartment, number: int) -> EpochId:
        deployment = Installation.of(self.session).deployment
        return EpochId(deployment, case_id, part, number)
