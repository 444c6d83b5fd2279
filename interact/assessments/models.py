"""Tables: published_checklist, assessment, answer.

What is answered and what it comes to is only ever in `sealed` columns.
"""

from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.agencies.models import Agency
from interact.cases.models import Case, Episode
from interact.checklists.rules import Lowering
from interact.core.clock import now
from interact.core.db import Row
from interact.keys.rules import Compartment

# A full list begun within a week goes on from the short form that was finished.
GOES_ON = timedelta(days=7)


class PublishedChecklist(Row):
    """One version of a checklist as it was first used here; it never changes."""

    __tablename__ = "published_checklist"
    __table_args__ = (UniqueConstraint("checklist_id", "edition"),)

    checklist_id: Mapped[str]
    version: Mapped[int]
    edition: Mapped[str] = mapped_column(
        comment="The version; in a country also its code, its version and since when"
    )
    sha256: Mapped[str] = mapped_column(comment="Of the body, keys sorted")
    stamp: Mapped[bytes | None] = mapped_column(
        comment="Made with the settings; none where an earlier INTERACT published it"
    )
    body: Mapped[dict[str, Any]] = mapped_column(
        deferred=True, comment="What differs from defaults"
    )


class Assessment(Row):
    """One checklist filled in for one case, in the version it was started with."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint(
            "(finished_at IS NULL) = (result_sealed IS NULL)",
            name="finished_with_its_result",
        ),
        Index("ix_assessment_case_checklist", "case_id", "checklist_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"))
    episode_id: Mapped[UUID | None] = mapped_column(ForeignKey("episode.id"))
    checklist_id: Mapped[str]
    version: Mapped[int]
    published_id: Mapped[UUID] = mapped_column(ForeignKey("published_checklist.id"))
    goes_on_from_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("assessment.id"),
        comment="The short form whose answers count here until answered anew",
    )
    compartment: Mapped[Compartment]
    short_form: Mapped[bool]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    finished_by_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    finished_by_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    moved_from_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("published_checklist.id"),
        comment="The edition it was begun with, where it was moved since",
    )
    lowering: Mapped[Lowering | None] = mapped_column(
        comment="Whether a lower level waits for a second person"
    )
    second_agency_id: Mapped[UUID | None] = mapped_column(ForeignKey("agency.id"))
    second_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    epoch: Mapped[int | None]
    result_sealed: Mapped[bytes | None]
    edits: Mapped[int] = mapped_column(comment="Two changes at once: one is refused")

    __mapper_args__ = MappingProxyType({"version_id_col": edits})

    case: Mapped[Case] = relationship()
    episode: Mapped[Episode | None] = relationship()
    published: Mapped[PublishedChecklist] = relationship(foreign_keys=[published_id])
    moved_from: Mapped[PublishedChecklist | None] = relationship(
        foreign_keys=[moved_from_id]
    )
    goes_on_from: Mapped["Assessment | None"] = relationship(
        remote_side="Assessment.id"
    )
    agency: Mapped[Agency] = relationship(foreign_keys=[agency_id])
    finished_by: Mapped[Agency | None] = relationship(
        foreign_keys=[finished_by_agency_id]
    )

    @property
    def edition(self) -> str:
        """The checklist and its version, as the log names it."""
        return f"{self.checklist_id} version {self.published.edition}"

    def leads_on_to(self, published: PublishedChecklist) -> bool:
        """Whether a full list begun now goes on from this finished short form."""
        return (
            self.short_form
            and self.published_id == published.id
            and self.finished_at is not None
            and now() - self.finished_at < GOES_ON
        )


class Answer(Row):
    """What somebody answered to one question; the newest counts, earlier ones stay."""

    __tablename__ = "answer"

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("assessment.id"), index=True)
    item: Mapped[str] = mapped_column(comment="The id of the question")
    compartment: Mapped[Compartment]
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    decides: Mapped[bool] = mapped_column(
        default=False, comment="It settles answers that differed"
    )
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
