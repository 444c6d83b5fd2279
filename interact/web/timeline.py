"""What happened in a case, from every part of the work, newest first."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from interact.alerts.timeline import alert_timeline
from interact.assessments.timeline import assessment_timeline
from interact.cases.header import withheld_parts
from interact.cases.queries import read_case
from interact.cases.timeline import (
    Labelled,
    TimelineEntry,
    case_timeline,
    in_order,
)
from interact.cases.vault import Vault
from interact.flowcharts.timeline import procedure_timeline
from interact.sightings.timeline import sighting_timeline
from interact.web.case_headers import header_of
from interact.web.request import actor, db

blueprint = Blueprint("timeline", __name__, url_prefix="/cases/<reference>/timeline")

# Each package that does something to a case tells what happened.
TELLERS: tuple[Callable[[Vault], list[TimelineEntry]], ...] = (
    case_timeline,
    assessment_timeline,
    procedure_timeline,
    alert_timeline,
    sighting_timeline,
)


@dataclass(frozen=True)
class ShownEntry:
    """An entry with its title in the reader's language."""

    title: str
    entry: TimelineEntry


@blueprint.get("")
def show(reference: str) -> ResponseReturnValue:
    """Everything that happened, as far as the reader can open it."""
    vault = read_case(db(), actor(), reference)
    told = in_order(entry for tell in TELLERS for entry in tell(vault))
    return render_template(
        "timeline/show.html",
        header=header_of(vault),
        entries=[ShownEntry(title_of(entry), entry) for entry in reversed(told)],
        withheld=withheld_parts(vault),
    )


def title_of(entry: TimelineEntry) -> str:
    """The title of an entry; a word in it is translated too."""
    values = {name: _plain(value) for name, value in entry.values.items()}
    return str(_(entry.title) % values)


def _plain(value: Labelled | str) -> str:
    label = getattr(value, "label", None)
    return str(_(label)) if label else str(value)
