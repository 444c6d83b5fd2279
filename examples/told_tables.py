"""One child's way in tables: what was done, lay where, was late, and who answered.

What is printed here is read from the tables of the installation once all has passed.
"""
# ruff: noqa: T201  it tells its story on the screen

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import wrap

from childs_way import Way
from sqlalchemy import select
from sqlalchemy.orm import Session
from told_mails import print_mails
from told_words import heading, length, moment
from what_lies_there import Desk, Hour, Watch

from interact.core.clock import now
from interact.flowcharts.models import (
    Procedure,
    Responsibility,
    ResponsibilityOffer,
)
from interact.flowcharts.responsibility_rules import OfferStatus
from interact.flowcharts.who_answers import time_without_owner
from interact.tasks.models import Task
from interact.tasks.rules import TaskKind

WIDTH = 110
MINUTE = timedelta(minutes=1)
NOBODY = "(no agency that could)"
WORDS = {"FM-PREV": "Prevention", "FM-RESP": "Response", "FM-AFTER": "Aftercare"}


@dataclass(frozen=True)
class Limit:
    """One thing that was due: whose, of what, by when (UTC), and what became of it."""

    who: str
    what: str
    due_at: datetime
    ended_at: datetime | None
    done: bool

    @property
    def late(self) -> timedelta:
        """How long it was overdue; nothing where it was kept."""
        return max((self.ended_at or now()) - self.due_at, timedelta())

    @property
    def verdict(self) -> str:
        if self.late:
            return (
                f"broken, {length(self.late)} late{'' if self.done else ', not done'}"
            )
        if self.ended_at is None:
            return "still open"
        return "kept" if self.done else "not needed any more"


def print_all(way: Way, watch: Watch) -> None:
    """All tables of one child."""
    print(f"\n{'=' * WIDTH}\n{way.name}\n{'=' * WIDTH}")
    print_lines(way)
    print_desks(way, watch.hours)
    with way.world.looking() as session:
        limits = list(limits_of_steps(session))
        print_limits(way, limits)
        print_checklists(session)
        print_who_answered(way, session)
    print_looks(watch)
    print_mails(way)


def print_lines(way: Way) -> None:
    """What was done, hour by hour, by both clocks."""
    heading(f"What was done for {way.name}")
    print("UTC               there  agency")
    hour = None
    for line in way.lines:
        if line.at.replace(minute=0, second=0) != hour:
            hour = line.at.replace(minute=0, second=0)
            print()
        there = way.world.there(line.who, line.at)
        start = f"{moment(line.at)}  {there:%H:%M}  {way.named(line.who)[:24]:<25}"
        first, *rest = wrap(line.text, WIDTH - len(start))
        print(start + first)
        for more in rest:
            print(" " * len(start) + more)


def print_desks(way: Way, hours: Iterable[Hour]) -> None:
    """How much lay on each desk at each full hour at which that had changed."""
    heading("What lay on each desk at the full hour, and who answered")
    print("Open tasks / overdue ones / tracks whose next step the agency answers for")
    keys = list(way.world.players)
    print(f"\n{'UTC':<16}" + "".join(f"{key:>10}" for key in keys))
    before = None
    for hour in hours:
        if hour.desks != before:
            cells = "".join(f"{cell(hour.desks[key]):>10}" for key in keys)
            print(moment(hour.at) + cells)
        before = hour.desks


def cell(desk: Desk) -> str:
    """Three open tasks, one of them overdue, and one track to answer for: "3/1/1"."""
    numbers = (desk.open, desk.overdue, desk.answers)
    return "/".join(str(one) for one in numbers) if any(numbers) else "-"


def limits_of_steps(session: Session) -> Iterator[Limit]:
    """Every limit that a flowchart set, in the order in which they were due."""
    procedures = {one.id: one for one in session.scalars(select(Procedure))}
    wanted = select(Task).where(Task.kind == TaskKind.STEP)
    for task in session.scalars(wanted.order_by(Task.due_at, Task.title, Task.step)):
        if task.procedure_id is None:
            continue
        yield Limit(
            who=task.agency.name if task.agency else NOBODY,
            what=f"{words(procedures[task.procedure_id])}: {task.step}",
            due_at=task.due_at,
            ended_at=task.ended_at,
            done=task.done,
        )


