"""Saying that something changed, so that checklists are filled in again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from interact.assessments.reviewing import report_change
from interact.cases.queries import read_case
from interact.checklists.rules import Trigger
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm, choices_of
from interact.web.inputs import OneOf
from interact.web.request import actor, db

blueprint = Blueprint("changes", __name__, url_prefix="/cases/<reference>/changes")

# How old the child is nobody need report: INTERACT sees it.
REPORTED = [one for one in Trigger if one is not Trigger.NEARLY_ADULT]


class ChangeForm(InteractForm):
    what = OneOf(
        _l("What changed?"),
        needed=_l("Choose what changed"),
        description=_l("What you choose here is not kept."),
        choices=choices_of(REPORTED),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new(reference: str) -> ResponseReturnValue:
    """Choose what changed; every checklist that goes by it is asked for again."""
    vault = read_case(db(), actor(), reference)
    form = ChangeForm()
    if form.validate_on_submit():
        with form.refusals():
            again = report_change(db(), actor(), vault.case, Trigger(form.what.data))
            flash(_told(len(again)))
            return redirect(url_for("tasks.index", reference=reference), 303)
    page = render_template("changes/new.html", header=header_of(vault), form=form)
    return page, (422 if form.errors else 200)


def _told(number: int) -> str:
    if not number:
        return str(_("No checklist has to be filled in again after this."))
    return str(
        ngettext(
            "%(num)s checklist is to be filled in within 24 hours.",
            "%(num)s checklists are to be filled in within 24 hours.",
            number,
        )
    )
