"""The words of tasks, and what is refused. No database, no web, no clock."""

from interact.agencies.rules import AgencyKind
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _


class Party(Word):
    """Who has to do something: a kind of agency, the lead agency, or anyone."""

    RECEPTION = AgencyKind.RECEPTION.value, AgencyKind.RECEPTION.label
    SOCIAL_SERVICES = AgencyKind.SOCIAL_SERVICES.value, AgencyKind.SOCIAL_SERVICES.label
    GUARDIANSHIP = AgencyKind.GUARDIANSHIP.value, AgencyKind.GUARDIANSHIP.label
    POLICE = AgencyKind.POLICE.value, AgencyKind.POLICE.label
    HOTLINE = AgencyKind.HOTLINE.value, AgencyKind.HOTLINE.label
    NGO = AgencyKind.NGO.value, AgencyKind.NGO.label
    LEAD = "lead", _("Lead agency")
    ANY = "any", _("Any agency")

    def covers(self, kind: AgencyKind, *, leads: bool) -> bool:
        """Whether an agency of `kind`, leading the case or not, is this party."""
        if self is Party.ANY:
            return True
        if self is Party.LEAD:
            return leads
        return self.value == kind.value


class TaskKind(Word):
    """Where a task comes from."""

    STEP = "step", _("A step of a flowchart")
    TO_DO = "to do", _("What a checklist asks for")
    FILL_IN = "fill in", _("A checklist to fill in")


class TaskEnded(RuleBroken):
    message = _("This task has ended already. Nothing was changed.")


class TaskOfAnother(RuleBroken):
    message = _(
        "Only the agency that has this task, or the lead agency, can say that it is "
        "done."
    )


class TaskEndsByItself(RuleBroken):
    message = _(
        "This task ends by itself: when the step is taken, or the checklist is "
        "finished."
    )
