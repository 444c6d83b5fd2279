"""What a country changes in a checklist: added questions, other words, grades."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

from pydantic import Field, StrictBool

from interact.checklists.definitions import Checklist
from interact.checklists.level_rules import CountRule, MajorityRule
from interact.checklists.parts import Count, Name, Part, Points, Text
from interact.checklists.questions import Question, Sourced
from interact.checklists.rules import RiskLevel
from interact.core.content import Misplaced, Place

Code = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class Rewording(Part):
    """What a question says in this country instead; what is left out stays."""

    text: Text | None = None
    help: Text | None = None
    why: Text | None = None
    to_child: Text | None = None
    weight: Points | None = None
    override: RiskLevel | None = None
    required: StrictBool | None = None
    at_most_months: Count | None = None


class Addition(Part):
    """A question only this country asks, at the end of a section."""

    section: Name
    question: Question


class Change(Sourced):
    """Changes that belong together, and from when to when their law holds.

    `valid_from` is the first day, `valid_to` the last; without, it always holds.
    """

    law: Text | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    add: tuple[Addition, ...] = ()
    reword: dict[Name, Rewording] = Field(default_factory=dict)
    counts: tuple[CountRule, ...] = ()
    majority: MajorityRule | None = None
    grades: dict[RiskLevel, Text] = Field(default_factory=dict)

    def holds_on(self, day: date) -> bool:
        """Whether it holds on this day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


class Country(Part):
    """A file in checklists/countries/: one country's way, checklist by checklist."""

    codes: tuple[Code, ...] = Field(min_length=1)
    version: Count
    title: Text
    checklists: dict[str, tuple[Change, ...]]

    def apply(self, checklist: Checklist, day: date) -> Checklist:
        """The checklist as it is filled in here on this day.

        Refuses with ValueError a change to a section or question there is not, and
        whatever a checklist of its own would be refused for.
        """
        changes = self.checklists.get(checklist.id, ())
        held = [change for change in changes if change.holds_on(day)]
        if not held:
            return checklist
        body = checklist.model_dump(mode="json", exclude_defaults=True)
        for place, change in enumerate(changes):
            if change in held:
                body = _changed(body, change, ("checklists", checklist.id, place))
        since = max((one for one in _days(changes) if one <= day), default=None)
        named = f"{checklist.version} {self.codes[0]} {self.version}"
        edition = f"{named} {since.isoformat()}" if since else named
        body.update(country=self.codes[0], edition=edition)
        return Checklist.model_validate(body)

    def days(self, checklist_id: str) -> list[date]:
        """The days from which something changes by law in a checklist, in order."""
        return sorted(set(_days(self.checklists.get(checklist_id, ()))))


def _days(changes: Iterable[Change]) -> Iterator[date]:
    for change in changes:
        if change.valid_from:
            yield change.valid_from
        if change.valid_to:
            yield date.fromordinal(change.valid_to.toordinal() + 1)


def _changed(body: dict[str, Any], change: Change, at: Place) -> dict[str, Any]:
    sections = [dict(section) for section in body["sections"]]
    asked = {q["id"] for section in sections for q in section["questions"]}
    for name in change.reword:
        if name not in asked:
            problem = "a question is reworded that there is not"
            raise Misplaced(problem, (*at, "reword", name))
    known = {section.get("id") for section in sections}
    for number, one in enumerate(change.add):
        if one.section not in known:
            problem = "a question is added to a section that there is not"
            raise Misplaced(problem, (*at, "add", number, "section"))
    for section in sections:
        reworded = [_reworded(one, change) for one in section["questions"]]
        added = [
            one.question.model_dump(mode="json", exclude_defaults=True)
            for one in change.add
            if one.section == section.get("id")
        ]
        section["questions"] = [*reworded, *added]
    rules = change.model_dump(mode="json", include={"counts", "majority", "grades"})
    changed = {**body, "sections": sections}
    if change.counts:
        changed["counts"] = [*body.get("counts", ()), *rules["counts"]]
    if change.majority:
        changed["majority"] = rules["majority"]
    changed["grades"] = {**body.get("grades", {}), **rules["grades"]}
    return changed


def _reworded(question: dict[str, Any], change: Change) -> dict[str, Any]:
    new = change.reword.get(question["id"])
    if new is None:
        return question
    said = new.model_dump(mode="json", exclude_none=True)
    return {**question, **said}
