"""Alerts: reporting a child missing, receiving word of it, taking it back."""

from base64 import b64encode
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField

from interact.alerts.actions import (
    acknowledge_alert,
    confirm_withdrawal,
    disclose_alert,
)
from interact.alerts.content import AlertContent, open_content
from interact.alerts.queries import (
    get_alert,
    list_alerts,
    list_recipients,
)
from interact.cases.completeness import completeness
from interact.cases.files import read_file
from interact.cases.header import case_header
from interact.cases.queries import filled_fields, read_case
from interact.cases.vault import Vault
from interact.checklists.queries import urgent_reasons
from interact.core.errors import NotFound
from interact.core.pdf import render_pdf
from interact.flowcharts.queries import find_procedure
from interact.flowcharts.reporting import list_first_told, report_missing
from interact.web.alert_form import form_of, qr_code
from interact.web.forms import InteractForm
from interact.web.request import actor, db

blueprint = Blueprint("alerts", __name__, url_prefix="/cases/<reference>/alerts")


class ReportForm(InteractForm):
    note = TextAreaField(
        _l("What the police should know first, if anything"),
        widget=GovTextArea(),
        default="",
    )


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """The alerts of a case: which hold, who has them, who has not confirmed."""
    vault = read_case(db(), actor(), reference)
    return render_template(
        "alerts/index.html",
        header=case_header(vault),
        alerts=[(alert, list_recipients(alert)) for alert in list_alerts(vault)],
    )


@blueprint.route("/report", methods=["GET", "POST"])
def report(reference: str) -> ResponseReturnValue:
    """Report the child missing: who is told, what they read, what is still empty."""
    vault = read_case(db(), actor(), reference)
    procedure = find_procedure(vault)
    if procedure is None:
        return redirect(url_for("procedures.start", reference=reference), 303)
    form = ReportForm()
    if form.validate_on_submit():
        with form.refusals():
            alert = report_missing(db(), actor(), procedure, form.note.data or "")
            flash(_("Reported. The alert is on their desks now."))
            return redirect(_page(reference, alert.id), 303)
    header = case_header(vault)
    page = render_template(
        "alerts/report.html",
        header=header,
        form=form,
        told=list_first_told(db(), vault.case, procedure.episode.country),
        urgency=urgent_reasons(vault, procedure.episode),
        completeness=completeness(
            filled_fields(vault), header.photograph_id is not None
        ),
    )
    return page, (422 if form.errors else 200)


@blueprint.get("/<uuid:alert_id>")
def show(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """What an alert says, who got it, who has confirmed, and the next act."""
    vault = read_case(db(), actor(), reference)
    alert = get_alert(vault, alert_id)
    return render_template(
        "alerts/show.html",
        header=case_header(vault),
        alert=alert,
        mine=alert.recipient_at(actor().agency_id),
        recipients=list_recipients(alert),
        said=form_of(open_content(vault, alert)),
        form=InteractForm(),
    )


@blueprint.post("/<uuid:alert_id>/acknowledge")
def acknowledge(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """Say that this agency has the alert."""
    vault = read_case(db(), actor(), reference)
    acknowledge_alert(db(), actor(), get_alert(vault, alert_id))
    flash(_("Acknowledged. The others see it."))
    return redirect(_page(reference, alert_id), 303)


@blueprint.post("/<uuid:alert_id>/confirm")
def confirm(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """Say that this agency took the alert back."""
    vault = read_case(db(), actor(), reference)
    confirm_withdrawal(db(), actor(), get_alert(vault, alert_id))
    flash(_("Confirmed. The case shows that you took the alert back."))
    return redirect(_page(reference, alert_id), 303)


@blueprint.get("/<uuid:alert_id>/document")
def document(reference: str, alert_id: UUID) -> ResponseReturnValue:
    """The alert as a PDF form, with the words of the moment of issue."""
    vault = read_case(db(), actor(), reference)
    alert = get_alert(vault, alert_id)
    disclose_alert(db(), actor(), alert)
    content = open_content(vault, alert)
    check_url = url_for("check.show", token=alert.token.hex, _external=True)
    html = render_template(
        "alerts/_document.html",
        alert=alert,
        said=form_of(content),
        photograph=_photograph(vault, content),
        recipients=list_recipients(alert),
        check_url=check_url,
        qr=qr_code(check_url),
    )
    title = _("Missing child alert %(reference)s", reference=vault.case.reference)
    pdf = render_pdf(html, title=title, language="en")
    answer = Response(pdf, mimetype="application/pdf")
    name = f"alert-{vault.case.reference}-{alert.version}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(reference: str, alert_id: UUID) -> str:
    return url_for("alerts.show", reference=reference, alert_id=alert_id)


def _photograph(vault: Vault, content: AlertContent) -> str | None:
    """The photograph of the moment of issue as a data: address, if it opens."""
    if content.photograph_id is None:
        return None
    try:
        view, jpeg = read_file(vault, content.photograph_id)
    except NotFound:
        return None
    return f"data:{view.media_type};base64,{b64encode(jpeg).decode()}"
