"""Deciding between answers of several people that differ."""

import hashlib
from collections.abc import Iterable

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.assessments.answers import (
    GivenAnswer,
    fits,
    given_answers,
    latest_day,
    seal_answer,
)
from interact.assessments.holding import hold_open
from interact.assessments.models import Assessment
from interact.assessments.opened import Opened, open_assessment
from interact.assessments.publishing import definition_to_fill
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault, open_vault
from interact.checklists.questions import Question
from interact.checklists.rules import Answer, CannotDecideAlone, NothingToDecide
from interact.checklists.scoring import score
from interact.checklists.standing import differing, standing, what_is_said
from interact.core.clock import now
from interact.keys.rules import Compartment


def decide_answer(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    question_id: str,
    answer: Answer,
) -> None:
    """Settle a question that several people answered differently; their answers stay.

    From now on this answer stands alone, until somebody answers anew. Refuses with
    AlreadyFinished, QuestionNotInChecklist, NothingToDecide where the answers agree,
    CompartmentNotHeld who cannot open all of them, CannotDecideAlone where it could
    make the level lower and nobody else answered so, and what `Question.check`
    refuses. Records `answer.decided`.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    vault = open_vault(session, actor, assessment.case)
    hold_open(session, assessment)
    checklist = definition_to_fill(session, assessment)
    question = checklist.question(question_id)
    part = checklist.compartment_of(question)
    stand = _check_differs(vault, assessment, question, part)
    question.check(answer, latest_day())
    others = [one for one in stand if one.person_id != actor.person_id]
    if not _says_so(others, answer):
        _check_not_lower(open_assessment(vault, assessment), question, answer)

    row = seal_answer(vault, assessment, (question_id, part), answer, decides=True)
    assessment.answered_at = now()
    session.flush()
    record(
        session,
        actor,
        Event.ANSWER_DECIDED,
        assessment.case,
        checklist=assessment.edition,
        compartments=[part],
        items=[question_id],
        digests=[hashlib.sha256(row.sealed).hexdigest()],
    )


def _check_differs(
    vault: Vault, assessment: Assessment, question: Question, part: Compartment
) -> tuple[GivenAnswer, ...]:
    """The answers that stand; refuses where they agree, or one cannot be opened."""
    given = given_answers(vault, assessment, [question.id]).get(question.id, [])
    stand = standing([one for one in given if fits(question, one.answer)])
    if any(one.answer is None for one in stand):
        raise CompartmentNotHeld(part=part.label)
    if not differing(stand):
        raise NothingToDecide
    return stand


def _says_so(given: Iterable[GivenAnswer], answer: Answer) -> bool:
    said = [what_is_said(one.answer) for one in given if one.answer]
    return what_is_said(answer) in said


def _check_not_lower(opened: Opened, question: Question, answer: Answer) -> None:
    """Refuse what makes the level lower, as far as this actor can see.

    Who cannot see all that it hangs on cannot know what it does to the level: for them
    it is any answer but the most worrying one, which counts until it is decided.
    """
    before = opened.conclusion.result.level
    if before is None:
        return
    counted = opened.items[question.id].answer or Answer()
    if opened.unseen_parts and what_is_said(answer) != what_is_said(counted):
        raise CannotDecideAlone
    answers = {**opened.counted, question.id: answer}
    after = score(opened.checklist, answers, opened.facts).level
    if after is not None and after < before:
        raise CannotDecideAlone
