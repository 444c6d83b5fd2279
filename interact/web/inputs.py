"""The inputs of our own that forms are put together from: days, moments, choices, text.

What they say when something is wrong says what to do; the library's own words do not.
"""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from flask_babel import LazyString, to_user_timezone, to_utc
from flask_babel import gettext as _
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovDateInput,
    GovInput,
    GovRadioInput,
    GovSelect,
    GovTextInput,
)
from wtforms import (
    DateField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    SelectFieldBase,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms import Field as Input
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import DateTimeLocalInput

from interact.cases.statements import (
    DateImpossible,
    YearImpossible,
    real_date,
    real_moment,
)
from interact.web.forms import said

PARTS_OF_A_DAY = 3

# A shared computer keeps no names, and its spelling aid sends none anywhere.
PRIVATE = {"autocomplete": "off", "spellcheck": "false", "dir": "auto"}


class DayInput(GovDateInput):
    """Day, month and year, in the reader's language."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> dict[str, Any]:
        params: dict[str, Any] = super().map_gov_params(field, **kwargs)
        labels = (_("Day"), _("Month"), _("Year"))
        for item, label in zip(params["items"], labels, strict=True):
            item |= {"label": label, "autocomplete": "off", "inputmode": "numeric"}
        return params


class MomentInput(GovInput, DateTimeLocalInput):
    """A day and a time, in the browser's own way."""


class DayField(DateField):
    """A day typed in three parts; empty is None, what no calendar has is refused."""

    widget = DayInput()

    def __init__(self, label: str | LazyString, **kwargs: Any) -> None:
        super().__init__(label, format="%d %m %Y", **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        # However many parts a forged form sends, the widget shows three.
        typed = [str(part).strip() for part in valuelist]
        typed = (typed + [""] * PARTS_OF_A_DAY)[:PARTS_OF_A_DAY]
        self.raw_data, self.data = typed, None
        if not any(typed):
            return
        try:
            day, month, year = (int(part) for part in typed)
            self.data = real_date(year, month, day)
        except (ValueError, DateImpossible):
            raise ValueError(said(DateImpossible())) from None


class MomentField(DateTimeLocalField):
    """A moment as the reader's clock shows it, kept in UTC."""

    widget = MomentInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        if not valuelist or not str(valuelist[0]).strip():
            return
        try:
            local = real_moment(str(valuelist[0]).strip())
            self.data = to_utc(local).replace(tzinfo=UTC)
        except YearImpossible:
            raise ValueError(said(YearImpossible())) from None
        except ValueError:
            raise ValueError(
                _("Enter the day and the time, for example 2026-03-27 18:40")
            ) from None

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        if self.data is None:
            return ""
        local = to_user_timezone(self.data).replace(tzinfo=None)
        return str(local.isoformat(timespec="minutes"))


class WholeNumberField(IntegerField):
    """A whole number; empty is None."""

    widget = GovTextInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        try:
            self.data = int(typed)
        except ValueError:
            raise ValueError(_("Enter a whole number, for example 15")) from None


class LineField(StringField):
    """One line of text without blanks around it."""

    widget = GovTextInput()

    def __init__(self, label: str | LazyString, **kwargs: Any) -> None:
        super().__init__(label, filters=[stripped], render_kw=PRIVATE, **kwargs)


class OneOf(RadioField):
    """One of a few answers, all in view; `needed` says what to do if there is none."""

    widget = GovRadioInput()

    def __init__(
        self,
        label: str | LazyString,
        needed: str | LazyString | None = None,
        **kwargs: Any,
    ) -> None:
        rules = [InputRequired(needed) if needed else Optional(), check_listed]
        super().__init__(label, validators=rules, validate_choice=False, **kwargs)


class Chosen(SelectField):
    """One of many answers; may be left open."""

    widget = GovSelect()

    def __init__(self, label: str | LazyString, **kwargs: Any) -> None:
        rules = [Optional(), check_listed]
        super().__init__(label, validators=rules, validate_choice=False, **kwargs)


class SeveralOf(SelectMultipleField):
    """Any number of answers."""

    widget = GovCheckboxesInput()

    def __init__(self, label: str | LazyString, **kwargs: Any) -> None:
        rules = [check_listed]
        super().__init__(label, validators=rules, validate_choice=False, **kwargs)


def check_listed(_form: BaseForm, field: SelectFieldBase) -> None:
    """Refuse, in our own words, an answer that is not among the choices."""
    listed = {choice[0] for choice in field.iter_choices()}
    given = field.data if isinstance(field.data, list) else [field.data]
    if not listed.issuperset(given):
        raise ValidationError(_("Choose one of the answers listed"))


def check_length(most: int) -> Callable[[BaseForm, Input], None]:
    """A rule that refuses more than `most` characters; what was typed stays."""

    def check(_form: BaseForm, field: Input) -> None:
        if len(field.data or "") > most:
            raise ValidationError(
                _("This is too long. Keep it under %(limit)s characters", limit=most)
            )

    return check


def stripped(text: str | None) -> str:
    """The text without blanks around it."""
    return (text or "").strip()
