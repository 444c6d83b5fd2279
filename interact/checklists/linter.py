"""Finds what is wrong with a checklist that can be read, before anyone fills it in.

What cannot be read at all is refused while reading, with its line.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from interact.agencies.rules import DEFAULT_CLEARANCES, AgencyKind
from interact.checklists.definitions import Checklist
from interact.checklists.questions import Question
from interact.checklists.reachability import unreachable_rules
from interact.checklists.reading_ease import too_hard
from interact.checklists.rules import (
    AnswerKind,
    Approach,
    Dimension,
    Reply,
    RiskLevel,
    Verdict,
)
from interact.checklists.texts import all_consequences, placed, texts_of
from interact.core.content import Place

PLANNED = frozenset({AnswerKind.YES_NO, AnswerKind.CONFIRM})


@dataclass(frozen=True)
class Fault:
    """What is wrong, where in the file, and what to do about it."""

    place: Place
    problem: str
    advice: str


@dataclass(frozen=True)
class Around:
    """What stands beside a checklist: the steps there are, and the texts translated.

    `translated` says for each language which texts its catalogue holds.
    """

    steps: Collection[str]
    checklists: Collection[str]
    translated: dict[str, Collection[str]]


def faults(checklist: Checklist, around: Around) -> Iterator[Fault]:
    """What is wrong with one checklist."""
    yield from _who(checklist)
    yield from _levels(checklist)
    for place, question in placed(checklist):
        for check in CHECKS:
            for problem, advice in check(checklist, question):
                yield Fault(place, f"“{question.id}” {problem}", advice)
        yield from _named(place, question, around)
    yield from _consequences(checklist, around)
    yield from _untranslated(checklist, around)


def _who(checklist: Checklist) -> Iterator[Fault]:
    """Kinds of agency that cannot do what they are named for."""
    for key in ("fills", "decides"):
        for kind in getattr(checklist, key):
            if checklist.compartment not in DEFAULT_CLEARANCES[kind]:
                problem = f"{kind.label} cannot open the part it is kept in"
                yield Fault((key,), problem, f"Leave it out of “{key}”.")


def _levels(checklist: Checklist) -> Iterator[Fault]:
    if not checklist.makes_level:
        return
    for rule in unreachable_rules(checklist):
        advice = "Change the points, or take the rule out."
        yield Fault(
            _rule_place(checklist), f"no answers ever lead to this: {rule}", advice
        )
    for level in RiskLevel:
        if not checklist.consequences.get(level):
            problem = f"nothing is to be done at the level “{level.value}”"
            advice = "Say what, if only to keep to the usual plan."
            yield Fault(("consequences",), problem, advice)
        if not checklist.review_plan and level not in checklist.review_days:
            problem = f"nobody looks again at the level “{level.value}”"
            yield Fault(("review_days",), problem, "Say after how many days.")


def _rule_place(checklist: Checklist) -> Place:
    return ("bands",) if checklist.bands else ("counts",)


Found = Iterator[tuple[str, str]]


def _weighs_nothing(checklist: Checklist, question: Question) -> Found:
    yes_no = question.answer is AnswerKind.YES_NO
    counts = question.weight or question.override or question.also
    if checklist.approach is Approach.COUNTS:
        counts = counts or question.weighs is checklist.dimension
    if checklist.makes_level and yes_no and not counts and not question.no_weight:
        yield "weighs nothing", "Give it a weight, or say why not under “no_weight”."
    if question.no_weight and question.weight:
        yield "has a weight and says that it has none", "Take one of them out."


def _protects(checklist: Checklist, question: Question) -> Found:
    unused = checklist.protection_at_most == 0 and checklist.bands
    if question.weighs is Dimension.PROTECTION and question.weight and unused:
        yield "protects, but nothing may be taken off", "Set “protection_at_most”."


def _answered_by(checklist: Checklist, question: Question) -> Found:
    part = checklist.compartment_of(question)
    for kind in question.answered_by:
        if part not in DEFAULT_CLEARANCES[kind]:
            yield (
                f"is for {kind.label}, which cannot open the part “{part.value}”",
                "Name another kind of agency under “answered_by”.",
            )


def _planned(checklist: Checklist, question: Question) -> Found:
    plan = checklist.approach is Approach.PLAN and question.answer in PLANNED
    if plan and not any(
        {Reply.NO, Reply.YES} & set(one.when) for one in question.to_do
    ):
        yield (
            "leads to no task",
            "Say under “to_do” what is to be done, by whom and when.",
        )


def _hard_to_read(_checklist: Checklist, question: Question) -> Found:
    texts = (question.text, question.help, question.why, question.to_child)
    hard = too_hard(*texts)
    if hard:
        yield f"is hard to read: {hard}", "Use shorter words and sentences."


CHECKS: tuple[Callable[[Checklist, Question], Found], ...] = (
    _weighs_nothing,
    _protects,
    _answered_by,
    _planned,
    _hard_to_read,
)


def _named(place: Place, question: Question, around: Around) -> Iterator[Fault]:
    """Names of other files that lead nowhere."""
    rule = question.counts_when
    if rule and rule.level_of and rule.level_of not in around.checklists:
        problem = f"there is no checklist “{rule.level_of}”"
        yield Fault((*place, "counts_when"), problem, "Name one that there is.")


def _consequences(checklist: Checklist, around: Around) -> Iterator[Fault]:
    for place, one in all_consequences(checklist):
        if one.step and one.step not in around.steps:
            problem = f"no flowchart has a step “{one.step}”"
            yield Fault((*place, "step"), problem, "Name a step there is, or none.")
        if one.owner.value == AgencyKind.PLATFORM.value:
            problem = "who runs the installation works on no case"
            yield Fault((*place, "owner"), problem, "Name another owner.")
    for verdict in _possible(checklist):
        if not checklist.verdicts.get(verdict):
            problem = f"nothing is to be done when it says “{verdict.value}”"
            yield Fault(("verdicts",), problem, "Say what.")


def _possible(checklist: Checklist) -> Iterator[Verdict]:
    """The verdicts that answers can lead to."""
    conditions = [one for one in checklist.questions() if one.go_if]
    if conditions:
        yield Verdict.GO
        yield Verdict.NOT_YET
    if any(one.ask_if_not for one in conditions):
        yield Verdict.ASK
    if not all(one.ask_if_not for one in conditions):
        yield Verdict.NO_GO


def _untranslated(checklist: Checklist, around: Around) -> Iterator[Fault]:
    for language, known in around.translated.items():
        for place, text in texts_of(checklist):
            if text not in known:
                problem = f"this text is not translated into “{language}”"
                yield Fault(place, problem, "Add it to the catalogue of the language.")
