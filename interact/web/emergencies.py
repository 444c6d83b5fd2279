"""Opening a part of a case in an emergency, with a reason and for three hours."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount
from wtforms import TextAreaField

from interact.access.guard import require
from interact.access.permissions import Permission
from interact.cases.emergencies import list_locked, open_emergency
from interact.cases.queries import read_case
from interact.cases.vault import Vault
from interact.keys.rules import Compartment
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE, OneOf
from interact.web.language import moment_text
from interact.web.request import actor, db

blueprint = Blueprint(
    "emergencies", __name__, url_prefix="/cases/<reference>/emergency"
)


class EmergencyForm(InteractForm):
    part = OneOf(_l("Which part you must open"), needed=_l("Choose a part of the case"))
    reason = TextAreaField(
        _l("Why, and why it cannot wait"),
        description=_l(
            "What happened, who asks, what you need to know. The data protection "
            "officers read it; name no more of the child than they need."
        ),
        widget=GovCharacterCount(),
        render_kw=PRIVATE,
        default="",
    )

    @classmethod
    def about(cls, vault: Vault) -> "EmergencyForm":
        """The form with the parts that an emergency would open to this actor."""
        form = cls()
        form.part.choices = [(part, _(part.label)) for part in list_locked(vault)]
        return form


@blueprint.route("/new", methods=["GET", "POST"])
def new(reference: str) -> ResponseReturnValue:
    """Open a part that the agency holds and the supervisor is not cleared for."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.OPEN_EMERGENCY, vault.case)
    form = EmergencyForm.about(vault)
    if form.validate_on_submit():
        with form.refusals():
            part, reason = Compartment(form.part.data), form.reason.data or ""
            access = open_emergency(db(), actor(), vault.case, part, reason)
            flash(
                _(
                    "Opened: %(part)s. It closes at %(at)s. The data protection "
                    "officers were told.",
                    part=_(part.label),
                    at=moment_text(access.until),
                )
            )
            return redirect(url_for("cases.show", reference=reference), 303)
    page = render_template(
        "emergencies/new.html",
        header=header_of(vault),
        form=form,
        running=vault.in_emergency,
    )
    return page, (422 if form.errors else 200)
