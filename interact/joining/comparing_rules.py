"""What counts as compared, and as a reason. No database, no clock."""

from interact.core.errors import RuleBroken
from interact.core.words import mark as _

HEARD_DIGITS = 20
SHORTEST_REASON = 20
LONGEST_REASON = 2_000
# A row of one and the same sign is no reason, in whatever script.
LEAST_SIGNS = 8


class IdentityNotChanged(RuleBroken):
    message = _("The keys of %(agency)s are the ones your agency knows.")


class FingerprintDiffers(RuleBroken):
    message = _(
        "These are not the digits that INTERACT shows for %(agency)s. Nothing was "
        "changed. Have them read once more; if the digits differ again, send nothing "
        "to them and tell your data protection officer."
    )


class DigitsMissing(RuleBroken):
    message = _(
        "Type the last %(last)s digits as they are read to you, or all %(all)s."
    )


class ReasonTooShort(RuleBroken):
    message = _(
        "Write down why, in a sentence of at least %(least)s characters. "
        "The data protection officers read it."
    )


def check_heard(typed: str, shown: str, agency: str) -> None:
    """Refuse digits that are not the end of the fingerprint `shown`, or all of it.

    Twenty digits are more than anybody could make a key of their own to fit. Digits of
    any script count; whatever stands between them does not.
    """
    heard = "".join(str(int(sign)) for sign in typed if sign.isdecimal())
    whole = shown.replace(" ", "")
    if len(heard) not in {HEARD_DIGITS, len(whole)}:
        raise DigitsMissing(last=HEARD_DIGITS, all=len(whole))
    if not whole.endswith(heard):
        raise FingerprintDiffers(agency=agency)


def check_reason(text: str) -> str:
    """The reason without blanks around it; refuse one that says nothing."""
    plain = text.strip()
    signs = {sign for sign in plain.lower() if sign.isalnum()}
    if len(plain) < SHORTEST_REASON or len(signs) < LEAST_SIGNS:
        raise ReasonTooShort(least=SHORTEST_REASON)
    return plain[:LONGEST_REASON]
