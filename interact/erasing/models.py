"""Tables: erasure."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from interact.core.db import Row
from interact.erasing.rules import ErasureBasis


class Erasure(Row):
    """What remains of a case that was erased: that it was, why, and by whom."""

    __tablename__ = "erasure"

    case_id: Mapped[UUID] = mapped_column(unique=True, comment="Of no row any more")
    reference: Mapped[str]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("person.id"),
        comment="Empty, as is the basis, when a restored backup was erased again",
    )
    basis: Mapped[ErasureBasis | None]
    rows: Mapped[int] = mapped_column(default=0, comment="How many were deleted")
    finished_at: Mapped[datetime | None]
