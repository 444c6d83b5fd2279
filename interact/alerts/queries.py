"""Reading alerts: on a case, on the desk, and whether a printed one still holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from interact.access.actor import Actor
from interact.access.guard import require, standing_for
from interact.access.permissions import Permission, Standing
from interact.agencies.models import Agency, Person
from interact.agencies.queries import name_of
from interact.alerts.models import Alert, Recipient
from interact.alerts.rules import AlertState, WithdrawalReason
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.models import Case, Episode
from interact.cases.rules import spelled
from interact.cases.vault import Vault
from interact.core.clock import now
from interact.core.errors import NotFound

TAKES_PART = frozenset({Standing.PARTNER, Standing.LEAD})


@dataclass(frozen=True)
class PublicState:
    """What anyone who holds a printed alert may learn: nothing about the child."""

    agency_name: str
    country: str
    version: int
    issued_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    state: AlertState


@dataclass(frozen=True)
class RecipientView:
    """One recipient of an alert.

    `let_in`: it could open it, if only for a time. `owes_confirmation`: it has not
    confirmed yet that it took the alert back.
    """

    agency_id: UUID
    agency_name: str
    country: str
    sent_at: datetime
    sent_by: str
    acknowledged_at: datetime | None
    confirmed_at: datetime | None
    let_in: bool
    owes_confirmation: bool


def list_alerts(vault: Vault) -> list[Alert]:
    """The alerts of a case, newest first."""
    found = (
        select(Alert)
        .where(Alert.case_id == vault.case.id)
        .options(selectinload(Alert.recipients))
        .order_by(Alert.created_at.desc(), Alert.id)
    )
    return list(vault.session.scalars(found))


def get_alert(vault: Vault, alert_id: UUID) -> Alert:
    """One alert of this case, or NotFound."""
    alert = vault.session.get(Alert, alert_id)
    if alert is None or alert.case_id != vault.case.id:
        raise NotFound(vault.case)
    return alert


def list_standing(session: Session, episode: Episode) -> list[Alert]:
    """The alerts of an episode that nobody took back, the newest first."""
    return list(
        session.scalars(
            select(Alert)
            .where(Alert.episode_id == episode.id, Alert.withdrawn_at.is_(None))
            .order_by(Alert.version.desc())
        )
    )


def find_valid_alert(session: Session, episode: Episode | None) -> Alert | None:
    """The alert of this episode that still holds, if there is one."""
    standing = list_standing(session, episode) if episode else []
    valid = (alert for alert in standing if alert.state is AlertState.ACTIVE)
    return next(valid, None)


def read_withdrawal(
    session: Session, actor: Actor, reference: str, alert_id: UUID
) -> Alert:
    """An alert that the actor's agency has to take back; nothing of the case opens.

    Also where its share has ended since. Records `header.read`. Raises NotFound.
    """
    alert = session.get(Alert, alert_id)
    if alert is None or alert.case.reference != spelled(reference):
        raise NotFound
    if alert.withdrawn_at is None or alert.recipient_at(actor.agency_id) is None:
        raise NotFound(alert.case)
    require(actor, Permission.CONFIRM_WITHDRAWAL, alert)
    record(session, actor, Event.HEADER_READ, alert.case)
    return alert


def list_recipients(alert: Alert) -> list[RecipientView]:
    """Whom the alert was sent to, and what each has done about it."""
    return [
        RecipientView(
            agency_id=recipient.agency_id,
            agency_name=recipient.agency.name,
            country=recipient.agency.country,
            sent_at=recipient.created_at,
            sent_by=recipient.by_agency.name,
            acknowledged_at=recipient.acknowledged_at,
            confirmed_at=recipient.confirmed_at,
            let_in=alert.may_have_opened(recipient.agency_id),
            owes_confirmation=alert.waits_for(recipient),
        )
        for recipient in alert.recipients
    ]


def issuer_name(vault: Vault, alert: Alert) -> str:
    """The person who issued an alert, for those who have questions about it."""
    person = vault.session.get_one(Person, alert.by_person_id)
    return name_of(vault.session, person)


def list_without_alert(alert: Alert) -> list[Agency]:
    """The agencies that take part in the case and were not sent this alert."""
    case = alert.case
    partners = {share.agency_id: share.agency for share in case.shares}
    return [
        agency
        for agency in sorted(partners.values(), key=lambda one: (one.country, one.name))
        if case.standing_of(agency.id) is Standing.PARTNER
        and alert.recipient_at(agency.id) is None
    ]


def list_unacknowledged(session: Session, actor: Actor) -> list[Alert]:
    """Valid alerts the actor's agency has not acknowledged: urgent ones first."""
    waiting = (
        select(Alert)
        .join(Recipient)
        .where(
            Recipient.agency_id == actor.agency_id,
            Recipient.acknowledged_at.is_(None),
            Alert.withdrawn_at.is_(None),
            Alert.expires_at > now(),
        )
        .options(joinedload(Alert.case).selectinload(Case.shares))
        .order_by(Alert.urgent.desc(), Alert.created_at, Alert.id)
    )
    # An ended share closed the door: the desk shows none that do not open.
    found = session.scalars(waiting)
    return [a for a in found if standing_for(actor, a.case) in TAKES_PART]


def list_unconfirmed(session: Session, actor: Actor) -> list[Alert]:
    """Withdrawn alerts the actor's agency has not confirmed, oldest first.

    Also where its share has ended since: it may have kept what it opened. An alert
    that a newer one replaced needs no confirmation.
    """
    waiting = (
        select(Alert)
        .join(Recipient)
        .where(
            Recipient.agency_id == actor.agency_id,
            Recipient.confirmed_at.is_(None),
            Alert.withdrawn_at.is_not(None),
            Alert.withdrawn_because != WithdrawalReason.REPLACED,
        )
        .options(joinedload(Alert.case).selectinload(Case.shares))
        .options(selectinload(Alert.recipients))
        .order_by(Alert.withdrawn_at, Alert.id)
    )
    found = session.scalars(waiting)
    return [a for a in found if standing_for(actor, a) in TAKES_PART]


def find_public_state(session: Session, token: UUID) -> PublicState:
    """Whether the alert behind a QR code still holds; NotFound for any other number."""
    alert = session.scalar(select(Alert).where(Alert.token == token))
    if alert is None:
        raise NotFound
    return PublicState(
        agency_name=alert.by_agency.name,
        country=alert.by_agency.country,
        version=alert.version,
        issued_at=alert.created_at,
        expires_at=alert.expires_at,
        withdrawn_at=alert.withdrawn_at,
        state=alert.state,
    )
