"""Assessments as lines of a list, and which checklists there are to fill in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from interact.assessments.conclusions import Conclusion
from interact.assessments.models import Assessment
from interact.assessments.publishing import current_edition, described_by
from interact.cases.models import Episode
from interact.cases.rules import EpisodeStatus
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.rules import RiskLevel, Stage
from interact.keys.rules import Compartment

OF_AN_EPISODE = frozenset({Stage.RESPONSE, Stage.AFTERCARE})


@dataclass(frozen=True, kw_only=True)
class AssessmentEntry:
    """An assessment with its times (UTC) and the agencies that began and finished it.

    `conclusion` is None while it is open, or where its part of the case is not shared;
    a line of a list has it without reasons (see `in_short`). `decided` says that those
    finished it who decide the level; others propose one.
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
    finished_by: str
    decided: bool
    may_open: bool
    conclusion: Conclusion | None = field(repr=False)

    @property
    def level(self) -> RiskLevel | None:
        """The level that counts."""
        said = self.conclusion.level if self.conclusion else None
        return said.counting if said else None


def entry_of(
    vault: Vault, assessment: Assessment, conclusion: Conclusion | None
) -> AssessmentEntry:
    """The line about an assessment; opens nothing."""
    return AssessmentEntry(
        id=assessment.id,
        checklist=described_by(vault.session, assessment),
        compartment=assessment.compartment,
        short_form=assessment.short_form,
        episode_number=assessment.episode.number if assessment.episode else None,
        started_at=assessment.created_at,
        started_by=assessment.agency.name,
        answered_at=assessment.answered_at,
        finished_at=assessment.finished_at,
        finished_by=assessment.finished_by.name if assessment.finished_by else "",
        decided=is_decided(vault, assessment),
        may_open=vault.holds(assessment.compartment),
        conclusion=conclusion,
    )


def look_again_at(
    entry: AssessmentEntry, entries: Iterable[AssessmentEntry]
) -> datetime | None:
    """Until when the answers of a finished assessment hold (UTC); None if none says.

    Counted from when the checklist was first finished for this case and episode.
    """
    finished = [
        one.finished_at
        for one in entries
        if one.finished_at
        and one.checklist.id == entry.checklist.id
        and one.episode_number == entry.episode_number
    ]
    if entry.finished_at is None or not finished:
        return None
    since_first = entry.finished_at - min(finished)
    after = entry.checklist.review_after(entry.level, since_first)
    return entry.finished_at + after if after else None


def is_decided(vault: Vault, assessment: Assessment) -> bool:
    """Whether an agency of a kind that decides the level finished it."""
    decides = described_by(vault.session, assessment).decides
    by = assessment.finished_by
    return by is not None and (not decides or by.kind in decides)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A checklist that may be filled in now, and how far it came.

    `episode` is the one it is filled in for. `usual` says that it is for this kind of
    agency, `may_fill` that the actor may write where its answers belong.
    """

    checklist: Checklist
    episode: Episode | None
    usual: bool
    may_fill: bool
    unfinished: AssessmentEntry | None
    last: AssessmentEntry | None


def episode_for(vault: Vault, checklist: Checklist) -> Episode | None:
    """The episode a checklist filled in now belongs to.

    Response: the one that runs. Aftercare: the last one, also when it is over; but not
    one in which the child was not missing, since aftercare follows none of those.
    """
    if checklist.stage is Stage.RESPONSE:
        return vault.case.open_episode
    if checklist.stage is not Stage.AFTERCARE:
        return None
    episodes = vault.case.episodes
    missing = [one for one in episodes if one.status is not EpisodeStatus.NOT_MISSING]
    return max(missing or episodes, key=lambda one: one.number, default=None)


def country_for(vault: Vault, episode: Episode | None) -> str:
    """Whose way of a checklist holds: where an absence was noticed, or the actor's."""
    return episode.country if episode else vault.actor.country


def checklist_choices(vault: Vault, entries: list[AssessmentEntry]) -> list[Choice]:
    """Every checklist in use: those usual for the actor's agency, then the others.

    `entries` are the assessments of the case, the newest first. While the child is
    missing those of the response come first, and belong to that episode.
    """
    choices = [_choice(vault, one, entries) for one in vault.session.info["checklists"]]
    return sorted(
        choices,
        key=lambda one: (not one.usual, one.episode is None, one.checklist.id),
    )


def _choice(vault: Vault, checklist_id: str, entries: list[AssessmentEntry]) -> Choice:
    general: Checklist = vault.session.info["checklists"][checklist_id]
    episode = episode_for(vault, general)
    country = country_for(vault, episode)
    checklist = current_edition(vault.session, checklist_id, country)
    number = episode.number if episode else None
    filled = [
        one
        for one in entries
        if one.checklist.id == checklist.id
        and (checklist.stage not in OF_AN_EPISODE or one.episode_number == number)
    ]
    finished = [(one.finished_at, one) for one in filled if one.finished_at]
    return Choice(
        checklist=checklist,
        episode=episode,
        usual=vault.actor.kind in checklist.fills,
        may_fill=vault.may_write(checklist.compartment),
        unfinished=next((one for one in filled if not one.finished_at), None),
        last=max(finished, key=itemgetter(0))[1] if finished else None,
    )
