"""The parts of a case that have a key of their own, and the groups that hold keys.

The numbers are inside what is sealed: they are never changed and never reused.
"""

from interact.core.errors import InteractError, RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _


class Compartment(Word):
    """A part of a case that is shared, or withheld, as a whole."""

    COORDINATION = "coordination", _("Coordination")
    IDENTITY = "identity", _("Identity")
    WHEREABOUTS = "whereabouts", _("Whereabouts and contacts")
    CARE = "care", _("Care and safety")
    HEALTH = "health", _("Health")
    LEGAL = "legal", _("Legal procedure")
    INVESTIGATION = "investigation", _("Investigation")


class GroupName(Word):
    """What a group of one agency's members holds the key to."""

    COORDINATION = "coordination", _("Coordination")
    IDENTITY = "identity", _("Identity")
    WHEREABOUTS = "whereabouts", _("Whereabouts and contacts")
    CARE = "care", _("Care and safety")
    HEALTH = "health", _("Health")
    LEGAL = "legal", _("Legal procedure")
    INVESTIGATION = "investigation", _("Investigation")
    AUDIT = "audit", _("Audit log")
    CUSTODY = "custody", _("The agency's own keys")
    EMERGENCY = "emergency", _("Emergencies")


NUMBERS: dict[str, int] = {
    "coordination": 1,
    "identity": 2,
    "whereabouts": 3,
    "care": 4,
    "health": 5,
    "legal": 6,
    "investigation": 7,
    "audit": 8,
    "custody": 9,
    "emergency": 10,
}


class WrongPassphrase(RuleBroken):
    """The passphrase does not open this person's keys, or there is no such person."""

    message = _("The e-mail address or the passphrase is not right.")


class WrongCode(RuleBroken):
    """The six-digit code is not the one of this half-minute, or was used before."""

    message = _(
        "This code is not right, or it was used already. Wait for the next one."
    )


class PasskeyRefused(RuleBroken):
    """What the device answered is no valid answer of this person's passkey."""

    message = _("This passkey was not accepted. Try again, or use another way.")


class PasskeyTooLate(PasskeyRefused):
    """It answers a challenge that has ended, was used, or is not ours."""

    message = _("That took too long, or was sent twice. Use your passkey once more.")


class CodeIncomplete(RuleBroken):
    """A printed code was typed with too few or too many characters."""

    message = _(
        "A code has %(expected)s letters and digits; you typed %(typed)s. Compare it "
        "with what is printed."
    )


class CodeMistyped(RuleBroken):
    """A line of a printed code was not typed as it is printed."""

    message = _(
        "Line %(line)s of the code is not as it is printed. Compare it letter by "
        "letter; spaces make no difference."
    )


class Unsuitable(InteractError):
    """This machine lacks what INTERACT needs to keep secrets; it does not start."""

    message = _("INTERACT cannot start: %(primitive)s does not work on this machine.")
