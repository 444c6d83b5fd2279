"""The forms on which one asks for a case, and on which the lead answers."""

from collections.abc import Set as AbstractSet
from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovTextArea,
)
from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from interact.cases.rules import Terms
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.leading.rules import Asking
from interact.web.forms import InteractForm, filled
from interact.web.inputs import LineField, check_length
from interact.web.share_form import (
    basis_field,
    end_of_day,
    purpose_field,
    until_field,
)

# A request is for now: less than what a share is usually made for.
USUAL_REQUEST = timedelta(days=14)
LONGEST_REFERENCE = 20


class AskForm(InteractForm):
    reference = LineField(
        _l("Reference of the case"),
        description=_l("Small or capital letters, with or without the hyphen"),
        validators=[
            InputRequired(_l("Enter the reference of the case")),
            check_length(LONGEST_REFERENCE),
        ],
    )
    compartments = SelectMultipleField(
        _l("What you need to see"),
        widget=GovCheckboxesInput(),
        coerce=Compartment,
        validators=[DataRequired(_l("Choose at least one part of the case"))],
    )
    purpose = purpose_field(own=True)
    basis = basis_field()
    until = until_field()
    urgent = BooleanField(
        _l("Urgent: a child is in danger while this waits"),
        widget=GovCheckboxInput(),
    )
    text = TextAreaField(
        _l("What the agency that leads should know"),
        description=_l("Only the agency that leads the case can read this."),
        widget=GovTextArea(),
        default="",
    )

    @classmethod
    def about(cls, reference: str) -> "AskForm":
        """The form, with a reference where one is known already."""
        form = cls(reference=reference, until=(now() + USUAL_REQUEST).date())
        police_only = {Compartment.INVESTIGATION, Compartment.COORDINATION}
        form.compartments.choices = [
            (part, _(part.label)) for part in Compartment if part not in police_only
        ]
        return form

    def asking(self) -> Asking:
        """What was chosen and written."""
        return Asking(
            reference=self.reference.data or "",
            terms=Terms(
                compartments=frozenset(self.compartments.data or []),
                purpose=self.purpose.data,
                basis=self.basis.data,
                until=end_of_day(filled(self.until.data)),
            ),
            urgent=bool(self.urgent.data),
            text=self.text.data or "",
        )


class RequestAnswerForm(InteractForm):
    answer = RadioField(
        _l("Your agency's answer"),
        widget=GovRadioInput(),
        choices=lambda: [
            ("grant", _("Grant: they open the parts chosen below at once")),
            ("refuse", _("Refuse: they open nothing")),
        ],
        validators=[InputRequired(_l("Choose whether to grant or to refuse"))],
    )
    compartments = SelectMultipleField(
        _l("What they will see, if you grant it"),
        widget=GovCheckboxesInput(),
        coerce=Compartment,
    )
    reason = TextAreaField(
        _l("Why, if you refuse"),
        description=_l("The agency that asked reads this."),
        widget=GovTextArea(),
        default="",
    )

    @classmethod
    def about(cls, parts: AbstractSet[Compartment]) -> "RequestAnswerForm":
        """The form with the parts that were asked for and may be granted."""
        form = cls()
        form.compartments.choices = [
            (part, _(part.label))
            for part in Compartment
            if part in parts and part is not Compartment.COORDINATION
        ]
        return form

    def parts(self) -> frozenset[Compartment]:
        """The parts chosen to be granted."""
        return frozenset(self.compartments.data or [])
