"""The one door to what is sealed in a case: asks permission, records, then opens."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.entries import PendingEntry
from interact.audit.rules import Event
from interact.cases.beginning import begin_epoch
from interact.cases.emergency_keys import open_parts, widened
from interact.cases.epochs import (
    HeldHalf,
    find_epoch,
    list_begun,
    list_halves,
    open_half,
    open_key,
)
from interact.cases.lead import check_lead
from interact.cases.locking import lock_case
from interact.cases.models import Case, Epoch
from interact.cases.rekeying import Newest, close, list_newest
from interact.cases.rules import (
    CompartmentNotHeld,
    InvestigationIsForPolice,
    check_start,
)
from interact.cases.sealed import Sealed
from interact.core.errors import CannotOpen
from interact.keys.formats import EpochId, field_context
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from interact.keys.sealing import SealingKey, seal_value, unseal_value

LOOKED = {
    Permission.READ_HEADER: Event.HEADER_READ,
    Permission.ANSWER_SHARE: Event.HEADER_READ,
}


@dataclass(frozen=True)
class _Open:
    """One epoch of one compartment, opened."""

    which: EpochId
    key: SealingKey


class Vault:
    """What one actor opens of one case during one request.

    Made by `open_vault` only. Everything it opens is added to the one entry that
    says this case was looked at: compartments and field ids, never values.
    """

    def __init__(
        self, session: Session, actor: Actor, case: Case, entry: PendingEntry
    ) -> None:
        self.session = session
        self.in_emergency = open_parts(session, actor, case)
        self.actor = widened(session, actor, self.in_emergency)
        self.case = case
        self.entry = entry
        if self.in_emergency:
            entry.details["emergency"] = sorted(self.in_emergency)
        self._halves: dict[tuple[Compartment, int], HeldHalf] = {}
        self._begun: frozenset[Compartment] | None = None
        self._newest: dict[Compartment, Newest] | None = None
        self._writes_in: dict[Compartment, int] = {}
        self._keys: dict[tuple[Compartment, int], _Open] = {}
        self._made: set[tuple[Compartment, int]] = set()
        self._look()

    @property
    def installation(self) -> Installation:
        """What the case's keys are bound to."""
        return Installation.of(self.session)

    @property
    def held(self) -> frozenset[Compartment]:
        """The compartments this actor can open."""
        return frozenset(compartment for compartment, _number in self._halves)

    def holds(self, compartment: Compartment) -> bool:
        """Whether this actor can open the compartment; nothing is opened by asking."""
        return compartment in self.held

    def may_write(self, compartment: Compartment) -> bool:
        """Whether this actor can write there, perhaps as the first to do so."""
        if self.holds(compartment):
            return True
        if self._begun is None:
            self._begun = list_begun(self.session, self.case)
        try:
            self._check_begin(compartment, self._begun)
        except (CompartmentNotHeld, InvestigationIsForPolice):
            return False
        return True

    def seal(
        self,
        compartment: Compartment,
        field_id: int,
        row_id: UUID,
        value: Any,
        version: int = 1,
    ) -> Sealed:
        """Seal a value (what JSON can hold) in the newest epoch of a compartment.

        The first to write in a compartment makes its key, and whoever is first after
        somebody was taken out makes the next one. Refuses with CompartmentNotHeld
        where the agency may not write.
        """
        self.begin(compartment)
        number = self._writes_in[compartment]
        opened = self._open(compartment, number)
        bound = field_context(opened.which, field_id, row_id, version)
        return Sealed(number, seal_value(opened.key, value, bound))

    def unseal(
        self,
        compartment: Compartment,
        field_id: int,
        row_id: UUID,
        sealed: Sealed,
        version: int = 1,
    ) -> Any:
        """Open a sealed value; the entry of this look says that it was opened.

        Raises CompartmentNotHeld, or CannotOpen when the bytes are not what was
        sealed there.
        """
        opened = self._open(compartment, sealed.epoch)
        bound = field_context(opened.which, field_id, row_id, version)
        value = unseal_value(opened.key, sealed.blob, bound)
        self.entry.add_opened(compartment, field_id)
        return value

    def begin(self, compartment: Compartment) -> None:
        """See to it that a compartment has a key that only its present holders have.

        Nobody else decides about the case from here on until all is committed. Refuses
        as `seal` does.
        """
        if compartment not in self._writes_in:
            self._writes_in[compartment] = self._choose(compartment)

    def half_of(self, compartment: Compartment) -> list[tuple[Epoch, bytes]]:
        """The halves of every epoch of a compartment, to pass on to a partner."""
        self._hold()
        self._need(compartment)
        opener = (self.session, self.actor)
        return [
            (find_epoch(self.session, held.which), open_half(*opener, held))
            for (part, _number), held in self._halves.items()
            if part is compartment
        ]

    def _check_begin(
        self, compartment: Compartment, begun: frozenset[Compartment]
    ) -> None:
        """Refuse to begin what exists already, is not shared, or is not cleared."""
        opens = self.case.opens_to(self.actor.agency_id)
        cleared = any(
            name.value == compartment.value for name, _e in self.actor.keyring.groups
        )
        if not cleared or compartment in begun:
            raise CompartmentNotHeld(part=compartment.label)
        check_start(compartment, self.actor.kind, opens)

    def _choose(self, compartment: Compartment) -> int:
        """The epoch to write in: the newest one, or one that is begun for it."""
        check_lead(self)
        newest = self._hold().get(compartment)
        if newest is None:
            self._check_begin(compartment, frozenset())
            return self._begin(compartment)
        self._need(compartment)
        number = newest.epoch.number
        if not newest.is_over(self.session, self.actor, self.case):
            return number
        self._open(compartment, number)  # the next one builds on what was rightly made
        close(self.session, self.case, newest)
        return self._begin(compartment, newest.epoch, newest.begun_by)

    def _begin(
        self,
        compartment: Compartment,
        after: Epoch | None = None,
        begun_by: UUID | None = None,
    ) -> int:
        opener = (self.session, self.actor, self.case)
        held = begin_epoch(*opener, compartment, after, begun_by)
        self._halves[compartment, held.which.number] = held
        self._made.add((compartment, held.which.number))
        self._salts = self.installation.salts.find_many(self.case.id)
        return held.which.number

    def _hold(self) -> dict[Compartment, Newest]:
        """The newest epochs, which nobody else can change until this is committed."""
        if self._newest is None:
            lock_case(self.session, self.case)
            self._look()
            self._newest = list_newest(self.session, self.case)
        return self._newest

    def _look(self) -> None:
        """See what this actor holds now."""
        self._salts = self.installation.salts.find_many(self.case.id)
        self._halves = {
            (held.which.compartment, held.which.number): held
            for held in list_halves(self.session, self.actor, self.case)
        }

    def _need(self, compartment: Compartment) -> None:
        if not self.holds(compartment):
            raise CompartmentNotHeld(part=compartment.label)

    def _open(self, compartment: Compartment, number: int) -> _Open:
        place = (compartment, number)
        if place not in self._keys:
            self._need(compartment)
            if place not in self._halves:
                raise CannotOpen
            held = self._halves[place]
            salt = self._salts.get(place)
            key = open_key(self.session, self.actor, held, salt)
            self._keys[place] = _Open(held.which, SealingKey(key.encryption))
            if held.shelf is None and place not in self._made:
                check_lead(self)  # whoever made this key was let in by the lead
        return self._keys[place]


def open_vault(
    session: Session,
    actor: Actor,
    case: Case,
    permission: Permission = Permission.READ_CASE,
) -> Vault:
    """The vault of a case, for an actor who may look. Looking is recorded once a page.

    Raises NotFound to a stranger and NotPermitted to a role that may not.
    """
    require(actor, permission, case)
    vaults: dict[tuple[UUID, UUID], Vault] = session.info.setdefault("vaults", {})
    key = (case.id, actor.membership_id)
    if key not in vaults:
        event = LOOKED.get(permission, Event.CASE_READ)
        entry = record(session, actor, event, case, **_under(case, actor))
        vaults[key] = Vault(session, actor, case, entry)
    return vaults[key]


def _under(case: Case, actor: Actor) -> dict[str, Any]:
    """On what an agency looks: that it leads, or the terms of its newest share."""
    standing: dict[str, Any] = {"standing": case.standing_of(actor.agency_id).value}
    shares = case.shares_with(actor.agency_id)
    if not shares or actor.agency_id == case.lead_agency_id:
        return standing
    newest = shares[-1]
    return standing | {
        "purpose": newest.purpose.value,
        "legal_basis": newest.basis.value,
    }
