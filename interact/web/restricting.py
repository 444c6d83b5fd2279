"""Restricting a case to named members of one's agency."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput
from wtforms import SelectMultipleField
from wtforms.validators import DataRequired

from interact.cases.queries import is_restricted
from interact.cases.restricting import (
    MemberView,
    find_for_naming,
    lift_restriction,
    list_nameable,
    list_restricted,
    restrict_case,
)
from interact.web.forms import InteractForm
from interact.web.request import actor, db

blueprint = Blueprint("restricting", __name__)


class NamingForm(InteractForm):
    members = SelectMultipleField(
        _l("Who sees this case"),
        widget=GovCheckboxesInput(),
        validators=[DataRequired(_l("Name at least one member"))],
    )

    @property
    def named(self) -> list[UUID]:
        """Who was chosen."""
        return [UUID(member) for member in self.members.data or []]

    @classmethod
    def about(cls, members: list[MemberView]) -> "NamingForm":
        """The form with everybody who may be named; who is named now is chosen."""
        form = cls(members=[str(member.id) for member in members if member.named])
        form.members.choices = [(str(one.id), _described(one)) for one in members]
        return form


@blueprint.get("/restricted")
def index() -> ResponseReturnValue:
    """The cases of this agency that only named members see, for its supervisors."""
    restricted = list_restricted(db(), actor())
    return render_template("restricting/index.html", restricted=restricted)


@blueprint.route("/cases/<reference>/restriction", methods=["GET", "POST"])
def change(reference: str) -> ResponseReturnValue:
    """Name the members who see this case. Nothing of the case is shown here."""
    case = find_for_naming(db(), actor(), reference)
    members = list_nameable(db(), actor(), case)
    form = NamingForm.about(members)
    if form.validate_on_submit():
        with form.refusals():
            restrict_case(db(), actor(), case, form.named)
            flash(_("Only the members you named see this case now."))
            return redirect(url_for(".index"), 303)
    page = render_template(
        "restricting/change.html",
        case=case,
        form=form,
        restricted=is_restricted(actor(), case),
    )
    return page, (422 if form.errors else 200)


@blueprint.post("/cases/<reference>/restriction/lift")
def lift(reference: str) -> ResponseReturnValue:
    """Let all members of this agency see the case again, as far as they are cleared."""
    lift_restriction(db(), actor(), find_for_naming(db(), actor(), reference))
    flash(_("All members of your agency see this case again."))
    return redirect(url_for(".index"), 303)


def _described(member: MemberView) -> str:
    said = f"{member.name}, {_(member.role.label)}"
    if member.opens:
        return said
    return str(_("%(member)s: not cleared to open cases", member=said))
