"""The forms on which a procedure begins, goes on, and is tried to be ended."""

from collections.abc import Callable, Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea
from wtforms import Field, RadioField, SelectField, TextAreaField
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, ValidationError

from interact.core.clock import now
from interact.core.errors import RuleBroken
from interact.flowcharts.actions import Taking
from interact.flowcharts.definitions import Ending, Step
from interact.flowcharts.queries import needs_country
from interact.flowcharts.rules import check_noticed
from interact.web.forms import InteractForm, said
from interact.web.inputs import PRIVATE, LineField, MomentField, SeveralOf, check_listed
from interact.web.places import country_choices
from interact.web.request import db


class AbsenceForm(InteractForm):
    noticed_at = MomentField(
        _l("When was it noticed that the child is not there?"),
        description=_l("Deadlines count from then."),
        validators=[InputRequired(_l("Enter when the absence was noticed"))],
    )

    def validate_noticed_at(self, field: MomentField) -> None:
        """Say at the field that a moment cannot be when it was noticed."""
        if field.data is None:  # said already
            return
        try:
            check_noticed(field.data, now())
        except RuleBroken as refusal:
            raise ValidationError(said(refusal)) from None


class StepForm(InteractForm):
    country = SelectField(
        _l("Which country?"),
        widget=GovSelect(),
        description=_l("Take this step once for each country."),
        validators=[InputRequired(_l("Choose a country")), check_listed],
    )
    confirmed = SeveralOf(_l("Tick what is so"))
    note = TextAreaField(
        _l("What others should know about it, if anything"),
        widget=GovTextArea(),
        render_kw=PRIVATE,
        default="",
    )

    @classmethod
    def about(cls, step: Step, own_country: str) -> "StepForm":
        """The form of a step: what it asks to be ticked, and to be written down."""
        form = cls()
        form.confirmed.choices = [(ask.id, _(ask.text)) for ask in step.asks]
        form.confirmed.validators = [check_listed, _check_ticked(step)]
        if needs_country(db(), step):
            others = [one for one in country_choices() if one[0] != own_country]
            form.country.choices = others
        else:
            del form.country
        if step.must_note:
            what = _(step.must_note)
            form.note.label.text = _("Write down: %(what)s", what=what)
            lacking = _("Write this first: %(what)s", what=what)
            form.note.validators = [InputRequired(lacking)]
        return form

    def taking(self, step: Step) -> Taking:
        """What was ticked, noted and chosen."""
        ticked = frozenset(self.confirmed.data or [])
        country = str(self.country.data) if "country" in self else ""
        return Taking(step.id, ticked, self.note.data or "", country)


def _check_ticked(step: Step) -> Callable[[BaseForm, Field], None]:
    """A rule that says at the field what of a step is not ticked yet."""

    def check(_form: BaseForm, field: Field) -> None:
        ticked = field.data or []
        lacking = [
            _("Confirm this first: %(ask)s.", ask=_(ask.text))
            for ask in step.asks
            if ask.id not in ticked
        ]
        if lacking:
            raise ValidationError(" ".join(lacking))

    return check


class AcknowledgeForm(InteractForm):
    police_number = LineField(
        _l("Police reference"),
        description=_l("Leave it empty while it is pending, and come back."),
    )


class EndingForm(InteractForm):
    ending = RadioField(
        _l("Why should the episode end?"),
        widget=GovRadioInput(),
        validators=[InputRequired(_l("Choose why the episode should end"))],
    )

    @classmethod
    def about(cls, forbidden: Iterable[Ending]) -> "EndingForm":
        """The form with every ending that the flowchart forbids."""
        form = cls()
        form.ending.choices = [(one.id, _(one.title)) for one in forbidden]
        return form
