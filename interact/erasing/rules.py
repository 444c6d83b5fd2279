"""Why a case is erased: words and refusals. No database, no clock."""

from interact.core.words import Word
from interact.core.words import mark as _


class ErasureBasis(Word):
    """Why a case is erased (GDPR 2016/679 Art. 17(1), LED 2016/680 Art. 16(2))."""

    NO_LONGER_NEEDED = (
        "no longer needed",
        _("No longer needed (GDPR Art. 17(1)(a))"),
    )
    ASKED_FOR = "asked for", _("The child asked for it (GDPR Art. 17(1)(b), (c))")
    UNLAWFUL = "unlawful", _("It should never have been kept (GDPR Art. 17(1)(d))")
    LEGAL_DUTY = "legal duty", _("A legal duty to erase (GDPR Art. 17(1)(e))")
    LAW_ENFORCEMENT = "law enforcement", _("Law enforcement (LED Art. 16(2))")
