"""Letting other agencies into a case: offered, answered, withdrawn."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.giving import add_share, end_by
from interact.cases.locking import lock_case
from interact.cases.models import Case, Share
from interact.cases.reasons import seal_reason
from interact.cases.rekeying import take_out
from interact.cases.rules import (
    AlreadyShared,
    CannotShareWithLead,
    CannotShareWithOwnAgency,
    NotShorter,
    NotYoursToShare,
    PartnerSuspended,
    ReasonNeeded,
    ShareGoesWithLead,
    ShareNotOpen,
    ShareStatus,
    Terms,
    check_follows,
)
from interact.cases.shareable import check_yours, refuse_foreign
from interact.cases.standing import end_shares
from interact.cases.vault import open_vault
from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.joining.partners import note_changed_partner
from interact.joining.rules import IdentityChanged, PartnerNotCompared
from interact.reminders.telling import Reminding, end_reminder, remind


def share_case(
    session: Session, actor: Actor, case: Case, agency: Agency, terms: Terms
) -> Share:
    """Offer `agency` some compartments of `case`, for a purpose, until a date.

    Sharing cannot be undone: what an agency has read, it knows. That is why a share
    names its purpose and legal basis and ends by itself. Nothing opens until the
    agency accepts; it is reminded to answer. Records `case.shared`; both DPOs may read
    the entry.
    """
    require(actor, Permission.SHARE_CASE, case)
    terms.check(now())
    lock_case(session, case)
    _check_receiver(actor, case, agency, terms)
    vault = open_vault(session, actor, case)
    check_yours(vault, terms)

    share = add_share(vault, agency, terms, ShareStatus.OFFERED)
    remind(session, case, Reminding.of_offer(agency.id, actor.agency_id), share.id)
    _record(session, actor, Event.CASE_SHARED, share)
    return share


def share_as_asked(
    session: Session, actor: Actor, case: Case, agency: Agency, terms: Terms
) -> Share:
    """Share with an agency that asked for it: as `share_case`, and in force at once."""
    require(actor, Permission.ANSWER_REQUEST, case)
    terms.check(now())
    lock_case(session, case)
    _check_receiver(actor, case, agency, terms)
    vault = open_vault(session, actor, case)
    check_yours(vault, terms)

    share = add_share(vault, agency, terms, ShareStatus.ACCEPTED)
    _record(session, actor, Event.CASE_SHARED, share)
    return share


def let_in(
    session: Session, actor: Actor, case: Case, agency: Agency, terms: Terms
) -> Share:
    """Let an agency in at once, because an alert tells it that a child is missing.

    As `share_case`, but nobody waits for an answer, and whoever may open a part may
    pass it on: a report is taken from anyone. An agency that opens as much for as long
    already keeps the share it has. Records `case.shared`.
    """
    require(actor, Permission.ISSUE_ALERT, case)
    terms.check(now())
    lock_case(session, case)
    for held in case.shares_with(agency.id):
        if _gives_as_much(held, terms):
            return held
    vault = open_vault(session, actor, case)
    refuse_foreign(terms.parts - case.opens_to(actor.agency_id))

    share = add_share(vault, agency, terms, ShareStatus.ACCEPTED)
    _record(session, actor, Event.CASE_SHARED, share)
    return share


def accept_share(session: Session, actor: Actor, share: Share) -> None:
    """Take up an offered share: from now on the agency can open what it covers."""
    require(actor, Permission.ANSWER_SHARE, share.case)
    lock_case(session, share.case)
    _check_answer(actor, share, ShareStatus.ACCEPTED)

    share.status = ShareStatus.ACCEPTED
    share.answered_at = now()
    end_reminder(session, share.id)
    session.info.pop("vaults", None)
    _record(session, actor, Event.SHARE_ACCEPTED, share)


def decline_share(session: Session, actor: Actor, share: Share, reason: str) -> None:
    """Refuse an offered share, with a reason that lands on the sharer's desk.

    What lay here for the agency goes, as when a share is withdrawn.
    """
    require(actor, Permission.ANSWER_SHARE, share.case)
    lock_case(session, share.case)
    _check_answer(actor, share, ShareStatus.DECLINED)
    if not reason.strip():
        raise ReasonNeeded

    share.status = ShareStatus.DECLINED
    share.answered_at = now()
    sharer = session.get_one(Agency, share.by_agency_id)
    share.reason_sealed = seal_reason(session, actor, share, sharer, reason.strip())
    session.flush()
    take_out(session, share.case, share.agency_id, share.parts)
    end_reminder(session, share.id)
    _record(session, actor, Event.SHARE_DECLINED, share)
    end_shares(session, [share])


def withdraw_share(session: Session, actor: Actor, share: Share, reason: str) -> None:
    """End a share now, and what was passed on only through it.

    What the agencies that are out held is deleted, and what is written from now on gets
    new keys that they are not given. What they read, they know. The agency is told why,
    unless its keys are not the ones known. Records `share.withdrawn`.
    """
    require(actor, Permission.WITHDRAW_SHARE, share.case)
    lock_case(session, share.case)
    check_yours_to_end(actor, share)
    if not reason.strip():
        raise ReasonNeeded

    share.reason_sealed = _reason_if_possible(session, actor, share, reason.strip())
    for ended in _end_now(share):
        end_shares(session, [ended])
        take_out(session, share.case, ended.agency_id, ended.parts)
        end_reminder(session, ended.id)
    session.info.pop("vaults", None)
    _record(session, actor, Event.SHARE_WITHDRAWN, share)


def _end_now(share: Share) -> list[Share]:
    """Withdraw a share; also says which shares of others ended with it."""
    in_force = [one for one in share.case.shares if one.in_force]
    until, moment = share.until, now()
    end_by(share, moment)
    share.until = until
    share.status, share.answered_at = ShareStatus.WITHDRAWN, moment
    return [one for one in in_force if not one.in_force]


def _reason_if_possible(
    session: Session, actor: Actor, share: Share, reason: str
) -> bytes | None:
    """The reason, sealed; None if that agency's keys cannot be trusted now."""
    try:
        return seal_reason(session, actor, share, share.agency, reason)
    except IdentityChanged:
        note_changed_partner(session, actor, share.agency)
    except (PartnerNotCompared, CannotOpen):
        pass
    return None


