"""The forms on which a procedure begins, goes on, and is tried to be ended."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired

from interact.flowcharts.actions import Taking
from interact.flowcharts.definitions import Ending, Step
from interact.flowcharts.queries import needs_country
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE, LineField, MomentField, SeveralOf, check_listed
from interact.web.places import country_choices
from interact.web.request import db


class AbsenceForm(InteractForm):
    noticed_at = MomentField(
        _l("When was it noticed that the child is not there?"),
        description=_l("Deadlines count from then."),
        validators=[InputRequired(_l("Enter when the absence was noticed"))],
    )


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
        if needs_country(db(), step):
            others = [one for one in country_choices() if one[0] != own_country]
            form.country.choices = others
        else:
            del form.country
        if step.must_note:
            form.note.label.text = _("Write down: %(what)s", what=_(step.must_note))
        return form

    def taking(self, step: Step) -> Taking:
        """What was ticked, noted and chosen."""
        ticked = frozenset(self.confirmed.data or [])
        country = str(self.country.data) if "country" in self else ""
        return Taking(step.id, ticked, self.note.data or "", country)


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
