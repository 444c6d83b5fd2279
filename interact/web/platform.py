"""For who runs the installation: its agencies, bringing one in, keeping one out."""

from typing import cast
from uuid import UUID
from zoneinfo import available_timezones

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import SelectField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Regexp

from interact.agencies.rules import AgencyKind
from interact.joining.founding import NewAgency
from interact.joining.invitations import find_invitation
from interact.joining.platform import (
    check_administers,
    create_agency,
    find_agency_state,
    list_agency_states,
    resume_agency,
    suspend_agency,
)
from interact.joining.setting_up import Newcomer
from interact.keys.certificates import fingerprint
from interact.keys.installation import Installation
from interact.keys.sessions import SessionStore
from interact.web.forms import InteractForm, choices_of
from interact.web.inputs import LineField, OneOf, check_length, check_listed
from interact.web.places import country_choices
from interact.web.recovery_forms import ReasonField, email_field, name_field
from interact.web.request import actor, db

LONGEST_NUMBER = 40
KINDS = tuple(kind for kind in AgencyKind if kind is not AgencyKind.PLATFORM)

blueprint = Blueprint("platform", __name__, url_prefix="/platform")


def check_zone(_form: BaseForm, field: LineField) -> None:
    """Refuse what is no time zone."""
    if field.data not in available_timezones():
        raise ValidationError(_("Enter a time zone, such as Europe/Rome"))


class AgencyForm(InteractForm):
    name = name_field(_l("Name of the agency"))
    kind = OneOf(
        _l("What it does"),
        needed=_l("Choose what it does"),
        choices=choices_of(KINDS),
    )
    country = SelectField(
        _l("Country"),
        widget=GovSelect(),
        validators=[InputRequired(_l("Choose a country")), check_listed],
        validate_choice=False,
    )
    place = LineField(
        _l("Town or region it answers for"),
        validators=[InputRequired(_l("Enter a town or region")), check_length(200)],
    )
    phone = LineField(
        _l("Duty number, with the country"),
        validators=[
            Regexp(r"\+[\d ()/.-]{6,}$", message=_l("Enter it as +39 091 000000")),
            check_length(LONGEST_NUMBER),
        ],
    )
    time_zone = LineField(
        _l("Time zone"), description=_l("Such as Europe/Rome"), validators=[check_zone]
    )
    custodian = name_field(_l("Name of its first custodian"))
    email = email_field(_l("E-mail address of the custodian"))


class ReasonForm(InteractForm):
    reason = ReasonField(_l("Why"))


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every agency: how many members, whether it could be recovered, since when out."""
    states = list_agency_states(db(), actor())
    return render_template("platform/index.html", states=states)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Bring an agency in; the link of its first custodian is shown once."""
    check_administers(db(), actor())
    form = AgencyForm()
    form.country.choices = country_choices()
    if form.validate_on_submit():
        first = Newcomer(str(form.custodian.data), str(form.email.data))
        with form.refusals():
            token = create_agency(db(), actor(), _typed(form), first)
            return _show_link(token, first)
    page = render_template("platform/new.html", form=form)
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:agency_id>/suspend", methods=["GET", "POST"])
def suspend(agency_id: UUID) -> ResponseReturnValue:
    """Keep the members of an agency out; their sessions end at once."""
    state = find_agency_state(db(), actor(), agency_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            out = suspend_agency(db(), actor(), agency_id, str(form.reason.data))
            store = cast(SessionStore, current_app.extensions["session_store"])
            for person_id in out:
                store.end_all(person_id)
            flash(_("The agency is suspended. Its members are signed out."))
            return redirect(url_for("platform.index"), 303)
    page = render_template("platform/suspend.html", form=form, state=state)
    return page, (422 if form.errors else 200)


@blueprint.route("/<uuid:agency_id>/resume", methods=["GET", "POST"])
def resume(agency_id: UUID) -> ResponseReturnValue:
    """Let the members of an agency sign in again."""
    state = find_agency_state(db(), actor(), agency_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with form.refusals():
            resume_agency(db(), actor(), agency_id, str(form.reason.data))
            flash(_("The members of the agency can sign in again."))
            return redirect(url_for("platform.index"), 303)
    page = render_template("platform/resume.html", form=form, state=state)
    return page, (422 if form.errors else 200)


def _show_link(token: str, first: Newcomer) -> str:
    """The page with a link, and the digits that whoever opens it is to compare."""
    public = Installation.of(db()).public_url.rstrip("/")
    agency = find_invitation(db(), token).agency
    return render_template(
        "platform/_link.html",
        link=public + url_for("joining.show", token=token),
        first=first,
        agency=agency.name,
        fingerprint=fingerprint(agency.identity_public),
    )


def _typed(form: AgencyForm) -> NewAgency:
    return NewAgency(
        name=str(form.name.data),
        kind=AgencyKind(str(form.kind.data)),
        country=str(form.country.data),
        place=str(form.place.data),
        phone=str(form.phone.data),
        time_zone=str(form.time_zone.data),
    )
