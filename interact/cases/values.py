"""Which shape the value of each kind of field has, and the limits. No database."""

from collections.abc import Callable
from datetime import date
from typing import Any

from interact.cases.fields import Field, FieldKind
from interact.cases.statements import Birth, Name, YesNo, real_moment
from interact.core.errors import RuleBroken
from interact.core.words import mark as _

LONGEST_LINE = 300
LONGEST_TEXT = 5000
MOST_LANGUAGES = 20
LARGEST_NUMBER = 999
COUNTRY_LETTERS = 2

K = FieldKind


class DetailTooLong(RuleBroken):
    message = _("“%(field)s” is too long. Keep it under %(limit)s characters.")


class DetailDoesNotFit(RuleBroken):
    message = _("“%(field)s” cannot be recorded like this. Answer it again.")


def longest(field: Field) -> int:
    """How many characters one text of this field may have."""
    return LONGEST_TEXT if field.kind is K.LONG_TEXT else LONGEST_LINE


def check_value(field: Field, value: Any) -> None:
    """Refuse a value that cannot be one of this field's, or that is too long.

    By kind: text for TEXT, LONG_TEXT, PLACE, PERSON and PHONE; the value of a Word for
    CHOICE and YES_NO; what `as_value` of Name or Birth gives; "YYYY-MM-DD" for DATE;
    ISO 8601 with its zone for MOMENT; an int for NUMBER; two capitals (ISO 3166-1) for
    COUNTRY; a list of CLDR codes, or names where there is no code, for LANGUAGES.
    Raises DetailDoesNotFit, DetailTooLong, NameNeeded, YearImpossible or what
    `Birth.check` raises.
    """
    if any(len(text) > longest(field) for text in _texts(value)):
        raise DetailTooLong(field=field.label, limit=longest(field))
    if field.kind is K.CHOICE:
        fits = value in set(field.choices)
    else:
        fits = CHECKS[field.kind](value)
    if not fits:
        raise DetailDoesNotFit(field=field.label)


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    parts = value if isinstance(value, list) else [value]
    return [part for part in parts if isinstance(part, str)]


def _works(check: Callable[[], object]) -> bool:
    """Whether `check` finds the shape it needs; what it refuses goes to the person."""
    try:
        check()
    except (AttributeError, KeyError, TypeError, ValueError):
        return False
    return True


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_name(value: Any) -> bool:
    return _works(lambda: Name.from_value(value).check())


def _is_birth(value: Any) -> bool:
    return _works(lambda: Birth.from_value(value).check())


def _is_day(value: Any) -> bool:
    return _works(lambda: date.fromisoformat(value))


def _is_moment(value: Any) -> bool:
    return _works(lambda: real_moment(value)) and real_moment(value).tzinfo is not None


def _is_number(value: Any) -> bool:
    return type(value) is int and 0 < value <= LARGEST_NUMBER


def _is_country(value: Any) -> bool:
    return (
        isinstance(value, str)
        and len(value) == COUNTRY_LETTERS
        and value.isascii()
        and value.isalpha()
        and value.isupper()
    )


def _is_languages(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= MOST_LANGUAGES
        and all(map(_is_text, value))
    )


CHECKS: dict[FieldKind, Callable[[Any], bool]] = {
    K.TEXT: _is_text,
    K.LONG_TEXT: _is_text,
    K.PLACE: _is_text,
    K.PERSON: _is_text,
    K.PHONE: _is_text,
    K.NAME: _is_name,
    K.BIRTH_DATE: _is_birth,
    K.DATE: _is_day,
    K.MOMENT: _is_moment,
    K.NUMBER: _is_number,
    K.COUNTRY: _is_country,
    K.LANGUAGES: _is_languages,
    K.YES_NO: lambda value: value in set(YesNo),
}
