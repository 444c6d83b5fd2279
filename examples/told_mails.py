"""The e-mails of one child's way: how many went where, and what none of them says."""
# ruff: noqa: T201  it tells its story on the screen

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from childs_way import Way
from mail_box import Mail
from told_words import heading, moment

WORD = re.compile(r"\w{3,}")


def print_mails(way: Way) -> None:
    """How many e-mails each agency got of which kind, and the first and the last."""
    heading("E-mails that the mail server got from the worker")
    mails = sorted(way.world.mails, key=lambda one: (one.at, one.to, *readable(one)))
    kinds = Counter((one.to.partition("@")[2], one.head["Subject"]) for one in mails)
    for (host, about), number in sorted(kinds.items()):
        print(f"  {host:<22}{number:>4}  {about}")
    phrases, names = phrases_of(way), names_of(way)
    found = sorted(set(_told(mails, phrases, names)))
    print(
        f"\nOf {len(phrases)} things known of the case and {len(names)} names they "
        f"hold: {', '.join(found) or 'none'}"
    )
    for mail in (mails[0], mails[-1]):
        print(f"\n  To {mail.to}, {moment(mail.at)} UTC")
        for line in readable(mail):
            print(f"  | {line}".rstrip())


def phrases_of(way: Way) -> set[str]:
    """What no e-mail may hold: the reference, what is known of the child, agencies."""
    told = [v for one in way.details.values() for v in _texts(one)]
    agencies = [one.name for one in way.world.players.values()]
    return {way.reference, *told, *agencies}


def names_of(way: Way) -> set[str]:
    """Each name, in small letters, of the child and of everybody who takes part."""
    whole = [name for one in way.world.players.values() for _role, name in one.people]
    whole += [v for k, one in way.details.items() if "name" in k for v in _texts(one)]
    return {word for name in whole for word in WORD.findall(name.lower())}


def _told(mails: Iterable[Mail], phrases: set[str], names: set[str]) -> Iterable[str]:
    """What of this e-mails hold, in their heads or their texts."""
    for mail in mails:
        whole = mail.whole()
        yield from (one for one in phrases if one.lower() in whole.lower())
        yield from names & set(WORD.findall(whole.lower()))


def readable(mail: Mail) -> list[str]:
    """An e-mail without the parts that are drawn by lot: its numbers and its link."""
    head = [f"{name}: {mail.head[name]}" for name in ("Subject", "From")]
    lines = mail.text.strip().splitlines()
    return [*head, "", *(line for line in lines if "/reminders/" not in line)]


def _texts(value: Any) -> list[str]:
    return list(value.values()) if isinstance(value, dict) else [str(value)]
