"""What follows the decision to erase a case, step by step, whatever stops it.

1. The decision is kept (`actions.py`).
2. The salts are shredded; a tombstone remains in the keyring store.
3. Every row of the case is deleted and `case.erased` recorded, in one transaction.
4. The journal of the main database is emptied, so that no copy lies there.
5. The erasure is marked as finished.

Each step may be repeated. What was stopped goes on when INTERACT starts again.
"""

from functools import partial
from uuid import UUID

from sqlalchemy import event, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, SessionTransaction

from interact.access.actor import Actor
from interact.agencies.models import Agency, Membership
from interact.agencies.queries import name_of
from interact.agencies.rules import Role
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.cases.models import Case
from interact.core.clock import now
from interact.core.db import Database
from interact.core.errors import InteractError
from interact.erasing.models import Erasure
from interact.erasing.rows import delete_case
from interact.erasing.rules import ErasureNotFinished
from interact.joining.sessions import act
from interact.keys.keyring import Keyring
from interact.keys.salts import SaltStore

DECIDED = "erasure decided"
NOBODY = UUID(int=0)
ATTEMPTS = 5


def follow_decisions(database: Database, salts: SaltStore) -> None:
    """Make every commit that keeps a decision to erase go on with what follows."""
    finish = partial(_after_transaction, database, salts)
    event.listen(database.writers, "after_transaction_end", finish)


def finish_after_commit(session: Session) -> None:
    """Go on with what this session decided, as soon as that is committed."""
    session.info[DECIDED] = True


def _after_transaction(
    database: Database, salts: SaltStore, session: Session, ended: SessionTransaction
) -> None:
    if ended.parent is None and session.info.pop(DECIDED, False):
        try:
            finish_erasures(database, salts)
        except (DBAPIError, InteractError) as failure:
            raise ErasureNotFinished from failure


def finish_erasures(database: Database, salts: SaltStore) -> int:
    """Finish every erasure that was decided; how many there were.

    A row that nobody decided on is not obeyed: the keyring store knows the decisions.
    """
    unfinished = select(Erasure).where(Erasure.finished_at.is_(None))
    with database.reading() as session:
        waiting = list(session.scalars(unfinished.order_by(Erasure.created_at)))
    decided = salts.find_ended(erasure.case_id for erasure in waiting)
    decided |= salts.list_tombstones().keys()
    waiting = [erasure for erasure in waiting if erasure.case_id in decided]
    for erasure in waiting:
        salts.shred(erasure.case_id)
        _delete_for_good(database, erasure.id)
        if _empty_journal(database):
            _note_finished(database, erasure.id)
    return len(waiting)


def replay_tombstones(database: Database, salts: SaltStore) -> list[str]:
    """Bring a restored main database and a restored keyring store to the same end.

    What either of them knows to be erased is erased in the other, too. Returns the
    references of the cases that an old copy had brought back.
    """
    with database.reading() as session:
        erased = set(session.scalars(select(Erasure.case_id)))
    for case_id in sorted(erased - salts.list_tombstones().keys()):
        salts.shred(case_id)
    with database.writing() as session:
        tombstones = salts.list_tombstones()
        back = list(session.scalars(select(Case).where(Case.id.in_(tombstones))))
        session.add_all(
            Erasure(
                case_id=case.id,
                reference=case.reference,
                agency_id=case.lead_agency_id,
                created_at=tombstones[case.id],
            )
            for case in back
            if case.id not in erased
        )
        again = update(Erasure).where(Erasure.case_id.in_([case.id for case in back]))
        session.execute(again.values(finished_at=None))
        returned = sorted(case.reference for case in back)
    finish_erasures(database, salts)
    return returned


def _delete_for_good(database: Database, erasure_id: UUID) -> None:
    """On PostgreSQL somebody may still be writing in the case: then once more."""
    for attempt in range(ATTEMPTS):
        try:
            return _delete_rows(database, erasure_id)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    return None


def _delete_rows(database: Database, erasure_id: UUID) -> None:
    """Delete what is left of a case and record that it is gone, both or neither."""
    with database.writing() as session:
        erasure = session.get_one(Erasure, erasure_id, with_for_update=True)
        case = session.get(Case, erasure.case_id, with_for_update={"of": Case})
        if case is None:
            return
        actor = _decider(session, erasure)
        agencies = {
            one
            for share in case.shares
            for one in (share.agency_id, share.by_agency_id)
        }
        gone = delete_case(session, case.id)
        erasure.rows = sum(gone.values())
        about = {"rows": gone, "restored": erasure.person_id is None}
        record(session, actor, Event.CASE_ERASED, case, also=sorted(agencies), **about)
        concerned = [case.lead_agency_id, *sorted(agencies)]
        tell_dpos(session, concerned, Event.CASE_ERASED, case)
        session.expunge(case)


def _note_finished(database: Database, erasure_id: UUID) -> None:
    with database.writing() as session:
        session.get_one(Erasure, erasure_id).finished_at = now()


def _empty_journal(database: Database) -> bool:
    """Whether SQLite's journal holds nothing any more; PostgreSQL recycles its own."""
    if database.engine.dialect.name != "sqlite":
        return True
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchall()[0][0]
    finally:
        connection.close()
    return not busy


def _decider(session: Session, erasure: Erasure) -> Actor:
    """Who decided, without anything they could open; or the restoring itself."""
    agency = session.get_one(Agency, erasure.agency_id)
    member = session.scalar(
        select(Membership).where(
            Membership.person_id == erasure.person_id,
            Membership.agency_id == erasure.agency_id,
        )
    )
    if member is not None:
        return act(member, name_of(session, member.person), Keyring.empty())
    return Actor(
        person_id=NOBODY,
        membership_id=NOBODY,
        name="INTERACT",
        agency_id=agency.id,
        agency_name=agency.name,
        kind=agency.kind,
        country=agency.country,
        role=Role.ADMINISTRATOR,
        keyring=Keyring.empty(),
    )
