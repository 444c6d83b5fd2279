"""What tests of the log start from: agencies with a DPO, and a log with entries."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Group
from interact.agencies.rules import AgencyKind, Role
from interact.agencies.vouching import certificate_of
from interact.audit.actions import record
from interact.audit.history import HistoryFilter, HistoryLine
from interact.audit.queries import list_history, verify_log
from interact.audit.rules import Event
from interact.core.clock import now
from interact.core.db import Database
from interact.keys.certificates import AgencyIdentity
from interact.keys.installation import Installation
from interact.keys.keyring import GroupKeys, Keyring
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair


@dataclass(frozen=True)
class AboutCase:
    """A case as the log sees it."""

    reference: str
    lead_agency_id: UUID
    id: UUID = field(default_factory=uuid4)


class Logbook:
    """Two agencies, Palermo and Marseille; everybody is made up."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.identities: dict[UUID, AgencyIdentity] = {}
        with database.writing() as session:
            self.installation = Installation.of(session)
            self.palermo, self.dpo = self._agency(session, "Palermo", "IT")
            self.marseille, self.other_dpo = self._agency(session, "Marseille", "FR")
        self.caseworker = self.member(self.palermo, "Rosa", Role.CASEWORKER)
        self.officer = self.member(self.marseille, "Jean", Role.CASEWORKER)
        self.case = AboutCase("PAL-7K3F", self.palermo.id)

    def member(
        self, agency: Agency, name: str, role: Role, keyring: Keyring | None = None
    ) -> Actor:
        return Actor(
            person_id=uuid4(),
            membership_id=uuid4(),
            name=name,
            agency_id=agency.id,
            agency_name=agency.name,
            kind=agency.kind,
            country=agency.country,
            role=role,
            keyring=keyring or Keyring.empty(),
            trace={"request": "r-1"},
        )

    def new_group(self, session: Session, agency: Agency, epoch: int) -> GroupKeys:
        """Give the agency's audit group a key pair for a new epoch."""
        keys = KeyPair.generate()
        group = Group(
            id=uuid4(),
            agency_id=agency.id,
            name=GroupName.AUDIT,
            epoch=epoch,
            kem_public=keys.public,
            signing_public=keys.signing_public,
            not_after=now() + timedelta(days=1),
        )
        identity = self.identities[agency.id]
        group.certificate = identity.sign(certificate_of(group).message())
        session.add(group)
        session.flush()
        return GroupKeys(group.id, keys)

    def look(self, times: int = 1, actor: Actor | None = None) -> None:
        """Let somebody look at the case so often, each time in its own commit."""
        for _ in range(times):
            with self.database.writing() as session:
                record(session, actor or self.caseworker, Event.CASE_READ, self.case)

    def look_at(self, case: AboutCase) -> None:
        """Let the caseworker look at another case."""
        with self.database.writing() as session:
            record(session, self.caseworker, Event.CASE_READ, case)

    def lines(self, dpo: Actor | None = None, **chosen: object) -> list[HistoryLine]:
        """What a DPO reads, newest first; this reading itself is not recorded."""
        with self.database.reading() as session:
            found = list_history(session, dpo or self.dpo, HistoryFilter(**chosen))
            session.info.clear()
        return found

    def verdict(self) -> str:
        with self.database.reading() as session:
            return str(verify_log(session))

    def _agency(
        self, session: Session, name: str, country: str
    ) -> tuple[Agency, Actor]:
        identity = AgencyIdentity.generate()
        agency = Agency(
            id=uuid4(),
            name=name,
            kind=AgencyKind.RECEPTION,
            country=country,
            place=name,
            phone="",
            time_zone="Europe/Rome",
            identity_public=identity.public,
            identity_sealed=b"",
        )
        session.add(agency)
        session.flush()
        self.identities[agency.id] = identity
        groups = {(GroupName.AUDIT, 1): self.new_group(session, agency, 1)}
        keyring = Keyring.of(KeyPair.generate(), groups, "")
        return agency, self.member(agency, f"DPO of {name}", Role.DPO, keyring)
