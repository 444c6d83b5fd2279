from datetime import date

import pytest

from interact.flowcharts.schengen import takes_part

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("code", ["BE", "FR", "GR", "EL", "IT", "SE", "NO", "CH", "IE"])
def test_an_alert_is_seen_in_the_countries_that_take_part(code):
    assert takes_part(code, TODAY)


@pytest.mark.parametrize("code", ["GB", "UK", "TR", "RS", "MA"])
def test_an_alert_is_not_seen_elsewhere(code):
    assert not takes_part(code, TODAY)


@pytest.mark.parametrize(
    ("code", "last_day_before"),
    [("IE", date(2021, 3, 14)), ("CY", date(2023, 7, 24))],
)
def test_a_country_takes_part_from_the_day_it_joined(code, last_day_before):
    assert not takes_part(code, last_day_before)
    assert takes_part(code, date.fromordinal(last_day_before.toordinal() + 1))


def test_the_united_kingdom_took_part_to_the_end_of_2020():
    assert takes_part("GB", date(2020, 12, 31))
    assert not takes_part("GB", date(2021, 1, 1))
