"""Tables: published_flowchart, procedure, step_taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.agencies.models import Agency
from interact.cases.models import Case, Episode
from interact.core.db import Row
from interact.flowcharts.configuration import Configuration
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.published import unpinned
from interact.tasks.models import Task


class PublishedFlowchart(Row):
    """A flowchart as it was published, kept for the procedures that follow it."""

    __tablename__ = "published_flowchart"

    flowchart: Mapped[str]
    version: Mapped[int]
    country: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]


class Procedure(Row):
    """One flowchart followed for one case."""

    __tablename__ = "procedure"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    episode_id: Mapped[UUID] = mapped_column(ForeignKey("episode.id"), unique=True)
    published_id: Mapped[UUID] = mapped_column(ForeignKey("published_flowchart.id"))
    configuration: Mapped[dict[str, Any]] = mapped_column(
        comment="The state of each track and since when; nothing about the child"
    )
    edits: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship()
    episode: Mapped[Episode] = relationship()
    published: Mapped[PublishedFlowchart] = relationship()
    steps: Mapped[list["StepTaken"]] = relationship(
        back_populates="procedure", order_by="StepTaken.at, StepTaken.id"
    )
    tasks: Mapped[list[Task]] = relationship(order_by="Task.due_at, Task.id")

    # Two people who take a step at once: the second one is told.
    __mapper_args__ = {"version_id_col": edits}  # noqa: RUF012  SQLAlchemy's own

    @property
    def flow(self) -> Flowchart:
        """The definition it started with, whatever was published since."""
        return unpinned(self.published.body)

    @property
    def stands(self) -> Configuration:
        """Where it stands."""
        return Configuration.from_json(self.configuration)


class StepTaken(Row):
    """One step of a procedure: who took it, when, and where it led."""

    __tablename__ = "step_taken"

    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id"), index=True)
    step: Mapped[str]
    track: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    at: Mapped[datetime]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    epoch: Mapped[int | None]
    sealed: Mapped[bytes | None] = mapped_column(
        comment="What was noted with it, in the coordination compartment"
    )

    procedure: Mapped[Procedure] = relationship(back_populates="steps")
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
