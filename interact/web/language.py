"""In which language and zone a page speaks, and what every template is given."""

from datetime import datetime, timedelta
from typing import cast
from uuid import uuid4

from babel import Locale
from babel.dates import format_skeleton, get_datetime_format
from flask import Flask, current_app, request
from flask_babel import (
    Babel,
    format_date,
    format_datetime,
    format_number,
    format_timedelta,
    get_locale,
    gettext,
    to_user_timezone,
)
from flask_login import current_user

from interact.access.guard import may
from interact.access.permissions import Permission
from interact.config import Config
from interact.core.clock import now

TWO_DAYS, THREE_MONTHS = timedelta(days=2), timedelta(days=92)


def register(app: Flask) -> None:
    """Speak the best of the installation's languages; give templates what they need."""
    Babel(app, locale_selector=_language, timezone_selector=_zone)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters |= {
        "dateformat": format_date,
        "datetimeformat": format_datetime,
        "momentformat": moment_text,
        "numberformat": format_number,
        "timedeltaformat": format_timedelta,
        "distanceformat": distance_text,
        "translated": gettext,
    }
    app.jinja_env.globals |= {
        "now": now,
        "may": may,
        "Permission": Permission,
        "new_submission": lambda: str(uuid4()),
    }
    app.context_processor(_given)


def country_name(code: str) -> str:
    """The name of a country in the reader's language, from its ISO 3166-1 code."""
    locale = get_locale() or Locale("en")
    return str(locale.territories.get(code, code))


def moment_text(at: datetime) -> str:
    """A moment as short as it is clear: the day if it is not today, a year if not this.

    As "18:40 CET", "22 November, 18:40 CET" or "22 November 2024, 18:40 CET".
    """
    here, today = to_user_timezone(at), to_user_timezone(now())
    if here.date() == today.date():
        pattern = "HH:mm z"
    elif here.year == today.year:
        pattern = "d MMMM, HH:mm z"
    else:
        pattern = "d MMMM y, HH:mm z"
    return str(format_datetime(here, pattern))


def clock_text(at: datetime) -> str:
    """A moment in as few letters as there are, for drawings: "22 Nov, 18:40"."""
    here, locale = to_user_timezone(at), get_locale() or Locale("en")
    # No language has both in one; each says how it puts a day and a time together.
    both = str(get_datetime_format("short", locale=locale)).replace("'", "")
    day, time = (format_skeleton(one, here, locale=locale) for one in ("MMMd", "Hm"))
    return str(both.replace("{0}", time).replace("{1}", day))


def distance_text(left: timedelta) -> str:
    """How far off a moment is, as "in 40 minutes", "in 30 days" or "4 months ago".

    In days up to three months, for that is how checklists say it: 30 are not 4 weeks.
    """
    if TWO_DAYS <= abs(left) < THREE_MONTHS:
        days = timedelta(days=round(left / timedelta(days=1)))
        number = abs(days.days)
        text = format_timedelta(
            days, granularity="day", threshold=number, add_direction=True
        )
        return str(text)
    text = format_timedelta(left, granularity="minute", add_direction=True, threshold=2)
    return str(text)


def _given() -> dict[str, object]:
    locale = get_locale() or Locale("en")
    signed_in = current_user.is_authenticated
    return {
        "actor": current_user.actor if signed_in else None,
        "training": _config().training,
        "language": str(locale).replace("_", "-"),
        "text_direction": locale.text_direction,
        "session_seconds": _config().idle_minutes * 60,
        "country_name": country_name,
    }


def _language() -> str:
    offered = _config().languages
    best = request.accept_languages.best_match(offered) or offered[0]
    # Plain English would write +0100 where people say CET.
    return "en_GB" if best == "en" else best


def _zone() -> str | None:
    """Each agency sees its own clock."""
    if not current_user.is_authenticated:
        return None
    return str(current_user.actor.time_zone)


def _config() -> Config:
    return cast(Config, current_app.extensions["config"])
