"""Reading assessments: the list of a case, one of them, and what they say together."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from interact.cases.fields import field_by_name
from interact.cases.models import Claim, Episode
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.facts import facts_of
from interact.checklists.models import Answer, Assessment
from interact.checklists.opened import (
    Conclusion,
    Item,
    Opened,
    open_assessment,
    open_conclusion,
)
from interact.checklists.publishing import definition_of
from interact.checklists.results import Facts, Result
from interact.checklists.rules import LevelSet, Reply, RiskLevel
from interact.core.errors import NotFound
from interact.keys.rules import Compartment

GOING_MISSING, URGENCY = "CL-05", "CL-11"
URGENT = "urgent"


@dataclass(frozen=True, kw_only=True)
class AssessmentEntry:
    """An assessment as a list shows it; `conclusion` is None while it is open or
    where its part of the case is not shared. `decided`: by an agency that decides.
    """

    id: UUID
    checklist: Checklist
    compartment: Compartment
    short_form: bool
    episode_number: int | None
    started_at: datetime
    started_by: str
    answered_at: datetime | None
    finished_at: datetime | None
    finished_by: str | None
    decided: bool
    may_open: bool
    conclusion: Conclusion | None = dataclass_field(repr=False)

    @property
    def level(self) -> RiskLevel | None:
        """The level a person said."""
        said = self.conclusion.level if self.conclusion else None
        return said.chosen if said else None


@dataclass(frozen=True, kw_only=True)
class AssessmentView:
    """One assessment, opened: its questions and answers, and what they come to.

    `entry.conclusion` is set once it is finished; `result` is what the answers come to
    now, or came to then.
    """

    entry: AssessmentEntry
    opened: Opened

    @property
    def asked(self) -> Checklist:
        """The questions that are asked: all of them, or the short form."""
        return self.opened.asked

    @property
    def items(self) -> dict[str, Item]:
        """The questions with their answers, by the id of the question."""
        return self.opened.items

    @property
    def facts(self) -> Facts:
        """What the case knows by itself."""
        return self.opened.facts

    @property
    def result(self) -> Result:
        """What the answers come to."""
        return self.opened.conclusion.result

    @property
    def level(self) -> LevelSet | None:
        """The level the answers make and the one a person said, once finished."""
        return self.opened.conclusion.level

    @property
    def answered(self) -> int:
        """How many of the questions that are asked have an answer."""
        return sum(self.items[one.id].is_answered for one in self.asked.questions())

    @property
    def required(self) -> list[Item]:
        """What must be answered before it can be finished, if only "not known"."""
        asked = {one.id for one in self.asked.questions()}
        return [self.items[n] for n in self.result.required_missing if n in asked]


def list_assessments(vault: Vault) -> list[AssessmentEntry]:
    """Every assessment of the case, the newest first."""
    found = vault.session.scalars(
        select(Assessment)
        .where(Assessment.case_id == vault.case.id)
        .order_by(Assessment.created_at.desc(), Assessment.id)
    )
    return [_entry(vault, one) for one in found]


def get_assessment(vault: Vault, assessment_id: UUID) -> Assessment:
    """One assessment of this case, nothing opened; or NotFound."""
    found = vault.session.get(Assessment, assessment_id)
    if found is None or found.case_id != vault.case.id:
        raise NotFound(vault.case)
    return found


def read_assessment(vault: Vault, assessment_id: UUID) -> AssessmentView:
    """One assessment of this case, opened as far as the actor holds its parts.

    Raises NotFound, or CompartmentNotHeld where what it comes to is not shared.
    """
    assessment = get_assessment(vault, assessment_id)
    if not vault.holds(assessment.compartment):
        raise CompartmentNotHeld(part=assessment.compartment.label)
    opened = open_assessment(vault, assessment)
    return AssessmentView(entry=_entry(vault, assessment), opened=opened)


def standing_answers(
    vault: Vault, assessment: Assessment, names: Iterable[str]
) -> str:
    """A short text that is another one once any of these questions is answered anew.

    By whomever, here or in the profile. It says nothing of the answers.
    """
    checklist = definition_of(vault.session, assessment.published)
    asked = [one for one in checklist.questions() if one.id in set(names)]
    bound = [field_by_name(one.field or "") for one in asked]
    answers = select(func.count(Answer.id)).where(
        Answer.assessment_id == assessment.id, Answer.item.in_([q.id for q in asked])
    )
    claims = select(func.count(Claim.id)).where(
        Claim.case_id == vault.case.id, Claim.field_id.in_([f.id for f in bound if f])
    )
    counts = [vault.session.scalar(one) for one in (answers, claims)]
    # Nothing is ever taken away, so a count that stayed the same means no change.
    return hashlib.sha256(f"{assessment.id} {counts}".encode()).hexdigest()[:16]


def current_level(vault: Vault) -> RiskLevel | None:
    """The level that counts now, as a person said it; None where it is not shared.

    While the child is missing it is the urgency (CL-11), as those decided who decide
    it; otherwise the newest of urgency and likelihood of going missing (CL-05).
    """
    finished = _finished(vault, (GOING_MISSING, URGENCY))
    episode = vault.case.open_episode
    urgency = [
        one
        for one in finished
        if one.checklist_id == URGENCY and episode and one.episode_id == episode.id
    ]
    decided = [one for one in urgency if _is_decided(vault, one)]
    for one in [*decided, *urgency, *finished]:
        return _level_of(vault, one)
    return None


def finished_at(vault: Vault, episode: Episode) -> dict[str, datetime]:
    """When each checklist was last finished in this episode (UTC). Opens nothing."""
    found = vault.session.execute(
        select(Assessment.checklist_id, func.max(Assessment.finished_at))
        .where(
            Assessment.case_id == vault.case.id,
            Assessment.episode_id == episode.id,
            Assessment.finished_at.is_not(None),
        )
        .group_by(Assessment.checklist_id)
    )
    return {checklist_id: at for checklist_id, at in found if at}


def urgent_facts(vault: Vault, episode: Episode) -> dict[str, bool]:
    """The facts of an episode that the response flowchart goes by."""
    return {URGENT: bool(urgent_reasons(vault, episode))}


def urgent_reasons(vault: Vault, episode: Episode) -> list[str]:
    """Why it is urgent: questions that make it so, or checklists that say immediate.

    As their marked texts; none when it is not urgent, or not as far as the actor can
    open. An answer counts once it is given, before the checklist is finished.
    """
    reasons: list[str] = []
    for assessment in _telling(vault, episode):
        opened = open_assessment(vault, assessment)
        said, result = opened.conclusion.level, opened.conclusion.result
        if (said.chosen if said else result.level) is RiskLevel.IMMEDIATE:
            reasons += _forcing(opened, result) or [opened.checklist.title]
    return list(dict.fromkeys([*reasons, *_young(vault, episode)]))


def _forcing(opened: Opened, result: Result) -> list[str]:
    forcing = [one.question_id for one in result.why if one.override is not None]
    return [opened.checklist.question(name).text for name in forcing]


def _young(vault: Vault, episode: Episode) -> list[str]:
    """What CL-11 counts as a yes by itself, though nobody filled it in yet."""
    triage = vault.session.info["checklists"].get(URGENCY)
    if triage is None:
        return []
    facts = facts_of(vault, episode)
    return [
        question.text
        for question in triage.questions()
        if question.override and is_known(question, facts)
    ]
