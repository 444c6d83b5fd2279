"""What comes next for a child, as rows of a page: what, who, by when, why not yet."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from interact.alerts.queries import list_alerts, list_recipients
from interact.assessments.repeating import TURNING_ADULT, must_prepare_adulthood
from interact.cases.vault import Vault
from interact.flowcharts.ahead import BEGINS, StepAhead, look_ahead
from interact.flowcharts.definitions import Step
from interact.flowcharts.queries import find_procedure

# Steps that ask for more than a tick have a page of their own.
PAGES = {
    "missing_report": "alerts.report",
    "acknowledge": "procedures.acknowledge",
    "sighting": "sightings.new",
}


@dataclass(frozen=True)
class NextRow:
    """One thing to do: its text, where, by when, by whom, and what is against it."""

    text: str
    url: str | None = None
    at: datetime | None = None
    who: str = ""
    why: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class NextSteps:
    """What comes next, seen by one agency: its own duties first.

    `missing`: the child is being looked for.
    """

    missing: bool = False
    must: list[NextRow] = field(default_factory=list)
    may: list[NextRow] = field(default_factory=list)
    not_yet: list[NextRow] = field(default_factory=list)
    others: list[NextRow] = field(default_factory=list)


def next_steps_of(vault: Vault) -> NextSteps:
    """The next steps of a case: of its response, or of taking back its alerts.

    Of a child who is not missing and nearly 18 also that this is prepared, for who may
    know the age.
    """
    found = _of_response(vault)
    if not found.missing and must_prepare_adulthood(vault):
        found.must.append(_begun_row(vault, TURNING_ADULT))
    return found


def _of_response(vault: Vault) -> NextSteps:
    procedure = find_procedure(vault)
    if procedure is None:
        return NextSteps()
    if not procedure.episode.is_open:
        return _taking_back(vault)
    ahead = look_ahead(vault, procedure)
    return NextSteps(
        missing=True,
        must=[
            *(_begun_row(vault, checklist) for checklist in ahead.begun),
            *(_row(vault, step) for step in ahead.must),
        ],
        may=[_row(vault, step) for step in ahead.may],
        not_yet=[_row(vault, step) for step in ahead.not_yet],
        others=[_row(vault, replace(step, checklist=None)) for step in ahead.others],
    )


def page_after(step: Step, reference: str) -> str:
    """Where one goes on after a step: the checklist it begins, or the flowchart."""
    checklist = BEGINS.get(step.page or "")
    if checklist:
        return _start(reference, checklist)
    return url_for("procedures.show", reference=reference)


def page_of(step: Step, reference: str) -> str:
    """Where a step is taken."""
    page = PAGES.get(step.page or "")
    if page:
        return url_for(page, reference=reference)
    return url_for("procedures.take", reference=reference, step_id=step.id)


def _row(vault: Vault, ahead: StepAhead) -> NextRow:
    reference, text = vault.case.reference, _(ahead.step.title)
    url = page_of(ahead.step, reference) if ahead.allowed else None
    if ahead.checklist and not ahead.allowed:
        text, url = _fill_in(vault, ahead.checklist), _start(reference, ahead.checklist)
    elif ahead.due:
        text = _(ahead.due.title)
    return NextRow(
        text=text,
        url=url,
        at=ahead.due.due_at if ahead.due else None,
        who=_who(vault, ahead),
        why=[reason.said(_) for reason in ahead.reasons],
    )


def _who(vault: Vault, ahead: StepAhead) -> str:
    """Who must: an agency, or the kind that nobody is yet; empty for the reader's."""
    if ahead.due is None or ahead.holder == vault.actor.agency_name:
        return ""
    return ahead.holder or str(_(ahead.due.part.label))


def _begun_row(vault: Vault, checklist_id: str) -> NextRow:
    url = _start(vault.case.reference, checklist_id)
    return NextRow(_fill_in(vault, checklist_id), url)


def _taking_back(vault: Vault) -> NextSteps:
    """Who still has to confirm that an alert was taken back."""
    found = NextSteps()
    for alert in list_alerts(vault):
        for one in list_recipients(alert):
            if not one.owes_confirmation:
                continue
            own = one.agency_id == vault.actor.agency_id
            url = url_for(
                "alerts.confirm", reference=vault.case.reference, alert_id=alert.id
            )
            row = NextRow(
                text=_("Confirm that the alert was taken back"),
                url=url if own else None,
                who=one.agency_name,
            )
            (found.must if own else found.others).append(row)
    return found


def _fill_in(vault: Vault, checklist_id: str) -> str:
    title = vault.session.info["checklists"][checklist_id].title
    return str(
        _("Fill in the checklist “%(title)s” (%(id)s)", title=_(title), id=checklist_id)
    )


def _start(reference: str, checklist_id: str) -> str:
    return url_for("assessments.start", reference=reference, checklist_id=checklist_id)
