"""Filling in checklists for tests, through the same actions as the pages."""

from interact.assessments.actions import answer_questions, start_assessment
from interact.assessments.queries import read_assessment
from interact.audit.rules import Event
from interact.cases.models import Episode
from interact.cases.queries import read_case
from interact.cases.rules import EpisodeStatus
from interact.checklists.rules import Answer, Reply
from interact.core.clock import now
from interact.core.db import PENDING

YES = Answer(reply=Reply.YES, evidence="Seen by the night duty")
NO = Answer(reply=Reply.NO)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
FIRST_HOURS = ["gm01", "gm02", "gm03", "gm04", "gm05"]


def fill(
    session, actor, case, checklist_id, *, short_form=False, episode=None, **answers
):
    """An assessment of this case with these answers, not finished."""
    assessment = start_assessment(
        session, actor, case, checklist_id, short_form=short_form, episode=episode
    )
    answer_questions(session, actor, assessment, answers)
    return assessment


def missing(session, case):
    """An episode of this child that is not over."""
    episode = Episode(
        case=case,
        number=len(case.episodes) + 1,
        status=EpisodeStatus.LOCAL_CHECKS,
        country="IT",
        noticed_at=now(),
    )
    session.add(episode)
    session.flush()
    return episode


def view(session, actor, case, assessment):
    """The assessment as this actor opens it."""
    return read_assessment(read_case(session, actor, case.reference), assessment.id)


def events(session) -> list[Event]:
    """What was recorded and is not kept yet, the newest last."""
    return [entry.event for entry in session.info[PENDING]]
