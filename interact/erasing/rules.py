"""Why a case is erased: words and refusals. No database, no clock."""

from interact.core.errors import InteractError, RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _


class ErasureBasis(Word):
    """Why a case is erased (GDPR 2016/679 Art. 17(1), LED 2016/680 Art. 16(2)).

    No value is that of a `LegalBasis`: the history tells them apart by it.
    """

    NO_LONGER_NEEDED = (
        "no longer needed",
        _("No longer needed (GDPR Art. 17(1)(a))"),
    )
    ASKED_FOR = "asked for", _("The child asked for it (GDPR Art. 17(1)(b), (c))")
    UNLAWFUL = "unlawful", _("It should never have been kept (GDPR Art. 17(1)(d))")
    LEGAL_DUTY = "duty to erase", _("A legal duty to erase (GDPR Art. 17(1)(e))")
    LAW_ENFORCEMENT = (
        "law enforcement duty",
        _("A duty in law enforcement (LED Art. 16(2))"),
    )


class ErasureNeedsReason(RuleBroken):
    message = _("Write down why this case is erased, without a word about the child.")


class ErasureDecided(RuleBroken):
    message = _("Somebody else decided to erase this case a moment ago.")


class ErasureNotFinished(InteractError):
    """A store was away after the decision was kept: what is left is done later."""

    message = _(
        "The erasure was decided and recorded, and is not finished. INTERACT goes on "
        "with it when it starts the next time. Tell the people who run this "
        "installation."
    )
