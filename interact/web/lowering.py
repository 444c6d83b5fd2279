"""A second person answers whether a level may be lower than the answers say."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField

from interact.assessments.lowering import (
    agree_to_lower,
    decline_to_lower,
    find_lowering,
)
from interact.assessments.queries import get_assessment, read_assessment
from interact.cases.queries import read_case
from interact.checklists.levels import needed
from interact.checklists.rules import NoLoweringWaits, WhyNotNeeded
from interact.web.answered import shown_reasons
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm, said
from interact.web.inputs import PRIVATE, OneOf, stripped
from interact.web.request import actor, db

blueprint = Blueprint(
    "lowering",
    __name__,
    url_prefix="/cases/<reference>/assessments/<uuid:assessment_id>",
)

AGREE, DECLINE = "agree", "decline"


class SecondForm(InteractForm):
    """What a second person says to a lower level."""

    answer = OneOf(
        _l("Do you agree?"),
        needed=_l("Choose whether you agree"),
        choices=lambda: [
            (AGREE, _("I agree: the lower level counts from now on")),
            (DECLINE, _("I do not agree: the level stays as the answers say")),
        ],
    )
    reason = TextAreaField(
        _l("Why, if you do not agree"),
        widget=GovTextArea(),
        filters=[stripped],
        render_kw=PRIVATE,
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse, at its input, not to agree without saying why."""
        if not super().validate(extra_validators):
            return False
        if self.answer.data == DECLINE:
            try:
                needed(self.reason.data or "")
            except WhyNotNeeded as refusal:
                self.reason.errors = [said(refusal)]
        return not self.errors


@blueprint.route("/lowering", methods=["GET", "POST"])
def answer(reference: str, assessment_id: UUID) -> ResponseReturnValue:
    """Why somebody says a lower level than the answers, and agreeing to it or not."""
    vault = read_case(db(), actor(), reference)
    assessment = get_assessment(vault, assessment_id)
    view = read_assessment(vault, assessment_id)
    lowering = find_lowering(vault, assessment)
    if lowering is None:
        raise NoLoweringWaits
    form = SecondForm()
    if form.validate_on_submit():
        with form.refusals():
            if form.answer.data == DECLINE:
                decline_to_lower(db(), actor(), assessment, form.reason.data or "")
                flash(_("The level stays as the answers say. Your reason is kept."))
            else:
                agree_to_lower(db(), actor(), assessment)
                flash(_("You agreed. The lower level counts from now on."))
            return redirect(_show(reference, assessment_id), 303)
    page = render_template(
        "lowering/answer.html",
        header=header_of(vault),
        view=view,
        reasons=shown_reasons(view),
        lowering=lowering,
        form=form,
    )
    return page, (422 if form.errors else 200)


def _show(reference: str, assessment_id: UUID) -> str:
    return url_for("assessments.show", reference=reference, assessment_id=assessment_id)
