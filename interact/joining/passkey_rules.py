"""Refusals of passkeys and other second steps. No database, no clock."""

from interact.core.errors import RuleBroken
from interact.core.words import mark as _
from interact.keys.rules import PasskeyRefused

MOST_PASSKEYS = 10


class PasskeyIsSecond(RuleBroken):
    message = _(
        "This passkey is your second step. Type your e-mail address and passphrase "
        "first, then use it again."
    )


class PasskeyNeeded(RuleBroken):
    message = _(
        "You sign in with a passkey, too. Type your passphrase again, then press "
        "“Sign in with a passkey”."
    )


class NoSecondFactor(RuleBroken):
    message = _(
        "Your account has no second step, so it cannot be used. Ask your custodian to "
        "let you in anew."
    )


class PasskeyCopied(PasskeyRefused):
    """The device counts less than it did: two devices may have the same passkey."""

    message = _(
        "This passkey may have been copied, so it was refused. Your data protection "
        "officer was told. Use another way, then remove this passkey."
    )


class PasskeyExists(RuleBroken):
    message = _("This passkey is registered already.")


class TooManyPasskeys(RuleBroken):
    message = _("You have %(most)s passkeys. Remove one before you add another.")


class LastFactor(RuleBroken):
    message = _(
        "This is your only second step beside the passphrase. Set up another one first."
    )
