"""The words of reminders, and when e-mails go out. No database, no web, no clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from interact.agencies.rules import Role
from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _

LONGEST_ADDRESS = 254


class ReminderKind(Word):
    """Why somebody is told. The label is all an e-mail says of it."""

    DUE_SOON = "due soon", _("Something is due soon")
    OVERDUE = "overdue", _("Something is overdue")
    SUPERVISOR = "supervisor", _("Something waits for a supervisor: it is long overdue")
    LEAD = "lead", _("An agency is late in a case that your agency leads")
    ALERT = "alert", _("An alert waits for your agency")
    OFFER = "offer", _("An offer waits for your agency's answer")
    HANDED_OVER = "handed over", _("A colleague handed something over to you")


ALL_KINDS = frozenset(ReminderKind)


def kinds_for(role: Role) -> tuple[ReminderKind, ...]:
    """What somebody of this part can be told of."""
    supervises = role is Role.SUPERVISOR
    return tuple(
        kind for kind in ReminderKind if supervises or kind != ReminderKind.SUPERVISOR
    )


@dataclass(frozen=True)
class Quiet:
    """From when to when nothing that can wait is sent, by the agency's clock."""

    begins: time
    ends: time

    def ends_after(self, at: datetime, zone: str) -> datetime:
        """The first moment from `at` on (UTC) that is not quiet, in UTC."""
        local = at.astimezone(ZoneInfo(zone))
        if not self._covers(local.time()):
            return at
        day = local.date()
        if local.time() >= self.ends:
            day += timedelta(days=1)
        return datetime.combine(day, self.ends, ZoneInfo(zone)).astimezone(UTC)

    def _covers(self, moment: time) -> bool:
        if self.begins <= self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a person wishes to be told by e-mail, where to, in which language, and when.

    Without an address nothing is sent. With `digest_at` what can wait comes once a
    day at that time, together; `quiet` holds back what can wait. Times are those of
    the agency's clock. What is about an immediate danger is sent at once.
    """

    address: str = field(default="", repr=False)
    kinds: frozenset[ReminderKind] = ALL_KINDS
    language: str = "en"
    quiet: Quiet | None = None
    digest_at: time | None = None

    @classmethod
    def none(cls) -> Self:
        """Those of a person who never said any."""
        return cls()


def goes_out_at(wishes: Wishes, at: datetime, zone: str) -> datetime:
    """When something that can wait is sent (UTC), where it became known `at`."""
    if wishes.digest_at is None:
        return wishes.quiet.ends_after(at, zone) if wishes.quiet else at
    local = at.astimezone(ZoneInfo(zone))
    day = local.date()
    if local.time() >= wishes.digest_at:
        day += timedelta(days=1)
    return datetime.combine(day, wishes.digest_at, ZoneInfo(zone)).astimezone(UTC)


# Minutes until an e-mail is tried again; after the last it has failed. About two days.
TRIED_AGAIN = (1, 5, 15, 60, 240, 720, 1440)


def try_again_after(attempts: int) -> timedelta | None:
    """How long until the next attempt, after so many; None when there is no next."""
    if attempts > len(TRIED_AGAIN):
        return None
    return timedelta(minutes=TRIED_AGAIN[max(attempts, 1) - 1])


def check_address(address: str) -> str:
    """An e-mail address without blanks around it; empty is none.

    Refuses with NoAddress what a mail server could not take as one address.
    """
    address = address.strip()
    if not address:
        return ""
    name, _at, host = address.rpartition("@")
    one = address.isascii() and address.isprintable() and " " not in address
    if not (one and name and "." in host.strip(".")) or len(address) > LONGEST_ADDRESS:
        raise NoAddress
    if any(sign in address for sign in ',;<>"()[]:\\') or "@" in name:
        raise NoAddress
    return address


class NoAddress(RuleBroken):
    message = _("Enter one e-mail address, for example name@example.org.")


class NoMail(RuleBroken):
    message = _("This installation sends no e-mail. Reminders stand on their page.")
