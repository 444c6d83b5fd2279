"""Partners: the agencies that take part, and comparing their keys with them."""

from uuid import UUID

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount, GovTextInput
from wtforms import StringField, TextAreaField

from interact.access.guard import OWN_AGENCY, may
from interact.access.permissions import Permission
from interact.agencies.queries import get_agency
from interact.joining.comparing import (
    accept_new_identity,
    compare_partner,
    require_comparison,
)
from interact.joining.partners import PartnerView, list_partners, view_partner
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE
from interact.web.request import actor, db

blueprint = Blueprint("agencies", __name__, url_prefix="/partners")


class CompareForm(InteractForm):
    digits = StringField(
        _l("The last 20 digits, as they read them to you"),
        description=_l(
            "In four groups of five. If you scanned their code, enter all 60 digits."
        ),
        widget=GovTextInput(),
        render_kw=PRIVATE | {"inputmode": "numeric", "dir": "ltr"},
        default="",
    )


class AcceptForm(CompareForm):
    reason = TextAreaField(
        _l("Why their keys are new, and how you know"),
        description=_l("The data protection officers of both agencies read it."),
        widget=GovCharacterCount(),
        render_kw=PRIVATE,
        default="",
    )


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every agency by country, how to call it, and whether its keys were compared."""
    partners = list_partners(db(), actor())
    own = next(partner for partner in partners if partner.own)
    return render_template(
        "agencies/index.html",
        partners=partners,
        own=own.agency,
        OWN_AGENCY=OWN_AGENCY,
    )


@blueprint.route("/<uuid:agency_id>/compare", methods=["GET", "POST"])
def compare(agency_id: UUID) -> ResponseReturnValue:
    """Compare fingerprints with a partner: read out one's own, type what one hears."""
    agency = get_agency(db(), agency_id)
    form = CompareForm()
    if form.validate_on_submit():
        with form.refusals():
            compare_partner(db(), actor(), agency, form.digits.data or "")
            flash(_("Compared: %(agency)s.", agency=agency.name))
            return redirect(url_for(".index"), 303)
    return _page("agencies/compare.html", agency_id, form, Permission.COMPARE_PARTNER)


@blueprint.route("/<uuid:agency_id>/accept", methods=["GET", "POST"])
def accept(agency_id: UUID) -> ResponseReturnValue:
    """Take a partner's new keys for theirs, after comparing again."""
    agency = get_agency(db(), agency_id)
    form = AcceptForm()
    if form.validate_on_submit():
        with form.refusals():
            typed = form.digits.data or "", form.reason.data or ""
            accept_new_identity(db(), actor(), agency, *typed)
            flash(_("The new keys of %(agency)s are accepted.", agency=agency.name))
            return redirect(url_for(".index"), 303)
    return _page("agencies/accept.html", agency_id, form, Permission.ACCEPT_IDENTITY)


@blueprint.post("/only-compared")
def only_compared() -> ResponseReturnValue:
    """Let the agency seal to compared partners only, or to every partner again."""
    on = request.form.get("only_compared") == "yes"
    require_comparison(db(), actor(), on)
    said = (
        _("From now on your agency sends only to partners it has compared.")
        if on
        else _("From now on your agency sends to every partner it knows.")
    )
    flash(said)
    return redirect(url_for(".index"), 303)


def _page(
    template: str, agency_id: UUID, form: InteractForm, permission: Permission
) -> ResponseReturnValue:
    partner = view_partner(db(), actor(), get_agency(db(), agency_id))
    own = view_partner(db(), actor(), get_agency(db(), actor().agency_id))
    page = render_template(
        template,
        partner=partner,
        own=own,
        form=form,
        may_do=may(actor(), permission, OWN_AGENCY),
        qr=_qr_code(own),
    )
    return page, (422 if form.errors else 200)


def _qr_code(own: PartnerView) -> str:
    """The own agency's 60 digits as a QR code, as a data: picture."""
    digits = own.fingerprint.replace(" ", "")
    return str(segno.make(digits, error="m").svg_data_uri(scale=4, border=2))
