"""How each kind of field is asked: its inputs in a form, and the value they make."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import Field as Input
from wtforms import Form, HiddenField, TextAreaField

from interact.cases.fields import AgeBasis, Field, FieldKind
from interact.cases.statements import Birth, Confidence, Name, Source, Statement, YesNo
from interact.cases.values import LONGEST_LINE, check_value
from interact.core.clock import now
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.web.forms import InteractForm, choices_of, said
from interact.web.inputs import (
    PRIVATE,
    Chosen,
    DayField,
    LineField,
    MomentField,
    OneOf,
    SeveralOf,
    WholeNumberField,
    check_length,
    stripped,
)
from interact.web.places import country_choices, language_choices

Inputs = dict[str, Input]
Typed = dict[str, Any]
K = FieldKind


@dataclass(frozen=True)
class Asked:
    """How a kind of field is asked.

    `inputs` makes its inputs by the ending of their names; `value` makes of what was
    typed in them, by the same endings, what a Statement holds, or None if nothing was.
    """

    inputs: Callable[[Field], Inputs]
    value: Callable[[Typed], Any]


class ClaimForm(InteractForm):
    """A statement about one field; `claim_form` adds the inputs of the field."""

    field: Field
    value: Any = None

    seen = HiddenField(default="")
    source = Chosen(
        _l("Who says so"), choices=choices_of(Source), default=Source.CHILD.value
    )
    confidence = Chosen(
        _l("How sure are you"),
        choices=choices_of(Confidence),
        default=Confidence.LIKELY.value,
    )
    said_by = LineField(
        _l("Which person or document exactly, if it matters"),
        validators=[check_length(LONGEST_LINE)],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse, at its input, nothing at all and what cannot be a value."""
        if not super().validate(extra_validators):
            return False
        self.value = read_value(self, self.field)
        if self.value is None and not self.errors:
            first_input(self, self.field).errors = [_("Enter or choose an answer")]
        return not self.errors

    def statement(self) -> Statement:
        """What was stated, once it was validated."""
        return Statement(
            value=self.value,
            source=Source(self.source.data),
            confidence=Confidence(self.confidence.data),
            said_by=self.said_by.data or "",
        )


def claim_form(field: Field) -> type[ClaimForm]:
    """The form that asks this field."""
    named = {name_of(field, ending): made for ending, made in inputs_of(field).items()}
    return type("FieldClaimForm", (ClaimForm,), {**named, "field": field})


def inputs_of(field: Field) -> Inputs:
    """The inputs of a field by the ending of their names, first the one to go to."""
    return ASKED[field.kind].inputs(field)


def name_of(field: Field, ending: str) -> str:
    """The name of an input of a field."""
    return f"{field.name}_{ending}" if ending else field.name


def names_of(field: Field) -> list[str]:
    """The names of all inputs of a field, in the order in which they are shown."""
    return [name_of(field, ending) for ending in inputs_of(field)]


def first_input(form: Form, field: Field) -> Input:
    """The input that a refusal about the field is shown at."""
    return form[names_of(field)[0]]


def read_value(form: Form, field: Field) -> Any:
    """The value typed for a field, or None; what is wrong is shown at its input."""
    typed = {end: form[name_of(field, end)].data for end in inputs_of(field)}
    value = ASKED[field.kind].value(typed)
    if value is None:
        return None
    try:
        check_value(field, value)
    except RuleBroken as refusal:
        first_input(form, field).errors = [said(refusal)]
        return None
    return value


def _line(field: Field) -> Inputs:
    return {"": LineField(_l(field.label))}


def _text(field: Field) -> Inputs:
    made = TextAreaField(
        _l(field.label), widget=GovTextArea(), filters=[stripped], render_kw=PRIVATE
    )
    return {"": made}


def _names(field: Field) -> Inputs:
    label = _l(field.label)
    return {
        "latin": LineField(_l("%(name)s, in Latin letters", name=label)),
        "script": LineField(_l("%(name)s, in the child's own script", name=label)),
    }


def _birth(field: Field) -> Inputs:
    return {
        "day": DayField(
            _l("Date of birth, if it is known"), description=_l("For example 27 3 2012")
        ),
        "age": WholeNumberField(_l("Otherwise the age in years")),
        "basis": OneOf(
            _l("What this rests on"),
            choices=choices_of(AgeBasis),
            default=AgeBasis.STATED.value,
        ),
    }


def _languages(field: Field) -> Inputs:
    return {
        "": SeveralOf(_l(field.label), choices=language_choices),
        "others": LineField(_l("Other languages, with commas between them")),
    }


def _words(field: Field) -> Inputs:
    words: Iterable[Word] = field.choices or YesNo
    return {"": OneOf(_l(field.label), choices=choices_of(words))}


def _one(typed: Typed) -> Any:
    return typed[""] or None


def _name_value(typed: Typed) -> dict[str, str] | None:
    name = Name(latin=typed["latin"], script=typed["script"])
    return name.as_value() if name.spellings else None


def _birth_value(typed: Typed) -> dict[str, Any] | None:
    if typed["day"] is None and typed["age"] is None:
        return None
    birth = Birth(
        exact=typed["day"],
        age=typed["age"],
        recorded_on=now().date(),
        basis=AgeBasis(typed["basis"]),
    )
    return birth.as_value()


def _languages_value(typed: Typed) -> list[str] | None:
    others = [other.strip() for other in typed["others"].split(",")]
    named = [*(typed[""] or []), *filter(None, others)]
    return list(dict.fromkeys(named)) or None


def _written(typed: Typed) -> str | None:
    return typed[""].isoformat() if typed[""] else None


LINE = Asked(_line, _one)
WORDS = Asked(_words, _one)

ASKED: dict[FieldKind, Asked] = {
    K.TEXT: LINE,
    K.PLACE: LINE,
    K.PERSON: LINE,
    K.PHONE: LINE,
    K.LONG_TEXT: Asked(_text, _one),
    K.CHOICE: WORDS,
    K.YES_NO: WORDS,
    K.NAME: Asked(_names, _name_value),
    K.BIRTH_DATE: Asked(_birth, _birth_value),
    K.DATE: Asked(lambda field: {"": DayField(_l(field.label))}, _written),
    K.MOMENT: Asked(lambda field: {"": MomentField(_l(field.label))}, _written),
    K.NUMBER: Asked(lambda field: {"": WholeNumberField(_l(field.label))}, _one),
    K.COUNTRY: Asked(
        lambda field: {"": Chosen(_l(field.label), choices=country_choices)}, _one
    ),
    K.LANGUAGES: Asked(_languages, _languages_value),
}
