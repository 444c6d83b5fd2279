"""What cases, shares and episodes are: words and limits. No database, no clock."""

import secrets
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from interact.agencies.rules import AgencyKind
from interact.core.errors import CannotOpen, RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _
from interact.keys.rules import Compartment

LONGEST_SHARE = timedelta(days=90)
LONGEST_NOTE = 20_000

# No vowels (no words), nothing that looks or sounds like another letter or digit.
REFERENCE_LETTERS = "BCDFGHJKLMNPQRTVWXZ"
REFERENCE_SIGNS = "2345679CDFHJKLMNPQRTWX"


def new_reference() -> str:
    """A reference like `PLX-7K3F`: at random, without meaning, safe to say aloud."""
    letters = "".join(secrets.choice(REFERENCE_LETTERS) for _place in range(3))
    signs = "".join(secrets.choice(REFERENCE_SIGNS) for _place in range(4))
    return f"{letters}-{signs}"


def spelled(typed: str) -> str:
    """A reference as it was meant: capitals, one hyphen, whatever stood between."""
    plain = "".join(filter(str.isalnum, typed.upper()))
    return f"{plain[:3]}-{plain[3:]}"


class Purpose(Word):
    """Why an agency needs to know. Recorded with every share."""

    LOCATE = "locate", _("To find the child")
    PROTECT = "protect", _("To protect the child")
    INVESTIGATE = "investigate", _("To investigate a crime")
    FAMILY_TRACING = "family tracing", _("To trace the family")
    TRANSFER_OF_CARE = "transfer of care", _("To hand over care")
    LEGAL_PROCEDURE = "legal procedure", _("For a legal procedure")


class LegalBasis(Word):
    """The law a share rests on (GDPR 2016/679, LED 2016/680). Recorded with it."""

    LEGAL_DUTY = "legal duty", _("A legal duty (GDPR Art. 6(1)(c))")
    VITAL = "vital interests", _("Vital interests of the child (GDPR Art. 6(1)(d))")
    PUBLIC_TASK = "public task", _("A task in the public interest (GDPR Art. 6(1)(e))")
    LAW_ENFORCEMENT = "law enforcement", _("Law enforcement (LED Art. 8)")


