"""The only place that reads the clock, always in UTC."""

from datetime import UTC, date, datetime, time


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def end_of(day: date) -> datetime:
    """The last moment of `day`, in UTC."""
    return datetime.combine(day, time.max, tzinfo=UTC)
