"""Working days and public holidays of a country, and its clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

# Saturday and Sunday, as `date.weekday` counts them: in all six countries.
WEEKEND = (5, 6)


@dataclass(frozen=True)
class Calendar:
    """Where a limit is counted: the country (ISO 3166-1), and its time zone.

    Without a country only weekends are free, and days end in UTC.
    """

    country: str | None = None
    zone: str = "UTC"

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day: no weekend, no public holiday."""
        return day.weekday() not in WEEKEND and day not in _holidays(self.country)

    def after_working_days(self, start: datetime, days: int) -> datetime:
        """The end of the last of so many working days after `start`, in UTC.

        The day of the event does not count, and the last one counts to its end, as
        Regulation 1182/71, Article 3, has it.
        """
        zone = ZoneInfo(self.zone)
        day = start.astimezone(zone).date()
        left = days
        while left:
            day += timedelta(days=1)
            left -= self.is_working(day)
        following = day + timedelta(days=1)
        return datetime.combine(following, time(), zone).astimezone(UTC)


def knows(country: str) -> bool:
    """Whether the public holidays of a country (ISO 3166-1 alpha-2) are known."""
    return country in holidays.list_supported_countries()


@cache
def _holidays(country: str | None) -> holidays.HolidayBase:
    # It works out each year when it is first asked for.
    if country is None:
        return holidays.HolidayBase()
    return holidays.country_holidays(country)
