"""Tables: published flowcharts, procedures, their steps and moves, who answers."""

from datetime import datetime
from functools import lru_cache
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
from interact.flowcharts.responsibility_rules import OfferStatus
from interact.tasks.models import Task


class PublishedFlowchart(Row):
    """A flowchart as it was published, kept for the procedures that follow it."""

    __tablename__ = "published_flowchart"

    flowchart: Mapped[str]
    version: Mapped[int]
    country: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(unique=True)
    body: Mapped[str]

    @property
    def flow(self) -> Flowchart:
        """The definition, as it was published."""
        return _read(self.body)


class Procedure(Row):
    """One flowchart followed for a case, an episode, or an episode and a country.

    `ended_at` says since when nobody need act in any of its tracks.
    """

    __tablename__ = "procedure"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    episode_id: Mapped[UUID | None] = mapped_column(ForeignKey("episode.id"))
    published_id: Mapped[UUID] = mapped_column(ForeignKey("published_flowchart.id"))
    flowchart: Mapped[str]
    country: Mapped[str] = mapped_column(comment="Whose way of it is followed")
    with_country: Mapped[str | None] = mapped_column(
        comment="The one other country it is about"
    )
    configuration: Mapped[dict[str, Any]] = mapped_column(
        comment="The state of each track and since when; nothing about the child"
    )
    ended_at: Mapped[datetime | None]
    edits: Mapped[int] = mapped_column()

    case: Mapped[Case] = relationship()
    episode: Mapped[Episode | None] = relationship()
    published: Mapped[PublishedFlowchart] = relationship()
    steps: Mapped[list["StepTaken"]] = relationship(
        back_populates="procedure", order_by="StepTaken.at, StepTaken.id"
    )
    tasks: Mapped[list[Task]] = relationship(order_by="Task.due_at, Task.id")
    moves: Mapped[list["ProcedureMove"]] = relationship(
        back_populates="procedure", order_by="ProcedureMove.created_at"
    )

    # Two people who take a step at once: the second one is told.
    __mapper_args__ = {"version_id_col": edits}  # noqa: RUF012  SQLAlchemy's own

    @property
    def flow(self) -> Flowchart:
        """The definition it follows, whatever was published since."""
        return self.published.flow

    @property
    def stands(self) -> Configuration:
        """Where it stands."""
        return Configuration.from_json(self.configuration)


@lru_cache(maxsize=128)
def _read(body: str) -> Flowchart:
    """A definition, read once: it never changes, and a page asks for it often."""
    return unpinned(body)


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


class ProcedureMove(Row):
    """A procedure that was moved to another version, and where it stood."""

    __tablename__ = "procedure_move"

    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id"), index=True)
    begun_with_id: Mapped[UUID] = mapped_column(
        ForeignKey("published_flowchart.id"), comment="The version before"
    )
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    before: Mapped[dict[str, Any]] = mapped_column(
        comment="Its configuration up to then; nothing about the child"
    )
    after: Mapped[dict[str, Any]] = mapped_column(
        comment="Its configuration right after; nothing about the child"
    )
    back_at: Mapped[datetime | None]

    procedure: Mapped[Procedure] = relationship(back_populates="moves")
    begun_with: Mapped[PublishedFlowchart] = relationship()


class Responsibility(Row):
    """An agency that answered for the next step of a track, and from when to when.

    An open track has exactly one that did not end.
    """

    __tablename__ = "responsibility"

    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id"), index=True)
    track: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    stands_in: Mapped[bool] = mapped_column(
        comment="Only because none of those who should takes part"
    )
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    procedure: Mapped[Procedure] = relationship()
    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)


class ResponsibilityOffer(Row):
    """An agency that is asked to answer for the next step of a track."""

    __tablename__ = "responsibility_offer"

    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedure.id"), index=True)
    track: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    by_agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    status: Mapped[OfferStatus]
    offered_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    reason_sealed: Mapped[bytes | None] = mapped_column(
        comment="Why it was declined, sealed to the agency that is responsible"
    )
    reason_for_agency_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("agency.id"), comment="To which agency the reason is sealed"
    )

    procedure: Mapped[Procedure] = relationship()
    agency: Mapped[Agency] = relationship(
        lazy="joined", innerjoin=True, foreign_keys=[agency_id]
    )
    by_agency: Mapped[Agency] = relationship(foreign_keys=[by_agency_id])
