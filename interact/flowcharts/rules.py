"""The words of the flowcharts, who acts in them, and why a step is refused."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from interact.agencies.rules import AgencyKind
from interact.checklists.rules import RiskLevel
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _

Translate = Callable[[str], str]

# Nobody older than this is looked for as a child.
LONGEST_AGO = timedelta(days=25 * 366)


class Subject(Word):
    """What a flowchart is followed for; each time by a procedure of its own."""

    CASE = "case", _("A child's case")
    EPISODE = "episode", _("An episode")
    COUNTRY = "country", _("An episode, and one other country")


class Phase(Word):
    """What an episode is about while the flowchart stands at a state."""

    RESPONSE = "response", _("Response")
    AFTERCARE = "aftercare", _("Aftercare")
    CLOSED = "closed", _("Closed")


@dataclass(frozen=True)
class Reason:
    """Why a step is refused: a sentence, and the words that fill its named places."""

    message: str
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def said(self, translate: Translate = str) -> str:
        """The sentence with its places filled, each part translated on its own."""
        sentence = translate(self.message)
        if not self.words:
            return sentence
        return sentence % {
            name: ", ".join(translate(word) for word in words)
            for name, words in self.words.items()
        }


class StepRefused(RuleBroken):
    """A step that may not be taken; `reasons` holds every one of them."""

    message = _("This step cannot be taken now. %(reasons)s")

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(reasons=" ".join(reason.said() for reason in reasons))


class EndingForbidden(StepRefused):
    """Someone tried to end an episode for a reason that never ends one."""

    message = _("An episode does not end like this. %(reasons)s")


class MoveRefused(StepRefused):
    """A procedure that cannot be moved to another version so."""

    message = _("This cannot be moved like this. %(reasons)s")


class ProcedureEnded(RuleBroken):
    message = _("This has ended. It stays in the version it was followed in.")


class NoNewerVersion(RuleBroken):
    message = _("This is followed in the version in use. There is nothing newer.")


class NeverMoved(RuleBroken):
    message = _("This was not moved to another version. Nothing was changed.")


class VersionChanged(RuleBroken):
    message = _("The version changed since this page was shown. Look at it again.")


class FollowedAlready(RuleBroken):
    message = _("This is followed for the child already: %(title)s.")


class NeverMissing(RuleBroken):
    message = _("This begins once the child was missing, and is for that time.")


class OtherCountryNeeded(RuleBroken):
    message = _("Choose the other country.")


class OtherCountryIsOwn(RuleBroken):
    message = _("Choose another country than the one where the child is looked for.")


class NoticedInTheFuture(RuleBroken):
    message = _("The absence cannot have been noticed in the future.")


class NoticedTooLongAgo(RuleBroken):
    message = _("That is longer ago than a child can be missing. Check the year.")


def check_noticed(noticed_at: datetime, now: datetime) -> None:
    """Refuse a moment (UTC) in the future, or before any child of today was born."""
    if noticed_at > now:
        raise NoticedInTheFuture
    if now - noticed_at > LONGEST_AGO:
        raise NoticedTooLongAgo


def check_other_country(code: str, own: str) -> str:
    """The code (ISO 3166-1 alpha-2) of a country that is not their own.

    Refuses with OtherCountryNeeded and OtherCountryIsOwn.
    """
    if not re.fullmatch("[A-Z]{2}", code):
        raise OtherCountryNeeded
    if code == own:
        raise OtherCountryIsOwn
    return code


@dataclass(frozen=True)
class Beside:
    """Another procedure of the same case: at which states, and whether it ended."""

    flowchart: str
    states: frozenset[str]
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Who acts, when (UTC), and what is known of the case at that moment.

    `abroad` says that the agency is of the other country the procedure is about.
    `facts` are the facts the flowchart declares; one that is not given is false.
    `finished` says when each checklist was last finished in this episode (UTC), and
    `levels` what the newest of each came to. `beside` are the other procedures of the
    case. `confirmed` are the ids of the statements the person ticked, and `noted`
    whether they wrote why.
    """

    kind: AgencyKind
    now: datetime
    leads: bool = False
    abroad: bool = False
    facts: Mapping[str, bool] = field(default_factory=dict)
    finished: Mapping[str, datetime] = field(default_factory=dict)
    level: RiskLevel | None = None
    levels: Mapping[str, RiskLevel] = field(default_factory=dict)
    beside: Sequence[Beside] = ()
    confirmed: frozenset[str] = frozenset()
    noted: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "now", in_utc(self.now))


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a time without a zone is a bug, not a moment."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
