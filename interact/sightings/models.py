"""Tables: sighting."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from interact.agencies.models import Agency
from interact.core.db import Row
from interact.keys.rules import Compartment


class Sighting(Row):
    """What someone says they saw."""

    __tablename__ = "sighting"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("case.id"), index=True)
    compartment: Mapped[Compartment]
    epoch: Mapped[int]
    sealed: Mapped[bytes]
    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))

    agency: Mapped[Agency] = relationship(lazy="joined", innerjoin=True)
