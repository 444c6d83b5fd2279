"""What is to be done after a checklist: what it came to asks for it, or one answer.

No database, no web, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from interact.checklists.definitions import Checklist
from interact.checklists.parts import Consequence
from interact.checklists.results import Facts, Result
from interact.checklists.rules import Answer, Reply, RiskLevel
from interact.checklists.signs import NOTHING, read_sign
from interact.keys.rules import Compartment


@dataclass(frozen=True)
class Asked:
    """One thing that is asked for, and the part of the case that it tells of.

    `question_id` is the question whose answer asks for it; empty where it is what the
    whole checklist came to.
    """

    consequence: Consequence
    compartment: Compartment
    question_id: str = ""


def consequences_of(
    checklist: Checklist,
    result: Result,
    level: RiskLevel | None,
    replies: Mapping[str, Reply],
) -> tuple[Asked, ...]:
    """Everything a finished checklist asks for, in the order of the file.

    `level` is the one a person said; where there is none, that of the result. The
    `replies` are those of `replies_of`. First what the level or the verdict asks for,
    then what single answers do.
    """
    reached = level or result.level
    came_to = _at(checklist, result, reached) if reached else ()
    if result.verdict:
        came_to += checklist.verdicts.get(result.verdict, ())
    whole = [Asked(one, checklist.compartment) for one in came_to]
    single = [
        Asked(to_do, checklist.compartment_of(question), question.id)
        for question in checklist.questions()
        for to_do in question.to_do
        if replies.get(question.id) in to_do.when
    ]
    return (*whole, *single)


def _at(
    checklist: Checklist, result: Result, reached: RiskLevel
) -> tuple[Consequence, ...]:
    """What a level asks for, as far as there are signs that make it."""
    asked = checklist.consequences.get(reached, ())
    too_little_known = result.raised_by_unknown and reached is result.level
    return tuple(one for one in asked if not (one.signs_only and too_little_known))


def replies_of(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> dict[str, Reply]:
    """What counts as the reply to each question, answered or known from the case."""
    signs = [
        read_sign(one, answers.get(one.id, NOTHING), facts)
        for one in checklist.questions()
    ]
    return {sign.question.id: sign.reply for sign in signs if sign.reply is not None}


def to_be_done(asked: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """What has a time, so that it becomes a task; the same thing once, at its earliest.

    What has no time is advice.
    """
    first: dict[tuple[Compartment, str], Asked] = {}
    for one in asked:
        said = one.consequence
        hours, place = said.within_hours, (one.compartment, said.text)
        if hours is None:
            continue
        before = first.get(place)
        if before is None or hours < (before.consequence.within_hours or hours):
            first[place] = one
    return tuple(first.values())


def advice_of(asked: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """What has no time: it is shown, and is nobody's task."""
    return tuple(one for one in asked if one.consequence.within_hours is None)
