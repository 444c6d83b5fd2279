"""Reading assessments: the list of a case, one of them, and what they say together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import joinedload

from interact.assessments.conclusions import Conclusion, open_conclusion
from interact.assessments.entries import AssessmentEntry, entry_of, is_decided
from interact.assessments.facts import facts_of, recorded, unseen_facts
from interact.assessments.items import Item
from interact.assessments.models import Answer, Assessment
from interact.assessments.newest import finished_of
from interact.assessments.opened import Opened, named, open_assessment
from interact.assessments.publishing import definition_of, described_by
from interact.assessments.withholding import (
    hidden_answers,
    in_short,
    parts_not_held,
    withhold,
)
from interact.cases.fields import field_by_name
from interact.cases.models import Claim, Episode
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.levels import LevelSet
from interact.checklists.results import Facts, Result
from interact.checklists.rules import Approach, EditionVanished, RiskLevel
from interact.checklists.signs import is_known
from interact.core.errors import NotFound

GOING_MISSING, URGENCY = "CL-05", "CL-11"


@dataclass(frozen=True, kw_only=True)
class AssessmentView:
    """One assessment, opened: its questions, its answers, and what they come to."""

    entry: AssessmentEntry
    opened: Opened

    @property
    def asked(self) -> Checklist:
        """The questions that are asked: all of them, or the short form."""
        return self.opened.asked

    @property
    def items(self) -> dict[str, Item]:
        """Every question with its answers, by the id of the question."""
        return self.opened.items

    @property
    def facts(self) -> Facts:
        """What the case knows by itself."""
        return self.opened.facts

    @property
    def result(self) -> Result:
        """What the answers come to now, or came to when it was finished."""
        return self.opened.conclusion.result

    @property
    def conclusion(self) -> Conclusion:
        """What it comes to now, or came to, and how many answers differ."""
        return self.opened.conclusion

    @property
    def level(self) -> LevelSet | None:
        """The level the answers made and the one a person said, once finished."""
        return self.opened.conclusion.level

    @property
    def answered(self) -> int:
        """How many of the questions that are asked have an answer."""
        return sum(self.items[one.id].is_answered for one in self.asked.questions())

    @property
    def required_missing(self) -> list[Item]:
        """What must be answered before it can be finished, if only "not known"."""
        asked = {one.id for one in self.asked.questions()}
        return [self.items[n] for n in self.result.required_missing if n in asked]


def list_assessments(vault: Vault) -> list[AssessmentEntry]:
    """Every assessment of the case, the newest first."""
    found = vault.session.scalars(
        select(Assessment)
        .where(Assessment.case_id == vault.case.id)
        .options(
            joinedload(Assessment.agency),
            joinedload(Assessment.finished_by),
            joinedload(Assessment.published),
            joinedload(Assessment.episode),
        )
        .order_by(Assessment.created_at.desc(), Assessment.id)
    )
    hidden = hidden_answers(vault)
    return [entry_of(vault, one, in_short(vault, one, hidden)) for one in found]


def get_assessment(vault: Vault, assessment_id: UUID) -> Assessment:
    """One assessment of this case, nothing opened; or NotFound."""
    found = vault.session.get(Assessment, assessment_id)
    if found is None or found.case_id != vault.case.id:
        raise NotFound(vault.case)
    return found


def find_newest(
    vault: Vault, checklist_id: str, episode: Episode | None
) -> Assessment | None:
    """The one that is not finished, or else the one finished last."""
    return vault.session.scalar(
        select(Assessment)
        .where(
            Assessment.case_id == vault.case.id,
            Assessment.checklist_id == checklist_id,
            Assessment.episode_id == (episode.id if episode else None),
        )
        .order_by(Assessment.finished_at.is_not(None), Assessment.finished_at.desc())
        .limit(1)
    )


def read_assessment(vault: Vault, assessment_id: UUID) -> AssessmentView:
    """One assessment of this case, opened as far as the actor holds its parts.

    Raises NotFound, or CompartmentNotHeld where what it comes to is not shared.
    """
    assessment = get_assessment(vault, assessment_id)
    if not vault.holds(assessment.compartment):
        raise CompartmentNotHeld(part=assessment.compartment.label)
    opened = named(vault, open_assessment(vault, assessment))
    conclusion = opened.conclusion if assessment.finished_at else None
    return AssessmentView(entry=entry_of(vault, assessment, conclusion), opened=opened)


def count_answers(vault: Vault, assessment: Assessment, names: Iterable[str]) -> int:
    """How often these questions were answered, by whomever, here or in the profile.

    Nothing is ever taken back: as long as the number stays, nobody answered anew.
    """
    checklist = definition_of(vault.session, assessment.published)
    asked = [checklist.question(name) for name in names]
    bound = [field_by_name(one.field or "") for one in asked]
    here = select(func.count(Answer.id)).where(
        Answer.assessment_id == assessment.id,
        Answer.item.in_([one.id for one in asked]),
    )
    fields = [field.id for field in bound if field]
    there = select(func.count(Claim.id)).where(
        Claim.case_id == vault.case.id, Claim.field_id.in_(fields)
    )
    counted = [here, there] if fields else [here]
    return sum(vault.session.scalar(one) or 0 for one in counted)


def current_level(vault: Vault) -> RiskLevel | None:
    """The level that counts now; None where it is not shared.

    While the child is missing it is the urgency (CL-11), as those said who decide it;
    otherwise the newest of urgency and likelihood of going missing (CL-05).
    """
    finished = finished_of(vault, (GOING_MISSING, URGENCY))
    episode = vault.case.open_episode
    urgency = [
        one
        for one in finished
        if one.checklist_id == URGENCY and episode and one.episode_id == episode.id
    ]
    decided = [one for one in urgency if is_decided(vault, one)]
    for one in [*decided, *urgency, *finished]:
        said = open_conclusion(vault, one).level
        return said.counting if said else None
    return None


def finished_at(vault: Vault, episode: Episode | None) -> dict[str, datetime]:
    """When each was last finished (UTC): in this episode or none, or at any time."""
    found = vault.session.execute(
        select(Assessment.checklist_id, func.max(Assessment.finished_at))
        .where(
            Assessment.case_id == vault.case.id,
            _counts_in(episode),
            Assessment.finished_at.is_not(None),
        )
        .group_by(Assessment.checklist_id)
    )
    return {checklist_id: at for checklist_id, at in found if at}


def urgent_reasons(vault: Vault, episode: Episode) -> list[str]:
    """Why it is urgent: questions that make it so, or checklists that say immediate.

    As their marked texts; none when it is not urgent, or not as far as the actor can
    open. A question whose answer they cannot open is never one of them. An answer
    counts once it is given, before the checklist is finished.
    """
    reasons = _young(vault, episode)
    for assessment in _telling(vault, episode):
        reasons += _immediate(vault, assessment)
    return list(dict.fromkeys(reasons))


def _immediate(vault: Vault, assessment: Assessment) -> list[str]:
    """Why an assessment says immediate; none when it does not.

    One that is not finished and whose version vanished cannot say anything.
    """
    try:
        conclusion = _concluded(vault, assessment)
    except EditionVanished:
        return []
    said, result = conclusion.level, conclusion.result
    if (said.counting if said else result.level) is not RiskLevel.IMMEDIATE:
        return []
    checklist = described_by(vault.session, assessment)
    texts = {one.id: one.text for one in checklist.questions()}
    forcing = [one.question_id for one in result.why if one.override]
    return [texts[name] for name in forcing if name in texts] or [checklist.title]


def _concluded(vault: Vault, assessment: Assessment) -> Conclusion:
    """What an assessment comes to; of a finished one nothing else is opened."""
    if assessment.finished_at is None:
        return open_assessment(vault, assessment).conclusion
    checklist = described_by(vault.session, assessment)
    facts = unseen_facts(vault, checklist, recorded(vault))
    made = open_conclusion(vault, assessment)
    return withhold(made, parts_not_held(vault, checklist), facts.keys())


def _young(vault: Vault, episode: Episode) -> list[str]:
    """What the case knows and urgency counts by itself, before anybody fills it in."""
    triage: Checklist = vault.session.info["checklists"][URGENCY]
    facts = facts_of(vault, episode, triage)
    asked = [one for one in triage.questions() if one.override]
    return [one.text for one in asked if is_known(one, facts)]


def _telling(vault: Vault, episode: Episode) -> list[Assessment]:
    """The newest finished and the newest open assessment of each kind, with levels.

    Of this episode; the likelihood of going missing was judged before it.
    """
    found = vault.session.scalars(
        select(Assessment)
        .where(
            Assessment.case_id == vault.case.id,
            Assessment.compartment.in_(vault.held),
            or_(
                Assessment.episode_id == episode.id,
                Assessment.checklist_id == GOING_MISSING,
            ),
        )
        .options(joinedload(Assessment.published))
        .order_by(
            func.coalesce(Assessment.finished_at, Assessment.created_at).desc(),
            Assessment.id,
        )
    )
    newest: dict[tuple[str, bool], Assessment] = {}
    for one in found:
        checklist = described_by(vault.session, one)
        if checklist.approach is not Approach.COMPLETENESS:
            newest.setdefault((one.checklist_id, one.finished_at is None), one)
    return list(newest.values())


def _counts_in(episode: Episode | None) -> ColumnElement[bool]:
    if episode is None:
        return true()
    return or_(Assessment.episode_id == episode.id, Assessment.episode_id.is_(None))
