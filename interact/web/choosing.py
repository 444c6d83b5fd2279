"""The checklists there are for a case, as its page lists them."""

from datetime import datetime

from interact.assessments.entries import AssessmentEntry, Choice, look_again_at
from interact.cases.vault import Vault
from interact.checklists.rules import Stage
from interact.tasks.queries import list_tasks
from interact.tasks.rules import TaskKind


def due_at(
    vault: Vault, choices: list[Choice], entries: list[AssessmentEntry]
) -> dict[str, datetime | None]:
    """When each checklist is due: as a task, or as its last answers hold no more."""
    asked = {
        one.checklist_id: one.due_at
        for one in reversed(list_tasks(vault))
        if one.kind is TaskKind.FILL_IN and one.ended_at is None
    }
    due = {
        one.checklist.id: look_again_at(one.last, entries) if one.last else None
        for one in choices
    }
    return {name: asked.get(name, at) for name, at in due.items()}


def by_stage(choices: list[Choice]) -> list[tuple[Stage, list[Choice]]]:
    """Checklists by stage; while the child is missing those of the response first."""
    missing = any(one.episode and one.episode.is_open for one in choices)
    order = sorted(Stage, key=lambda one: not (missing and one is Stage.RESPONSE))
    stages = [(one, [c for c in choices if c.checklist.stage is one]) for one in order]
    return [(stage, found) for stage, found in stages if found]