def shorten_share(
    session: Session, actor: Actor, share: Share, until: datetime
) -> None:
    """Let a share end earlier, at a moment in the future (UTC).

    What was passed on through it ends then, too. The agency that shared it may do
    that, and the lead. Records `share.shortened`. Refuses with NotShorter: who wants
    it longer shares again.
    """
    require(actor, Permission.WITHDRAW_SHARE, share.case)
    lock_case(session, share.case)
    check_yours_to_end(actor, share)
    if not now() < until < share.until:
        raise NotShorter

    end_by(share, until)
    _record(session, actor, Event.SHARE_SHORTENED, share)


def note_refusal(session: Session, actor: Actor, share: Share) -> None:
    """Take a declined share off the desk of the agency that offered it."""
    require(actor, Permission.SHARE_CASE, share.case)
    if share.by_agency_id != actor.agency_id:
        raise ShareNotOpen

    share.seen_at = now()
    _record(session, actor, Event.HEADER_READ, share)


def _check_receiver(actor: Actor, case: Case, agency: Agency, terms: Terms) -> None:
    if agency.id == case.lead_agency_id:
        raise CannotShareWithLead
    if agency.suspended_at is not None:
        raise PartnerSuspended(agency=agency.name)
    if agency.id == actor.agency_id:
        raise CannotShareWithOwnAgency
    covered = {p for share in case.shares_with(agency.id) for p in share.parts}
    if terms.parts <= covered:
        raise AlreadyShared(agency=agency.name)


def _gives_as_much(share: Share, terms: Terms) -> bool:
    return (
        share.status is ShareStatus.ACCEPTED
        and share.parts >= terms.parts
        and share.until >= terms.until
        and share.may_pass_on >= terms.may_pass_on
    )


def check_yours_to_end(actor: Actor, share: Share) -> None:
    """Refuse to end a share that has ended, or that others may end."""
    if not share.in_force:
        raise ShareNotOpen
    if share.with_lead:
        raise ShareGoesWithLead
    if actor.agency_id not in {share.by_agency_id, share.case.lead_agency_id}:
        raise NotYoursToShare(parts=", ".join(sorted(share.compartments)))


def _check_answer(actor: Actor, share: Share, answer: ShareStatus) -> None:
    if share.agency_id != actor.agency_id or not share.in_force:
        raise ShareNotOpen
    check_follows(share.status, answer)
    if share.with_lead:
        raise ShareGoesWithLead


def _record(session: Session, actor: Actor, event: Event, share: Share) -> None:
    also: list[UUID] = [share.agency_id, share.by_agency_id]
    record(
        session,
        actor,
        event,
        share.case,
        also=also,
        recipients=[share.agency.name],
        compartments=sorted(share.parts),
        purpose=share.purpose.value,
        legal_basis=share.basis.value,
        until=share.until.isoformat(),
    )
