"""Asking for a case whose reference one knows, and answering those who ask."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.cases.queries import read_case
from interact.cases.shareable import list_shareable
from interact.leading.queries import (
    get_own_request,
    get_request,
    list_own_requests,
    read_refusal_reason,
    read_request_text,
)
from interact.leading.requesting import (
    ask_for_case,
    grant_request,
    note_answer,
    refuse_request,
)
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.request import actor, db
from interact.web.request_forms import AskForm, RequestAnswerForm

blueprint = Blueprint("requests", __name__)


@blueprint.get("/requests")
def index() -> ResponseReturnValue:
    """What this agency asked for, and what became of it."""
    asked = list_own_requests(db(), actor())
    return render_template("requests/index.html", requests=asked)


@blueprint.route("/requests/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Ask for a case. Whether there is one is not told."""
    require(actor(), Permission.ASK_FOR_CASE, OWN_AGENCY)
    form = AskForm.about(request.args.get("reference", ""))
    if form.validate_on_submit():
        with form.refusals():
            ask_for_case(db(), actor(), form.asking())
            flash(
                _(
                    "Asked. If there is a case of this reference, the agency that "
                    "leads it answers here."
                )
            )
            return redirect(url_for(".index"), 303)
    page = render_template("requests/new.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/requests/<uuid:request_id>", methods=["GET", "POST"])
def show(request_id: UUID) -> ResponseReturnValue:
    """One request of this agency with its answer, and taking note of that."""
    asked = get_own_request(db(), actor(), request_id)
    form = InteractForm()
    if form.validate_on_submit():
        note_answer(db(), actor(), asked)
        return redirect(url_for("home.show"), 303)
    return render_template(
        "requests/show.html",
        asked=asked,
        reason=read_refusal_reason(actor(), asked),
        form=form,
    )


@blueprint.route(
    "/cases/<reference>/requests/<uuid:request_id>", methods=["GET", "POST"]
)
def answer(reference: str, request_id: UUID) -> ResponseReturnValue:
    """Who asks for what of this case and why; granting it or refusing, in one step."""
    vault = read_case(db(), actor(), reference)
    asked = get_request(db(), actor(), reference, request_id)
    form = RequestAnswerForm.about(asked.parts & list_shareable(vault))
    if form.validate_on_submit():
        with form.refusals():
            if form.answer.data == "refuse":
                refuse_request(db(), actor(), asked, form.reason.data or "")
                flash(_("Refused. The agency reads your reason."))
            else:
                grant_request(db(), actor(), asked, form.parts())
                flash(_("Granted. %(agency)s opens it now.", agency=asked.agency.name))
            return redirect(url_for("sharing.index", reference=reference), 303)
    page = render_template(
        "requests/answer.html",
        header=header_of(vault),
        asked=asked,
        text=read_request_text(actor(), asked),
        beyond=asked.parts - list_shareable(vault),
        form=form,
    )
    return page, (422 if form.errors else 200)
