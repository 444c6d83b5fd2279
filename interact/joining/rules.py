"""Refusals of joining and signing in. No database, no clock."""

from datetime import timedelta

from interact.core.errors import CannotOpen, RuleBroken
from interact.core.words import mark as _

GROUP_LIFETIME = timedelta(days=3 * 365)
INVITATION_LIFETIME = timedelta(hours=72)


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


class RecoveryCodesWrong(SignInRefused):
    """Also said of an agency that is not here, so that nobody learns who takes part."""

    message = _(
        "These are not two of the three recovery codes that this agency uses now. Type "
        "the name of the agency and both codes as they are printed."
    )


class RecoveryCodesOutdated(RuleBroken):
    message = _(
        "The agency got new keys after these codes were made, so they open nothing any "
        "more. A custodian who can sign in must set new recovery codes."
    )


class RecoveryRefused(SignInRefused):
    """Said alike of an unknown address and of a wrong code."""

    message = _(
        "The e-mail address or the recovery code is not right. Check them and try "
        "again. If the code is lost, your custodian can bring you in anew."
    )


class NotWithOwnHands(RuleBroken):
    message = _("Nobody can do this for themselves. Ask another custodian.")


class SecondPersonNeeded(RuleBroken):
    message = _(
        "Somebody else must vouch: another custodian or, in an agency that has only "
        "one, its data protection officer."
    )


class ReadmissionOver(RuleBroken):
    message = _(
        "Somebody vouched for this already, or it was begun too long ago. If the link "
        "is lost, begin again."
    )


class ReadmissionBegun(RuleBroken):
    message = _("This was begun already. A second person must vouch for it now.")


class SuspendedAlready(RuleBroken):
    message = _("%(agency)s is suspended already.")


class NotSuspended(RuleBroken):
    message = _("%(agency)s is not suspended.")


class InvitationGone(SignInRefused):
    """Said alike of a link that was used, withdrawn, too old or never given out."""

    message = _(
        "This link does not work: it was used, taken back or is older than 72 hours. "
        "Ask your custodian whether you came in by it, or for a new one."
    )


class AlreadyInvited(RuleBroken):
    message = _(
        "Somebody is invited under this e-mail address already. Withdraw that "
        "invitation first, or wait until it runs out."
    )


class ClearanceImpossible(RuleBroken):
    message = _(
        "This role does not go with these parts in your agency. Choose parts the role "
        "may open; coordination is always among them."
    )


class SecondFactorNeeded(RuleBroken):
    message = _(
        "Set up an authenticator app, and enter the six digits it shows. Without a "
        "second factor nobody comes in."
    )


class ConfirmedAlready(RuleBroken):
    message = _("This member is confirmed already.")


class FingerprintNotCompared(RuleBroken):
    message = _(
        "Compare all 60 digits with what the new member reads to you, and say so here. "
        "If a single one differs, do not confirm."
    )


class PassphraseTooShort(RuleBroken):
    message = _(
        "Make the passphrase %(fewest)s characters or longer, or take the one that is "
        "suggested."
    )


class PassphraseTooEasy(RuleBroken):
    message = _(
        "This passphrase would soon be guessed. Take five words that have nothing to "
        "do with each other or with you, or the one that is suggested."
    )


class NotProven(SignInRefused):
    message = _(
        "This passphrase is not the one you sign in with. Check it and try again."
    )


class AlreadyLeft(RuleBroken):
    message = _("This person has left the agency already.")


class LastCustodian(RuleBroken):
    message = _(
        "This is the last custodian: nobody could keep the agency's keys any more. "
        "Bring in another custodian first."
    )


class LeavingReasonNeeded(RuleBroken):
    message = _("Write down the reason. Your data protection officer reads it.")


class ClearanceUnchanged(RuleBroken):
    message = _("This person opens exactly these parts already.")


class ConfirmFirst(RuleBroken):
    message = _("Confirm this person first. Until then they open nothing.")


class SignInAgain(RuleBroken):
    message = _(
        "Your agency got new keys while you were signed in. Sign out and in again, "
        "then send this once more."
    )


class AgencyExists(RuleBroken):
    message = _("There is an agency of this name already.")


class PersonExists(RuleBroken):
    message = _("Somebody signs in with this e-mail address already.")


class IdentityChanged(RuleBroken):
    """`partner_id` among the values is the agency whose keys they are."""

    message = _(
        "The keys of %(agency)s are not the ones your agency knows. Nothing was sent "
        "to them. Call them on a number that you know from elsewhere, compare the "
        "fingerprint with them, and tell your data protection officer."
    )


class PartnerNotCompared(RuleBroken):
    message = _(
        "Your agency sends only to partners it has compared, and it has not compared "
        "%(agency)s. Nothing was sent to them. A supervisor of yours calls them and "
        "compares the fingerprint on the page Partners; then try again."
    )
