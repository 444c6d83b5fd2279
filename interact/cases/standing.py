"""Whether the database is right about who leads a case, and who was let in.

Keys are handed out by what the rows say, so the rows must prove it: a share carries the
signature of the person who gave it, the lead is sealed with the case's own key, and
what was ended is noted in the keyring store, where a writer of the main database does
not reach.
"""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.rules import AgencyKind
from interact.audit.actions import record
from interact.audit.notices import tell_dpos
from interact.audit.rules import Event
from interact.cases.models import Case, Epoch, Share
from interact.cases.rules import ShareStatus
from interact.core.db import after_commit
from interact.core.errors import CannotOpen
from interact.joining.partners import certified_member
from interact.joining.rules import IdentityChanged
from interact.keys.installation import Installation
from interact.keys.rules import Compartment
from interact.keys.shares import ShareStatement
from interact.keys.wrapping import verify

OVER = (ShareStatus.DECLINED, ShareStatus.WITHDRAWN)


def sign_share(session: Session, actor: Actor, share: Share) -> None:
    """Have the actor sign the share they give, with its terms as they are now."""
    share.signature = actor.keyring.sign(_statement(session, share).message())


def vouched_holders(
    session: Session, actor: Actor, case: Case, part: Compartment
) -> list[UUID]:
    """The agencies that rightly hold a part now: the lead, and who was let in.

    A share that nobody entitled signed, or that was ended before, is passed over; the
    DPOs of the actor's and of the lead agency are told, once a request.
    """
    shares = [s for s in case.shares if s.in_force and part in s.parts]
    ended = Installation.of(session).salts.find_ended(s.id for s in shares)
    right = {
        s.id for s in shares if s.id not in ended and is_vouched(session, actor, s)
    }
    for share in shares:
        if share.id not in right:
            _tell(session, actor, case, share)
    held = [share.agency_id for share in shares if share.id in right]
    return list(dict.fromkeys([case.lead_agency_id, *held]))


def opened_to(session: Session, case: Case, agency_id: UUID) -> frozenset[Compartment]:
    """The parts an agency may open: as its rows say, without shares that have ended."""
    if agency_id == case.lead_agency_id:
        return case.opens_to(agency_id)
    accepted = [
        share
        for share in case.shares_with(agency_id)
        if share.status is ShareStatus.ACCEPTED
    ]
    ended = Installation.of(session).salts.find_ended(s.id for s in accepted)
    return frozenset(
        part for share in accepted if share.id not in ended for part in share.parts
    )


def may_begin(
    session: Session, actor: Actor, case: Case, part: Compartment, agency_id: UUID
) -> bool:
    """Whether an agency could rightly make a key for a part: it led, or was let in.

    Any share counts that was rightly given, also one that has ended since. Police begin
    an investigation wherever they were let in.
    """
    if agency_id == case.lead_agency_id:
        return True
    given = [share for share in case.shares if share.agency_id == agency_id]
    if part is Compartment.INVESTIGATION:
        given = [share for share in given if share.agency.kind is AgencyKind.POLICE]
    else:
        given = [share for share in given if part in share.parts]
    return any(is_vouched(session, actor, share) for share in given)


def is_vouched(
    session: Session, actor: Actor, share: Share, seen: frozenset[UUID] = frozenset()
) -> bool:
    """Whether a member of an agency that held these parts itself signed the share.

    It says so for ended shares, too; not for one given by an agency which shows another
    identity than the actor's agency knows.
    """
    if share.until > share.granted_until or share.id in seen:
        return False
    try:
        public = certified_member(
            session, actor, share.by_agency_id, share.by_person_id
        )
        verify(public, share.signature, _statement(session, share).message())
    except (CannotOpen, IdentityChanged):
        return False
    return _was_theirs(session, actor, share, seen | {share.id})


def _was_theirs(
    session: Session, actor: Actor, share: Share, seen: frozenset[UUID]
) -> bool:
    """Whether the giver leads, began what it gives, or was rightly let in itself."""
    if share.by_agency_id == share.case.lead_agency_id:
        return True
    foreign = share.parts - _begun_by(session, share.case, share.by_agency_id)
    through = [s for s in share.case.shares if s.agency_id == share.by_agency_id]
    return any(
        foreign <= other.parts and is_vouched(session, actor, other, seen)
        for other in through
    )


def _begun_by(session: Session, case: Case, agency_id: UUID) -> set[Compartment]:
    begun = select(Epoch.compartment).where(
        Epoch.case_id == case.id,
        Epoch.agency_id == agency_id,
        Epoch.compartment == Compartment.INVESTIGATION,
        Epoch.number == 1,
    )
    return set(session.scalars(begun))


def _statement(session: Session, share: Share) -> ShareStatement:
    return ShareStatement(
        deployment=Installation.of(session).deployment,
        case_id=share.case_id or share.case.id,
        share_id=share.id,
        agency_id=share.agency_id or share.agency.id,
        by_agency_id=share.by_agency_id,
        by_person_id=share.by_person_id,
        parts=share.parts,
        purpose=share.purpose.value,
        basis=share.basis.value,
        until=share.granted_until,
        may_pass_on=share.may_pass_on,
    )


def _tell(session: Session, actor: Actor, case: Case, share: Share) -> None:
    told: set[UUID] = session.info.setdefault("told_of_shares", set())
    if share.id in told:
        return
    told.add(share.id)
    record(
        session,
        actor,
        Event.SHARE_UNVOUCHED,
        case,
        recipients=[share.agency.name],
        compartments=sorted(share.parts),
    )
    tell_dpos(
        session,
        [actor.agency_id, case.lead_agency_id],
        Event.SHARE_UNVOUCHED,
        case,
        about_agency=share.agency_id,
    )


def note_ends(session: Session) -> None:
    """Note every share that is over, also where a crash came before that was done."""
    over = select(Share.id).where(Share.status.in_(OVER))
    Installation.of(session).salts.note_ended(list(session.scalars(over)))


def end_shares(session: Session, shares: Iterable[Share]) -> None:
    """Note in the keyring store that these shares ended: no row brings them back.

    It is noted when this session has committed.
    """
    salts = Installation.of(session).salts
    after_commit(session, partial(salts.note_ended, [share.id for share in shares]))
