"""Writing a note into one part of a case."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount
from wtforms import TextAreaField

from interact.cases.actions import write_note
from interact.cases.queries import read_case
from interact.cases.vault import Vault
from interact.keys.rules import Compartment
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE, OneOf
from interact.web.request import actor, db

blueprint = Blueprint("notes", __name__, url_prefix="/cases/<reference>/notes")


class NoteForm(InteractForm):
    text = TextAreaField(
        _l("Note"),
        widget=GovCharacterCount(),
        description=_l("What happened, who said it, what you did. Facts, not blame."),
        render_kw=PRIVATE,
        default="",
    )
    part = OneOf(
        _l("In which part of the case"),
        needed=_l("Choose a part of the case"),
        description=_l("Who does not hold this part never sees the note."),
    )

    @classmethod
    def about(cls, vault: Vault) -> "NoteForm":
        """The form with the parts this actor may write in."""
        form = cls()
        form.part.choices = [
            (part, _(part.label)) for part in Compartment if vault.may_write(part)
        ]
        return form


@blueprint.route("/new", methods=["GET", "POST"])
def new(reference: str) -> ResponseReturnValue:
    """Write a note; everybody who holds the part it is in can read it."""
    vault = read_case(db(), actor(), reference)
    form = NoteForm.about(vault)
    if form.validate_on_submit():
        with form.refusals():
            part, text = Compartment(form.part.data), form.text.data or ""
            write_note(db(), actor(), vault.case, part, text)
            flash(_("Note written in: %(part)s.", part=_(part.label)))
            return redirect(url_for("timeline.show", reference=reference), 303)
    page = render_template("notes/new.html", header=header_of(vault), form=form)
    return page, (422 if form.errors else 200)
