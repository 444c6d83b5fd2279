"""The history: what a data protection officer sees of who looked at what, and proof."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.agencies.queries import list_agencies
from interact.audit.evidence import evidence_pack
from interact.audit.history import HistoryFilter
from interact.audit.proving import check_log, last_check
from interact.audit.queries import PAGE_SIZE, list_history
from interact.audit.rules import Event
from interact.cases.fields import field_by_id
from interact.cases.rules import LegalBasis, Purpose, spelled
from interact.core.clock import now
from interact.erasing.rules import ErasureBasis
from interact.keys.rules import Compartment
from interact.web.desk import page_asked
from interact.web.forms import InteractForm
from interact.web.inputs import Chosen, DayField, LineField
from interact.web.language import country_name
from interact.web.request import actor, db

blueprint = Blueprint("history", __name__, url_prefix="/history")

# On what a share or an erasure rests, as it is recorded and as it is said.
BASES = {one.value: one.label for kind in (LegalBasis, ErasureBasis) for one in kind}


class FilterForm(InteractForm):
    """What is asked of the history. Sent by GET: it holds references only."""

    class Meta:
        csrf = False

    reference = LineField(_l("Reference of a case"))
    agency = Chosen(_l("Agency of the person who acted"))
    event = Chosen(_l("What was done"))
    since = DayField(_l("From this day"))
    until = DayField(_l("Until the end of this day"))

    @classmethod
    def asked(cls) -> "FilterForm":
        """The form as it was asked, with every agency and event to choose from."""
        form = cls(request.values)
        form.agency.choices = [("", _("Every agency"))] + [
            (str(agency.id), f"{country_name(agency.country)}: {agency.name}")
            for agency in list_agencies(db())
        ]
        form.event.choices = [("", _("Everything"))] + [
            (event.value, _(event.label)) for event in Event
        ]
        return form

    def chosen(self, page: int = 1) -> HistoryFilter:
        """What was asked for."""
        reference, agency, event = (
            self.reference.data,
            self.agency.data,
            self.event.data,
        )
        return HistoryFilter(
            reference=spelled(reference) if reference else None,
            agency_id=UUID(agency) if agency else None,
            event=Event(event) if event else None,
            since=self.since.data,
            until=self.until.data,
            page=page,
        )


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Who looked at what, when, for which agency and why; what the last check found."""
    require(actor(), Permission.READ_HISTORY, OWN_AGENCY)
    form = FilterForm.asked()
    page = page_asked()
    valid = form.validate()
    lines = list_history(db(), actor(), form.chosen(page)) if valid else []
    return render_template(
        "history/index.html",
        form=form,
        lines=lines,
        page=page,
        more=len(lines) == PAGE_SIZE,
        proof=last_check(db()),
        fields_of=_fields_of,
        parts_of=_parts_of,
        words=_words,
        asked={key: request.args.getlist(key) for key in request.args if key != "page"},
    ), (200 if valid else 422)


@blueprint.post("/check")
def check() -> ResponseReturnValue:
    """Check the whole log now; the page of the history shows what was found."""
    check_log(db(), actor())
    return redirect(url_for(".index"), 303)


@blueprint.post("/evidence")
def evidence() -> ResponseReturnValue:
    """Take out an evidence pack, which `interact-verify` checks anywhere."""
    form = FilterForm.asked()
    if not form.validate():
        return index()
    pack = evidence_pack(db(), actor(), form.chosen())
    answer = Response(pack, mimetype="application/zip")
    name = f"interact-evidence-{now():%Y-%m-%d}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _fields_of(numbers: tuple[int, ...]) -> list[str]:
    """The labels of what was opened; what is no field of the profile has no label."""
    found = [field_by_id(number) for number in numbers]
    return [_(field.label) for field in found if field]


def _parts_of(names: tuple[str, ...]) -> list[str]:
    return [_(Compartment(name).label) for name in names]


def _words(purpose: str, basis: str) -> list[str]:
    """Purpose and legal basis as they are said."""
    said = [_(Purpose(purpose).label)] if purpose else []
    return said + ([_(BASES[basis])] if basis else [])
