"""The form that every page's form builds on."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import uuid4

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField

from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.web.errors import RECORDED, keep_refusal
from interact.web.request import db

T = TypeVar("T")


class InteractForm(FlaskForm):
    """A form that shows refusals and is done once however often it is sent."""

    submission = HiddenField(default=lambda: str(uuid4()))

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show a broken rule as an error on this form, and keep what was typed."""
        try:
            with db().begin_nested():
                yield
        except RuleBroken as refusal:
            if isinstance(refusal, RECORDED):
                keep_refusal(db(), refusal)
            self.form_errors.append(said(refusal))


def said(refusal: RuleBroken) -> str:
    """A refusal in the reader's language."""
    return str(_(refusal.message) % refusal.values)


def choices_of(words: Iterable[Word]) -> Callable[[], list[tuple[str, str]]]:
    """Words as the choices of a field, said in the reader's language when shown."""
    return lambda: [(word.value, str(_(word.label))) for word in words]


def filled(value: T | None) -> T:
    """The value of a required field, once validation has made sure of it."""
    assert value is not None
    return value
