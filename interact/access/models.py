"""Tables: submission."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from interact.core.db import Row


class Submission(Row):
    """A form a person sent, and where it led, so that sending twice does it once."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("person_id", "token"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    token: Mapped[UUID] = mapped_column(comment="Random, made with the form")
    led_to: Mapped[str] = mapped_column(comment="A page address: references only")
