"""The level that counted before, which stays while too little is known to lower it.

A newer filling-in lowers what counts only by knowing. No database, no web, no clock.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from interact.checklists.definitions import Checklist
from interact.checklists.results import NO_FACTS, Facts
from interact.checklists.rules import OPEN, POSITIVE, Answer, Reply, RiskLevel
from interact.checklists.scoring import score
from interact.checklists.signs import NOTHING, Sign, read_signs
from interact.checklists.weighing import knows_too_little
from interact.core.words import Word
from interact.core.words import mark as _

Given = Mapping[str, Answer]
# What may still be so, where nobody knows it any more; a no is never assumed.
LASTING = POSITIVE | {Reply.NOT_APPLICABLE}


class StaysFor(Word):
    """Why a level is not lower than the one that counted before."""

    SHORT_FORM = "short form", _("A short form is too little to lower it, so it stays.")
    UNKNOWN = "unknown", _("Too little is known here to lower it, so it stays.")
    UNSEEN = "unseen", _("Not all answers before can be seen here, so it stays.")
    EARLIER = "earlier", _("A sign from before is not known now, so it still counts.")


@dataclass(frozen=True, kw_only=True)
class Before:
    """What counted when the checklist was filled in before: its level, and why.

    `given` are the answers of each time, the newest first. `unseen` are the questions
    with an answer among them that whoever fills it in now cannot open.
    """

    level: RiskLevel
    given: Sequence[Given] = ()
    unseen: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Stays:
    """A level that counts although the answers make a lower one, and why."""

    level: RiskLevel
    why: StaysFor

    def as_value(self) -> dict[str, str]:
        """What is sealed."""
        return {"level": self.level.value, "why": self.why.value}

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Self:
        """What `as_value` made."""
        return cls(level=RiskLevel(value["level"]), why=StaysFor(value["why"]))


def what_stays(
    checklist: Checklist,
    answers: Given,
    before: Before,
    facts: Facts = NO_FACTS,
    *,
    short_form: bool = False,
) -> Stays | None:
    """The level that stays above the one these answers make; None where none does.

    The level before stays after a short form, and while more is open than the
    checklist's unknown rule allows. Where enough is known, an earlier sign that nobody
    knows now still counts as it did: it was not answered no.
    """
    made = score(checklist, answers, facts).level
    if made is None:
        return None
    signs = read_signs(checklist, answers, facts)
    found = list(_held_up(checklist, signs, before, short_form=short_form))
    again = score(checklist, last_known(checklist, answers, before.given), facts).level
    if again is not None:
        found.append(Stays(level=again, why=StaysFor.EARLIER))
    highest = max((one.level for one in found), default=made)
    return next((one for one in found if one.level is highest > made), None)


def last_known(
    checklist: Checklist, answers: Given, given: Sequence[Given]
) -> dict[str, Answer]:
    """The answers, and where one is open the sign that was last known instead.

    What was answered no since, or protects, is not taken over.
    """
    known = dict(answers)
    for sign in read_signs(checklist, answers, NO_FACTS):
        name = sign.question.id
        if sign.is_open and not sign.protects:
            last = _last_known(name, given)
            if last.reply in LASTING:
                known[name] = last
    return known


def _last_known(name: str, given: Sequence[Given]) -> Answer:
    said = (answers.get(name, NOTHING) for answers in given)
    return next((one for one in said if one.reply and one.reply not in OPEN), NOTHING)


def _held_up(
    checklist: Checklist, signs: Sequence[Sign], before: Before, *, short_form: bool
) -> Iterator[Stays]:
    """What holds up the level that counted before, whatever made it."""
    if short_form:
        yield Stays(level=before.level, why=StaysFor.SHORT_FORM)
    if knows_too_little(checklist, signs):
        yield Stays(level=before.level, why=StaysFor.UNKNOWN)
    if any(one.is_open and one.question.id in before.unseen for one in signs):
        yield Stays(level=before.level, why=StaysFor.UNSEEN)
