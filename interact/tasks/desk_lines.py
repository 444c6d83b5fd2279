"""One line of a desk: what waits there, and who has it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.keys.directory import open_name
from interact.keys.installation import Installation
from interact.tasks.rules import Party, TaskKind


@dataclass(frozen=True, kw_only=True)
class DueTask:
    """One line of a desk, nothing opened: of which case, by when (UTC), who has it.

    `title` is that of a step of `procedure_id`, `checklist_id` what asks for it or is
    to be filled in. What a checklist asks of one agency in a case is one line, with the
    `number` of things and when the first is due; `id` is of the first. `agency_name` is
    None while no agency that could do it takes part in the case, `taken_by` while
    nobody of the reader's agency has it. `is_again` says that a checklist to be filled
    in was filled in before.
    """

    id: UUID
    kind: TaskKind
    title: str
    flowchart_id: str | None
    procedure_id: UUID | None
    checklist_id: str | None
    reference: str
    due_at: datetime
    part: Party
    agency_name: str | None
    taken_by: str | None
    is_mine: bool
    number: int = 1
    is_again: bool = False


def line_of(session: Session, actor: Actor, row: Row[Any]) -> DueTask:
    """The line that a row of the database stands for, with the taker's name."""
    name = None
    if row.taker_id is not None:
        key = Installation.of(session).directory_key
        name = open_name(key, row.taker_id, "name", row.name_sealed)
    return DueTask(
        id=row.id,
        kind=row.kind,
        title=row.title or "",
        flowchart_id=row.flowchart_id,
        procedure_id=row.procedure_id,
        checklist_id=row.checklist_id,
        reference=row.reference,
        due_at=row.due_at,
        part=row.part,
        agency_name=row.agency_name,
        taken_by=name,
        is_mine=row.taker_id == actor.person_id,
        number=row.number,
        is_again=row.assessment_id is not None,
    )
