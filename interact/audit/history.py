"""What is asked of the history, and one line of it, ready to become a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, time
from typing import Any, Self
from uuid import UUID

from interact.audit.rules import Event


@dataclass(frozen=True, kw_only=True)
class HistoryFilter:
    """Which entries: of one case, acting agency or event; of days in UTC, inclusive.

    `page` counts from 1, newest entries first.
    """

    reference: str | None = None
    agency_id: UUID | None = None
    event: Event | None = None
    since: date | None = None
    until: date | None = None
    page: int = 1

    def admits(self, line: "HistoryLine") -> bool:
        """Whether the line is about what was asked for; days are left to the query."""
        return (
            self.reference in (None, line.reference)
            and self.agency_id in (None, line.agency_id)
            and self.event in (None, line.event)
        )

    def said(self) -> dict[str, object]:
        """What was asked for, for the record."""
        asked = ((one.name, getattr(self, one.name)) for one in fields(self))
        return {name: value for name, value in asked if value is not None}


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One entry, opened: enough to make a sentence of it.

    An entry that does not open has the event ENTRY_UNREADABLE and the first moment of
    its day. `index` is its place in the log, `sequence` its number in this history.
    """

    index: int
    sequence: int
    at: datetime
    event: Event
    actor_name: str = ""
    agency_id: UUID | None = None
    agency_name: str = ""
    agency_country: str = ""
    role: str = ""
    reference: str | None = None
    purpose: str = ""
    legal_basis: str = ""
    compartments: tuple[str, ...] = ()
    field_ids: tuple[int, ...] = ()
    recipients: tuple[str, ...] = ()
    result: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def unreadable(cls, index: int, sequence: int, day: date) -> Self:
        """The line of an entry that does not open."""
        return cls(
            index=index,
            sequence=sequence,
            at=datetime.combine(day, time.min, tzinfo=UTC),
            event=Event.ENTRY_UNREADABLE,
        )

    @classmethod
    def of(cls, index: int, sequence: int, said: dict[str, Any]) -> Self:
        """The line that an opened payload makes; takes `said` apart."""
        actor, subject = said.pop("actor"), said.pop("subject") or {}
        return cls(
            index=index,
            sequence=sequence,
            at=datetime.fromisoformat(said.pop("at")),
            event=Event(said.pop("event")),
            actor_name=actor["name"],
            agency_id=UUID(actor["agency"]),
            agency_name=actor["agency_name"],
            agency_country=actor["country"],
            role=actor["role"],
            reference=subject.get("reference"),
            purpose=said.pop("purpose", None) or "",
            legal_basis=said.pop("legal_basis", None) or "",
            compartments=tuple(said.pop("compartments")),
            field_ids=tuple(said.pop("fields")),
            recipients=tuple(said.pop("recipients")),
            result=said.pop("result", None) or "",
            details=said,
        )