def print_limits(way: Way, limits: list[Limit]) -> None:
    """Each limit of a step by agency, and all that were broken once more."""
    heading("The limits of the steps, by agency (UTC)")
    names = [one.name for one in way.world.players.values()]
    for name in [*names, NOBODY]:
        theirs = [one for one in limits if one.who == name]
        if theirs:
            print(f"\n{name}")
        for one in theirs:
            print(f"  {moment(one.due_at)}  {one.what:<46}{one.verdict}")
    broken = [one for one in limits if one.late]
    kept = sum(one.verdict == "kept" for one in limits)
    print(f"\nKept: {kept}. Broken: {len(broken)}.")
    for one in broken:
        print(f"  Broken: {one.who}: {one.what}, {length(one.late)}")


def print_checklists(session: Session) -> None:
    """How many checklists, and things they ask for, were done in time."""
    heading("Checklists to fill in, and what they asked for")
    wanted = select(Task).where(Task.kind != TaskKind.STEP)
    found: Counter[tuple[str, str]] = Counter()
    for task in session.scalars(wanted):
        late = (task.ended_at or now()) > task.due_at
        name = task.agency.name if task.agency else NOBODY
        open_or_not = "in time" if task.done else "not needed or not due yet"
        found[name, "late" if late else open_or_not] += 1
    for (name, verdict), number in sorted(found.items()):
        print(f"  {name:<30}{number:>4} {verdict}")


def print_who_answered(way: Way, session: Session) -> None:
    """For each track: who answered from when to when, and who was asked."""
    heading("Who answered for the next step (UTC)")
    procedures = select(Procedure).order_by(Procedure.created_at)
    for procedure in session.scalars(procedures):
        unowned = time_without_owner(session, procedure)
        for key, track in procedure.flow.tracks.items():
            rows = _rows(session, procedure, key)
            if not rows:
                continue
            print(f"\n{track_name(procedure, track.title)}")
            for at, text in rows:
                print(f"  {moment(at)}  {text}")
            if unowned.get(key):
                print(f"  Nobody who should answered for {length(unowned[key])}")


def _rows(
    session: Session, procedure: Procedure, track: str
) -> list[tuple[datetime, str]]:
    """Who answered and who was asked, in the order of time."""
    rows = []
    for held in session.scalars(
        select(Responsibility).where(Responsibility.procedure_id == procedure.id)
    ):
        if held.track == track and lasted(held.since, held.until):
            stands = ", who only stands in" if held.stands_in else ""
            until = f" until {moment(held.until)}" if held.until else ""
            rows.append((held.since, f"{held.agency.name} answers{stands}{until}"))
    for offer in session.scalars(
        select(ResponsibilityOffer).where(
            ResponsibilityOffer.procedure_id == procedure.id
        )
    ):
        if offer.track == track and lasted(offer.offered_at, offer.answered_at):
            rows.append((offer.offered_at, offer_words(offer)))
    return sorted(rows)


def lasted(since: datetime, until: datetime | None) -> bool:
    """Whether it was so for a minute: what one step does and the next undoes is not."""
    return until is None or until - since >= MINUTE


def offer_words(offer: ResponsibilityOffer) -> str:
    """Who was asked by whom, and what came of it."""
    answered = offer.answered_at or now()
    late = length(answered - offer.answer_by) if answered > offer.answer_by else ""
    said = {
        OfferStatus.OFFERED: "no answer",
        OfferStatus.ACCEPTED: "yes",
        OfferStatus.DECLINED: "no",
        OfferStatus.LAPSED: "not needed any more",
        OfferStatus.SETTLED: "silence, so the law said who",
    }[offer.status]
    when = f" {moment(answered)}" if offer.answered_at else ""
    silent = f", silent for {late} too long" if late else ""
    return f"{offer.by_agency.name} asks {offer.agency.name}: {said}{when}{silent}"


def track_name(procedure: Procedure, title: str) -> str:
    name = words(procedure)
    return name if len(procedure.flow.tracks) == 1 else f"{name}, {title.lower()}"


def words(procedure: Procedure) -> str:
    """What a procedure is called: which flowchart, and which episode or country."""
    if procedure.with_country:
        return f"{procedure.country} to {procedure.with_country}"
    which = f" {procedure.episode.number}" if procedure.episode else ""
    return f"{WORDS[procedure.flowchart]}{which} ({procedure.country})"


def print_looks(watch: Watch) -> None:
    print(f"\nLooked at {watch.looks} moments: ", end="")
    print(
        "; ".join(watch.wrong) or "each open track had exactly one agency that answered"
    )
