"""What a sighting says. No database, no clock."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from interact.cases.rules import TextTooLong
from interact.cases.statements import Confidence
from interact.core.errors import RuleBroken
from interact.core.words import mark as _

LONGEST_ACCOUNT = 5000

# No child of today was born before.
LONGEST_AGO = timedelta(days=25 * 366)


class SeenInTheFuture(RuleBroken):
    message = _("A sighting lies in the past. Check day and time.")


class SeenTooLongAgo(RuleBroken):
    message = _("That is longer ago than the child can have lived. Check the year.")


class PlaceNeeded(RuleBroken):
    message = _("Enter where the child was seen.")


@dataclass(frozen=True, kw_only=True)
class Account:
    """What somebody says they saw: when (UTC), where, what, who says so, how sure."""

    seen_at: datetime
    place: str = field(repr=False)
    description: str = field(repr=False)
    said_by: str = field(repr=False)
    confidence: Confidence

    def check(self, now: datetime) -> None:
        """Refuse a sighting without a place, at an impossible time, or a whole book."""
        if not self.place.strip():
            raise PlaceNeeded
        if self.seen_at > now:
            raise SeenInTheFuture
        if now - self.seen_at > LONGEST_AGO:
            raise SeenTooLongAgo
        for text in (self.place, self.description, self.said_by):
            if len(text) > LONGEST_ACCOUNT:
                raise TextTooLong(limit=LONGEST_ACCOUNT)

    def as_value(self) -> dict[str, Any]:
        """What is sealed."""
        return {
            "seen_at": self.seen_at.isoformat(),
            "place": self.place,
            "description": self.description,
            "said_by": self.said_by,
            "confidence": self.confidence.value,
        }

    @classmethod
    def from_value(cls, value: dict[str, Any]) -> Self:
        """What `as_value` made."""
        return cls(
            seen_at=datetime.fromisoformat(value["seen_at"]),
            place=value["place"],
            description=value["description"],
            said_by=value["said_by"],
            confidence=Confidence(value["confidence"]),
        )
