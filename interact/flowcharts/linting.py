"""Reads a whole folder of flowcharts and tells everything that is wrong in it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from interact.checklists.parts import Sources
from interact.checklists.reading_ease import too_hard
from interact.core.content import Content, read_content
from interact.core.errors import ContentInvalid
from interact.flowcharts.calendars import knows
from interact.flowcharts.countries import Country
from interact.flowcharts.country_linter import country_faults
from interact.flowcharts.definitions import Flowchart, Step
from interact.flowcharts.faults import STEPS, Fault, Finding, line_of
from interact.flowcharts.linter import Around, faults
from interact.flowcharts.parts import Known
from interact.flowcharts.texts import texts_of

M = TypeVar("M", bound=BaseModel)
CANNOT_READ = "Mend this first: what stands behind it was not looked at."
COUNTRY = "countries/"


@dataclass(frozen=True)
class Beside:
    """What flowcharts lean on: checklists by id, facts INTERACT knows, translations.

    `translated` says for each language which texts its catalogue holds.
    """

    checklists: Collection[str]
    facts: Collection[str]
    translated: Mapping[str, Collection[str]]


def lint_flowcharts(folder: Path, beside: Beside) -> list[Finding]:
    """Everything wrong in a folder of flowcharts, file by file, each thing once.

    Of a file that cannot be read only the first mistake is told. Each country is looked
    through for every edition of its law. Refuses with ContentInvalid a folder whose
    sources cannot be read.
    """
    sources = read_content(folder / "sources.yaml", Sources).definition
    ids = frozenset(path.stem for path in folder.glob("FM-*.yaml"))
    known = Known(sources, frozenset(beside.checklists), ids)
    found: list[Finding] = []
    flows = _read(sorted(folder.glob("FM-*.yaml")), Flowchart, known, found)
    paths = sorted((folder / "countries").glob("??.yaml"))
    countries = _read(paths, Country, known, found)
    general = {name: one.definition for name, one in flows.items()}
    for name, file in flows.items():
        for fault in _of_flowchart(name, file.definition, _around(beside, general)):
            found.append(_found(f"{name}.yaml", (file.body, ""), fault))
        for fault in _untranslated(file.definition, beside.translated):
            found.append(_found(f"{name}.yaml", (file.body, ""), fault))
    for name, content in countries.items():
        found += _of_country(name, content, general, beside)
    whole = len(flows) == len(ids) and len(countries) == len(paths)
    return [*dict.fromkeys(found), *(_unused(folder, sources) if whole else ())]


def _read(
    paths: Iterable[Path], model: type[M], known: Known, found: list[Finding]
) -> dict[str, Content[M]]:
    """Every file that can be read, by its name; of the others what is wrong."""
    read = {}
    for path in paths:
        try:
            read[path.stem] = read_content(path, model, known)
        except ContentInvalid as wrong:
            said, above = wrong.values, COUNTRY if model is Country else ""
            line, problem = int(str(said["line"])), str(said["problem"])
            found.append(Finding(above + path.name, line, problem, CANNOT_READ))
    return read


def _around(beside: Beside, flows: Mapping[str, Flowchart]) -> Around:
    return Around(beside.checklists, beside.facts, flows)


def _of_flowchart(name: str, flow: Flowchart, around: Around) -> Iterator[Fault]:
    if flow.id != name:
        problem = f"the file that defines “{flow.id}” is not named {flow.id}.yaml"
        yield Fault(flow.id, problem, "Give the file the name of what is in it.")
    yield from faults(flow, around)
    yield from _unanswered(flow)
    yield from _hard_to_read(flow)
    for step in flow.steps:
        yield from _said_otherwise(step)


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
        advice = "Count days instead of working days."
        yield Fault(flow.id, problem, advice)


def _counts_working_days(flow: Flowchart) -> bool:
    spans = [timer.within for one in flow.states.values() for timer in one.timers]
    spans += [one.within for step in flow.steps for one in step.fill_in]
    return any(span is not None and span.working_days for span in spans)


def _hard_to_read(flow: Flowchart) -> Iterator[Fault]:
    for part in texts_of(flow):
        if hard := too_hard(*part.texts):
            problem = f"“{part.at}” is hard to read: {hard}"
            advice = "Use shorter words and sentences."
            yield Fault(part.at, problem, advice, part.section)


def _said_otherwise(step: Step) -> Iterator[Fault]:
    """What would not fit the words around it on a page."""
    for ask in step.asks:
        if ask.text.endswith("."):
            problem = f"“{step.id}” asks for “{ask.id}” in a sentence with a full stop"
            yield Fault(step.id, problem, "Take the full stop out.", STEPS)
    for text in (*step.advice, *(need.because for need in step.needs)):
        if not text.endswith((".", "?")):
            start = " ".join(text.split()[:4])
            problem = f"“{step.id}” says “{start} ...” without a full stop"
            yield Fault(step.id, problem, "Make it a sentence.", STEPS)
    if step.must_note and not step.must_note[0].islower():
        problem = f"“must_note” of “{step.id}” does not begin small"
        advice = "Let it go on from “Write this first:”."
        yield Fault(step.id, problem, advice, STEPS)


def _untranslated(
    flow: Flowchart, translated: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    for language, known in translated.items():
        for part in texts_of(flow):
            for text in part.texts:
                if text not in known:
                    start = " ".join(text.split()[:4])
                    problem = f"“{start} ...” is not translated into “{language}”"
                    advice = "Add it to the catalogue of the language."
                    yield Fault(part.at, problem, advice, part.section)


def _of_country(
    name: str,
    content: Content[Country],
    general: Mapping[str, Flowchart],
    beside: Beside,
) -> Iterator[Finding]:
    country, file = content.definition, f"{COUNTRY}{name}.yaml"
    if country.codes[0] != name:
        fault = Fault("codes", f"the first code is not {name}", "Rename the file.")
        yield _found(file, (content.body, ""), fault)
    for flow_id, changes in country.flowcharts.items():
        where = content.body, flow_id
        if flow_id not in general:
            problem = f"there is no flowchart “{flow_id}”"
            yield _found(file, where, Fault(flow_id, problem, "Name one there is."))
            continue
        for fault in country_faults(changes, general[flow_id]):
            yield _found(file, where, fault)
    if general.keys() >= country.flowcharts.keys():
        for flow_id, fault in _of_editions(country, general, beside):
            yield _found(file, (content.body, flow_id), fault)


def _of_editions(
    country: Country, general: Mapping[str, Flowchart], beside: Beside
) -> Iterator[tuple[str, Fault]]:
    """What a country makes wrong on any day, and was not wrong before."""
    days = {day for one in country.flowcharts.values() for day in one.days()}
    before = {
        name: {*_of_flowchart(name, flow, _around(beside, general))}
        for name, flow in general.items()
    }
    for day in [date.min, *sorted(days)]:
        here = {name: country.apply(flow, day) for name, flow in general.items()}
        for name, flow in here.items():
            around = _around(beside, here)
            for fault in _of_flowchart(name, flow, around):
                if fault not in before[name]:
                    yield name, fault
            for fault in _untranslated(flow, beside.translated):
                if fault not in {*_untranslated(general[name], beside.translated)}:
                    yield name, fault


def _unused(folder: Path, sources: Sources) -> Iterator[Finding]:
    paths = [*folder.glob("FM-*.yaml"), *(folder / "countries").glob("??.yaml")]
    texts = "".join(path.read_text("utf-8") for path in paths)
    body = (folder / "sources.yaml").read_text("utf-8")
    for label in sources.sources:
        if label not in texts:
            problem = f"no flowchart names the source “{label}”"
            advice = "Take it out, or name it where it belongs."
            yield _found("sources.yaml", (body, ""), Fault(label, problem, advice))


def _found(file: str, where: tuple[str, str], fault: Fault) -> Finding:
    body, within = where
    return Finding(file, line_of(body, fault, within), fault.problem, fault.advice)
