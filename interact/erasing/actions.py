"""Deciding to erase a case. What follows from it is in `finishing.py`."""

from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.models import Case
from interact.cases.rules import check_text
from interact.erasing.finishing import finish_after_commit
from interact.erasing.models import Erasure
from interact.erasing.rules import (
    ErasureBasis,
    ErasureDecided,
    ErasureNeedsReason,
)
from interact.keys.installation import Installation


def erase_case(
    session: Session, actor: Actor, case: Case, basis: ErasureBasis, reason: str
) -> Erasure:
    """Decide to erase a case for good; it is gone once the transaction is committed.

    First the decision is kept, then the salts are shredded, then every row of the case
    is deleted: whatever stops it in between, it is finished later and never undone.
    Only the supervisor of the agency that leads the case may. `reason` goes into the
    log, without a word about the child. Records `erasure.decided`, and when all is
    gone `case.erased`, which the DPOs of all agencies that had a share may read.
    Refuses with ErasureNeedsReason, and with ErasureDecided a second time.
    """
    require(actor, Permission.ERASE_CASE, case)
    if not reason.strip():
        raise ErasureNeedsReason
    why = check_text(reason)
    _check_undecided(session, case.id)

    erasure = Erasure(
        id=uuid4(),
        case_id=case.id,
        reference=case.reference,
        agency_id=actor.agency_id,
        person_id=actor.person_id,
        basis=basis,
        rows=0,
    )
    session.add(erasure)
    # Only what was decided here is carried out: not what somebody wrote into the table.
    Installation.of(session).salts.note_ended([case.id])
    event = Event.ERASURE_DECIDED
    record(session, actor, event, case, legal_basis=basis.value, reason=why)
    finish_after_commit(session)
    return erasure


def _check_undecided(session: Session, case_id: UUID) -> None:
    """One decides at a time; the other finds that it was decided."""
    session.execute(select(Case.id).where(Case.id == case_id).with_for_update())
    if session.scalar(select(Erasure.id).where(Erasure.case_id == case_id)):
        raise ErasureDecided
