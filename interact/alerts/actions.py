"""Issuing an alert, receiving it, passing it on, withdrawing it."""

from collections.abc import Iterable
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission, Standing
from interact.agencies.models import Agency
from interact.alerts.content import Message, seal_content
from interact.alerts.models import Alert, Recipient
from interact.alerts.queries import find_valid_alert, list_standing
from interact.alerts.rules import (
    ALERT_LIFETIME,
    MAY_PASS_ON,
    AlertNotValid,
    AlertNotWithdrawn,
    AlertState,
    AlertStillValid,
    NotARecipient,
    ShareFirst,
    WithdrawalReason,
    parts_for,
)
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.models import Case, Episode
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.cases.sharing import let_in
from interact.cases.vault import Vault, open_vault
from interact.core.clock import now
from interact.reminders.rules import ReminderKind
from interact.reminders.telling import Reminding, end_reminder, remind


def issue_alert(
    session: Session,
    actor: Actor,
    episode: Episode,
    recipients: Iterable[Agency],
    message: Message,
) -> Alert:
    """Tell agencies that a child is missing, with what a search needs to know.

    What the alert says is sealed as it is now. The recipients can open the parts it
    needs at once: waiting for an answer would cost hours (legal basis: vital
    interests). It is urgent when the message gives a reason why. Records
    `alert.issued`, and a share for each recipient. Refuses with AlertStillValid.
    """
    case = episode.case
    require(actor, Permission.ISSUE_ALERT, case)
    if find_valid_alert(session, episode):
        raise AlertStillValid
    vault, told = open_vault(session, actor, case), list(recipients)

    alert = _new_alert(vault, episode, message)
    for agency in told:
        _let_in(session, actor, case, agency)
        _add_recipient(session, actor, alert, agency)
    record(
        session,
        actor,
        Event.ALERT_ISSUED,
        case,
        also=[agency.id for agency in told],
        recipients=[agency.name for agency in told],
        version=alert.version,
        urgent=alert.urgent,
    )
    return alert


def pass_on_alert(
    session: Session, actor: Actor, alert: Alert, agency: Agency
) -> Recipient:
    """Send a valid alert to one more agency, beside a share offered to it.

    The agency must accept the share before it opens anything. Sent to the same agency
    again, nothing happens. Records `alert.issued`. Refuses with AlertNotValid, and
    with ShareFirst for an agency that was offered nothing of the case.
    """
    require(actor, Permission.ISSUE_ALERT, alert.case)
    _check_valid(alert)
    known = alert.recipient_at(agency.id)
    if known is not None:
        return known
    if alert.case.standing_of(agency.id) is Standing.NONE:
        raise ShareFirst(agency=agency.name)

    recipient = _add_recipient(session, actor, alert, agency)
    record(
        session,
        actor,
        Event.ALERT_ISSUED,
        alert.case,
        also=[agency.id],
        recipients=[agency.name],
        version=alert.version,
    )
    return recipient


def acknowledge_alert(session: Session, actor: Actor, alert: Alert) -> None:
    """Say that the agency has the alert and acts on it. Done twice, it counts once.

    Records `alert.acknowledged`. Refuses with AlertNotValid and NotARecipient.
    """
    require(actor, Permission.ACKNOWLEDGE_ALERT, alert.case)
    _check_valid(alert)
    recipient = alert.recipient_at(actor.agency_id)
    if recipient is None:
        raise NotARecipient

    if recipient.acknowledged_at is None:
        recipient.acknowledged_at = now()
        end_reminder(session, recipient.id)
        record(
            session,
            actor,
            Event.ALERT_ACKNOWLEDGED,
            alert.case,
            also=[alert.by_agency_id],
            version=alert.version,
        )


