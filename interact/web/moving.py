"""Moving an open assessment to the version of its checklist in use, and back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from interact.assessments.moving import move_assessment, move_back
from interact.assessments.preview import preview_back, preview_move
from interact.assessments.queries import get_assessment
from interact.cases.queries import read_case
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.request import actor, db

blueprint = Blueprint(
    "moving", __name__, url_prefix="/cases/<reference>/assessments/<uuid:assessment_id>"
)


class MoveForm(InteractForm):
    """To which version, as it was shown."""

    edition = HiddenField(default="")


@blueprint.route("/moving", methods=["GET", "POST"])
def onward(reference: str, assessment_id: UUID) -> ResponseReturnValue:
    """What moving to the version in use would do, and doing it."""
    vault = read_case(db(), actor(), reference)
    assessment = get_assessment(vault, assessment_id)
    preview = preview_move(vault, assessment)
    form = MoveForm()
    if form.validate_on_submit():
        with form.refusals():
            move_assessment(db(), actor(), assessment, form.edition.data or "")
            flash(_("Moved to the version in use. You can move it back."))
            return redirect(_check(reference, assessment_id), 303)
    form.edition.data = preview.to_edition
    page = render_template(
        "moving/onward.html",
        header=header_of(vault),
        assessment_id=assessment_id,
        preview=preview,
        form=form,
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/moving/back", methods=["GET", "POST"])
def back(reference: str, assessment_id: UUID) -> ResponseReturnValue:
    """What moving back to the version it was begun with would do, and doing it."""
    vault = read_case(db(), actor(), reference)
    assessment = get_assessment(vault, assessment_id)
    preview = preview_back(vault, assessment)
    form = MoveForm()
    if form.validate_on_submit():
        with form.refusals():
            move_back(db(), actor(), assessment)
            flash(_("Moved back to the version it was begun with."))
            return redirect(_check(reference, assessment_id), 303)
    page = render_template(
        "moving/back.html",
        header=header_of(vault),
        assessment_id=assessment_id,
        preview=preview,
        form=form,
    )
    return page, (422 if form.errors else 200)


def _check(reference: str, assessment_id: UUID) -> str:
    return url_for(
        "assessments.check", reference=reference, assessment_id=assessment_id
    )
