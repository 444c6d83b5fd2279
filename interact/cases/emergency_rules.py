"""Limits and refusals of emergency access. No database, no clock."""

from datetime import timedelta

from interact.core.errors import RuleBroken
from interact.core.words import mark as _

EMERGENCY_LASTS = timedelta(hours=3)
REVIEW_WITHIN = timedelta(hours=24)


class OpenAlready(RuleBroken):
    message = _("You can open this part of the case already: %(part)s.")


class NoEmergencyKey(RuleBroken):
    message = _(
        "You do not hold your agency's emergency key. Ask your custodian to clear "
        "you for emergencies."
    )
