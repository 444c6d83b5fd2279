"""Who answers for the next step of a track after a step: no database, no clock.

Handbook, response stage: nobody knew who had to act, and each thought that another did.
So an agency stays responsible until the next one has said yes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _
from interact.flowcharts.definitions import Flowchart, Silence, State
from interact.flowcharts.timers import Span
from interact.tasks.rules import Party

# Where a flowchart says nothing; our own choice.
ANSWER_WITHIN = Span(hours=1)


class OfferStatus(Word):
    """What became of a next step that was offered."""

    OFFERED = "offered", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("No longer needed")
    SETTLED = "settled", _("Settled by who is responsible by law")


class OfferNotOpen(RuleBroken):
    message = _("This was answered already, or is not needed any more.")


class StillTimeToAnswer(RuleBroken):
    message = _("The agency still has time to answer. Ring them if it is urgent.")


class AlreadyResponsible(RuleBroken):
    message = _("This agency is responsible for the next step already.")


class NotInvolved(RuleBroken):
    message = _(
        "This agency takes no part in the case, or takes no steps here. Share the case "
        "with it first."
    )


@dataclass(frozen=True)
class Passing:
    """What a step changes in a track: who is responsible, and who is asked to be.

    `holder` is responsible from now on, None where nobody need act. `stands_in` says
    that it only does because none of those who should takes part in the case.
    `offered_to` is asked to take over; until it says yes the holder stays.
    """

    holder: UUID | None
    stands_in: bool = False
    offered_to: UUID | None = None


def passing(holder: UUID | None, acted: UUID, meant: UUID | None) -> Passing:
    """Who is responsible when a track has come to a state where an agency must act.

    `holder` was responsible so far, `acted` took the step, `meant` is the agency that
    should act now, None where no such agency takes part. Whoever acts where they should
    act next need not be asked.
    """
    now = holder or acted
    if meant is None:
        return Passing(now, stands_in=True)
    if meant in {acted, now}:
        return Passing(meant)
    return Passing(now, offered_to=meant)


def answer_by(flow: Flowchart, state: State, offered_at: datetime) -> datetime:
    """Until when (UTC) an agency that is asked to take over should have answered."""
    silence = flow.silence
    span = state.accept_within or (silence.within if silence else ANSWER_WITHIN)
    return span.after(offered_at, flow.calendar)


def by_law(silence: Silence | None, state: State) -> Party:
    """Who is responsible when whoever was asked stays silent; else the lead."""
    return state.by_law or (silence.by_law if silence else Party.LEAD)


Stretch = tuple[datetime, datetime]


def without_owner(stretches: Iterable[Stretch]) -> timedelta:
    """How long nobody who should did answer for a track: the time any stretch covers.

    A stretch is from when to when (UTC) somebody only stood in, or an offer stayed
    unanswered beyond its time. What several cover counts once.
    """
    length, reached = timedelta(), datetime.min.replace(tzinfo=UTC)
    for begin, end in sorted(stretches):
        length += max(end - max(begin, reached), timedelta())
        reached = max(reached, end)
    return length
