"""What a deadline is in a flowchart file, and when it falls due."""

from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, StrictBool, StrictInt, field_validator, model_validator

from interact.flowcharts.calendars import Calendar
from interact.flowcharts.parts import Name, Part, Sourced, Text
from interact.tasks.rules import Party

Count = Annotated[StrictInt, Field(ge=0, le=10_000)]

# What "at once" means before it counts as late. Our own choice: the sources give none.
AT_ONCE = timedelta(minutes=15)

NOWHERE = Calendar()


class Span(Part):
    """A length of time, longer than nothing; or so many working days.

    Working days count to the end of the last one, in the country that follows it.
    """

    days: Count = 0
    hours: Count = 0
    minutes: Count = 0
    working_days: Count = 0

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.length and not self.working_days:
            raise ValueError("a span must be longer than nothing; “at_once” says that")
        if self.length and self.working_days:
            raise ValueError("a span counts working days, or other time, not both")
        return self

    def after(self, start: datetime, calendar: Calendar) -> datetime:
        """The moment (UTC) at which it is over, counted from `start`."""
        if self.working_days:
            return calendar.after_working_days(start, self.working_days)
        return start.astimezone(UTC) + self.length

    @property
    def length(self) -> timedelta:
        return timedelta(days=self.days, hours=self.hours, minutes=self.minutes)


class DayAndNight(Part):
    """Two limits: which one counts depends on the local time it is counted from."""

    day: Span
    night: Span
    day_starts: time
    day_ends: time
    zone: Text

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("there is no time zone of this name") from None
        return zone

    def length(self, counted_from: datetime) -> timedelta:
        """The limit that counts from this moment: from 08:00 on, say, it is day."""
        local = counted_from.astimezone(ZoneInfo(self.zone)).time()
        by_day = self.day_starts <= local < self.day_ends
        return (self.day if by_day else self.night).length


class Rung(Part):
    """How often something is due until the absence is `up_to` old; none: for ever."""

    every: Span
    up_to: Span | None = None


class TrackIn(Part):
    """True while a track stands at one of these states."""

    track: Name
    states: tuple[Name, ...] = Field(min_length=1)


class Timer(Sourced):
    """By when a step is due while its state lasts, and which party must take it.

    Counted from the entry of the state, or from when the absence was noticed, or,
    with `since`, from when another step was last taken: until then it does not run.
    With `when`, it runs only while another track stands at one of the states named.
    """

    step: Name
    title: Text | None = None
    part: Party | None = None
    counted: Literal["entered", "noticed"] = "entered"
    since: Name | None = None
    when: TrackIn | None = None
    at_once: StrictBool = False
    within: Span | None = None
    day_and_night: DayAndNight | None = None
    ladder: tuple[Rung, ...] = ()

    @model_validator(mode="after")
    def _has_one_limit(self) -> Self:
        limits = (self.at_once, self.within, self.day_and_night, self.ladder)
        if sum(map(bool, limits)) != 1:
            raise ValueError(
                "a timer has one of “at_once”, “within”, “day_and_night”, “ladder”"
            )
        if self.ladder and (self.ladder[-1].up_to or self.counted == "noticed"):
            raise ValueError(
                "a ladder counts from “entered”; its last rung has no “up_to”"
            )
        if self.since and (self.counted == "noticed" or self.ladder):
            raise ValueError("a deadline counts from one thing: “since” or “counted”")
        return self

    def due_at(
        self, entered: datetime, noticed: datetime, calendar: Calendar = NOWHERE
    ) -> datetime:
        """When the step is due (UTC).

        `entered` is when the state began, or the step that it counts `since` was
        taken; `noticed` when the absence was noticed.
        """
        counted_from = noticed if self.counted == "noticed" else entered
        if self.within:
            return self.within.after(counted_from, calendar)
        return (counted_from + self._length(counted_from, noticed)).astimezone(UTC)

    def _length(self, counted_from: datetime, noticed: datetime) -> timedelta:
        if self.day_and_night:
            return self.day_and_night.length(counted_from)
        age = counted_from - noticed
        for rung in self.ladder:
            if rung.up_to is None or age < rung.up_to.length:
                return rung.every.length
        return AT_ONCE
