"""What counted when a checklist was filled in before, for whoever fills it in anew."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from interact.assessments.answers import GivenAnswer, fits, given_answers
from interact.assessments.conclusions import open_conclusion
from interact.assessments.entries import is_decided
from interact.assessments.models import Assessment
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.results import NO_FACTS, Facts
from interact.checklists.rules import OPEN, Answer, RiskLevel
from interact.checklists.signs import read_signs
from interact.checklists.standing import most_worrying, standing
from interact.checklists.staying import Before, Stays, what_stays


def find_stays(
    vault: Vault,
    assessment: Assessment,
    checklist: Checklist,
    answers: Mapping[str, Answer],
    facts: Facts,
) -> Stays | None:
    """The level that stays above what an open assessment comes to; None if none does.

    Before are all that were finished of this checklist for the case and episode. The
    level that counted is that of the newest, and of the newest that decides it.
    """
    if not checklist.makes_level:
        return None
    finished = _finished_before(vault, assessment)
    levels = list(_levels(vault, finished))
    if not levels:
        return None
    is_open = {
        one.question.id
        for one in read_signs(checklist, answers, NO_FACTS)
        if one.is_open
    }
    given = [_standing(vault, one, is_open) for one in finished] if is_open else []
    before = Before(
        level=max(levels),
        given=[_settled(checklist, one) for one in given],
        unseen=frozenset(
            name for one in given for name in one if _is_unseen(one[name])
        ),
    )
    short = assessment.short_form
    return what_stays(checklist, answers, before, facts, short_form=short)


def last_answers(
    vault: Vault,
    assessment: Assessment,
    checklist: Checklist,
    answers: Mapping[str, Answer],
) -> dict[str, Answer]:
    """The answers, and where one is open what was last answered to it before.

    What the actor cannot open is left out.
    """
    known = {name: one for name, one in answers.items() if one.reply not in OPEN}
    names = {one.id for one in checklist.questions()} - known.keys()
    for finished in _finished_before(vault, assessment) if names else ():
        said = _settled(checklist, _standing(vault, finished, names))
        known |= {
            name: answer
            for name, answer in said.items()
            if answer.reply not in OPEN and name not in known
        }
    return known


def _finished_before(vault: Vault, assessment: Assessment) -> list[Assessment]:
    """Those that this actor can open, the newest first."""
    found = vault.session.scalars(
        select(Assessment)
        .where(
            Assessment.case_id == vault.case.id,
            Assessment.checklist_id == assessment.checklist_id,
            Assessment.episode_id == assessment.episode_id,
            Assessment.id != assessment.id,
            Assessment.finished_at.is_not(None),
            Assessment.compartment.in_(vault.held),
        )
        .options(joinedload(Assessment.published), joinedload(Assessment.finished_by))
        .order_by(Assessment.finished_at.desc(), Assessment.id)
    )
    return list(found)


def _levels(vault: Vault, finished: list[Assessment]) -> Iterator[RiskLevel]:
    decided = (one for one in finished if is_decided(vault, one))
    for one in {*finished[:1], *islice(decided, 1)}:
        level = open_conclusion(vault, one).level
        if level:
            yield level.counting


def _standing(
    vault: Vault, assessment: Assessment, names: Iterable[str]
) -> dict[str, tuple[GivenAnswer, ...]]:
    given = given_answers(vault, assessment, names)
    return {name: standing(answers) for name, answers in given.items()}


def _settled(
    checklist: Checklist, given: Mapping[str, tuple[GivenAnswer, ...]]
) -> dict[str, Answer]:
    """The answer that counted to each question; what cannot be opened is left out."""
    settled = {}
    for name, stand in given.items():
        question = checklist.question(name)
        said = [
            one.answer for one in stand if one.answer and fits(question, one.answer)
        ]
        if said:
            settled[name] = most_worrying(checklist, question, said)
    return settled


def _is_unseen(stand: tuple[GivenAnswer, ...]) -> bool:
    return any(one.answer is None for one in stand)
