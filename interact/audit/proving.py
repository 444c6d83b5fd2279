"""Checking the whole log when a DPO asks, and keeping what the check found."""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.checking import Verdict
from interact.audit.models import AuditCheck
from interact.audit.queries import ProofState, proof_state
from interact.audit.rules import Event
from interact.core.db import later


def check_log(session: Session, actor: Actor) -> ProofState:
    """Check every entry, hash and signature now; it takes as long as the log is.

    In a session that only reads nobody waits for it meanwhile. The result is kept for
    the page of the history. Records `log.checked`.
    """
    require(actor, Permission.READ_HISTORY, OWN_AGENCY)
    found = proof_state(session)
    later(session, partial(_keep, found))
    record(
        session,
        actor,
        Event.LOG_CHECKED,
        result=str(found.verdict),
        whole=found.whole,
        size=found.upto,
    )
    return found


def last_check(session: Session) -> ProofState | None:
    """What the newest check of the log found, and when; None before the first."""
    newest = select(AuditCheck).order_by(AuditCheck.created_at.desc()).limit(1)
    kept = session.scalar(newest)
    if kept is None:
        return None
    verdict = Verdict(kept.size, kept.fault, kept.first, kept.last)
    return ProofState(verdict, kept.created_at)


def _keep(found: ProofState, session: Session) -> None:
    verdict = found.verdict
    session.add(
        AuditCheck(
            created_at=found.checked_at,
            size=verdict.size,
            fault=verdict.fault,
            first=verdict.first,
            last=verdict.last,
        )
    )
