"""What was thought through before a case is shared: the newest answers to “May I?”."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from interact.assessments.entries import AssessmentEntry
from interact.assessments.queries import list_assessments
from interact.cases.vault import Vault
from interact.checklists.questions import Question
from interact.checklists.rules import Verdict
from interact.core.clock import now

MAY_I_SHARE = "CL-20"
COUNTS_FOR = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class SharingAdvice:
    """What the newest finished list came to, when (UTC) and for which agency.

    `failing` are the conditions that did not hold, or were not known.
    """

    assessment_id: UUID
    verdict: Verdict
    failing: tuple[Question, ...]
    at: datetime
    agency_name: str


def is_asked(vault: Vault) -> bool:
    """Whether the list of questions about sharing is in use here."""
    return MAY_I_SHARE in vault.session.info["checklists"]


def find_sharing_advice(vault: Vault) -> SharingAdvice | None:
    """What the list about sharing came to in the last 24 hours, if it was finished.

    None also where the actor does not hold what it came to.
    """
    for entry in list_assessments(vault):
        if entry.checklist.id == MAY_I_SHARE:
            advice = _advice(entry)
            if advice is not None:
                return advice
    return None


def _advice(entry: AssessmentEntry) -> SharingAdvice | None:
    made, at = entry.conclusion, entry.finished_at
    if made is None or at is None or now() - at > COUNTS_FOR:
        return None
    if made.result.verdict is None:
        return None
    asked = {one.id: one for one in entry.checklist.questions()}
    return SharingAdvice(
        assessment_id=entry.id,
        verdict=made.result.verdict,
        failing=tuple(asked[name] for name in made.result.failing if name in asked),
        at=at,
        agency_name=entry.finished_by,
    )
