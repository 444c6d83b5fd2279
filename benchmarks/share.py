"""Sharing: what it costs to offer an agency four parts of a case."""

from uuid import UUID

from sqlalchemy.orm import Session

from benchmarks.measuring import in_turns
from benchmarks.scratch import Scratch, scratch
from interact.agencies.queries import current_group
from interact.cases.actions import write_note
from interact.cases.models import Case
from interact.cases.sharing import share_case
from interact.keys.epochs import new_half
from interact.keys.formats import EpochId, wrap_info
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import SigningKey, wrap
from tests.given import Given

ROUNDS = 100
PARTS = (
    Compartment.IDENTITY,
    Compartment.WHEREABOUTS,
    Compartment.CARE,
    Compartment.HEALTH,
)


def measure() -> None:
    """Print what a share costs beside the bare sealing and signing in it."""
    print(
        "Sharing: four parts and coordination offered to a police agency, checked, "
        "sealed,\nsigned and recorded. Compared with only sealing five halves to its "
        "groups and signing\nonce. Neither is committed."
    )
    with scratch() as here:
        _compare(here)


def _compare(here: Scratch) -> None:
    with here.running.database.writers() as session:
        given = Given(session)
        worker, officer = given.caseworker(), given.officer()
        case = given.case(worker)
        for part in PARTS:
            write_note(session, worker, case, part, "So that the part has a key")
        agency, terms = given.agency_of(officer), given.terms(*PARTS)
        session.commit()

        def share() -> None:
            share_case(session, worker, case, agency, terms)
            session.rollback()
            session.info.pop("vaults", None)

        sealing = _Sealing(session, case, agency.id)
        print(f"  five halves {in_turns(share, sealing.once, ROUNDS)}")


class _Sealing:
    """The same halves sealed to the same groups, and nothing else."""

    def __init__(self, session: Session, case: Case, agency_id: UUID) -> None:
        self.signer = SigningKey(new_half())
        self.sealed = []
        for part in (Compartment.COORDINATION, *PARTS):
            group = current_group(session, agency_id, GroupName(part.value))
            which = EpochId(b"D" * 16, case.id, part, 1)
            bound = wrap_info(which, group.id, group.epoch)
            self.sealed.append((group.kem_public, bound))

    def once(self) -> None:
        half = new_half()
        for public, bound in self.sealed:
            wrap(public, half, bound)
        self.signer.sign(half)
