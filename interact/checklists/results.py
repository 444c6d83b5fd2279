"""What goes into a score besides the answers, and what comes out of it.

No database, no web, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from interact.checklists.definitions import Checklist
from interact.checklists.rules import (
    Dimension,
    NotAllAnswered,
    Outcome,
    Reply,
    RiskLevel,
    Verdict,
)
from interact.core.words import Word
from interact.core.words import mark as _


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the case already knows; each can only raise a level, never lower it.

    `age` in years (the lower one where it is doubted), `months_to_adult` until 18 (the
    fewest anybody claims, begun ones counted; not below 0), `profile_percent` of CL-02,
    `earlier_episodes` and `recent_episodes` (begun in the last 30 days, the present one
    too) as counts, `missing` while an episode runs, `filled` the fields with a value
    (and "photograph"), `photograph_months` the age of the newest one in months, begun
    ones counted, `levels` those that count now, by checklist.
    """

    age: int | None = None
    months_to_adult: int | None = None
    profile_percent: int | None = None
    earlier_episodes: int = 0
    recent_episodes: int = 0
    photograph_months: int | None = None
    levels: Mapping[str, RiskLevel] = field(default_factory=dict)
    missing: bool = False
    filled: frozenset[str] = frozenset()


NO_FACTS = Facts()


class Rule(Word):
    """Which rule of a checklist makes a level."""

    BAND = "band", _("The points reach this level")
    YES_COUNT = "yes count", _("So many signs are answered with a clear yes")
    SIGN_COUNT = "sign count", _("So many signs are there or suspected")
    MOST = "most", _("Most of the signs that apply are so now")
    SOME = "some", _("Some signs are there, but most are not so now")
    NONE = "none", _("No sign is there")
    OVERRIDE = "override", _("One answer is enough by itself")
    STRONG_SIGN = "strong sign", _("One of the strongest signs is present")
    STRONG_SHORT = "strong signs", _("Several of the strongest first signs are present")
    UNCERTAIN = "uncertain", _("Too much is not known for a lower level")
    NOTHING = "nothing", _("No answer makes a higher level")


@dataclass(frozen=True, kw_only=True)
class Basis:
    """One rule that makes a level, and what it found.

    `question_id` belongs to an override; `needed` is from how many points or signs the
    rule holds, `counted` how many there are, `among` of how many that apply;
    `sections` and `weight_from` say which signs it counts, none and 0 for all.
    """

    rule: Rule
    level: RiskLevel
    question_id: str = ""
    sections: tuple[str, ...] = ()
    weight_from: int = 0
    needed: int = 0
    counted: float = 0
    among: int = 0

    @property
    def found_by(self) -> tuple[object, ...]:
        """What tells the rule from every other of its checklist, whatever it found."""
        which = (self.rule, self.level, self.question_id)
        return (*which, self.sections, self.weight_from, self.needed)


@dataclass(frozen=True)
class Reason:
    """One answer that made the level: its points (negative where it protects)."""

    question_id: str
    reply: Reply
    points: float
    override: RiskLevel | None = None
    from_fact: bool = False


@dataclass(frozen=True)
class SectionCount:
    """How many questions of a section are answered with a clear yes, point to a risk
    otherwise (suspected, or earlier and not now), and are open."""

    section: str
    yes: int
    signs: int
    unknown: int


@dataclass(frozen=True)
class Change:
    """The level there would be, if this open question were answered yes."""

    question_id: str
    level: RiskLevel


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the answers come to, and everything that made it so.

    `level` is None for checklists that make none; `basis` are the rules that make it,
    without those that would make a lower one. `unknown_share` is 0 to 1. `percent`
    belongs to completeness and plans, `report_ready` to completeness, `outcome` to
    local checks. `also` holds the points towards other dimensions. `missing` are the
    questions nobody answered, `required_missing` those that must be, if only "not
    known". `counts` belong to sections that have an id, `verdict` and the `failing`
    questions (neither held nor reasoned) to conditions.
    """

    level: RiskLevel | None = None
    points: float = 0
    why: tuple[Reason, ...] = ()
    basis: tuple[Basis, ...] = ()
    unknown_share: float = 0
    raised_by_unknown: bool = False
    would_raise: tuple[Change, ...] = ()
    also: dict[Dimension, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    required_missing: tuple[str, ...] = ()
    counts: tuple[SectionCount, ...] = ()
    verdict: Verdict | None = None
    failing: tuple[str, ...] = ()
    percent: int | None = None
    report_ready: bool | None = None
    outcome: Outcome | None = None

    def check_complete(self, checklist: Checklist) -> None:
        """Refuse with NotAllAnswered while a required question has no answer."""
        if self.required_missing:
            first = checklist.question(self.required_missing[0]).text
            raise NotAllAnswered(count=len(self.required_missing), first=first)
