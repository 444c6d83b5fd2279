"""Erasing a case: what will be gone, for whom, what stays, and then for good."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea, GovTextInput
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.validators import InputRequired

from interact.cases.queries import read_case
from interact.cases.rules import spelled
from interact.erasing.actions import erase_case
from interact.erasing.queries import preview_erasure
from interact.erasing.rules import ErasureBasis
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm, choices_of
from interact.web.request import actor, db

blueprint = Blueprint("erasing", __name__, url_prefix="/cases/<reference>/erase")


class EraseForm(InteractForm):
    expected = ""
    basis = RadioField(
        _l("On which legal basis"),
        widget=GovRadioInput(),
        choices=choices_of(ErasureBasis),
        coerce=ErasureBasis,
        validators=[InputRequired(_l("Choose the legal basis"))],
    )
    reason = TextAreaField(
        _l("Why"),
        description=_l(
            "The data protection officers read this. It stays: write nothing about the "
            "child."
        ),
        widget=GovTextArea(),
        validators=[InputRequired(_l("Write down why"))],
    )
    typed = StringField(
        _l("Type the reference of this case to confirm"),
        widget=GovTextInput(),
        validators=[InputRequired(_l("Type the reference of this case"))],
    )

    @classmethod
    def about(cls, reference: str) -> "EraseForm":
        """The form that erases the case of this reference and no other."""
        form = cls()
        form.expected = reference
        return form

    def validate_typed(self, field: StringField) -> None:
        """Whoever has two cases open erases the one they mean."""
        if spelled(field.data or "") != self.expected:
            raise ValidationError(_("This is not the reference of this case"))


@blueprint.route("", methods=["GET", "POST"])
def new(reference: str) -> ResponseReturnValue:
    """Say what will be gone, for whom and what stays; then erase the case."""
    vault = read_case(db(), actor(), reference)
    goes, form = preview_erasure(vault), EraseForm.about(vault.case.reference)
    if form.validate_on_submit():
        with form.refusals():
            why = form.reason.data or ""
            erase_case(db(), actor(), vault.case, form.basis.data, why)
            flash(_("%(reference)s is erased.", reference=vault.case.reference))
            return redirect(url_for("home.show"), 303)
    page = render_template(
        "erasing/new.html", header=header_of(vault), goes=goes, form=form
    )
    return page, (422 if form.errors else 200)
