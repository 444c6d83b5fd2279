"""What a claim says: a value of a field, from whom, how sure. No database, no clock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from interact.cases.fields import AgeBasis
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _


class Source(Word):
    """Where a detail comes from."""

    CHILD = "child", _("The child")
    RELATIVE = "relative", _("A relative")
    DOCUMENT = "document", _("A document")
    PROFESSIONAL = "professional", _("A professional")
    OBSERVATION = "observation", _("Seen by the person recording it")
    OTHER_AGENCY = "other agency", _("Another agency")
    OTHER = "other", _("Someone else")


class Confidence(Word):
    """How sure the person recording a detail is of it."""

    SURE = "sure", _("Sure")
    LIKELY = "likely", _("Likely")
    DOUBTFUL = "doubtful", _("Doubtful")


class YesNo(Word):
    """An answer to a plain question; that it is not known is said by saying nothing."""

    YES = "yes", _("Yes")
    NO = "no", _("No")


class DateImpossible(RuleBroken):
    message = _(
        "There is no such day. Check day, month and year, for example 27 3 2012."
    )


class YearImpossible(RuleBroken):
    message = _("Check the year. It must lie between 1900 and 2200.")


class BirthInFuture(RuleBroken):
    message = _("A birth date lies in the past. Check the year.")


class BirthTooEarly(RuleBroken):
    message = _("Born then, the child would be older than 25. Check the year.")


class AgeOutOfRange(RuleBroken):
    message = _("Enter an age between 0 and 25 years.")


class DateOrAgeNeeded(RuleBroken):
    message = _("Enter a birth date, or an age in years and what it rests on.")


class NameNeeded(RuleBroken):
    message = _("Enter the name in Latin letters, in the child's own script, or both.")


OLDEST = 25
YEARS = range(1900, 2201)


@dataclass(frozen=True, kw_only=True)
class Birth:
    """A birth date, exact or as an age on the day it was recorded, and its basis."""

    exact: date | None
    age: int | None
    recorded_on: date
    basis: AgeBasis

    def check(self) -> None:
        """Refuse neither date nor age, a date in the future, an age out of range."""
        if self.exact is None and self.age is None:
            raise DateOrAgeNeeded
        if self.exact is not None and self.exact > self.recorded_on:
            raise BirthInFuture
        if self.exact is not None and self.age_on(self.recorded_on) > OLDEST:
            raise BirthTooEarly
        if self.age is not None and not 0 <= self.age <= OLDEST:
            raise AgeOutOfRange

    @property
    def year(self) -> int:
        """The year of birth, for comparing; an age may be a year off."""
        if self.exact is not None:
            return self.exact.year
        return self.recorded_on.year - (self.age or 0)

    def age_on(self, day: date) -> int:
        """Full years on `day`; never more than the facts allow to say."""
        if self.exact is not None:
            return full_years(self.exact, day)
        return (self.age or 0) + full_years(self.recorded_on, day)

    def as_value(self) -> dict[str, Any]:
        """What is sealed."""
        return {
            "exact": self.exact.isoformat() if self.exact else None,
            "age": self.age,
            "recorded_on": self.recorded_on.isoformat(),
            "basis": self.basis.value,
        }

    @classmethod
    def from_value(cls, value: dict[str, Any]) -> Self:
        """What `as_value` made."""
        exact = value["exact"]
        return cls(
            exact=date.fromisoformat(exact) if exact else None,
            age=value["age"],
            recorded_on=date.fromisoformat(value["recorded_on"]),
            basis=AgeBasis(value["basis"]),
        )


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in Latin letters and in the child's own script; either may be empty."""

    latin: str
    script: str

    def check(self) -> None:
        """Refuse a name that is empty in both."""
        if not self.latin and not self.script:
            raise NameNeeded

    def as_value(self) -> dict[str, str]:
        """What is sealed."""
        return {"latin": self.latin, "script": self.script}

    @classmethod
    def from_value(cls, value: dict[str, str]) -> Self:
        """What `as_value` made."""
        return cls(latin=value["latin"].strip(), script=value["script"].strip())

    @property
    def spellings(self) -> list[str]:
        """The spellings there are, Latin first."""
        return [spelling for spelling in (self.latin, self.script) if spelling]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement about one field: what is said, by whom, and how sure it is.

    `value` is what JSON can hold: text, a list of codes, or the value of a Name or
    Birth. `said_by` names the source more closely and may be empty.
    """

    value: Any
    source: Source
    confidence: Confidence
    said_by: str = ""

    def as_value(self) -> dict[str, Any]:
        """What is sealed."""
        return {
            "value": self.value,
            "source": self.source.value,
            "confidence": self.confidence.value,
            "said_by": self.said_by,
        }

    @classmethod
    def from_value(cls, sealed: dict[str, Any]) -> Self:
        """What `as_value` made."""
        return cls(
            value=sealed["value"],
            source=Source(sealed["source"]),
            confidence=Confidence(sealed["confidence"]),
            said_by=sealed["said_by"],
        )


def real_date(year: int, month: int, day: int) -> date:
    """The day these numbers name; refuses one that no calendar has."""
    try:
        return date(year, month, day)
    except ValueError:
        raise DateImpossible from None


def real_moment(text: str) -> datetime:
    """The moment of an ISO 8601 text, as every reader's clock can show it.

    At either end of the calendar it would have no day in another zone. Raises
    ValueError for what is no moment, and YearImpossible.
    """
    moment = datetime.fromisoformat(text)
    if moment.year not in YEARS:
        raise YearImpossible
    return moment


def full_years(since: date, day: date) -> int:
    """How many times the day of the year of `since` has come round by `day`."""
    before = (day.month, day.day) < (since.month, since.day)
    return day.year - since.year - before
