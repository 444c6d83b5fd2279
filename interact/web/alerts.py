"""Alerts: reporting a child missing, receiving word of it, taking it back."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextArea
from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired

from interact.access.permissions import Standing
from interact.agencies.queries import get_agency
from interact.agencies.rules import AgencyKind
from interact.alerts.actions import (
    acknowledge_alert,
    confirm_withdrawal,
    disclose_alert,
    pass_on_alert,
)
from interact.alerts.content import open_content
from interact.alerts.queries import (
    find_valid_alert,
    get_alert,
    list_alerts,
    list_recipients,
    list_without_alert,
    read_withdrawal,
)
from interact.assessments.queries import urgent_reasons
from interact.cases.completeness import completeness
from interact.cases.queries import filled_fields, read_case
from interact.cases.vault import Vault
from interact.flowcharts.ahead import may_take
from interact.flowcharts.queries import find_response
from interact.flowcharts.reporting import (
    list_first_told,
    reissue_alert,
    report_missing,
)
from interact.web.alert_document import draw_alert
from interact.web.alert_form import form_of
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm
from interact.web.language import country_name
from interact.web.request import actor, db

blueprint = Blueprint("alerts", __name__, url_prefix="/cases/<reference>/alerts")


class ReportForm(InteractForm):
    note = TextAreaField(
        _l("What the police should know first, if anything"),
        description=_l("Everybody who gets the alert reads it."),
        widget=GovTextArea(),
        default="",
    )


class PassOnForm(InteractForm):
    agency = RadioField(
        _l("Send the alert to"),
        widget=GovRadioInput(),
        validators=[InputRequired(_l("Choose an agency"))],
    )


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """The alerts of a case: which hold, who has them, who has not confirmed."""
    vault = read_case(db(), actor(), reference)
    return render_template(
        "alerts/index.html",
        header=header_of(vault),
        alerts=[(alert, list_recipients(alert)) for alert in list_alerts(vault)],
    )


@blueprint.route("/report", methods=["GET", "POST"])
def report(reference: str) -> ResponseReturnValue:
    """Report the child missing: who is told, what they read, what is still empty."""
    vault = read_case(db(), actor(), reference)
    procedure, episode = find_response(vault), vault.case.open_episode
    if procedure is None or episode is None:
        return redirect(url_for("procedures.start", reference=reference), 303)
    form = ReportForm()
    if form.validate_on_submit():
        with form.refusals():
            alert = report_missing(db(), actor(), procedure, form.note.data or "")
            flash(_("Reported. The alert is on their desks now."))
            return redirect(_page(reference, alert.id), 303)
    header = header_of(vault)
    page = render_template(
        "alerts/report.html",
        header=header,
        form=form,
        told=list_first_told(db(), vault.case, episode.country),
        urgency=urgent_reasons(vault, episode),
        progress=completeness(filled_fields(vault), header.photograph_id is not None),
        standing=find_valid_alert(db(), episode),
    )
    return page, (422 if form.errors else 200)


@blueprint.get("/<uuid:alert_id>")
def show(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """What an alert says, who got it, who has confirmed, and the next act."""
    vault = read_case(db(), actor(), reference)
    alert = get_alert(vault, alert_id)
    return render_template(
        "alerts/show.html",
        header=header_of(vault),
        alert=alert,
        mine=alert.recipient_at(actor().agency_id),
        recipients=list_recipients(alert),
        said=form_of(open_content(vault, alert)),
        enters_number=_enters_number(vault),
        others=list_without_alert(alert),
    )


@blueprint.post("/<uuid:alert_id>/acknowledge")
def acknowledge(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """Say that this agency has the alert."""
    vault = read_case(db(), actor(), reference)
    acknowledge_alert(db(), actor(), get_alert(vault, alert_id))
    flash(_("Acknowledged. The others see it."))
    return redirect(_page(reference, alert_id), 303)


@blueprint.route("/<uuid:alert_id>/confirm", methods=["GET", "POST"])
def confirm(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """Say that this agency took the alert back; also asked of one no longer in."""
    alert = read_withdrawal(db(), actor(), reference, alert_id)
    form = InteractForm()
    if form.validate_on_submit():
        confirm_withdrawal(db(), actor(), alert)
        flash(_("Confirmed. The case shows that you took the alert back."))
        if alert.case.standing_of(actor().agency_id) is Standing.NONE:
            return redirect(url_for("home.show"), 303)
        return redirect(_page(reference, alert_id), 303)
    return render_template("alerts/confirm.html", alert=alert, form=form)


@blueprint.route("/<uuid:alert_id>/pass-on", methods=["GET", "POST"])
def pass_on(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """Send an alert to an agency that takes part and does not have it."""
    vault = read_case(db(), actor(), reference)
    alert = get_alert(vault, alert_id)
    form = PassOnForm()
    form.agency.choices = [
        (str(agency.id), f"{country_name(agency.country)}: {agency.name}")
        for agency in list_without_alert(alert)
    ]
    if form.validate_on_submit():
        with form.refusals():
            agency = get_agency(db(), UUID(form.agency.data))
            pass_on_alert(db(), actor(), alert, agency)
            flash(_("Sent to %(agency)s.", agency=agency.name))
            return redirect(_page(reference, alert_id), 303)
    page = render_template(
        "alerts/pass_on.html", header=header_of(vault), alert=alert, form=form
    )
    return page, (422 if form.errors else 200)


@blueprint.post("/reissue")
def reissue(reference: str) -> ResponseReturnValue:
    """Issue a new version of the alert, with what is known now."""
    vault = read_case(db(), actor(), reference)
    procedure = find_response(vault)
    if procedure is None:
        return redirect(url_for("procedures.start", reference=reference), 303)
    alert = reissue_alert(db(), actor(), procedure)
    flash(_("Issued. It takes the place of the one before on every desk."))
    return redirect(_page(reference, alert.id), 303)


@blueprint.get("/<uuid:alert_id>/document")
def document(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """The alert as a PDF form, with the words of the moment of issue."""
    vault = read_case(db(), actor(), reference)
    alert = get_alert(vault, alert_id)
    disclose_alert(db(), actor(), alert)
    answer = Response(draw_alert(vault, alert_id), mimetype="application/pdf")
    name = f"alert-{vault.case.reference}-{alert.version}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(reference: str, alert_id: UUID) -> str:
    return url_for("alerts.show", reference=reference, alert_id=alert_id)


def _enters_number(vault: Vault) -> bool:
    """Whether acknowledging is, for this agency, a step that takes a number."""
    procedure = find_response(vault)
    if procedure is None or vault.actor.kind is not AgencyKind.POLICE:
        return False
    return may_take(vault, procedure, "acknowledge_report")
