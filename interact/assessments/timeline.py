"""What was filled in for a case, for its timeline."""

from collections.abc import Iterator
from dataclasses import dataclass

from interact.assessments.entries import AssessmentEntry
from interact.assessments.queries import list_assessments
from interact.cases.timeline import Labelled, TimelineEntry
from interact.cases.vault import Vault
from interact.core.words import mark as _


@dataclass(frozen=True)
class Titled:
    """A checklist by its title, which the page translates."""

    label: str


def assessment_timeline(vault: Vault) -> list[TimelineEntry]:
    """Checklists started, and finished with the level a person said where it opens."""
    return [line for entry in list_assessments(vault) for line in _told(entry)]


def _told(entry: AssessmentEntry) -> Iterator[TimelineEntry]:
    values: dict[str, Labelled | str] = {"checklist": Titled(entry.checklist.title)}
    yield TimelineEntry(
        at=entry.started_at,
        title=_("Checklist started: %(checklist)s"),
        values=values,
        agency=entry.started_by,
        compartment=entry.compartment,
    )
    if entry.finished_at is None:
        return
    level = entry.level
    yield TimelineEntry(
        at=entry.finished_at,
        title=_("Checklist finished: %(checklist)s. Level: %(level)s")
        if level
        else _("Checklist finished: %(checklist)s"),
        values={**values, "level": level} if level else values,
        agency=entry.finished_by,
        compartment=entry.compartment,
    )
