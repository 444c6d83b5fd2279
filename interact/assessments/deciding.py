"""Deciding between answers of several people that differ."""

import hashlib

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.assessments.answers import fits, given_answers, latest_day, seal_answer
from interact.assessments.holding import hold_open
from interact.assessments.models import Assessment
from interact.assessments.publishing import definition_of
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault, open_vault
from interact.checklists.questions import Question
from interact.checklists.rules import Answer, NothingToDecide
from interact.checklists.standing import differing, standing
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
    CompartmentNotHeld who cannot open all of them, and what `Question.check` refuses.
    Records `answer.decided`.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    vault = open_vault(session, actor, assessment.case)
    hold_open(session, assessment)
    checklist = definition_of(session, assessment.published)
    question = checklist.question(question_id)
    part = checklist.compartment_of(question)
    _check_differs(vault, assessment, question, part)
    question.check(answer, latest_day())

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
) -> None:
    """Refuse where the answers that stand agree, or one of them cannot be opened."""
    given = given_answers(vault, assessment, [question.id]).get(question.id, [])
    stand = standing([one for one in given if fits(question, one.answer)])
    if any(one.answer is None for one in stand):
        raise CompartmentNotHeld(part=part.label)
    if not differing(stand):
        raise NothingToDecide
