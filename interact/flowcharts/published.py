"""Reads the folder flowcharts/: every flowchart, and each country's way of it."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from interact.checklists.parts import Sources
from interact.core.content import Content, read_content, read_folder
from interact.core.errors import ContentInvalid, NotFound
from interact.flowcharts.countries import Country
from interact.flowcharts.country_linter import country_faults
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.faults import Fault, line_of
from interact.flowcharts.linter import Around, faults
from interact.flowcharts.parts import Known

NO_SOURCES = Sources(note="-", sources={})


@dataclass(frozen=True)
class Flowcharts(Mapping[str, Flowchart]):
    """The published flowcharts by id, and what each country changes, by its code."""

    general: Mapping[str, Flowchart]
    countries: Mapping[str, Country]
    sources: Sources = NO_SOURCES

    def __getitem__(self, flow_id: str) -> Flowchart:
        return self.general[flow_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.general)

    def __len__(self) -> int:
        return len(self.general)

    def in_country(self, flow_id: str, code: str, day: date) -> Flowchart:
        """A flowchart as followed on a day in a country (ISO 3166-1 alpha-2).

        The general one where the country has no file. Refuses with NotFound an id that
        is not published.
        """
        if flow_id not in self.general:
            raise NotFound
        flow, country = self.general[flow_id], self.countries.get(code)
        return country.apply(flow, day) if country else flow

    def editions(self) -> Iterator[Flowchart]:
        """Everything that may ever be followed: in general, by country and by law."""
        yield from self.general.values()
        for country in {one.codes: one for one in self.countries.values()}.values():
            for flow in self.general.values():
                changes = country.flowcharts.get(flow.id)
                for day in [date.min, *(changes.days() if changes else [])]:
                    yield country.apply(flow, day)


@dataclass(frozen=True)
class Pin:
    """One flowchart as a procedure started with it: `body` is its JSON, complete."""

    id: str
    version: int
    country: str | None
    sha256: str
    body: str


def load_flowcharts(folder: Path, checklists: Collection[str]) -> Flowcharts:
    """Read and check every flowchart and country file of a folder.

    `checklists` are the ids of the published checklists. Refuses with ContentInvalid,
    naming file and line, what cannot be read or what the linter objects to.
    """
    sources = read_content(folder / "sources.yaml", Sources).definition
    ids = frozenset(path.stem for path in folder.glob("FM-*.yaml"))
    known = Known(sources, frozenset(checklists), ids)
    general = {}
    for content in read_folder(folder, Flowchart, "FM-*.yaml", known):
        flow = content.definition
        _refuse_other_name(folder, flow.id)
        found = faults(flow, Around(checklists))
        _refuse(f"{flow.id}.yaml", (content.body, ""), found)
        general[flow.id] = flow
    countries: dict[str, Country] = {}
    for country in read_folder(folder / "countries", Country, "??.yaml", known):
        _refuse_other_name(folder / "countries", country.definition.codes[0])
        _check_country(country, general, checklists)
        codes = country.definition.codes
        countries.update(dict.fromkeys(codes, country.definition))
    return Flowcharts(general, countries, sources)


def pinned(flow: Flowchart) -> Pin:
    """What a procedure keeps, so that it goes on as it started.

    What the file leaves open is left out: a flowchart does not differ only because a
    later INTERACT knows one key more.
    """
    body = flow.model_dump_json(by_alias=True, exclude_defaults=True)
    digest = hashlib.sha256(body.encode()).hexdigest()
    return Pin(flow.id, flow.version, flow.country, digest, body)


def unpinned(body: str) -> Flowchart:
    """The flowchart that `pinned` wrote; equal to the one it was given."""
    return Flowchart.model_validate_json(body)


def _check_country(
    content: Content[Country],
    general: Mapping[str, Flowchart],
    checklists: Collection[str],
) -> None:
    """Refuse what a country's changes would make wrong on any day."""
    country = content.definition
    file = f"countries/{country.codes[0]}.yaml"
    for flow_id, changes in country.flowcharts.items():
        flow = general.get(flow_id)
        if flow is None:
            problem = f"there is no flowchart “{flow_id}”"
            unknown = Fault(flow_id, problem, "Name one that there is.")
            raise _invalid(file, (content.body, flow_id), unknown)
        where = content.body, flow_id
        _refuse(file, where, country_faults(changes, flow))
        for day in [date.min, *changes.days()]:
            changed = country.apply(flow, day)
            _refuse(file, where, faults(changed, Around(checklists)))


def _refuse_other_name(folder: Path, name: str) -> None:
    if not (folder / f"{name}.yaml").exists():
        problem = f"the file that defines “{name}” is not named {name}.yaml"
        raise ContentInvalid(file=folder.name, line=0, problem=problem)


def _refuse(file: str, where: tuple[str, str], found: Iterable[Fault]) -> None:
    for fault in found:
        raise _invalid(file, where, fault)


def _invalid(file: str, where: tuple[str, str], fault: Fault) -> ContentInvalid:
    body, within = where
    line = line_of(body, fault, within)
    return ContentInvalid(file=file, line=line, problem=fault.problem)
