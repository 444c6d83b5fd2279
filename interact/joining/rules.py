"""Refusals of joining and signing in. No database, no clock."""

from datetime import timedelta

from interact.core.errors import CannotOpen, RuleBroken
from interact.core.words import mark as _

GROUP_LIFETIME = timedelta(days=3 * 365)


class SignInRefused(RuleBroken):
    message = _(
        "The e-mail address, passphrase or code is not right. Check them and try again."
    )


class TryAgainLater(RuleBroken):
    message = _("Too many tries. Wait %(seconds)s seconds, then try again.")


class CodeNeeded(RuleBroken):
    message = _("Enter the six digits your authenticator app shows now.")


class NotVouchedFor(CannotOpen):
    """What is stored about a person is not what their agency signed."""

    message = _(
        "What is stored about your account is not what your agency vouched for, so "
        "nobody was signed in. Tell your custodian."
    )


class NotConfirmedYet(RuleBroken):
    message = _(
        "Your custodian has not confirmed you yet. Tell them the fingerprint you were "
        "shown; as soon as they confirm it you can sign in."
    )


class AgencySuspended(RuleBroken):
    message = _(
        "%(agency)s is suspended, so its members cannot sign in. Ask the people who "
        "run this installation."
    )


class AgencyExists(RuleBroken):
    message = _("There is an agency of this name already.")


class PersonExists(RuleBroken):
    message = _("Somebody signs in with this e-mail address already.")


class IdentityChanged(RuleBroken):
    message = _(
        "The keys of %(agency)s are not the ones your agency knows. Nothing was sent. "
        "Call them, and tell your data protection officer."
    )
