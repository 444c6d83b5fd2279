"""The steps that do more than move: reporting, acknowledging, a sighting."""

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission, Standing
from interact.agencies.models import Agency
from interact.agencies.queries import find_agency_of
from interact.agencies.rules import AgencyKind
from interact.alerts.actions import (
    acknowledge_alert,
    issue_alert,
    pass_on_alert,
    withdraw_alert,
)
from interact.alerts.content import Message, open_content
from interact.alerts.models import Alert
from interact.alerts.queries import find_valid_alert, list_standing
from interact.alerts.rules import AlertNeverIssued, NobodyToAlert, WithdrawalReason
from interact.assessments.queries import urgent_reasons
from interact.cases.actions import claim_field
from interact.cases.fields import field_by_name
from interact.cases.models import Case, Episode
from interact.cases.rules import CompartmentNotHeld, ShareStatus
from interact.cases.statements import Confidence, Source, Statement
from interact.cases.vault import open_vault
from interact.core.errors import NotFound
from interact.flowcharts.actions import Taking, hold_procedure, take_step
from interact.flowcharts.models import Procedure
from interact.sightings.actions import record_sighting
from interact.sightings.rules import Account


def report_missing(
    session: Session, actor: Actor, procedure: Procedure, note: str = ""
) -> Alert:
    """Report a child missing: the alert goes out, and the flowchart moves on.

    There is no waiting period, and nothing has to be complete (Handbook, response
    stage). The alert goes to the police of the place and to the hotline of the
    country. Records `alert.issued` and `step.taken`. Refuses with NobodyToAlert where
    no police take part in this installation, and with StepRefused or AlertStillValid
    what was reported before.
    """
    require(actor, Permission.ISSUE_ALERT, procedure.case)
    hold_procedure(session, procedure)
    vault = open_vault(session, actor, procedure.case)
    episode = _episode_of(procedure)
    told = list_first_told(session, procedure.case, episode.country)
    taking = Taking("report_missing", note=note)
    message = Message(urgent_reasons(vault, episode), taking.noted())

    alert = issue_alert(session, actor, episode, told, message)
    take_step(session, actor, procedure, taking)
    return alert


def reissue_alert(session: Session, actor: Actor, procedure: Procedure) -> Alert:
    """Issue a new version of an alert, with what is known now and for a month more.

    It goes to whoever had the one before and takes part, which it replaces. Records
    `alert.withdrawn` and `alert.issued`. An agency that cannot open all of the one
    before would take from the others what it says: refused with CompartmentNotHeld.
    Refuses with AlertNeverIssued when there is
    none to replace: before the report, and once the response is over.
    """
    require(actor, Permission.ISSUE_ALERT, procedure.case)
    hold_procedure(session, procedure)
    episode = _episode_of(procedure)
    before = list_standing(session, episode)
    if not before:
        raise AlertNeverIssued
    vault = open_vault(session, actor, procedure.case)
    said = open_content(vault, before[0])
    if said.withheld:
        raise CompartmentNotHeld(part=", ".join(p.label for p in sorted(said.withheld)))
    first = list_first_told(session, procedure.case, episode.country)
    told = [agency for agency in first if not _was_put_out(procedure.case, agency)]
    message = Message(urgent_reasons(vault, episode), said.message.note)

    for old in before:
        withdraw_alert(session, actor, old, WithdrawalReason.REPLACED)
    alert = issue_alert(session, actor, episode, told, message)
    for recipient in before[0].recipients:
        if procedure.case.standing_of(recipient.agency_id) is not Standing.NONE:
            pass_on_alert(session, actor, alert, recipient.agency)
    return alert


def _episode_of(procedure: Procedure) -> Episode:
    """The episode of a response; NotFound for what is followed for no episode."""
    if procedure.episode is None:
        raise NotFound(procedure.case)
    return procedure.episode


def _was_put_out(case: Case, agency: Agency) -> bool:
    """Whether the newest share of an agency was withdrawn: no alert undoes that."""
    theirs = [share for share in case.shares if share.agency_id == agency.id]
    return bool(theirs) and theirs[-1].status is ShareStatus.WITHDRAWN


def list_first_told(session: Session, case: Case, country: str) -> list[Agency]:
    """Whom a report goes to first: the police of the place, and the hotline."""
    place = case.lead_agency.place
    police = find_agency_of(session, AgencyKind.POLICE, country, place)
    if police is None:
        raise NobodyToAlert(country=country)
    hotline = find_agency_of(session, AgencyKind.HOTLINE, country)
    return [agency for agency in (police, hotline) if agency is not None]


def acknowledge_report(
    session: Session, actor: Actor, procedure: Procedure, police_number: str
) -> None:
    """Say that the police have the report, and under which number.

    The number may still be pending: leave it empty and acknowledge again later.
    Records `step.taken`, `alert.acknowledged` for an agency that has a valid alert
    and, with a number, `field.claimed`.
    """
    require(actor, Permission.TAKE_STEP, procedure.case)
    hold_procedure(session, procedure)
    alert = find_valid_alert(session, _episode_of(procedure))
    field = field_by_name("police_number")

    if alert is not None and alert.recipient_at(actor.agency_id):
        acknowledge_alert(session, actor, alert)
    if police_number.strip() and field is not None:
        said = Statement(
            value=police_number.strip(),
            source=Source.PROFESSIONAL,
            confidence=Confidence.SURE,
            said_by=actor.name,
        )
        claim_field(session, actor, procedure.case, field, said)
    take_step(session, actor, procedure, Taking("acknowledge_report"))


def report_sighting(
    session: Session, actor: Actor, procedure: Procedure, account: Account
) -> None:
    """Record a sighting, and have it verified. Records it and `step.taken`."""
    require(actor, Permission.RECORD_SIGHTING, procedure.case)
    record_sighting(session, actor, procedure.case, account)
    take_step(session, actor, procedure, Taking("record_sighting"))
