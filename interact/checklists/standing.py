"""What several people answered to one question: what stands, and which of it counts.

No database, no web, no clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar
from uuid import UUID

from interact.checklists.conditions import judge_condition
from interact.checklists.definitions import OUTCOME, Checklist
from interact.checklists.questions import Question
from interact.checklists.results import NO_FACTS, Facts
from interact.checklists.rules import (
    EMPTY,
    OPEN,
    POSITIVE,
    SCALES,
    Answer,
    AnswerKind,
    Dimension,
    Outcome,
    Reply,
    Verdict,
    When,
)
from interact.checklists.scoring import score

# From the least to the most worrying, where a yes is a sign of risk. What does not
# apply is left out of what is known, so it leaves more unknown than a no.
BY_RISK = (Reply.NO, Reply.NOT_APPLICABLE, *sorted(OPEN), Reply.SUSPECTED, Reply.YES)
# Where a yes protects, or says that something is done, it is the other way round.
BY_COMFORT = BY_RISK[::-1]
# In the same order, how local checks ended.
OUTCOMES = (Outcome.FOUND, Outcome.KNOWN_AND_SAFE, Outcome.UNKNOWN)


class Given(Protocol):
    """An answer with who gave it; `answer` is None where the reader cannot open it."""

    @property
    def answer(self) -> Answer | None: ...
    @property
    def person_id(self) -> UUID: ...
    @property
    def decides(self) -> bool: ...


G = TypeVar("G", bound=Given)


def standing(given: Sequence[G]) -> tuple[G, ...]:
    """Of answers, the newest first: the newest of each person since the last decision.

    The decision stands itself, until whoever made it answers anew.
    """
    until = next((n for n, one in enumerate(given, 1) if one.decides), len(given))
    newest: dict[UUID, G] = {}
    for one in given[:until]:
        newest.setdefault(one.person_id, one)
    return tuple(newest.values())


def differing(stand: Sequence[G]) -> tuple[G, ...]:
    """Those that stand, where two of them say something else; none where all agree."""
    said = {what_is_said(one.answer) for one in stand if one.answer is not None}
    return tuple(stand) if len(said) > 1 else ()


def shown_to(stand: Sequence[G], person_id: UUID) -> Answer | None:
    """What somebody's page shows as answered: what they said themselves, and no more.

    Whoever looks second says what they see, and not what is chosen already.
    """
    own = (one.answer for one in stand if one.person_id == person_id)
    return next(own, None)


def most_worrying(
    checklist: Checklist, question: Question, answers: Sequence[Answer]
) -> Answer:
    """Of answers that stand side by side, the newest first, the one to go by.

    Of two signs of a risk it is the clearer one, and it is so now if either says now.
    With `worst_together` it never makes a lower level than any of them alone.
    """
    worst = max(answers, key=lambda one: _worry(checklist, question, one))
    risk = worst.reply in POSITIVE and not _comforts(checklist, question)
    if risk and any(_is_now(one) for one in answers):
        return replace(worst, when=When.CURRENT)
    return worst


def worst_together(
    checklist: Checklist,
    counted: Mapping[str, Answer],
    disputed: Mapping[str, Sequence[Answer]],
    facts: Facts = NO_FACTS,
) -> dict[str, Answer]:
    """The answers to go by, where `counted` holds the most worrying one of each.

    Where a level hangs on the majority no order is enough: what does not apply leaves
    fewer signs to be most of. There the one counts that makes the higher level.
    """
    worst = dict(counted)
    if checklist.majority is None:
        return worst
    level = score(checklist, worst, facts).level
    for name, answers in disputed.items():
        for one in answers:
            tried = {**worst, name: one}
            made = score(checklist, tried, facts).level
            if level and made and made > level:
                worst, level = tried, made
    return worst


def _worry(
    checklist: Checklist, question: Question, answer: Answer
) -> tuple[int, bool]:
    """How worrying an answer is, by what it does to the level or to what is done."""
    if question.go_if:
        verdict = judge_condition(question, answer, NO_FACTS)
        return tuple(Verdict).index(verdict), False
    if question.id == OUTCOME and answer.text in OUTCOMES:
        return OUTCOMES.index(Outcome(answer.text)), False
    if answer.reply is None or question.answer not in SCALES:
        return 0, answer.reply not in EMPTY
    comforts = _comforts(checklist, question)
    order = BY_COMFORT if comforts else BY_RISK
    now = answer.when is When.CURRENT
    return order.index(answer.reply), now is not comforts


def _comforts(checklist: Checklist, question: Question) -> bool:
    """Whether a yes makes things better: it protects, or something is done."""
    protects = question.weighs is Dimension.PROTECTION
    done = question.answer is AnswerKind.CONFIRM
    return protects or done or not checklist.makes_level


def _is_now(answer: Answer) -> bool:
    return answer.reply in POSITIVE and answer.when is When.CURRENT


def what_is_said(answer: Answer) -> tuple[Reply | None, str, When]:
    """What tells an answer from others, whatever it rests on."""
    return answer.reply, answer.text.strip(), answer.when
