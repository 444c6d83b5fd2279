"""What comes next for a child, as rows of a page: what, who, by when, why not yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from interact.alerts.queries import list_alerts, list_recipients
from interact.assessments.repeating import TURNING_ADULT, must_prepare_adulthood
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.flowcharts.ahead import BEGINS, Ahead, StepAhead, look_ahead
from interact.flowcharts.consequences import AdvisedShare
from interact.flowcharts.definitions import Step
from interact.flowcharts.queries import list_open
from interact.flowcharts.situation import read_known
from interact.web.language import country_name

# Steps that ask for more than a tick have a page of their own.
PAGES = {
    "missing_report": "alerts.report",
    "acknowledge": "procedures.acknowledge",
    "sighting": "sightings.new",
}


@dataclass(frozen=True)
class NextRow:
    """One thing to do: its text, where, by when, by whom, and what is against it.

    `of` names what it belongs to, where a page shows several.
    """

    text: str
    url: str | None = None
    at: datetime | None = None
    who: str = ""
    why: list[str] = field(default_factory=list)
    of: str = ""


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
    """What must be done in a case: of all that is followed, what is due first first.

    Of alerts also that they are taken back; of a child who is not missing and nearly
    18 also that this is prepared, for who may know the age.
    """
    procedures, known = list_open(vault), read_known(vault)
    found = NextSteps(missing=vault.case.open_episode is not None)
    for procedure in procedures:
        ahead = look_ahead(vault, procedure, known)
        steps = steps_of(vault, ahead)
        name = name_of(ahead.title, ahead.with_country) if len(procedures) > 1 else ""
        found.must.extend(replace(row, of=name) for row in steps.must)
        found.others.extend(replace(row, of=name) for row in steps.others)
    found.must.sort(key=_when)
    found.others.sort(key=_when)
    if not found.missing:
        _add_withdrawals(vault, found)
        if must_prepare_adulthood(vault):
            found.must.append(_begun_row(vault, TURNING_ADULT))
    return found


def steps_of(vault: Vault, ahead: Ahead) -> NextSteps:
    """The next steps of one procedure."""
    of = ahead.procedure_id
    return NextSteps(
        missing=vault.case.open_episode is not None,
        must=[
            *(_begun_row(vault, checklist) for checklist in ahead.begun),
            *(_must_row(vault, ahead, step) for step in ahead.must),
        ],
        may=[_row(vault, of, step) for step in ahead.may],
        not_yet=[_row(vault, of, step) for step in ahead.not_yet],
        others=[
            _row(vault, of, replace(step, checklist=None)) for step in ahead.others
        ],
    )


def advice_rows(reference: str, advised: Iterable[AdvisedShare]) -> list[NextRow]:
    """What steps advise to share, each with the form filled in as far as it goes."""
    return [
        NextRow(
            text=_(
                "Share with %(who)s: %(parts)s",
                who=one.agency.name if one.agency else _(one.to.label),
                parts=", ".join(_(part.label) for part in one.parts),
            ),
            url=url_for(
                "sharing.new",
                reference=reference,
                agency=one.agency.id if one.agency else None,
                part=[part.value for part in one.parts],
            ),
            who=country_name(one.country),
            of=_("Advised by the step: %(step)s", step=_(one.step)),
        )
        for one in advised
    ]


def name_of(title: str, with_country: str | None) -> str:
    """What a procedure is called: the title of its flowchart, and which country."""
    if not with_country:
        return str(_(title))
    country = country_name(with_country)
    return str(_("%(title)s: %(country)s", title=_(title), country=country))


def page_after(step: Step, reference: str, procedure_id: UUID) -> str:
    """Where one goes on after a step: the checklist it begins, or what is followed."""
    checklist = BEGINS.get(step.page or "")
    if checklist:
        return _start(reference, checklist)
    if step.starts:
        return url_for("procedures.index", reference=reference)
    return url_for("procedures.show", reference=reference, procedure_id=procedure_id)


def page_of(step: Step, reference: str, procedure_id: UUID) -> str:
    """Where a step is taken."""
    page = PAGES.get(step.page or "")
    if page:
        return url_for(page, reference=reference)
    return url_for(
        "procedures.take",
        reference=reference,
        procedure_id=procedure_id,
        step_id=step.id,
    )


def _row(vault: Vault, procedure_id: UUID, ahead: StepAhead) -> NextRow:
    reference, text = vault.case.reference, _(ahead.step.title)
    url = page_of(ahead.step, reference, procedure_id) if ahead.allowed else None
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


def _must_row(vault: Vault, ahead: Ahead, due: StepAhead) -> NextRow:
    """What must be done; where it cannot, the row leads to the step that can be."""
    row = _row(vault, ahead.procedure_id, due)
    if row.url:
        return row
    here = set(due.step.taken_in)
    instead = (
        page_of(one.step, vault.case.reference, ahead.procedure_id)
        for one in ahead.may
        if one.allowed and one.step.to not in {None, *here}
        if here & set(one.step.taken_in)
    )
    return replace(row, url=next(instead, None))


def _when(row: NextRow) -> tuple[bool, datetime]:
    return row.at is not None, row.at or now()


def _who(vault: Vault, ahead: StepAhead) -> str:
    """Who must: an agency, or the kind that nobody is yet; empty for the reader's."""
    if ahead.due is None or ahead.holder == vault.actor.agency_name:
        return ""
    return ahead.holder or str(_(ahead.due.part.label))


def _begun_row(vault: Vault, checklist_id: str) -> NextRow:
    url = _start(vault.case.reference, checklist_id)
    return NextRow(_fill_in(vault, checklist_id), url)


def _add_withdrawals(vault: Vault, found: NextSteps) -> None:
    """Who still has to confirm that an alert was taken back."""
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


def _fill_in(vault: Vault, checklist_id: str) -> str:
    title = vault.session.info["checklists"][checklist_id].title
    return str(
        _("Fill in the checklist “%(title)s” (%(id)s)", title=_(title), id=checklist_id)
    )


def _start(reference: str, checklist_id: str) -> str:
    return url_for("assessments.start", reference=reference, checklist_id=checklist_id)
