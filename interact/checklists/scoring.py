"""What the answers to a checklist come to. No database, no web, no clock.

Weights, bands, counts and limits stand in the checklist; how they are put together
stands here and in weighing, counting, conditions and completing. The laws that hold
for every checklist are stated, and proven, in tests/rules/test_checklist_laws.py: above
all, nothing that is not known, doubted or repeated ever lowers a level.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from interact.checklists.completing import is_ready, percent_done, percent_filled
from interact.checklists.conditions import judge
from interact.checklists.counting import by_count, by_majority, count_sections
from interact.checklists.definitions import OUTCOME, Checklist
from interact.checklists.questions import Question
from interact.checklists.results import NO_FACTS, Basis, Change, Facts, Result, Rule
from interact.checklists.rules import (
    Answer,
    Approach,
    Outcome,
    Reply,
    RiskLevel,
    When,
)
from interact.checklists.signs import NOTHING, Sign, is_known, read_signs
from interact.checklists.weighing import (
    by_override,
    by_points,
    by_strength,
    by_unknown,
    find_reasons,
    sum_also,
    sum_points,
    unknown_share,
)


def score(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts = NO_FACTS
) -> Result:
    """What these answers come to. Answers to other questions are left aside.

    The level is the highest that any rule of the checklist makes: bands of points,
    counts, the majority, an override, a floor. More risk, or less knowledge, never
    makes less.
    """
    signs = read_signs(checklist, answers, facts)
    made = _made_of(checklist, signs, find_bases(checklist, signs))
    result = _with_unanswered(made, checklist, answers, facts)
    if checklist.approach is Approach.COMPLETENESS:
        percent = percent_filled(checklist, answers, facts)
        ready = is_ready(checklist, answers, facts)
        return replace(result, percent=percent, report_ready=ready)
    if checklist.approach is Approach.PLAN:
        return replace(result, percent=percent_done(checklist, answers, facts))
    verdict, failing = judge(checklist, answers, facts)
    outcome = _outcome(checklist, answers)
    return replace(result, verdict=verdict, failing=failing, outcome=outcome)


def find_bases(checklist: Checklist, signs: Sequence[Sign]) -> list[Basis]:
    """Every rule that makes a level, whichever; none where none does."""
    there = [one for one in signs if one.is_positive]
    return [
        *_by_what_is_there(checklist, there),
        *by_majority(checklist, signs),
        *by_unknown(checklist, signs),
    ] or _by_nothing(checklist)


def _by_what_is_there(checklist: Checklist, there: Sequence[Sign]) -> Iterator[Basis]:
    """The rules that go only by answers which are yes or suspected."""
    yield from by_points(checklist, there)
    yield from by_count(checklist, there)
    yield from by_override(there)
    yield from by_strength(checklist, there)


def _by_nothing(checklist: Checklist) -> list[Basis]:
    nothing = Basis(rule=Rule.NOTHING, level=RiskLevel.LOW)
    return [nothing] if checklist.makes_level else []


def _made_of(
    checklist: Checklist, signs: Sequence[Sign], bases: Sequence[Basis]
) -> Result:
    level = max((one.level for one in bases), default=None)
    sure = [one.level for one in bases if one.rule is not Rule.UNCERTAIN]
    return Result(
        level=level,
        points=sum_points(checklist, signs),
        why=tuple(find_reasons(checklist, signs)),
        basis=tuple(one for one in bases if one.level is level),
        unknown_share=unknown_share(signs),
        raised_by_unknown=level is not max(sure, default=None),
        would_raise=_would_raise(checklist, signs, level),
        also=sum_also(checklist, signs),
        counts=count_sections(checklist, signs),
    )


def _would_raise(
    checklist: Checklist, signs: Sequence[Sign], level: RiskLevel | None
) -> tuple[Change, ...]:
    """What each open question would make, were it answered yes.

    Questions that count alike make alike, so that each kind is tried once.
    """
    if level is RiskLevel.IMMEDIATE:
        return ()
    made: dict[tuple[object, ...], RiskLevel | None] = {}
    changes: list[Change] = []
    for place, one in enumerate(signs):
        if not one.is_open or not one.counts or one.protects:
            continue
        if one.counts_as not in made:
            made[one.counts_as] = _level_with_yes(checklist, signs, place)
        there = made[one.counts_as]
        if there is not None and (level is None or there > level):
            changes.append(Change(one.question.id, there))
    return tuple(changes)


def _level_with_yes(
    checklist: Checklist, signs: Sequence[Sign], place: int
) -> RiskLevel | None:
    """The highest level with a yes to an open question.

    How much is unknown makes what it made: a risk counts there like an open question.
    """
    yes = replace(signs[place], reply=Reply.YES, when=When.CURRENT)
    there = [*(one for one in signs if one.is_positive), yes]
    levels = [one.level for one in _by_what_is_there(checklist, there)]
    if checklist.majority:
        tried = [*signs[:place], yes, *signs[place + 1 :]]
        levels += [one.level for one in by_majority(checklist, tried)]
    return max(levels, default=None)


def _outcome(checklist: Checklist, answers: Mapping[str, Answer]) -> Outcome | None:
    said = answers.get(OUTCOME, NOTHING).text
    checks = checklist.approach is Approach.LOCAL_CHECKS
    return Outcome(said) if checks and said in list(Outcome) else None


def _with_unanswered(
    result: Result, checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> Result:
    """With what is neither answered, if only "not known", nor known from the case."""
    open_ones = [
        one
        for one in checklist.questions()
        if not answers.get(one.id, NOTHING).is_given and not _is_recorded(one, facts)
    ]
    return replace(
        result,
        missing=tuple(one.id for one in open_ones),
        required_missing=tuple(one.id for one in open_ones if one.required),
    )


def _is_recorded(question: Question, facts: Facts) -> bool:
    return question.field in facts.filled or is_known(question, facts)
