"""What somebody was told of what waits, and how they wish to be told by e-mail."""

from dataclasses import dataclass
from datetime import time
from typing import cast
from uuid import UUID

from babel import Locale
from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovInput
from wtforms import TimeField
from wtforms.validators import Optional
from wtforms.widgets import TimeInput

from interact.config import Config
from interact.reminders.actions import set_wishes
from interact.reminders.queries import OwnWishes, find_wishes
from interact.reminders.rules import Quiet, ReminderKind, Wishes, kinds_for
from interact.tasks.actions import note_failures
from interact.tasks.reminded import (
    ReminderView,
    list_reminders,
    open_reminder,
    read_all,
)
from interact.tasks.undelivered import list_failures
from interact.web.forms import InteractForm
from interact.web.inputs import LineField, OneOf, SeveralOf
from interact.web.request import actor, db
from interact.web.task_words import task_page, task_text

blueprint = Blueprint("reminders", __name__, url_prefix="/reminders")

MORNING = time(8)
NIGHT = Quiet(time(20), time(7))


class ClockInput(GovInput, TimeInput):
    """A time of the day, in the browser's own way."""


class ClockField(TimeField):
    """A time of the day by the agency's clock; empty is None."""

    widget = ClockInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a time, for example 07:00")) from None


def _languages() -> list[tuple[str, str]]:
    codes = _config().languages
    return [(code, str(Locale.parse(code).get_display_name(code))) for code in codes]


def _kinds() -> list[tuple[str, str]]:
    return [(kind.value, _(kind.label)) for kind in kinds_for(actor().role)]


def _config() -> Config:
    return cast(Config, current_app.extensions["config"])


class WishesForm(InteractForm):
    by_mail = OneOf(
        _l("Send me reminders by e-mail"),
        needed=_l("Choose whether reminders are sent to you"),
        choices=lambda: [("yes", _("Yes")), ("no", _("No"))],
    )
    address = LineField(
        _l("E-mail address"),
        description=_l("Only INTERACT's worker can read it."),
    )
    language = OneOf(_l("Language"), needed=_l("Choose a language"), choices=_languages)
    kinds = SeveralOf(_l("What is sent"), choices=_kinds)
    together = OneOf(
        _l("When"),
        needed=_l("Choose when reminders are sent"),
        choices=lambda: [
            ("single", _("Each as it comes")),
            ("digest", _("What can wait once a day, together")),
        ],
    )
    digest_at = ClockField(_l("Once a day at"), validators=[Optional()])
    quiet_from = ClockField(
        _l("Send nothing that can wait from"), validators=[Optional()]
    )
    quiet_to = ClockField(_l("until"), validators=[Optional()])

    def wishes(self) -> Wishes:
        """What was chosen, in the words of the rules."""
        begins, ends = self.quiet_from.data, self.quiet_to.data
        digest = self.together.data == "digest"
        return Wishes(
            address=(self.address.data or "") if self.by_mail.data == "yes" else "",
            kinds=frozenset(ReminderKind(one) for one in self.kinds.data or []),
            language=str(self.language.data),
            quiet=Quiet(begins, ends) if begins and ends else None,
            digest_at=(self.digest_at.data or MORNING) if digest else None,
        )


@dataclass(frozen=True)
class Shown:
    """A reminder in the reader's words, and what it is about."""

    reminder: ReminderView
    about: str


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What this person was told, the newest first, and what could not be delivered."""
    shown = [_shown(one) for one in list_reminders(db(), actor())]
    return render_template(
        "reminders/index.html",
        unread=[one for one in shown if one.reminder.read_at is None],
        read=[one for one in shown if one.reminder.read_at is not None],
        failures=list_failures(db(), actor()),
    )


@blueprint.get("/<uuid:reminder_id>")
def show(reminder_id: UUID) -> ResponseReturnValue:
    """Go where it is done: links in e-mails lead here, for they name no case."""
    told = open_reminder(db(), actor(), reminder_id)
    return redirect(_page(told), 303)


@blueprint.post("/read")
def read() -> ResponseReturnValue:
    """Take all of them for read."""
    read_all(db(), actor())
    flash(_("Marked as read. What waits still stands on your desk."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/failures")
def note() -> ResponseReturnValue:
    """Take note of the e-mails that did not arrive."""
    note_failures(db(), actor())
    flash(_("Noted."))
    return redirect(url_for(".index"), 303)


@blueprint.route("/wishes", methods=["GET", "POST"])
def wishes() -> ResponseReturnValue:
    """How this person wishes to be told by e-mail, and when not."""
    form = WishesForm()
    own = find_wishes(db(), actor())
    if not form.is_submitted():
        _fill(form, own)
    if form.validate_on_submit():
        with form.refusals():
            set_wishes(db(), actor(), form.wishes())
            flash(_("Kept."))
            return redirect(url_for("account.show"), 303)
    page = render_template(
        "reminders/wishes.html", form=form, own=own, sends=bool(_config().mail_host)
    )
    return page, (422 if form.errors else 200)


def _fill(form: WishesForm, own: OwnWishes) -> None:
    said = own.wishes
    form.by_mail.data = "yes" if own.stored else "no"
    form.address.data, form.language.data = said.address, said.language
    form.kinds.data = [kind.value for kind in said.kinds]
    form.together.data = "digest" if said.digest_at else "single"
    form.digest_at.data = said.digest_at or MORNING
    quiet = said.quiet or (None if own.stored else NIGHT)
    form.quiet_from.data = quiet.begins if quiet else None
    form.quiet_to.data = quiet.ends if quiet else None


def _shown(told: ReminderView) -> Shown:
    about = ""
    if told.task_kind:
        said = told.task_kind, told.title, told.checklist_id
        about = task_text(*said, again=told.is_again)
    return Shown(told, about)


def _page(told: ReminderView) -> str:
    if told.task_kind and told.ended_at is None:
        about = told.checklist_id, told.procedure_id
        return task_page(told.task_kind, told.reference, *about)
    if told.task_kind:
        return url_for("tasks.index", reference=told.reference)
    return url_for("home.show")
