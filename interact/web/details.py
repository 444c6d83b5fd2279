"""What is recorded about a child, as a person reads it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import gettext as _

from interact.cases.fields import Field, FieldKind
from interact.cases.queries import ClaimView, conflicts
from interact.cases.statements import Birth, Confidence, Name, Source, YesNo
from interact.web.language import country_name
from interact.web.places import language_name

K = FieldKind


@dataclass(frozen=True, kw_only=True)
class ShownClaim:
    """A claim as a page shows it."""

    text: str
    source: Source
    said_by: str
    confidence: Confidence
    at: datetime
    agency: str


def shown_claims(claims: Iterable[ClaimView]) -> list[ShownClaim]:
    """Claims as a page shows them, in the same order."""
    return [
        ShownClaim(
            text=value_text(claim.field, claim.statement.value),
            source=claim.statement.source,
            said_by=claim.statement.said_by,
            confidence=claim.statement.confidence,
            at=claim.at,
            agency=claim.agency_name,
        )
        for claim in claims
    ]


def newest_and_others(claims: list[ClaimView]) -> list[ShownClaim]:
    """The newest claim, then those that say something else, one for each value."""
    return shown_claims([*claims[:1], *conflicts(claims)])


def value_text(field: Field, value: Any) -> str:
    """What a claim says, in the reader's language."""
    if field.kind in (K.CHOICE, K.YES_NO):
        labels = {word.value: word.label for word in field.choices or tuple(YesNo)}
        return str(_(labels.get(value, value)))
    return TEXTS.get(field.kind, str)(value)


def birth_text(value: dict[str, Any]) -> str:
    """The day of birth, or the age on the day it was recorded, and what it rests on."""
    birth = Birth.from_value(value)
    basis = _(birth.basis.label)
    if birth.exact is not None:
        return f"{_long(birth.exact)} · {basis}"
    told = _("%(age)s years on %(day)s", age=birth.age, day=_long(birth.recorded_on))
    return f"{told} · {basis}"


def name_text(value: dict[str, str]) -> str:
    """A name in Latin letters, then in the child's own script."""
    return " · ".join(Name.from_value(value).spellings)


def _long(day: date) -> str:
    return str(format_date(day, "long"))


def _day_text(value: str) -> str:
    return _long(date.fromisoformat(value))


def _moment_text(value: str) -> str:
    return str(format_datetime(datetime.fromisoformat(value), "d MMMM y, HH:mm z"))


def _languages_text(value: list[str]) -> str:
    return ", ".join(map(language_name, value))


TEXTS: dict[FieldKind, Callable[[Any], str]] = {
    K.NAME: name_text,
    K.BIRTH_DATE: birth_text,
    K.DATE: _day_text,
    K.MOMENT: _moment_text,
    K.COUNTRY: country_name,
    K.LANGUAGES: _languages_text,
}
