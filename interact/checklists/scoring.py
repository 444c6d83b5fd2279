"""What the answers to a checklist come to. No database, no web, no clock.

Weights, bands and limits stand in the checklist; how they are put together stands
here. Nothing that is not known, doubted or repeated ever lowers a level.
"""

from collections.abc import Mapping
from dataclasses import replace

from interact.cases.completeness import percent_of, weight_of
from interact.checklists.definitions import OUTCOME, Checklist
from interact.checklists.questions import Question
from interact.checklists.results import NO_FACTS, Change, Facts, Floor, Reason, Result
from interact.checklists.rules import (
    OPEN,
    POSITIVE,
    Answer,
    AnswerKind,
    Approach,
    Dimension,
    Outcome,
    Reply,
    RiskLevel,
    When,
)
from interact.checklists.signs import Sign, is_known, read_sign

NOTHING = Answer()


def score(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts = NO_FACTS
) -> Result:
    """What these answers come to. Answers to other questions are left aside.

    Yes counts whole, suspected or earlier half; what protects is taken off up to the
    checklist's limit; one override is enough; the checklist's floors hold the level
    up. More risk, or less knowledge, never makes less.
    """
    if checklist.approach is Approach.COMPLETENESS:
        return _completeness(checklist, answers, facts)
    asked = [q for q in checklist.questions() if q.answer is AnswerKind.YES_NO]
    signs = [read_sign(one, answers.get(one.id, NOTHING), facts) for one in asked]
    made = _weigh(checklist, signs)
    unanswered = _unanswered(checklist, answers, facts)
    return replace(
        made,
        also=_also(checklist, signs),
        missing=tuple(one.id for one in unanswered),
        required_missing=tuple(one.id for one in unanswered if one.required),
        would_raise=_would_raise(checklist, signs, made.level),
        outcome=_outcome(checklist, answers),
    )


def _weigh(checklist: Checklist, signs: list[Sign]) -> Result:
    risks = [s for s in signs if s.question.weighs is checklist.dimension]
    sum_of_risks = sum(s.share * s.question.weight for s in risks)
    protection = sum(s.question.weight for s in signs if s.protects and s.is_clear)
    points = max(0, sum_of_risks - min(protection, checklist.protection_at_most))
    levels = [band.level for band in checklist.bands if band.points <= points]
    levels += [s.override for s in signs if s.override is not None]
    floors = {**_strong(checklist, risks), **_uncertain(checklist, signs)}
    level = max([*levels, *floors.values()], default=None)
    sure = [held for floor, held in floors.items() if floor is not Floor.UNCERTAIN]
    without = max([*levels, *sure], default=None)
    return Result(
        level=level,
        points=points,
        why=tuple(_reasons(checklist, signs)),
        floors=tuple(floor for floor, held in floors.items() if held is level),
        unknown_share=_share([s for s in signs if not s.protects], positive=False),
        raised_by_unknown=level is not without,
    )


def _strong(checklist: Checklist, risks: list[Sign]) -> dict[Floor, RiskLevel]:
    rule = checklist.strong
    if rule is None:
        return {}
    yes = [
        s for s in risks if s.reply is Reply.YES and s.question.weight >= rule.weight
    ]
    floors = {Floor.STRONG_SIGN: rule.at_least} if yes else {}
    first = [s for s in yes if s.question.short_form and s.when is When.CURRENT]
    if len(first) >= rule.short_form_count:
        floors[Floor.STRONG_SHORT] = rule.short_form_level
    return floors


def _uncertain(checklist: Checklist, signs: list[Sign]) -> dict[Floor, RiskLevel]:
    """Answers that point to a risk count with the open ones here.

    Otherwise a new sign of risk would also be one unknown fewer, and could lower the
    level.
    """
    rule = checklist.unknown_rule
    if rule is None:
        return {}
    risks = [s for s in signs if not s.protects]
    over = _share(risks, positive=True) > rule.share_over
    return {Floor.UNCERTAIN: rule.at_least} if over else {}


def _share(risks: list[Sign], *, positive: bool) -> float:
    """The share of open answers among those that apply, with the positive or not."""
    apply = [s for s in risks if s.counts and s.reply is not Reply.NOT_APPLICABLE]
    held = [s for s in apply if s.is_open or (positive and s.reply in POSITIVE)]
    return len(held) / len(apply) if apply else 0


def _reasons(checklist: Checklist, signs: list[Sign]) -> list[Reason]:
    """The heaviest first; what protects last."""
    reasons = []
    for s in signs:
        points = s.share * s.question.weight
        if s.protects:
            points = -points if s.is_clear else 0
        elif s.question.weighs is not checklist.dimension:
            points = 0
        if s.reply is not None and (points or s.override):
            name = s.question.id
            reasons.append(Reason(name, s.reply, points, s.override, s.from_fact))
    return sorted(reasons, key=lambda one: (one.override is None, -one.points))


def _also(checklist: Checklist, signs: list[Sign]) -> dict[Dimension, float]:
    """Points towards other dimensions than the checklist's own."""
    sums: dict[Dimension, float] = {}
    for s in signs:
        for dimension, weight in s.question.also.items():
            if dimension is not checklist.dimension and s.share:
                sums[dimension] = sums.get(dimension, 0) + s.share * weight
    return sums


def _would_raise(
    checklist: Checklist, signs: list[Sign], level: RiskLevel | None
) -> tuple[Change, ...]:
    changes: list[Change] = []
    if level is RiskLevel.IMMEDIATE:
        return ()
    for place, s in enumerate(signs):
        if s.is_open:
            yes = replace(s, reply=Reply.YES, when=When.CURRENT)
            there = _weigh(checklist, [*signs[:place], yes, *signs[place + 1 :]]).level
            if there is not None and (level is None or there > level):
                changes.append(Change(s.question.id, there))
    return tuple(changes)


def _outcome(checklist: Checklist, answers: Mapping[str, Answer]) -> Outcome | None:
    said = answers.get(OUTCOME, NOTHING).text
    checks = checklist.approach is Approach.LOCAL_CHECKS
    return Outcome(said) if checks and said in list(Outcome) else None


def _unanswered(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> list[Question]:
    """Neither answered, if only "not known", nor known from the case."""
    return [
        one
        for one in checklist.questions()
        if not answers.get(one.id, NOTHING).is_given
        and one.field not in facts.filled
        and not is_known(one, facts)
    ]


def _completeness(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> Result:
    """The weighted share of what is filled; what does not apply is left out."""
    whole = held = 0
    ready = True
    for one in checklist.questions():
        answer = answers.get(one.id, NOTHING)
        if answer.reply is Reply.NOT_APPLICABLE and one.field not in facts.filled:
            continue
        filled = _is_filled(one, answer, facts)
        whole += weight_of(one.required)
        held += weight_of(one.required) * filled
        ready = ready and (filled or not one.required)
    unanswered = _unanswered(checklist, answers, facts)
    return Result(
        percent=percent_of(held, whole),
        report_ready=ready,
        missing=tuple(one.id for one in unanswered),
        required_missing=tuple(one.id for one in unanswered if one.required),
    )


def _is_filled(question: Question, answer: Answer, facts: Facts) -> bool:
    if question.field is not None:
        return question.field in facts.filled
    if question.answer is AnswerKind.CONFIRM:
        return answer.reply is Reply.YES
    return answer.is_given and answer.reply not in OPEN
