"""Which countries take part in the Schengen Information System, and since when."""

from datetime import date

# Regulation (EU) 2018/1862 and the acts by which each country joined. Croatia, Bulgaria
# and Romania took part before they became part of the Schengen area. Greece is also
# written EL.
TAKE_PART = (
    "AT BE BG CH CZ DE DK EE EL ES FI FR GR HR HU IS IT LI LT LU LV MT NL NO PL PT RO "
    "SE SI SK"
)
SINCE = {"IE": date(2021, 3, 15), "CY": date(2023, 7, 25)}
UNTIL = {"GB": date(2020, 12, 31), "UK": date(2020, 12, 31)}


def takes_part(country: str, day: date) -> bool:
    """Whether a country (ISO 3166-1 alpha-2) sees alerts in SIS on a day."""
    if country in SINCE:
        return day >= SINCE[country]
    if country in UNTIL:
        return day <= UNTIL[country]
    return country in TAKE_PART.split()
