"""Reads a whole folder of flowcharts and tells everything that is wrong in it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from interact.checklists.parts import Sources
from interact.core.content import Content, read_content
from interact.core.errors import ContentInvalid
from interact.flowcharts.calendars import knows
from interact.flowcharts.countries import Country
from interact.flowcharts.country_linter import country_faults
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.faults import Fault, Finding, line_of
from interact.flowcharts.linter import Around, faults
from interact.flowcharts.parts import Known
from interact.flowcharts.wording import Translated, wording_faults

M = TypeVar("M", bound=BaseModel)
CANNOT_READ = "Mend this first: what stands behind it was not looked at."
COUNTRIES = "countries"


@dataclass(frozen=True)
class Folder:
    """The flowcharts and countries of a folder by the names of their files.

    `broken` says what is wrong with files that cannot be read: of each the first thing.
    """

    path: Path
    sources: Sources
    flows: Mapping[str, Content[Flowchart]]
    countries: Mapping[str, Content[Country]]
    broken: tuple[Finding, ...]

    @property
    def general(self) -> dict[str, Flowchart]:
        return {name: one.definition for name, one in self.flows.items()}


@dataclass(frozen=True)
class Beside:
    """What flowcharts lean on: checklists by id, facts INTERACT knows, translations."""

    checklists: Collection[str]
    facts: Collection[str]
    translated: Translated

    def around(self, flows: Mapping[str, Flowchart]) -> Around:
        """The same, and the flowcharts as they are followed in one place."""
        return Around(self.checklists, self.facts, flows)


def read_all(folder: Path, checklists: Collection[str]) -> Folder:
    """Read what can be read of a folder of flowcharts.

    Refuses with ContentInvalid a folder whose sources cannot be read.
    """
    sources = read_content(folder / "sources.yaml", Sources).definition
    paths = sorted(folder.glob("FM-*.yaml"))
    ids = frozenset(path.stem for path in paths)
    known = Known(sources, frozenset(checklists), ids)
    flows, broken = _read(paths, Flowchart, known)
    there = sorted((folder / COUNTRIES).glob("??.yaml"))
    countries, more = _read(there, Country, known)
    return Folder(folder, sources, flows, countries, (*broken, *more))


def lint_flowcharts(folder: Folder, beside: Beside) -> list[Finding]:
    """Everything wrong in a folder of flowcharts, file by file, each thing once.

    Each country is looked through for every edition of its law.
    """
    found, general = [*folder.broken], folder.general
    everywhere = _of_all(general, beside)
    for name, wrong in everywhere.items():
        body = folder.flows[name].body
        found += [_found(f"{name}.yaml", (body, ""), fault) for fault in wrong]
    for name, country in folder.countries.items():
        path, body = f"{COUNTRIES}/{name}.yaml", country.body
        told = [*_of_country(name, country.definition, general)]
        told += [
            (flow_id, fault)
            for flow_id, fault in _of_editions(country.definition, general, beside)
            if fault not in everywhere[flow_id]
        ]
        found += [_found(path, (body, flow_id), fault) for flow_id, fault in told]
    if not folder.broken:
        found += _unused(folder)
    return [*dict.fromkeys(found)]


def _read(
    paths: Iterable[Path], model: type[M], known: Known
) -> tuple[dict[str, Content[M]], list[Finding]]:
    read, broken = {}, []
    for path in paths:
        try:
            read[path.stem] = read_content(path, model, known)
        except ContentInvalid as wrong:
            line, problem = int(str(wrong.values["line"])), wrong.values["problem"]
            broken.append(Finding(_file(path), line, str(problem), CANNOT_READ))
    return read, broken


def _file(path: Path) -> str:
    in_countries = path.parent.name == COUNTRIES
    return f"{COUNTRIES}/{path.name}" if in_countries else path.name


def _of_flowchart(
    name: str, flow: Flowchart, around: Around, translated: Translated
) -> Iterator[Fault]:
    if flow.id != name:
        problem = f"the file that defines “{flow.id}” is not named {flow.id}.yaml"
        yield Fault(flow.id, problem, "Give the file the name of what is in it.")
    yield from faults(flow, around)
    yield from _unanswered(flow)
    yield from wording_faults(flow, translated)


def _unanswered(flow: Flowchart) -> Iterator[Fault]:
    """Deadlines that nobody hears of, and hand-overs that stay open for ever."""
    told = {one.to for one in flow.escalation}
    for who in ("holder", "supervisor", "lead"):
        if who not in told:
            problem = f"“escalation” does not say when the {who} hears of a deadline"
            yield Fault("escalation", problem, f"Add a line with to: {who}.")
    if flow.silence is None:
        problem = "“silence” is missing: a hand-over without an answer stays open"
        advice = "Say “within” what time, and who answers “by_law”."
        yield Fault("silence", problem, advice)
    if flow.country and not knows(flow.country) and _counts_working_days(flow):
        problem = f"the public holidays of {flow.country} are not known"
        yield Fault(flow.id, problem, "Count days instead of working days.")


def _counts_working_days(flow: Flowchart) -> bool:
    spans = [timer.within for one in flow.states.values() for timer in one.timers]
    spans += [one.within for step in flow.steps for one in step.fill_in]
    return any(span is not None and span.working_days for span in spans)


def _of_country(
    name: str, country: Country, general: Mapping[str, Flowchart]
) -> Iterator[tuple[str, Fault]]:
    """What is wrong with what a country changes, and in which flowchart."""
    if country.codes[0] != name:
        problem = f"the first of its codes is not {name}"
        advice = "Give the file the name of the first one."
        yield "", Fault("codes", problem, advice)
    for flow_id, changes in country.flowcharts.items():
        if flow_id in general:
            yield from ((flow_id, f) for f in country_faults(changes, general[flow_id]))
        else:
            problem = f"there is no flowchart “{flow_id}”"
            yield flow_id, Fault(flow_id, problem, "Name one that there is.")


def _of_editions(
    country: Country, general: Mapping[str, Flowchart], beside: Beside
) -> Iterator[tuple[str, Fault]]:
    """What is wrong in a country on any day, and in which flowchart."""
    days = {day for one in country.flowcharts.values() for day in one.days()}
    for day in [date.min, *sorted(days)]:
        here = {name: country.apply(flow, day) for name, flow in general.items()}
        for name, wrong in _of_all(here, beside).items():
            yield from ((name, fault) for fault in wrong)


def _of_all(
    flows: Mapping[str, Flowchart], beside: Beside
) -> dict[str, dict[Fault, None]]:
    """What is wrong with each flowchart of one place, in the order it was found."""
    return {
        name: dict.fromkeys(
            _of_flowchart(name, flow, beside.around(flows), beside.translated)
        )
        for name, flow in flows.items()
    }


def _unused(folder: Folder) -> Iterator[Finding]:
    bodies = [file.body for file in folder.flows.values()]
    bodies += [file.body for file in folder.countries.values()]
    texts = "".join(bodies)
    body = (folder.path / "sources.yaml").read_text("utf-8")
    for label in folder.sources.sources:
        if label not in texts:
            problem = f"no flowchart names the source “{label}”"
            advice = "Take it out, or name it where it belongs."
            yield _found("sources.yaml", (body, ""), Fault(label, problem, advice))


def _found(file: str, where: tuple[str, str], fault: Fault) -> Finding:
    body, within = where
    return Finding(file, line_of(body, fault, within), fault.problem, fault.advice)
