"""Two made-up children, and what the checklists say of them on their way.

No database and no server: published checklists, answers, and what they come to, with
all that a practitioner asks next. Why this level, what is not known, what would change
it, who does what within how many hours, and when to look again.

    python examples/two_assessments.py
"""
# ruff: noqa: T201  it tells its story on the screen

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from textwrap import fill

from stories import ABENA, QIRO, Look

from interact.checklists.consequences import consequences_of, replies_of, to_be_done
from interact.checklists.definitions import Checklist
from interact.checklists.reading import Checklists, load_checklists
from interact.checklists.results import Basis, Reason, Result
from interact.checklists.rules import OPEN, Reply, RiskLevel
from interact.checklists.scoring import score
from interact.core.places import CHECKLISTS

DAY = date(2026, 11, 1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Seen:
    """A checklist as it was filled in once, and what it came to."""

    look: Look
    checklist: Checklist
    replies: dict[str, Reply]
    result: Result
    level: RiskLevel


def look_at(checklists: Checklists, look: Look) -> Seen:
    """Fill in a checklist as it is asked in that country on that day."""
    checklist = checklists.in_country(look.checklist_id, look.country, DAY)
    for name, answer in look.answers.items():
        checklist.question(name).check(answer, DAY)
    replies = replies_of(checklist, look.answers, look.facts)
    result = score(checklist, look.answers, look.facts)
    if result.level is None:
        raise LookupError(look.checklist_id)
    return Seen(look, checklist, replies, result, result.level)


def tell(seen: Seen) -> None:
    """Everything that is asked about a level."""
    checklist, result = seen.checklist, seen.result
    form = "short form" if seen.look.short_form else "in full"
    print(f"\n{seen.look.when}")
    print(f"{checklist.id} {checklist.title}, {form}, {seen.look.country}")
    print(f"  Level: {checklist.grade(seen.level)}. It is advice; a person decides.")
    show("The rule", (rule_words(checklist, one) for one in result.basis))
    show("The answers that made it", (answer_words(seen, one) for one in result.why))
    show(f"Not known ({result.unknown_share:.0%} of what counts)", not_known(seen))
    show("What would change it", changes(seen))
    show("To do", steps(seen))
    again = checklist.review_after(seen.level, timedelta(0)) or timedelta(0)
    show("Look again", [f"In {again / HOUR:g} h, and when something changes"])


def show(title: str, lines: Iterable[str]) -> None:
    print(f"  {title}:")
    for line in list(lines) or ["nothing"]:
        print(fill(line, 88, initial_indent="    - ", subsequent_indent="      "))


def rule_words(checklist: Checklist, basis: Basis) -> str:
    """Which rule of the checklist it is, and what it found."""
    parts = [basis.rule.label]
    if basis.question_id:
        parts.append(checklist.question(basis.question_id).text)
    if basis.counted:
        parts.append(f"{basis.counted:g} found")
    if basis.needed:
        parts.append(f"enough from {basis.needed} on")
    titles = [one.title for one in checklist.sections if one.id in basis.sections]
    return "; ".join([*parts, *titles])


def answer_words(seen: Seen, reason: Reason) -> str:
    """A question, what was answered, what it counts, what it rests on."""
    if reason.override:
        counts = f"enough for {reason.override.label.lower()}"
    elif seen.checklist.counts or not reason.points:
        counts = "one sign"
    else:
        counts = f"{reason.points:+g} points"
    answer = seen.look.answers.get(reason.question_id)
    rests_on = (
        "Known from the case." if reason.from_fact else answer and answer.evidence
    )
    said = f"{seen.checklist.question(reason.question_id).text} {reason.reply.label}"
    return f"{said} ({counts}). {rests_on or ''}".strip()


def not_known(seen: Seen) -> Iterator[str]:
    """What was asked and has no answer, and how many questions were not asked yet."""
    for name in seen.look.answers:
        if (reply := seen.replies.get(name, Reply.NOT_ASKED)) in OPEN:
            yield f"{seen.checklist.question(name).text} {reply.label}"
    rest = set(seen.result.missing) - set(seen.look.answers)
    if rest:
        yield f"Not asked yet: {len(rest)} more"


def changes(seen: Seen) -> Iterator[str]:
    """What the open questions would make, were they answered yes."""
    others: Counter[RiskLevel] = Counter()
    for one in seen.result.would_raise:
        if one.question_id in seen.look.answers:
            text = seen.checklist.question(one.question_id).text
            yield f"{text} If yes: {one.level.label}"
        else:
            others[one.level] += 1
    for level, count in others.items():
        yield f"A yes to one of {count} others: {level.label}"


def steps(seen: Seen) -> Iterator[str]:
    """Who does what within how many hours, the soonest first."""
    asked = consequences_of(seen.checklist, seen.result, None, seen.replies)
    to_do = [one.consequence for one in to_be_done(asked)]
    for one in sorted(to_do, key=lambda one: one.within_hours or 0):
        yield f"Within {one.within_hours} h, {one.owner.label}: {one.text}"


def main() -> None:
    """Both children, look after look; what one list said counts in the next ones."""
    checklists = load_checklists(CHECKLISTS)
    for looks in (ABENA, QIRO):
        levels: dict[str, RiskLevel] = {}
        for look in looks:
            knowing = replace(look, facts=replace(look.facts, levels=dict(levels)))
            seen = look_at(checklists, knowing)
            levels[look.checklist_id] = seen.level
            tell(seen)


if __name__ == "__main__":
    main()
