"""The words of tasks, and what is refused. No database, no web, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

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


class DeadlineKind(Word):
    """Who is told that a task is due, in the order in which it becomes later."""

    REMINDER = "reminder", _("Whoever has the task, before it is due")
    OVERDUE = "overdue", _("Whoever has the task, when it is overdue")
    SUPERVISOR = "supervisor", _("The supervisors of that agency")
    LEAD = "lead", _("The lead agency")


@dataclass(frozen=True)
class Rung:
    """Somebody is told of a task so long after it is due; before it, if negative."""

    kind: DeadlineKind
    offset: timedelta


# What is to be done within the hour is about an immediate danger. Like the lengths
# below this is chosen by INTERACT: the sources say who must act, not when to remind.
IMMEDIATE = timedelta(hours=1)
SHORTEST_WARNING = timedelta(minutes=5)
DAY = timedelta(days=1)


def is_immediate(length: timedelta) -> bool:
    """Whether so little time to do something means that a child is in danger now."""
    return length <= IMMEDIATE


def default_rungs(length: timedelta) -> Iterator[Rung]:
    """Who is told when, of a task with so much time, where no flowchart says it.

    Once before, when three quarters of the time are over, a day at most; when it is
    overdue; the supervisors after half as long again and the lead after as long again,
    within half an hour and a day, an hour and two days.
    """
    warning = min(length / 4, DAY)
    if warning >= SHORTEST_WARNING:
        yield Rung(DeadlineKind.REMINDER, -warning)
    yield Rung(DeadlineKind.OVERDUE, timedelta())
    for kind, after, shortest, longest in (
        (DeadlineKind.SUPERVISOR, length / 2, timedelta(minutes=30), DAY),
        (DeadlineKind.LEAD, length, timedelta(hours=1), 2 * DAY),
    ):
        yield Rung(kind, min(max(after, shortest), longest))


class Pile(Word):
    """Which of the open tasks a person looks at. Due times decide what is overdue."""

    MINE = "mine", _("Mine")
    FREE = "free", _("To take")
    AGENCY = "agency", _("My agency's")
    OVERDUE = "overdue", _("Overdue")
    OTHERS = "others", _("Waiting for others")


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


class TaskNotYourAgencys(RuleBroken):
    message = _("Another agency has this task. Nothing was changed.")


class TaskTaken(RuleBroken):
    message = _(
        "%(name)s has this task. They can give it back, or a supervisor of your "
        "agency can hand it over."
    )


class TaskYoursAlready(RuleBroken):
    message = _("You have this task already. Nothing was changed.")


class TaskNotTaken(RuleBroken):
    message = _("Nobody has taken this task. Nothing was changed.")


class ColleagueHasTask(RuleBroken):
    message = _("%(name)s has this task already. Nothing was changed.")


class CannotOpenTask(RuleBroken):
    message = _(
        "%(name)s cannot open this part of the case: %(part)s. Choose a colleague who "
        "is cleared for it."
    )


class NotNamedForCase(RuleBroken):
    message = _(
        "%(name)s is not among the members who were named for this case. Choose one "
        "who is."
    )
