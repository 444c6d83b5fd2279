"""A member leaves: moving what the agency holds of its cases to new keys."""

from dataclasses import dataclass
from types import SimpleNamespace
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks.measuring import PROCESSOR, in_turns
from benchmarks.scratch import Scratch, both_databases
from interact.access.actor import Actor
from interact.agencies.models import Membership, Rotation
from interact.cases.models import Case, Epoch, Wrap
from interact.cases.reshelving import move_some
from interact.core.clock import now
from interact.joining.leaving import end_membership
from interact.keys.epochs import new_half
from interact.keys.formats import EpochId, shelf_context, wrap_info
from interact.keys.installation import Installation
from interact.keys.keyring import GroupKeys
from interact.keys.rules import Compartment, GroupName
from interact.keys.wrapping import KeyPair, shelve, unshelve
from tests.given import Given

CASES = 10_000
PARTS = (
    Compartment.COORDINATION,
    Compartment.IDENTITY,
    Compartment.CARE,
    Compartment.HEALTH,
)
AT_ONCE = 2000
A_TIME = 1000
ROUNDS = 15


@dataclass(frozen=True)
class Left:
    """An agency somebody has just left, and what is to be moved in it."""

    custodian: Actor
    rotations: list[UUID]


def measure() -> None:
    """Print what moving a half costs, and all of them together."""
    print(
        f"A member leaves an agency of {CASES} cases, {len(PARTS)} parts of each: "
        f"every half is moved to\nthe group's new key, {AT_ONCE} in each transaction, "
        "with the lock on them. Processor time\nof INTERACT. Compared with unsealing "
        "and sealing the same bytes in memory."
    )
    for name, here in both_databases():
        _compare(name, here)


def _compare(name: str, here: Scratch) -> None:
    database = here.running.database
    with database.writing() as session:
        left = _leave(session)
    bare = _bare()

    def moved() -> None:
        with database.writing() as session:
            rotations = [session.get_one(Rotation, one) for one in left.rotations]
            unfinished = next(one for one in rotations if one.finished_at is None)
            move_some(session, left.custodian, unfinished, AT_ONCE)

    def only_sealed() -> None:
        for old, new, sealed, bound in bare:
            shelve(new, unshelve(old, sealed, bound), bound)

    ratio = in_turns(moved, only_sealed, ROUNDS, PROCESSOR)
    halves = CASES * len(PARTS)
    print(f"  {name:16} {AT_ONCE} halves {ratio}")
    print(f"  {'':16} all {halves}: {ratio.time * halves / AT_ONCE:.1f} s")


def _leave(session: Session) -> Left:
    given = Given(session)
    worker = given.caseworker()
    agency = given.agency_of(worker)
    given.caseworker(agency)
    cases = _cases(session, worker)
    for part in PARTS:
        for start in range(0, CASES, A_TIME):
            _fill(session, worker, part, cases[start : start + A_TIME])
    custodian = given.custodian(agency)
    member = session.get_one(Membership, worker.membership_id)
    taken = end_membership(session, custodian, member, "Measured")
    names = {GroupName(part.value) for part in PARTS}
    moving = [one.id for one in taken.rotations if one.new_group.name in names]
    return Left(custodian, moving)


def _cases(session: Session, worker: Actor) -> list[UUID]:
    made = [uuid4() for _each in range(CASES)]
    rows = [
        {"id": one, "reference": one.hex, "lead_agency_id": worker.agency_id}
        for one in made
    ]
    session.execute(insert(Case), rows)
    return made


def _fill(
    session: Session, worker: Actor, part: Compartment, cases: list[UUID]
) -> None:
    """An epoch and a half on the shelf for each case, as if it had been opened once."""
    epochs = [_epoch(worker, part, case_id) for case_id in cases]
    session.execute(insert(Epoch), [vars(epoch) for epoch in epochs])
    keys = worker.keyring.group(GroupName(part.value))
    wraps = [
        {
            "epoch_id": epoch.id,
            "group_id": keys.group_id,
            "shelf": shelve(keys.keypair, new_half(), _context(session, keys, epoch)),
        }
        for epoch in epochs
    ]
    session.execute(insert(Wrap), wraps)


def _epoch(worker: Actor, part: Compartment, case_id: UUID) -> SimpleNamespace:
    return SimpleNamespace(
        id=uuid4(),
        case_id=case_id,
        compartment=part,
        number=1,
        commitment=new_half(),
        previous=b"",
        agency_id=worker.agency_id,
        author_id=worker.person_id,
        at=now(),
        signature=bytes(64),
    )


def _context(session: Session, keys: GroupKeys, epoch: SimpleNamespace) -> bytes:
    deployment = Installation.of(session).deployment
    which = EpochId(deployment, epoch.case_id, epoch.compartment, epoch.number)
    return shelf_context(wrap_info(which, keys.group_id, 1), epoch.commitment)


def _bare() -> list[tuple[KeyPair, KeyPair, bytes, bytes]]:
    """As many halves on a shelf in memory, with what they are bound to."""
    old, new = KeyPair.generate(), KeyPair.generate()
    bound = [bytes(120) for _each in range(AT_ONCE)]
    return [(old, new, shelve(old, new_half(), one), one) for one in bound]
