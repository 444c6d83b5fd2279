"""The form that opens a case: a few questions a page, nothing kept before the last."""

from enum import StrEnum
from itertools import product
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import GovFileInput
from wtforms import HiddenField

from interact.cases.fields import FIELDS, Field
from interact.cases.photographs import rebuild_photograph
from interact.cases.search import Wanted
from interact.cases.statements import Birth, Confidence, Name, Source, Statement
from interact.core.errors import RuleBroken
from interact.web.forms import InteractForm, choices_of, said
from interact.web.inputs import Chosen
from interact.web.profile_fields import (
    first_input,
    inputs_of,
    name_of,
    names_of,
    read_value,
)


class Page(StrEnum):
    """The pages of the form, in order."""

    NAMES = "names"
    BIRTH = "birth"
    LIKELY = "likely"
    PHOTOGRAPH = "photograph"


AFTER = {Page.NAMES: Page.BIRTH, Page.LIKELY: Page.PHOTOGRAPH}
BEFORE = {
    Page.NAMES: Page.NAMES,
    Page.BIRTH: Page.NAMES,
    Page.LIKELY: Page.BIRTH,
    Page.PHOTOGRAPH: Page.BIRTH,
}

_BY_NAME = {field.name: field for field in FIELDS}
GIVEN, FAMILY, SEX = (_BY_NAME[n] for n in ("given_names", "family_name", "sex"))
BIRTH, NATIONALITY = _BY_NAME["birth_date"], _BY_NAME["nationality"]

ASKED_ON: dict[Page, tuple[Field, ...]] = {
    Page.NAMES: (GIVEN, FAMILY, SEX),
    Page.BIRTH: (BIRTH, NATIONALITY),
}


def _sources() -> Chosen:
    return Chosen(
        _l("Who says so"), choices=choices_of(Source), default=Source.CHILD.value
    )


def _sureness() -> Chosen:
    return Chosen(
        _l("How sure are you"),
        choices=choices_of(Confidence),
        default=Confidence.LIKELY.value,
    )


class IntakeForm(InteractForm):
    """What is asked when a case is opened; earlier pages travel along, unseen."""

    page = HiddenField(default=Page.NAMES.value)
    names_source = _sources()
    names_confidence = _sureness()
    birth_source = _sources()
    birth_confidence = _sureness()
    photograph = FileField(
        _l("Photograph"),
        widget=GovFileInput(),
        description=_l("JPEG, PNG or WebP. Place, time and camera are removed."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[Field, Any] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Read what was typed so far; what is wrong is shown at its input."""
        self.values = {}
        if not super().validate(extra_validators):
            return False
        for field in [*ASKED_ON[Page.NAMES], *ASKED_ON[Page.BIRTH]]:
            value = read_value(self, field)
            if value is not None:
                self.values[field] = value
        if not self.errors and not self.values.keys() & {GIVEN, FAMILY}:
            first_input(self, GIVEN).errors = [
                _("Enter a name. If none is known, write what the child is called")
            ]
        return not self.errors

    @property
    def sent_from(self) -> Page:
        """The page that was sent; the first one when a forged form names none."""
        return Page(self.page.data) if self.page.data in set(Page) else Page.NAMES

    @property
    def goes_back(self) -> bool:
        """Whether the person asked for the page before."""
        return request.form.get("go") == "back"

    @property
    def wrong_page(self) -> Page:
        """The first page on which something must be put right."""
        wrong = set(self.errors)
        pages = (page for page in ASKED_ON if wrong & set(inputs_on(page)))
        return next(pages, self.sent_from)

    def carried(self, page: Page) -> list[tuple[str, str]]:
        """What was typed on the other pages, to travel along with this one."""
        others = {n for other in ASKED_ON if other != page for n in inputs_on(other)}
        return [(n, v) for n, v in request.form.items(multi=True) if n in others]

    def statements(self) -> dict[Field, Statement]:
        """What was stated, once it was validated."""
        return {
            field: Statement(
                value=self.values[field],
                source=Source(self[f"{page}_source"].data),
                confidence=Confidence(self[f"{page}_confidence"].data),
            )
            for page, fields in ASKED_ON.items()
            for field in fields
            if field in self.values
        }

    def told(self) -> list[tuple[Field, Any]]:
        """What was typed so far, to be looked at before it counts."""
        return list(self.values.items())

    def wanted(self) -> Wanted:
        """What a search for the same child looks for."""
        parts = [self.values[part] for part in (GIVEN, FAMILY) if part in self.values]
        spelled = [Name.from_value(part).spellings for part in parts]
        birth = self.values.get(BIRTH)
        return Wanted(
            names=[" ".join(name) for name in product(*spelled)],
            birth_year=Birth.from_value(birth).year if birth else None,
            sex=self.values.get(SEX),
        )

    def rebuilt_photograph(self) -> bytes | None:
        """The photograph drawn anew, or None; what is wrong with it is shown at it.

        Slow: to be done before the database is touched.
        """
        if not self.photograph.data:
            return None
        try:
            return rebuild_photograph(self.photograph.data.read()).jpeg
        except RuleBroken as refusal:
            self.photograph.errors = [said(refusal)]
            return None


for _field in [*ASKED_ON[Page.NAMES], *ASKED_ON[Page.BIRTH]]:
    for _ending, _made in inputs_of(_field).items():
        setattr(IntakeForm, name_of(_field, _ending), _made)


def inputs_on(page: Page) -> list[str]:
    """The names of the inputs of a page."""
    asked = [name for field in ASKED_ON.get(page, ()) for name in names_of(field)]
    return [*asked, f"{page}_source", f"{page}_confidence"] if asked else []
