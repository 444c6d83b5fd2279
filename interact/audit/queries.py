"""Reading the history: who did what, and whether the log is whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record
from interact.audit.checking import LogCheck, Verdict, Wrong
from interact.audit.history import HistoryFilter, HistoryLine
from interact.audit.models import AuditKey
from interact.audit.opening import Opener, Stored, entries_of
from interact.audit.rules import Event, Fault
from interact.audit.stored_log import MALFORMED
from interact.core.clock import now
from interact.core.errors import CannotOpen

PAGE_SIZE = 50


def list_history(
    session: Session, actor: Actor, chosen: HistoryFilter
) -> list[HistoryLine]:
    """One page of the history of the actor's agency, newest first; 50 lines a page.

    For its DPO: the entries of its own people and those about the cases it leads.
    An entry that does not open is a line that says so. Reading is recorded.
    """
    require(actor, Permission.READ_HISTORY, OWN_AGENCY)
    record(session, actor, Event.HISTORY_READ, asked=chosen.said())
    newest = entries_of(actor.agency_id, chosen.since, chosen.until).order_by(
        AuditKey.sequence.desc()
    )
    opener = Opener(session, actor)
    lines = (line_of(opener, stored) for stored in opener.read(newest))
    wanted: Iterator[HistoryLine] = filter(chosen.admits, lines)
    start = (chosen.page - 1) * PAGE_SIZE
    return list(islice(wanted, start, start + PAGE_SIZE))


def line_of(opener: Opener, stored: Stored) -> HistoryLine:
    """The line that an entry makes, or the line that it does not open."""
    try:
        said = opener.open(stored).said()
    except CannotOpen:
        return HistoryLine.unreadable(stored.index, stored.sequence, stored.day)
    return HistoryLine.of(stored.index, stored.sequence, said)


def verify_log(session: Session) -> Verdict:
    """Check every entry, every hash and every signature that is stored.

    Names the first entry that is wrong and what is wrong with it. Opens nothing.
    """
    check = LogCheck(session)
    try:
        check.run()
    except Wrong as wrong:
        return Verdict(check.size, wrong.fault, wrong.first, wrong.last)
    except MALFORMED:
        return Verdict(check.size, Fault.UNREADABLE, check.size, check.size)
    return Verdict(check.size)


@dataclass(frozen=True)
class ProofState:
    """What a check of the whole log found, and when (UTC)."""

    verdict: Verdict
    checked_at: datetime

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict.whole

    @property
    def upto(self) -> int:
        """How many entries, from the first on, are right."""
        return self.verdict.size

    @property
    def first_wrong(self) -> int | None:
        """The first entry that is wrong, counted from 0, if one is."""
        return self.verdict.first


def proof_state(session: Session) -> ProofState:
    """Check the log now. Opens nothing, so it is not recorded."""
    return ProofState(verify_log(session), now())
