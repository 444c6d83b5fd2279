"""Offers of the lead and requests for a case: words, limits, refusals."""

from interact.core.words import Word
from interact.core.words import mark as _


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
