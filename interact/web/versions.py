"""Moving a procedure to the version of its flowchart in use, and back."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import HiddenField

from interact.access.guard import require
from interact.access.permissions import Permission
from interact.cases.queries import read_case
from interact.cases.vault import Vault
from interact.flowcharts.moves import MovePreview, preview_back, preview_move
from interact.flowcharts.moving import move_procedure, move_procedure_back
from interact.flowcharts.queries import get_procedure
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.request import actor, db

blueprint = Blueprint(
    "versions",
    __name__,
    url_prefix="/cases/<reference>/procedure/<uuid:procedure_id>/version",
)


class MoveProcedureForm(InteractForm):
    """To which version, as it was shown. The states chosen are in the address."""

    to = HiddenField(default="")


@blueprint.route("", methods=["GET", "POST"])
def onward(reference: str, procedure_id: UUID) -> ResponseReturnValue:
    """What moving to the version in use would do, and doing it."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.MOVE_PROCEDURE, vault.case)
    procedure = get_procedure(vault, procedure_id)
    chosen = request.args.to_dict()
    preview = preview_move(vault, procedure, chosen)
    form = MoveProcedureForm()
    if form.validate_on_submit():
        with form.refusals():
            move_procedure(db(), actor(), procedure, form.to.data or "", chosen)
            flash(_("Moved to the version in use. You can move it back."))
            return redirect(_page(reference, procedure_id), 303)
    page = render_template(
        "versions/onward.html", **_shown(vault, procedure_id, preview, form)
    )
    return page, (422 if form.errors else 200)


@blueprint.route("/back", methods=["GET", "POST"])
def back(reference: str, procedure_id: UUID) -> ResponseReturnValue:
    """What moving back to the version before would do, and doing it."""
    vault = read_case(db(), actor(), reference)
    require(actor(), Permission.MOVE_PROCEDURE, vault.case)
    procedure = get_procedure(vault, procedure_id)
    chosen = request.args.to_dict()
    preview = preview_back(vault, procedure, chosen)
    form = MoveProcedureForm()
    if form.validate_on_submit():
        with form.refusals():
            move_procedure_back(db(), actor(), procedure, form.to.data or "", chosen)
            flash(_("Moved back to the version before."))
            return redirect(_page(reference, procedure_id), 303)
    page = render_template(
        "versions/back.html", **_shown(vault, procedure_id, preview, form)
    )
    return page, (422 if form.errors else 200)


def _shown(
    vault: Vault, procedure_id: UUID, preview: MovePreview, form: MoveProcedureForm
) -> dict[str, object]:
    """What both pages show; as long as a state is to be chosen, only that is asked."""
    form.to.data = preview.to
    asked = {one.state.id for one in preview.plan.vanished}
    return {
        "header": header_of(vault),
        "procedure_id": procedure_id,
        "preview": preview,
        "chosen": request.args,
        "is_chosen": asked <= request.args.keys(),
        "against": [one.said(_) for one in preview.plan.reasons],
        "form": form,
    }


def _page(reference: str, procedure_id: UUID) -> str:
    return url_for("procedures.show", reference=reference, procedure_id=procedure_id)
