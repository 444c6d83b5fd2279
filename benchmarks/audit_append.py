"""Keeping the record: what an entry of the audit log costs beside a plain row."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, insert
from sqlalchemy.orm import Session

from benchmarks.measuring import in_turns
from benchmarks.scratch import Scratch, scratch
from interact.access.actor import Actor
from interact.audit.actions import record
from interact.audit.entries import PendingEntry
from interact.audit.rules import Event
from interact.cases.fields import profile_fields
from interact.cases.models import Case
from tests.databases import find_program, postgresql_server
from tests.given import Given

ROUNDS = 100
BATCH = 10
FIELDS = 40
METADATA = MetaData()
PLAIN = Table(
    "plain_entry",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
)


def measure() -> None:
    """Print what an entry costs, alone in its commit and ten to a commit."""
    print(
        "Audit log: an entry that says who opened 40 fields of a case, sealed, hashed "
        "into the\ntree and committed. Compared with the same bytes inserted plainly "
        "into one table and\ncommitted. A disk makes both wait for it, which hides the "
        "difference."
    )
    with scratch() as here:
        _compare("SQLite in memory", here)
    with scratch(on_disk=True) as here:
        _compare("SQLite on disk", here)
    if find_program("initdb") is None:
        print("  PostgreSQL is not installed: not measured")
        return
    with postgresql_server() as server, scratch(server) as here:
        _compare("PostgreSQL", here)


def _compare(name: str, here: Scratch) -> None:
    database = here.running.database
    with database.writing() as session:
        METADATA.create_all(session.connection())
        given = Given(session)
        worker = given.caseworker()
        case = given.case(worker)
        payload = _look(session, worker, case).payload()
    for size in (1, BATCH):

        def entries(size: int = size) -> None:
            with database.writing() as session:
                for _entry in range(size):
                    _look(session, worker, case)

        def plain(size: int = size) -> None:
            with database.writing() as session:
                session.execute(insert(PLAIN), [{"payload": payload}] * size)

        print(f"  {name:16} {size:2} a commit {in_turns(entries, plain, ROUNDS)}")


def _look(session: Session, actor: Actor, case: Case) -> PendingEntry:
    entry = record(session, actor, Event.CASE_READ, case)
    for field in profile_fields()[:FIELDS]:
        entry.add_opened(field.compartment, field.id)
    return entry
