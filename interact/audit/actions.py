"""Recording what was done, and signing what the record says."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, SessionTransaction

from interact.access.actor import Actor
from interact.audit.entries import PendingEntry
from interact.audit.models import AuditCheckpoint
from interact.audit.rules import HAPPENED_ANYWAY, Event, LogBroken, Subject
from interact.audit.stored_tree import StoredTree
from interact.audit.tree import consistency_proof, root, verify_consistency
from interact.audit.writing import lock_log
from interact.core.clock import now
from interact.core.db import PENDING, Base
from interact.core.errors import CannotOpen, InteractError, NotFound
from interact.keys.installation import Installation
from interact.keys.notes import verify

SIGN_EVERY = timedelta(seconds=60)


def record(
    session: Session,
    actor: Actor,
    event: Event,
    subject: Subject | None = None,
    *,
    also: Iterable[UUID] = (),
    **details: object,
) -> PendingEntry:
    """Record what the actor does; it is kept when the transaction is, or refuses it.

    The DPO of the actor's agency may read the entry, that of the agency which leads
    the case `subject`, and those of the agencies `also`. Details are references, terms
    and numbers, never what a child said. `compartments`, `fields`, `purpose`,
    `legal_basis`, `recipients` and `result` have a place of their own in the history.
    Until the commit the entry may be added to.
    """
    entry = PendingEntry(
        event=event,
        at=now(),
        actor=_said_of(actor),
        subject=_about(subject),
        details={**details, "trace": dict(actor.trace)},
        audiences=_audiences(actor, subject, also),
        savepoints=_open_savepoints(session),
    )
    if not session.in_transaction():
        session.begin()  # so that rolling back rolls this back, too
    session.info.setdefault(PENDING, []).append(entry)
    return entry


def take_looks(session: Session) -> list[PendingEntry]:
    """What a session that was rolled back had looked at, to be kept elsewhere."""
    left: list[PendingEntry] = session.info.pop(PENDING, [])
    return [entry for entry in left if entry.event in HAPPENED_ANYWAY]


def record_refusal(
    session: Session, actor: Actor, refusal: InteractError, asked: str
) -> PendingEntry:
    """Record that the actor asked for something and was refused.

    `asked` is the address of the page. When the case exists, the DPO of the agency
    which leads it is told in an entry of their own: somebody tried its reference. The
    actor's own DPO is not told that there is such a case.
    """
    subject = refusal.subject if isinstance(refusal, NotFound) else None
    said: dict[str, Any] = {"asked": asked, "result": refusal.message}
    case = _fresh(session, subject)
    record_for_lead(session, actor, Event.ACCESS_REFUSED, case, **said)
    own = case if case and case.lead_agency_id == actor.agency_id else None
    return record(session, actor, Event.ACCESS_REFUSED, own, **said)


def record_for_lead(
    session: Session,
    actor: Actor,
    event: Event,
    subject: Subject | None,
    **details: Any,
) -> None:
    """Record something about a case for the DPO of the agency that leads it alone.

    Nothing where there is no case, or the actor's own agency leads it.
    """
    if subject is None or subject.lead_agency_id == actor.agency_id:
        return
    entry = record(session, actor, event, subject, **details)
    entry.audiences = (subject.lead_agency_id,)


def _fresh(session: Session, subject: object) -> Subject | None:
    """The case that was asked for, read anew: its own transaction was rolled back."""
    if isinstance(subject, Base):
        stored_as = inspect(subject).identity
        subject = session.get(type(subject), stored_as) if stored_as else None
    return subject if isinstance(subject, Subject) else None


def sign_checkpoint(session: Session, taken_by: UUID | None = None) -> AuditCheckpoint:
    """Sign how many entries there are and their root; the last one if none came since.

    It covers what is committed, not what is pending: hand it out only after a commit.
    `taken_by` is the agency whose DPO takes it out; later packs then carry the proof
    that leads on from it. Needs a session that may write. Raises LogBroken when the
    tree does not continue the one that was signed last.
    """
    lock_log(session)
    tree = StoredTree(session)
    size = tree.size()
    last = session.scalar(
        select(AuditCheckpoint).order_by(AuditCheckpoint.number.desc()).limit(1)
    )
    if last and last.size == size and taken_by is None:
        return last
    top = root(tree, size)
    if last:
        _check_continued(session, last, tree, Top(size, top))
    made = AuditCheckpoint(
        number=last.number + 1 if last else 1,
        size=size,
        note=Installation.of(session).log.sign_checkpoint(size, top),
        at=now(),
        agency_id=taken_by,
    )
    session.add(made)
    session.flush()
    return made


def is_checkpoint_due(session: Session) -> bool:
    """Whether a minute has passed since the last checkpoint and entries came since."""
    last = session.execute(
        select(AuditCheckpoint.size, AuditCheckpoint.at)
        .order_by(AuditCheckpoint.number.desc())
        .limit(1)
    ).first()
    size = StoredTree(session).size()
    return (
        size > 0 if last is None else size > last.size and now() - last.at >= SIGN_EVERY
    )


class Top(NamedTuple):
    """The size and the root of a tree."""

    size: int
    root: bytes


def _check_continued(
    session: Session, last: AuditCheckpoint, tree: StoredTree, top: Top
) -> None:
    try:
        signed = verify(last.note, Installation.of(session).log.vkeys())
    except CannotOpen:
        raise LogBroken from None
    if last.size != signed.size or signed.size > top.size:
        raise LogBroken
    proof = consistency_proof(tree, signed.size, top.size)
    if not verify_consistency(signed.size, signed.root, top.size, top.root, proof):
        raise LogBroken


def _said_of(actor: Actor) -> dict[str, str]:
    return {
        "person": str(actor.person_id),
        "membership": str(actor.membership_id),
        "name": actor.name,
        "agency": str(actor.agency_id),
        "agency_name": actor.agency_name,
        "kind": actor.kind,
        "country": actor.country,
        "role": actor.role,
        "auth_level": actor.auth_level,
    }


def _about(subject: Subject | None) -> dict[str, str] | None:
    if subject is None:
        return None
    return {
        "id": str(subject.id),
        "reference": subject.reference,
        "lead": str(subject.lead_agency_id),
    }


def _audiences(
    actor: Actor, subject: Subject | None, also: Iterable[UUID]
) -> tuple[UUID, ...]:
    lead = [subject.lead_agency_id] if subject else []
    return tuple(dict.fromkeys([actor.agency_id, *lead, *also]))


def _open_savepoints(session: Session) -> tuple[SessionTransaction, ...]:
    inner = session.get_nested_transaction()
    found = []
    while inner is not None and inner.nested:
        found.append(inner)
        inner = inner.parent
    return tuple(found)
