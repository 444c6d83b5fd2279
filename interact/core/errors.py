"""Everything INTERACT refuses on purpose. Anything else is a bug."""

from interact.core.words import mark as _


class InteractError(Exception):
    """Base of every refusal; `message` is written for the person who sees it.

    `message` may hold named places such as `%(days)s`; `values` fills them, so that
    a page can translate the sentence first.
    """

    message = _("INTERACT could not do that.")

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.message % values if values else self.message)


class NotFound(InteractError):
    """It does not exist, or this actor may not learn that it does.

    `subject` is what was asked for, when it exists: for the record, never for a page.
    """

    message = _("There is nothing here that you can see.")

    def __init__(self, subject: object = None) -> None:
        super().__init__()
        self.subject = subject


class NotPermitted(InteractError):
    """The actor may see this, but may not do this to it."""

    message = _("Your role does not allow this.")


class RuleBroken(InteractError):
    """A rule of the casework forbids it. Packages subclass this in `rules.py`."""


class CannotOpen(InteractError):
    """Something sealed did not open: wrong key, changed bytes, or erased."""

    message = _(
        "A part of this case could not be opened. Nothing was changed. "
        "Tell the people who run this installation."
    )


class RecordNotKept(InteractError):
    """The audit log could not be written, so nothing may be shown or changed."""

    message = _(
        "INTERACT cannot record who looks at what at the moment, so it shows nothing. "
        "Nothing was changed. Try again in a minute."
    )


class ContentInvalid(InteractError):
    """A checklist, flowchart or setting is wrong; INTERACT does not start with it."""

    message = "%(file)s, line %(line)s: %(problem)s"
