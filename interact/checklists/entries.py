"""One assessment as one line of a list: which, when, by whom, and with which level."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.models import Assessment
from interact.checklists.opened import Conclusion, open_conclusion
from interact.checklists.publishing import definition_of
from interact.checklists.rules import RiskLevel
from interact.keys.rules import Compartment


@dataclass(frozen=True, kw_only=True)
class AssessmentEntry:
    """An assessment with its times (UTC) and the agencies that began and finished it.

    `conclusion` is None while it is open, or where its part of the case is not shared.
    `decided` says that those finished it who decide the level; others propose one.
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
        """The level a person said."""
        said = self.conclusion.level if self.conclusion else None
        return said.chosen if said else None


def entry_of(vault: Vault, assessment: Assessment) -> AssessmentEntry:
    """The line about an assessment; opens its result where the actor holds it."""
    may_open = vault.holds(assessment.compartment)
    finished = assessment.finished_at is not None
    return AssessmentEntry(
        id=assessment.id,
        checklist=definition_of(vault.session, assessment.published),
        compartment=assessment.compartment,
        short_form=assessment.short_form,
        episode_number=assessment.episode.number if assessment.episode else None,
        started_at=assessment.created_at,
        started_by=assessment.agency.name,
        answered_at=assessment.answered_at,
        finished_at=assessment.finished_at,
        finished_by=assessment.finished_by.name if assessment.finished_by else "",
        decided=is_decided(vault, assessment),
        may_open=may_open,
        conclusion=open_conclusion(vault, assessment)
        if finished and may_open
        else None,
    )


def is_decided(vault: Vault, assessment: Assessment) -> bool:
    """Whether an agency of a kind that decides the level finished it."""
    decides = definition_of(vault.session, assessment.published).decides
    by = assessment.finished_by
    return by is not None and (not decides or by.kind in decides)
