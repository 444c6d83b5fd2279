"""The form on which one chooses what goes to whom, why, and until when."""

from datetime import UTC, date, datetime, time, timedelta

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import to_utc
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovRadioInput,
    GovSelect,
)
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired

from interact.agencies.queries import list_agencies
from interact.alerts.queries import find_valid_alert
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.cases.shareable import find_latest_end, list_shareable
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.keys.rules import Compartment
from interact.web.forms import InteractForm, choices_of, filled
from interact.web.inputs import DayField
from interact.web.language import country_name
from interact.web.request import db

USUAL_SHARE = timedelta(days=30)


def purpose_field(*, own: bool = False) -> RadioField:
    """Why an agency needs to know: another one, or with `own` the reader's."""
    needed = _l("Choose why you need it") if own else _l("Choose why they need it")
    return RadioField(
        _l("Why you need it") if own else _l("Why they need it"),
        widget=GovRadioInput(),
        choices=choices_of(Purpose),
        coerce=Purpose,
        validators=[InputRequired(needed)],
    )


def basis_field() -> RadioField:
    """The law it rests on."""
    return RadioField(
        _l("On which legal basis"),
        widget=GovRadioInput(),
        choices=choices_of(LegalBasis),
        coerce=LegalBasis,
        validators=[InputRequired(_l("Choose the legal basis"))],
    )


def until_field() -> DayField:
    """The last day of a share."""
    return DayField(
        _l("Until the end of this day"),
        description=_l("90 days at most. A share can be renewed."),
        validators=[InputRequired(_l("Enter the day on which the share ends"))],
    )


class ShareForm(InteractForm):
    agency = SelectField(
        _l("Share with"),
        widget=GovSelect(),
        validators=[InputRequired(_l("Choose the agency to share with"))],
    )
    compartments = SelectMultipleField(
        _l("What they will see"),
        widget=GovCheckboxesInput(),
        coerce=Compartment,
        validators=[DataRequired(_l("Choose at least one part of the case"))],
    )
    purpose = purpose_field()
    basis = basis_field()
    until = until_field()
    may_pass_on = BooleanField(
        _l("They may pass it on to other agencies"),
        widget=GovCheckboxInput(),
    )

    with_alert = BooleanField(_l("Send the alert with it"), widget=GovCheckboxInput())

    @classmethod
    def about(cls, vault: Vault) -> "ShareForm":
        """The form with what this actor may share, and with whom.

        What a link advises is chosen already: `agency`, and each `part`.
        """
        advised = set(request.args.getlist("part"))
        form = cls(
            until=_usual_end(vault),
            agency=request.args.get("agency"),
            compartments=[part for part in Compartment if part.value in advised],
        )
        if find_valid_alert(db(), vault.case.open_episode) is None:
            del form.with_alert
        form.agency.choices = [("", _("Choose an agency"))] + [
            (str(agency.id), f"{country_name(agency.country)}: {agency.name}")
            for agency in list_agencies(db())
            if agency.id not in {vault.case.lead_agency_id, vault.actor.agency_id}
            and agency.suspended_at is None
        ]
        mine = list_shareable(vault) - {Compartment.COORDINATION}
        form.compartments.choices = [
            (part, _(part.label)) for part in Compartment if part in mine
        ]
        return form

    def terms(self) -> Terms:
        """What was chosen, as the terms of a share."""
        return Terms(
            compartments=frozenset(self.compartments.data or []),
            purpose=self.purpose.data,
            basis=self.basis.data,
            until=end_of_day(filled(self.until.data)),
            may_pass_on=bool(self.may_pass_on.data),
        )

    @property
    def sends_alert(self) -> bool:
        """Whether a valid alert goes with the share."""
        return "with_alert" in self and bool(self.with_alert.data)


def end_of_day(day: date) -> datetime:
    """The last moment of a day where the reader is, in UTC."""
    last: datetime = to_utc(datetime.combine(day, time.max))
    return last.replace(tzinfo=UTC)


def _usual_end(vault: Vault) -> date:
    """A month from now, or the day before the agency's own share ends."""
    usual = (now() + USUAL_SHARE).date()
    latest = find_latest_end(vault, list_shareable(vault))
    return usual if latest is None else min(usual, latest.date() - timedelta(days=1))
