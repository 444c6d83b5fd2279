"""What the pages for lost keys ask for."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea, GovTextInput
from wtforms import EmailField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Regexp

from interact.web.account_forms import NewPassphraseForm
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE, LineField, check_length, stripped

LONGEST_NAME = 200
LONGEST_CODE = 500
LONGEST_REASON = 1000


class CodeField(TextAreaField):
    """A printed code of four lines, as it is typed from the paper."""

    widget = GovTextArea()

    def __init__(self, label: str | LazyString, **kwargs: Any) -> None:
        needed = InputRequired(_l("Type the code from the paper"))
        rules = [needed, check_length(LONGEST_CODE)]
        super().__init__(label, validators=rules, render_kw=PRIVATE, **kwargs)


class ReasonField(TextAreaField):
    """Why somebody does this; it stands in the history."""

    widget = GovTextArea()

    def __init__(self, label: str | LazyString, **kwargs: Any) -> None:
        needed = DataRequired(_l("Say why in a sentence"))
        rules = [needed, check_length(LONGEST_REASON)]
        super().__init__(label, filters=[stripped], validators=rules, **kwargs)


def name_field(label: str | LazyString) -> LineField:
    """A person's name."""
    needed = DataRequired(_l("Enter a name"))
    return LineField(label, validators=[needed, check_length(LONGEST_NAME)])


def email_field(label: str | LazyString) -> EmailField:
    """An e-mail address."""
    looks_like_one = Regexp(
        r"\s*[^@\s]+@[^@\s]+\s*$",
        message=_l("Enter an e-mail address, such as rosa@example.org"),
    )
    return EmailField(
        label,
        widget=GovTextInput(),
        filters=[stripped],
        validators=[looks_like_one, check_length(LONGEST_NAME)],
    )


class PassphraseForm(NewPassphraseForm):
    email = email_field(_l("Your e-mail address"))
    code = CodeField(_l("Your personal code"))


class TwoCodesForm(InteractForm):
    first = CodeField(_l("One recovery code"))
    second = CodeField(_l("Another recovery code"))

    def codes(self) -> list[str]:
        """What was typed."""
        return [str(self.first.data), str(self.second.data)]


class AgencyForm(TwoCodesForm):
    agency = name_field(_l("Name of the agency, as it stands on the sheets"))
    name = name_field(_l("Name of the new custodian"))
    email = email_field(_l("E-mail address of the new custodian"))


class ReadmitForm(InteractForm):
    reason = ReasonField(_l("What happened, and how you know who asks"))
