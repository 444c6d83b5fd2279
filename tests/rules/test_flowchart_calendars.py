"""Working days, public holidays and the clock of a country."""

from datetime import UTC, date, datetime

import pytest

from interact.flowcharts.calendars import Calendar, knows
from interact.flowcharts.timers import Span

ATHENS = Calendar("GR", "Europe/Athens")


def test_a_limit_of_working_days_ends_with_the_last_of_them():
    friday = datetime(2026, 11, 20, 12, tzinfo=UTC)

    due_at = ATHENS.after_working_days(friday, 5)

    assert due_at == datetime(2026, 11, 27, 22, tzinfo=UTC)  # midnight in Athens


def test_the_day_it_begins_is_the_day_of_the_countrys_clock():
    late_on_thursday_in_utc = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)

    due_at = ATHENS.after_working_days(late_on_thursday_in_utc, 1)

    assert due_at == datetime(2026, 11, 23, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "zone", "holiday"),
    [
        ("BE", "Europe/Brussels", date(2026, 7, 21)),
        ("FR", "Europe/Paris", date(2026, 7, 14)),
        ("GB", "Europe/London", date(2026, 12, 28)),
        ("GR", "Europe/Athens", date(2026, 3, 25)),
        ("IT", "Europe/Rome", date(2026, 6, 2)),
        ("SE", "Europe/Stockholm", date(2026, 1, 6)),
    ],
)
def test_a_public_holiday_of_the_country_does_not_count(country, zone, holiday):
    assert knows(country)
    assert not Calendar(country, zone).is_working(holiday)


def test_without_a_country_only_weekends_do_not_count():
    assert Calendar().is_working(date(2026, 12, 25))
    assert not Calendar().is_working(date(2026, 12, 26))


def test_the_night_on_which_clocks_change_makes_no_day_longer():
    before = datetime(2026, 3, 27, 12, tzinfo=UTC)  # Friday; summer time on Sunday

    due_at = Calendar("IT", "Europe/Rome").after_working_days(before, 1)

    assert due_at == datetime(2026, 3, 30, 22, tzinfo=UTC)


def test_a_span_counts_working_days_or_other_time():
    with pytest.raises(ValueError, match="not both"):
        Span(hours=1, working_days=1)