class ShareStatus(Word):
    """Where a share stands. That its time has run out is read from the clock."""

    OFFERED = "offered", _("Offered, not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# Which status of a share may follow which. What is declined or withdrawn stays so:
# another share is another row.
MAY_FOLLOW: dict[ShareStatus, frozenset[ShareStatus]] = {
    ShareStatus.OFFERED: frozenset(
        {ShareStatus.ACCEPTED, ShareStatus.DECLINED, ShareStatus.WITHDRAWN}
    ),
    ShareStatus.ACCEPTED: frozenset({ShareStatus.WITHDRAWN}),
    ShareStatus.DECLINED: frozenset(),
    ShareStatus.WITHDRAWN: frozenset(),
}


def check_follows(before: ShareStatus, after: ShareStatus) -> None:
    """Refuse with ShareNotOpen a status that may not follow the one before."""
    if after not in MAY_FOLLOW[before]:
        raise ShareNotOpen


class EpisodeStatus(Word):
    """Where an episode stands; the response flowchart moves it."""

    ABSENCE_NOTICED = "absence_noticed", _("Absence noticed")
    LOCAL_CHECKS = "local_checks", _("Local checks")
    REPORTED = "reported", _("Reported missing")
    TRIAGED = "triaged", _("Urgency decided")
    SEARCH_ACTIVE = "search_active", _("Search running")
    LONG_TERM = "long_term", _("Long-term missing")
    LOCATED_UNVERIFIED = "located_unverified", _("Seen, not verified")
    LOCATED_SAFE = "located_safe", _("Located and safe")
    CONTACT_NO_RETURN = "contact_no_return", _("In contact, not returning")
    DECEASED = "deceased", _("Deceased")
    NOT_MISSING = "not_missing", _("Not missing")


class FileKind(Word):
    """What an attached file is."""

    PHOTOGRAPH = "photograph", _("Photograph")
    DOCUMENT = "document", _("Document")


class NothingToShare(RuleBroken):
    message = _("Choose at least one part of the case to share.")


class ShareTooLong(RuleBroken):
    message = _("A share can last %(days)s days at most. Renew it later.")


class ShareOutlastsYours(RuleBroken):
    message = _(
        "You pass on what was shared with your agency, and your own share ends on "
        "%(day)s. Choose an earlier day, or ask the lead agency."
    )


class ShareAlreadyEnded(RuleBroken):
    message = _("A share must end in the future. Choose a later date.")


class AlreadyShared(RuleBroken):
    message = _("%(agency)s already has a share. Withdraw it before making another.")


class CannotShareWithLead(RuleBroken):
    message = _("The lead agency already sees the whole case.")


class PartnerSuspended(RuleBroken):
    message = _("%(agency)s is suspended. Nothing can be sent to it for now.")


class CannotShareWithOwnAgency(RuleBroken):
    message = _("Your own agency already sees this.")


class NotYoursToShare(RuleBroken):
    message = _(
        "Your agency may not pass on this part: %(parts)s. "
        "Ask the agency that holds it."
    )


class ShareNotOpen(RuleBroken):
    message = _("This share was answered or ended meanwhile. Nothing was changed.")


class ShareGoesWithLead(RuleBroken):
    message = _(
        "This goes with the lead of the case, and is answered with it. Nothing was "
        "changed."
    )


class NotShorter(RuleBroken):
    message = _(
        "A share can only be made to end earlier, and in the future. To let it last "
        "longer, share again."
    )


class NobodyNamed(RuleBroken):
    message = _(
        "Name at least one member who is cleared to open cases, or nobody in your "
        "agency could see this one."
    )


class NotNameable(RuleBroken):
    message = _("Name members of your own agency who work on cases.")


class NotRestricted(RuleBroken):
    message = _("All members of your agency see this case already.")


class ReasonNeeded(RuleBroken):
    message = _("Write down the reason. The other agency reads it.")


class CompartmentNotHeld(RuleBroken):
    message = _("Your agency does not hold this part of the case: %(part)s.")


class InvestigationIsForPolice(RuleBroken):
    message = _("Only police open the investigation part of a case.")


class NothingWritten(RuleBroken):
    message = _("Write something first.")


class TextTooLong(RuleBroken):
    message = _("This text is too long. Keep it under %(limit)s characters.")


class EpisodeStillOpen(RuleBroken):
    message = _("This child is already being looked for. Go on with that episode.")


class LeadUnvouched(CannotOpen):
    """Another agency leads than the one that is sealed in the case: no key for it."""

    message = _(
        "Which agency leads this case was changed from outside, so nothing was "
        "written. Tell your data protection officer."
    )


class ChangedMeanwhile(RuleBroken):
    message = _(
        "Someone else recorded this detail while you were writing. Both are shown "
        "below. Send again to record yours beside theirs."
    )


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is shared, why, on which legal basis, and until when (UTC)."""

    compartments: frozenset[Compartment]
    purpose: Purpose
    basis: LegalBasis
    until: datetime
    may_pass_on: bool = False

    def check(self, now: datetime) -> None:
        """Refuse terms that no share may have."""
        if not self.compartments - {Compartment.COORDINATION}:
            raise NothingToShare
        if self.until <= now:
            raise ShareAlreadyEnded
        if self.until - now > LONGEST_SHARE:
            raise ShareTooLong(days=LONGEST_SHARE.days)

    @property
    def parts(self) -> frozenset[Compartment]:
        """What goes: coordination goes with every share, or nobody could answer."""
        return self.compartments | {Compartment.COORDINATION}


def check_start(
    compartment: Compartment, kind: AgencyKind, opens: AbstractSet[Compartment]
) -> None:
    """Refuse an agency that may not be the first to write in a compartment."""
    if compartment is Compartment.INVESTIGATION:
        if kind is not AgencyKind.POLICE:
            raise InvestigationIsForPolice
    elif compartment not in opens:
        raise CompartmentNotHeld(part=compartment.label)


def check_text(text: str) -> str:
    """The text without blanks around it; refuse nothing at all, or too much."""
    plain = text.strip()
    if not plain:
        raise NothingWritten
    if len(plain) > LONGEST_NOTE:
        raise TextTooLong(limit=LONGEST_NOTE)
    return plain
