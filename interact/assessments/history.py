"""How one checklist was answered over time: the levels, and what changed each time."""

from dataclasses import dataclass, field
from itertools import pairwise

from interact.assessments.entries import AssessmentEntry
from interact.assessments.opened import open_assessment
from interact.assessments.queries import get_assessment, list_assessments
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.comparing import Changed, Filled, find_changes
from interact.core.errors import NotFound

# What changed is opened for so many of the newest.
OPENED = 3


@dataclass(frozen=True, kw_only=True)
class Step:
    """A finished assessment, and what changed since the one before it.

    `changes` is None for the first one, and where it is too long ago to be opened.
    """

    entry: AssessmentEntry
    changes: list[Changed] | None = field(default=None, repr=False)


def read_history(vault: Vault, checklist_id: str) -> list[Step]:
    """The finished assessments of one checklist that the actor can open, newest first.

    Raises NotFound where there is no such checklist, or CompartmentNotHeld where what
    it came to is not shared.
    """
    filled = [
        one for one in list_assessments(vault) if one.checklist.id == checklist_id
    ]
    if not filled and checklist_id not in vault.session.info["checklists"]:
        raise NotFound(vault.case)
    if filled and not any(one.may_open for one in filled):
        raise CompartmentNotHeld(part=filled[0].compartment.label)
    finished = [one for one in filled if one.finished_at and one.may_open]
    finished.sort(key=lambda one: (one.finished_at, one.id), reverse=True)
    opened = [_open(vault, one) for one in finished[:OPENED]]
    changes = [find_changes(before, after) for after, before in pairwise(opened)]
    rest: list[None] = [None] * (len(finished) - len(changes))
    return [
        Step(entry=one, changes=made)
        for one, made in zip(finished, [*changes, *rest], strict=True)
    ]


def _open(vault: Vault, entry: AssessmentEntry) -> Filled:
    opened = open_assessment(vault, get_assessment(vault, entry.id))
    answers = {name: item.answer for name, item in opened.items.items() if item.answer}
    hidden = frozenset(n for n, item in opened.items.items() if item.is_hidden)
    return Filled(
        checklist=opened.checklist, asked=opened.asked, answers=answers, hidden=hidden
    )
