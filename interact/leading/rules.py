"""Offers of the lead and requests for a case: words, limits, refusals."""

from dataclasses import dataclass, field
from datetime import timedelta

from interact.cases.rules import Terms
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _
from interact.keys.rules import Compartment

# Who asks more often than this is guessing references.
MOST_REQUESTS = 20
REQUESTS_WITHIN = timedelta(hours=1)

LONGEST_REQUEST_TEXT = 2000

# What goes with the lead: an investigation stays with the police who began it.
WITH_LEAD = frozenset(Compartment) - {Compartment.INVESTIGATION}


class LeadOfferStatus(Word):
    """Where an offer of the lead stands."""

    OFFERED = "offered", _("Offered, not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestStatus(Word):
    """Where a request to be let into a case stands."""

    ASKED = "asked", _("Asked, not answered yet")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What is asked for: which case, on which terms, and what the lead should know."""

    reference: str
    terms: Terms
    urgent: bool
    text: str = field(repr=False)


class AlreadyLeads(RuleBroken):
    message = _("%(agency)s leads this case already.")


class LeadOffered(RuleBroken):
    message = _(
        "The lead of this case was offered to %(agency)s and is not answered yet. "
        "Withdraw that offer before making another."
    )


class LeadOfferNotOpen(RuleBroken):
    message = _("This offer was answered or ended meanwhile. Nothing was changed.")


class NotClearedForAll(RuleBroken):
    message = _(
        "You are not cleared for this part, so you cannot hand it over: %(parts)s. A "
        "colleague who opens the whole case must offer the lead."
    )


class OwnCaseAskedFor(RuleBroken):
    message = _("Your own agency leads this case. Open it instead.")


class TooManyRequests(RuleBroken):
    message = _(
        "You asked for %(number)s cases within an hour. Wait before you ask again, or "
        "call the agency."
    )


class RequestNotOpen(RuleBroken):
    message = _("This request was answered meanwhile. Nothing was changed.")


class RequestRanOut(RuleBroken):
    message = _(
        "The day until which this was asked for has passed. Refuse it, or share anew."
    )


class MoreThanAsked(RuleBroken):
    message = _("Grant what was asked for, or less. Choose among the parts listed.")
