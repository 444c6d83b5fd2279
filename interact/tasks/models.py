"""Tables: task, deadline."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.agencies.models import Agency
from interact.cases.models import Case
from interact.core.db import Row
from interact.keys.rules import Compartment
from interact.tasks.rules import DeadlineKind, Party, TaskKind


class Task(Row):
    """Something an agency has to do in a case, by a time.

    What a checklist asks for would tell what was answered, so it is sealed.
    """

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("procedure_id", "step", "state", "due_at"),
        CheckConstraint(
            "(kind = 'step') = (procedure_id IS NOT NULL)", name="step_of_a_procedure"
        ),
        CheckConstraint(
            "(kind = 'to do') = (sealed IS NOT NULL)", name="to_do_is_sealed"
        ),
        Index("ix_task_agency_open", "agency_id", "ended_at", "due_at"),
        Index("ix_task_case_open", "case_id", "ended_at", "agency_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[TaskKind]
    procedure_id: Mapped[UUID | None] = mapped_column(ForeignKey("procedure.id"))
    assessment_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("assessment.id"), comment="What it was asked for by"
    )
    checklist_id: Mapped[str | None] = mapped_column(
        comment="What asks for it, or is to be filled in"
    )
    flowchart_id: Mapped[str | None] = mapped_column(
        comment="Which flowchart a step is of"
    )
    state: Mapped[str | None]
    step: Mapped[str | None]
    title: Mapped[str | None] = mapped_column(
        comment="Of a step, from the flowchart: no personal data"
    )
    compartment: Mapped[Compartment | None]
    epoch: Mapped[int | None]
    sealed: Mapped[bytes | None] = mapped_column(comment="What is to be done")
    part: Mapped[Party]
    country: Mapped[str] = mapped_column(comment="Whose agencies come first")
    agency_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agency.id"), comment="Empty while no such agency takes part"
    )
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"), comment="Who of that agency took it"
    )
    taken_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    done: Mapped[bool] = mapped_column(comment="Done, not only lapsed")

    case: Mapped[Case] = relationship()
    agency: Mapped[Agency | None] = relationship(lazy="joined")


class Deadline(Row):
    """A moment at which somebody is told of a task; the worker does so exactly once.

    It says nothing of the child: whose task it is, who is told, and when.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        UniqueConstraint("task_id", "kind", "at"),
        Index("ix_deadline_open", "done_at", "at"),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    kind: Mapped[DeadlineKind]
    at: Mapped[datetime]
    urgent: Mapped[bool] = mapped_column(comment="Quiet hours do not hold it back")
    claim: Mapped[UUID | None] = mapped_column(
        index=True, comment="Of the worker that does it now"
    )
    claimed_until: Mapped[datetime | None] = mapped_column(
        comment="Then another worker takes it"
    )
    done_at: Mapped[datetime | None]
