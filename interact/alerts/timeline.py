"""What happened to the alerts of a case, for its timeline."""

from collections.abc import Iterator

from interact.alerts.models import Alert, Recipient
from interact.alerts.queries import list_alerts
from interact.cases.timeline import TimelineEntry
from interact.cases.vault import Vault
from interact.core.words import mark as _


def alert_timeline(vault: Vault) -> list[TimelineEntry]:
    """Alerts issued, sent on, acknowledged, withdrawn and taken back."""
    return [entry for alert in list_alerts(vault) for entry in _told(alert)]


def _told(alert: Alert) -> Iterator[TimelineEntry]:
    yield TimelineEntry(
        at=alert.created_at,
        title=_("Alert issued (version %(number)s)"),
        values={"number": str(alert.version)},
        agency=alert.by_agency.name,
    )
    for recipient in alert.recipients:
        yield from _of_recipient(recipient)
    if alert.withdrawn_at and alert.withdrawn_because:
        yield TimelineEntry(
            at=alert.withdrawn_at,
            title=_("Alert withdrawn: %(reason)s"),
            values={"reason": alert.withdrawn_because},
            agency=alert.withdrawn_by.name if alert.withdrawn_by else "",
        )


def _of_recipient(recipient: Recipient) -> Iterator[TimelineEntry]:
    values = {"agency": recipient.agency.name}
    yield TimelineEntry(
        at=recipient.created_at,
        title=_("Alert sent to %(agency)s"),
        values=values,
        agency=recipient.by_agency.name,
    )
    for at, title in (
        (recipient.acknowledged_at, _("%(agency)s acknowledged the alert")),
        (recipient.confirmed_at, _("%(agency)s took the alert back")),
    ):
        if at is not None:
            yield TimelineEntry(at=at, title=title, values=values)
