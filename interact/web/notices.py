"""The desk of a data protection officer: what they were told, noted and reviewed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount
from wtforms import TextAreaField

from interact.agencies.queries import list_agencies
from interact.audit.history import HistoryFilter
from interact.audit.notices import (
    REVIEWED,
    NoticeView,
    get_notice,
    list_noted,
    list_notices,
    note_notice,
)
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.emergencies import review_emergency
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from interact.web.forms import InteractForm
from interact.web.inputs import PRIVATE, OneOf
from interact.web.request import actor, db

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

SAID = {
    Event.EMERGENCY_OPENED: _l("%(agency)s opened a part of a case in an emergency"),
    Event.EMERGENCY_REVIEWED: _l(
        "The data protection officer of %(agency)s found an emergency access of your "
        "agency not justified"
    ),
    Event.PARTNER_CHANGED: _l(
        "%(agency)s and your agency do not know each other's keys any more. Nothing is "
        "sent until a supervisor has compared them again"
    ),
    Event.IDENTITY_ACCEPTED: _l(
        "New keys were accepted between %(agency)s and your agency"
    ),
    Event.COMPARISON_REQUIRED: _l(
        "Your custodian changed whether your agency sends to partners that were not "
        "compared; the history says which"
    ),
}


@dataclass(frozen=True)
class Told:
    """One row of the desk: what happened, where it is written, until when to review."""

    id: UUID
    text: str
    reference: str | None
    history_url: str
    at: datetime
    due_at: datetime | None
    noted_at: datetime | None
    reviewed: bool

    @property
    def overdue(self) -> bool:
        """Whether it should have been reviewed by now."""
        return self.due_at is not None and self.due_at < now()


class ReviewForm(InteractForm):
    found = OneOf(
        _l("What you found"),
        needed=_l("Choose whether it was justified"),
        choices=lambda: [
            ("justified", _("It was justified")),
            ("not", _("It was not justified")),
        ],
    )
    finding = TextAreaField(
        _l("In a sentence, how you know"),
        description=_l("The officers of both agencies read it in the history."),
        widget=GovCharacterCount(),
        render_kw=PRIVATE,
        default="",
    )


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What waits for the officer, what is due first; and what they dealt with."""
    names = {agency.id: agency.name for agency in list_agencies(db())}
    return render_template(
        "notices/index.html",
        waiting=[_told(one, names) for one in list_notices(db(), actor())],
        noted=[_told(one, names) for one in list_noted(db(), actor())],
    )


@blueprint.post("/<uuid:notice_id>/note")
def note(notice_id: UUID) -> ResponseReturnValue:
    """Take note of something; it leaves the desk and stays in the history."""
    note_notice(db(), actor(), get_notice(db(), actor(), notice_id))
    flash(_("Noted."))
    return redirect(url_for(".index"), 303)


@blueprint.route("/<uuid:notice_id>/review", methods=["GET", "POST"])
def review(notice_id: UUID) -> ResponseReturnValue:
    """What was opened in an emergency and why, and what the officer found."""
    notice = get_notice(db(), actor(), notice_id)
    if notice.event not in REVIEWED:
        raise NotFound
    form = ReviewForm()
    if form.validate_on_submit():
        with form.refusals():
            justified, finding = form.found.data == "justified", form.finding.data or ""
            review_emergency(db(), actor(), notice, justified, finding)
            flash(_("Reviewed. Both agencies' officers can read what you found."))
            return redirect(url_for(".index"), 303)
    names = {agency.id: agency.name for agency in list_agencies(db())}
    page = render_template(
        "notices/review.html",
        told=_told(notice, names),
        form=form,
        lines=list_history(db(), actor(), _that_day(notice)),
        parts_of=_parts_of,
        ended=_ended,
    )
    return page, (422 if form.errors else 200)


def _told(notice: NoticeView, names: dict[UUID, str]) -> Told:
    about = names.get(notice.about_agency_id) if notice.about_agency_id else None
    if notice.event in SAID:
        text = str(SAID[notice.event]) % {"agency": about or _("An agency")}
    else:
        text = _("Somebody %(did)s", did=_(notice.event.label))
        text += f" ({about})" if about else ""
    return Told(
        id=notice.id,
        text=text,
        reference=notice.reference,
        history_url=url_for(
            "history.index", reference=notice.reference, event=notice.event.value
        ),
        at=notice.created_at,
        due_at=notice.due_at,
        noted_at=notice.noted_at,
        reviewed=notice.event in REVIEWED,
    )


def _that_day(notice: NoticeView) -> HistoryFilter:
    """The entries that the notice is about, of its day."""
    day = notice.created_at.date()
    return HistoryFilter(
        reference=notice.reference, event=notice.event, since=day, until=day
    )


def _parts_of(names: tuple[str, ...]) -> str:
    return ", ".join(_(Compartment(name).label) for name in names)


def _ended(until: str) -> datetime:
    return datetime.fromisoformat(until)