def withdraw_alert(
    session: Session, actor: Actor, alert: Alert, because: WithdrawalReason
) -> None:
    """Take an alert back: every recipient is told, and has to confirm.

    An alert that has expired is taken back too: copies of it are about. An agency
    that withdraws confirms by doing so. Records `alert.withdrawn`. Refuses with
    AlertNotValid what was withdrawn before.
    """
    require(actor, Permission.WITHDRAW_ALERT, alert.case)
    if alert.withdrawn_at is not None:
        raise AlertNotValid

    alert.withdrawn_at = now()
    alert.withdrawn_because = because
    alert.withdrawn_by_agency_id = actor.agency_id
    own = alert.recipient_at(actor.agency_id)
    if own is not None:
        own.confirmed_at = alert.withdrawn_at
    for recipient in alert.recipients:
        end_reminder(session, recipient.id)  # that an alert waits; desks show the rest
    record(
        session,
        actor,
        Event.ALERT_WITHDRAWN,
        alert.case,
        also=[recipient.agency_id for recipient in alert.recipients],
        recipients=[recipient.agency.name for recipient in alert.recipients],
        result=because.value,
        version=alert.version,
    )


def confirm_withdrawal(session: Session, actor: Actor, alert: Alert) -> None:
    """Say that the agency took the alert out of its registers and told its people.

    Also asked of an agency whose share has ended since. Records
    `withdrawal.confirmed`. Refuses with NotARecipient and AlertNotWithdrawn.
    """
    require(actor, Permission.CONFIRM_WITHDRAWAL, alert)
    recipient = alert.recipient_at(actor.agency_id)
    if recipient is None:
        raise NotARecipient
    if alert.withdrawn_at is None:
        raise AlertNotWithdrawn

    if recipient.confirmed_at is None:
        recipient.confirmed_at = now()
        record(
            session,
            actor,
            Event.WITHDRAWAL_CONFIRMED,
            alert.case,
            also=[alert.by_agency_id],
            version=alert.version,
        )


def disclose_alert(session: Session, actor: Actor, alert: Alert) -> None:
    """Record that an alert leaves INTERACT as a document: `case.disclosed`."""
    require(actor, Permission.DISCLOSE_CASE, alert.case)

    record(
        session,
        actor,
        Event.CASE_DISCLOSED,
        alert.case,
        compartments=sorted(part.compartment for part in alert.parts),
        document="alert",
        version=alert.version,
    )


def withdraw_alerts_of(
    session: Session, actor: Actor, episode: Episode, because: WithdrawalReason
) -> None:
    """Take back every alert of an episode that was not, as `withdraw_alert` does."""
    require(actor, Permission.WITHDRAW_ALERT, episode.case)

    for alert in list_standing(session, episode):
        withdraw_alert(session, actor, alert, because)


def _new_alert(vault: Vault, episode: Episode, message: Message) -> Alert:
    """The next version of the episode's alert, what it says sealed as it is now."""
    session, actor = vault.session, vault.actor
    earlier = select(func.count(Alert.id)).where(Alert.episode_id == episode.id)
    alert = Alert(
        id=uuid4(),
        case=episode.case,
        episode=episode,
        version=(session.scalar(earlier) or 0) + 1,
        urgent=bool(message.urgency),
        by_agency_id=actor.agency_id,
        by_person_id=actor.person_id,
        expires_at=now() + ALERT_LIFETIME,
    )
    alert.parts = seal_content(vault, alert, message)
    session.add(alert)
    session.flush()
    return alert


def _check_valid(alert: Alert) -> None:
    if alert.state is not AlertState.ACTIVE:
        raise AlertNotValid


def _let_in(session: Session, actor: Actor, case: Case, agency: Agency) -> None:
    opened = case.opens_to(actor.agency_id)
    terms = Terms(
        compartments=parts_for(agency.kind) & opened,
        purpose=Purpose.LOCATE,
        basis=LegalBasis.VITAL,
        until=now() + ALERT_LIFETIME,
        may_pass_on=agency.kind in MAY_PASS_ON,
    )
    if agency.id not in {case.lead_agency_id, actor.agency_id}:
        let_in(session, actor, case, agency, terms)


def _add_recipient(
    session: Session, actor: Actor, alert: Alert, agency: Agency
) -> Recipient:
    recipient = Recipient(alert=alert, agency=agency, by_agency_id=actor.agency_id)
    session.add(recipient)
    session.flush()
    said = Reminding(
        kind=ReminderKind.ALERT,
        agency_id=agency.id,
        by_agency_id=actor.agency_id,
        urgent=True,  # a child is missing: no hour is too quiet for that
    )
    remind(session, alert.case, said, recipient.id)
    return recipient
