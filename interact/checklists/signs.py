"""One answered question as a sign of risk: what it adds, what it forces.

No database, no web, no clock.
"""

from dataclasses import dataclass

from interact.checklists.questions import Question
from interact.checklists.results import Facts
from interact.checklists.rules import (
    OPEN,
    POSITIVE,
    Answer,
    Dimension,
    Reply,
    RiskLevel,
    When,
)

HALF = 0.5
LEVELS = tuple(RiskLevel)


@dataclass(frozen=True)
class Sign:
    """A yes-no question with what counts as its answer."""

    question: Question
    reply: Reply | None
    when: When
    from_fact: bool
    missing: bool

    @property
    def protects(self) -> bool:
        return self.question.weighs is Dimension.PROTECTION

    @property
    def counts(self) -> bool:
        return bool(self.question.weight or self.question.override)

    @property
    def is_open(self) -> bool:
        return self.reply is None or self.reply in OPEN

    @property
    def share(self) -> float:
        """1 for a yes about now, a half for suspected or earlier, else 0."""
        if self.reply not in POSITIVE:
            return 0
        return 1 if self.is_clear else HALF

    @property
    def is_clear(self) -> bool:
        return self.reply is Reply.YES and self.when is When.CURRENT

    @property
    def override(self) -> RiskLevel | None:
        """The level this answer alone makes; one lower when it was only earlier."""
        forced = self.question.override
        asleep = self.question.override_only_when_missing and not self.missing
        if forced is None or asleep or self.reply not in POSITIVE:
            return None
        return forced if self.when is When.CURRENT else LEVELS[max(forced.rank - 1, 0)]


def read_sign(question: Question, answer: Answer, facts: Facts) -> Sign:
    """What counts as the answer: a fact of the case can make it a yes, never a no."""
    clear = answer.reply is Reply.YES and answer.when is When.CURRENT
    if not clear and is_known(question, facts):
        return Sign(question, Reply.YES, When.CURRENT, True, facts.missing)
    return Sign(question, answer.reply, answer.when, False, facts.missing)


def is_known(question: Question, facts: Facts) -> bool:
    """Whether a fact of the case already says yes."""
    rule = question.counts_when
    if rule is None:
        return False
    often = rule.episodes_from
    return (
        _below(facts.age, rule.age_below)
        or _below(facts.profile_percent, rule.profile_below)
        or (often is not None and facts.earlier_episodes >= often)
    )


def _below(fact: int | None, limit: int | None) -> bool:
    return fact is not None and limit is not None and fact < limit
