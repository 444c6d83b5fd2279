"""The words of tasks, and what is refused. No database, no web, no clock."""

from interact.agencies.rules import AgencyKind
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _

ABROAD = " abroad"


class Party(Word):
    """Who has to do something: a kind of agency, the lead agency, or anyone.

    Those abroad are agencies of the other country a procedure is about.
    """

    RECEPTION = AgencyKind.RECEPTION.value, AgencyKind.RECEPTION.label
    SOCIAL_SERVICES = AgencyKind.SOCIAL_SERVICES.value, AgencyKind.SOCIAL_SERVICES.label
    GUARDIANSHIP = AgencyKind.GUARDIANSHIP.value, AgencyKind.GUARDIANSHIP.label
    POLICE = AgencyKind.POLICE.value, AgencyKind.POLICE.label
    HOTLINE = AgencyKind.HOTLINE.value, AgencyKind.HOTLINE.label
    NGO = AgencyKind.NGO.value, AgencyKind.NGO.label
    LEAD = "lead", _("Lead agency")
    ANY = "any", _("Any agency")
    POLICE_ABROAD = "police abroad", _("Police of the other country")
    HOTLINE_ABROAD = "hotline abroad", _("116 000 hotline of the other country")
    GUARDIANSHIP_ABROAD = (
        "guardianship abroad",
        _("Guardianship of the other country"),
    )
    SOCIAL_SERVICES_ABROAD = (
        "social services abroad",
        _("Social services of the other country"),
    )

    @property
    def is_abroad(self) -> bool:
        """Whether only agencies of the other country are meant."""
        return self.value.endswith(ABROAD)

    @property
    def kind(self) -> AgencyKind | None:
        """The kind of agency, here or abroad; None for the lead and for any."""
        if self in {Party.LEAD, Party.ANY}:
            return None
        return AgencyKind(self.value.removesuffix(ABROAD))

    def covers(self, kind: AgencyKind, *, leads: bool, abroad: bool = False) -> bool:
        """Whether an agency of `kind` is this party.

        `leads` says that it leads the case, `abroad` that it is of the other country.
        """
        if self is Party.ANY:
            return True
        if self is Party.LEAD:
            return leads
        return self.kind is kind and (abroad or not self.is_abroad)


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
