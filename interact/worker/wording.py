"""What an e-mail says, in its reader's language: never who, never which case (0021)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.support import NullTranslations, Translations

from interact.core.places import CATALOGUES
from interact.core.words import mark as _
from interact.reminders.rules import ReminderKind


@dataclass(frozen=True, kw_only=True)
class About:
    """What an e-mail tells of one thing: its kind, when it is due (UTC), how urgent."""

    kind: ReminderKind
    urgent: bool
    due_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Text:
    """The subject and the body of an e-mail."""

    subject: str
    body: str


def word(about: Sequence[About], *, link: str, language: str, zone: str) -> Text:
    """Word an e-mail about one thing, or about several of a day together."""
    said = catalogue(language).gettext
    subject, lines = (
        _one(about[0], language, zone) if len(about) == 1 else _many(about, language)
    )
    told = [
        *lines,
        "",
        said(_("Sign in to see what it is:")),
        link,
        "",
        said(
            _(
                "This message names nobody, and nobody reads an answer to it. You "
                "asked INTERACT for it, and can change that on the page Reminders."
            )
        ),
    ]
    return Text(subject=subject, body="\n".join(told) + "\n")


def _one(about: About, language: str, zone: str) -> tuple[str, list[str]]:
    said = catalogue(language).gettext
    what = said(about.kind.label)
    whole = _("INTERACT, urgent: %(what)s") if about.urgent else _("INTERACT: %(what)s")
    lines = [said(_("%(what)s.")) % {"what": what}]
    if about.urgent:
        lines.append(said(_("It is urgent: a child may be in immediate danger.")))
    if about.due_at:
        at = moment(about.due_at, language, zone)
        lines.append(said(_("Due: %(at)s")) % {"at": at})
    return said(whole) % {"what": what}, lines


def _many(about: Sequence[About], language: str) -> tuple[str, list[str]]:
    words = catalogue(language)
    number = len(about)
    waits = "INTERACT: %(number)s thing waits", "INTERACT: %(number)s things wait"
    subject = words.ngettext(*waits, number) % {"number": number}
    counted = Counter(one.kind for one in about)
    line = words.gettext(_("%(what)s: %(number)s"))
    return subject, [
        line % {"what": words.gettext(kind.label), "number": counted[kind]}
        for kind in ReminderKind
        if counted[kind]
    ]


def moment(at: datetime, language: str, zone: str) -> str:
    """A moment as the agency's clock shows it, such as "22 November, 18:40 CET"."""
    local = at.astimezone(ZoneInfo(zone))
    return str(format_datetime(local, "d MMMM, HH:mm z", locale=_locale(language)))


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations of a language; English where there are none."""
    return Translations.load(CATALOGUES, [language])


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse("en_GB" if language == "en" else language, sep="_")
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")
