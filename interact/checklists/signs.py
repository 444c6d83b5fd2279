"""One answered question as a sign of risk: what it adds, what it forces.

No database, no web, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from interact.checklists.definitions import Checklist
from interact.checklists.questions import Question
from interact.checklists.results import Facts
from interact.checklists.rules import (
    OPEN,
    POSITIVE,
    Answer,
    AnswerKind,
    Dimension,
    Reply,
    RiskLevel,
    When,
)

HALF = 0.5
LEVELS = tuple(RiskLevel)
NOTHING = Answer()


@dataclass(frozen=True)
class Sign:
    """A question with what counts as its answer; `section` is empty without an id."""

    question: Question
    reply: Reply | None
    when: When
    from_fact: bool
    missing: bool
    section: str = ""

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
    def is_positive(self) -> bool:
        """Whether it points to a risk: now, suspected or earlier."""
        return self.reply in POSITIVE

    @property
    def share(self) -> float:
        """1 for a yes about now, a half for suspected or earlier, else 0."""
        if not self.is_positive:
            return 0
        return 1 if self.is_clear else HALF

    @property
    def is_clear(self) -> bool:
        return self.reply is Reply.YES and self.when is When.CURRENT

    @property
    def override(self) -> RiskLevel | None:
        """The level this answer alone makes; one lower when it was only earlier."""
        forced = self.question.override
        if forced is None or self.reply not in POSITIVE:
            return None
        if self.question.override_only_when_missing and not self.missing:
            return None
        return forced if self.when is When.CURRENT else LEVELS[max(forced.rank - 1, 0)]

    @property
    def counts_as(self) -> tuple[object, ...]:
        """What rules go by; the same for questions that count alike."""
        one = self.question
        weighs = (one.weighs, one.weight, one.override, one.override_only_when_missing)
        return (*weighs, one.short_form, self.section)


def read_signs(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> list[Sign]:
    """Every yes-no question with what counts as its answer, in the file's order."""
    return [
        read_sign(one, answers.get(one.id, NOTHING), facts, section.id or "")
        for section in checklist.sections
        for one in section.questions
        if one.answer is AnswerKind.YES_NO
    ]


def read_sign(
    question: Question, answer: Answer, facts: Facts, section: str = ""
) -> Sign:
    """What counts as the answer: a fact of the case can make it a yes, never a no."""
    if not is_clear_yes(answer) and is_known(question, facts):
        return Sign(question, Reply.YES, When.CURRENT, True, facts.missing, section)
    return Sign(question, answer.reply, answer.when, False, facts.missing, section)


def is_clear_yes(answer: Answer) -> bool:
    """Whether it is a yes about now, which no fact of the case can add to."""
    return answer.reply is Reply.YES and answer.when is When.CURRENT


def is_known(question: Question, facts: Facts) -> bool:
    """Whether a fact of the case already says yes."""
    rule = question.counts_when
    if rule is None:
        return False
    return (
        _below(facts.age, rule.age_below)
        or _below(facts.profile_percent, rule.profile_below)
        or _at_most(facts.months_to_adult, rule.adult_within_months)
        or _at_least(facts.earlier_episodes, rule.episodes_from)
        or _at_least(facts.recent_episodes, rule.episodes_in_30_days)
        or _reaches(facts, rule.level_of, rule.level_from)
    )


def _below(fact: int | None, limit: int | None) -> bool:
    return fact is not None and limit is not None and fact < limit


def _at_most(fact: int | None, limit: int | None) -> bool:
    return fact is not None and limit is not None and fact <= limit


def _at_least(fact: int, limit: int | None) -> bool:
    return limit is not None and fact >= limit


def _reaches(facts: Facts, checklist_id: str | None, level: RiskLevel | None) -> bool:
    """Whether another checklist came to this level or more, as far as is known."""
    said = facts.levels.get(checklist_id or "")
    return said is not None and level is not None and said >= level
