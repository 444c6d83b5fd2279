"""Reads a whole folder of checklists and tells everything that is wrong in it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from interact.checklists.countries import Change, Country
from interact.checklists.definitions import Checklist
from interact.checklists.linter import Around, Fault, faults
from interact.checklists.parts import Sources
from interact.checklists.reading import load_sources
from interact.checklists.reading_ease import too_hard
from interact.core.content import Content, Place, line_of, read_folder


@dataclass(frozen=True)
class Finding:
    """A fault as it is told: the file, its line, what is wrong and what to do."""

    file: str
    line: int
    problem: str
    advice: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.problem}. {self.advice}"


def lint_folder(
    folder: Path, steps: Collection[str], translated: dict[str, Collection[str]]
) -> list[Finding]:
    """Everything wrong in a folder of checklists that can be read, in file order."""
    sources = load_sources(folder)
    files = read_folder(folder, Checklist, "CL-*.yaml", sources)
    around = Around(steps, [one.definition.id for one in files], translated)
    found = [
        _found(f"{file.definition.id}.yaml", file.body, fault)
        for file in files
        for fault in faults(file.definition, around)
    ]
    countries = read_folder(folder / "countries", Country, "??.yaml", sources)
    found += [
        _found(f"countries/{file.definition.codes[0]}.yaml", file.body, fault)
        for file in countries
        for fault in _of_country(file.definition)
    ]
    return found + _unused(folder, sources, files, countries)


def _of_country(country: Country) -> Iterator[Fault]:
    for checklist_id, changes in country.checklists.items():
        for number, change in enumerate(changes):
            place = ("checklists", checklist_id, number)
            first, last = change.valid_from, change.valid_to
            if first and last and last < first:
                yield Fault(place, "it ends before it begins", "Mend the days.")
            if (change.valid_from or change.valid_to) and not change.law:
                yield Fault(
                    place, "it holds from a day on", "Name the “law” behind it."
                )
            yield from _added(place, change)


def _added(place: Place, change: Change) -> Iterator[Fault]:
    for number, one in enumerate(change.add):
        asked = one.question
        hard = too_hard(asked.text, asked.help, asked.why, asked.to_child)
        if hard:
            yield Fault(
                (*place, "add", number, "question"),
                f"“{asked.id}” is hard to read: {hard}",
                "Use shorter words and sentences.",
            )


def _unused(
    folder: Path,
    sources: Sources,
    files: list[Content[Checklist]],
    countries: list[Content[Country]],
) -> list[Finding]:
    named = {
        label
        for file in files
        for question in file.definition.questions()
        for label in question.sources
    }
    for country in countries:
        for changes in country.definition.checklists.values():
            for change in changes:
                named |= set(change.sources)
                named |= {s for one in change.add for s in one.question.sources}
    body = (folder / "sources.yaml").read_text("utf-8")
    return [
        _found(
            "sources.yaml",
            body,
            Fault(
                ("sources", label),
                f"no question names the source “{label}”",
                "Take it out, or name it where it belongs.",
            ),
        )
        for label in sources.sources
        if label not in named
    ]


def _found(file: str, body: str, fault: Fault) -> Finding:
    return Finding(file, line_of(body, fault.place), fault.problem, fault.advice)
