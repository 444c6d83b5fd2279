"""What an alert is, whom it lets in, and how it ends. No database, no clock."""

from datetime import datetime, timedelta

from interact.agencies.rules import DEFAULT_CLEARANCES, AgencyKind
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _
from interact.keys.rules import Compartment

# Chosen by INTERACT: long enough for a search, short enough to be looked at again.
ALERT_LIFETIME = timedelta(days=30)

# What a search needs (Handbook, response stage): not the asylum file, not the notes
# of an investigation.
ALERT_PARTS = frozenset(
    {
        Compartment.COORDINATION,
        Compartment.IDENTITY,
        Compartment.WHEREABOUTS,
        Compartment.CARE,
        Compartment.HEALTH,
    }
)

# Fields of those parts that help nobody to find a child.
NOT_FOR_SEARCH = frozenset({"told_about_data"})

# Who may pass an alert on across a border, and so may share what came with it.
MAY_PASS_ON = frozenset({AgencyKind.POLICE, AgencyKind.HOTLINE})


class AlertState(Word):
    """Whether an alert still says what is so."""

    ACTIVE = "active", _("Valid")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WithdrawalReason(Word):
    """Why an alert no longer holds."""

    LOCATED = "located", _("The child was located")
    NOT_MISSING = "not missing", _("The child was not missing")
    REPLACED = "replaced", _("A newer alert takes its place")
    DECEASED = "deceased", _("The child has died")


class AlertStillValid(RuleBroken):
    message = _("There is a valid alert for this child already.")


class AlertNeverIssued(RuleBroken):
    message = _("No alert stands that a new one could replace. Report the child first.")


class AlertNotValid(RuleBroken):
    message = _("This alert was withdrawn or has expired meanwhile.")


class NotARecipient(RuleBroken):
    message = _("This alert was not sent to your agency.")


class ShareFirst(RuleBroken):
    message = _(
        "%(agency)s takes no part in this case. Share it with them, and send the alert "
        "with it."
    )


class AlertNotWithdrawn(RuleBroken):
    message = _("This alert still holds: there is nothing to confirm.")


class NobodyToAlert(RuleBroken):
    message = _(
        "There is no police agency for %(country)s in this installation. Call the "
        "police, then tell the people who run it."
    )


def state_of(
    now: datetime, expires_at: datetime, withdrawn_at: datetime | None
) -> AlertState:
    """Whether an alert holds at `now` (UTC)."""
    if withdrawn_at is not None:
        return AlertState.WITHDRAWN
    return AlertState.ACTIVE if now < expires_at else AlertState.EXPIRED


def parts_for(kind: AgencyKind) -> frozenset[Compartment]:
    """The compartments an alert lets an agency of this kind open at once."""
    return ALERT_PARTS & DEFAULT_CLEARANCES[kind]
