"""Reads the folder checklists/: every checklist, and each country's way of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from interact.checklists.countries import Country
from interact.checklists.definitions import Checklist, edition_of
from interact.checklists.parts import Sources
from interact.core.content import (
    Content,
    Misplaced,
    Place,
    line_of,
    read_content,
    read_folder,
)
from interact.core.errors import ContentInvalid

NO_SOURCES = Sources(note="-", sources={})


@dataclass(frozen=True)
class Checklists(Mapping[str, Checklist]):
    """The published checklists by id, and what each country changes, by its code."""

    general: Mapping[str, Checklist]
    countries: Mapping[str, Country]
    sources: Sources = NO_SOURCES

    def __getitem__(self, checklist_id: str) -> Checklist:
        return self.general[checklist_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.general)

    def __len__(self) -> int:
        return len(self.general)

    def in_country(self, checklist_id: str, code: str, day: date) -> Checklist:
        """A checklist as it is filled in on a day in a country (ISO 3166-1 alpha-2).

        Refuses with KeyError an id that is not published.
        """
        checklist, country = self.general[checklist_id], self.countries.get(code)
        return country.apply(checklist, day) if country else checklist

    def find_edition(self, checklist_id: str, edition: str) -> Checklist | None:
        """What the files say of an edition; None where they hold it no more."""
        current = self.general.get(checklist_id)
        if current is not None and edition_of(current) == edition:
            return current
        return self._by_edition.get((checklist_id, edition))

    @cached_property
    def _by_edition(self) -> dict[tuple[str, str], Checklist]:
        return {(one.id, edition_of(one)): one for one in self.editions()}

    def editions(self) -> tuple[Checklist, ...]:
        """Everything that may ever be filled in: in general, and by country and law."""
        return self._editions

    @cached_property
    def _editions(self) -> tuple[Checklist, ...]:
        return (*self.general.values(), *self._national())

    def _national(self) -> Iterator[Checklist]:
        for country in set_of(self.countries):
            for checklist_id in country.checklists:
                days = [date.min, *country.days(checklist_id)]
                for day in days:
                    made = country.apply(self.general[checklist_id], day)
                    if made.country:
                        yield made


def load_sources(folder: Path) -> Sources:
    """The sources that checklists name; refuses with ContentInvalid."""
    return read_content(folder / "sources.yaml", Sources).definition


def load_checklists(folder: Path) -> Checklists:
    """Every checklist of a folder by its id, and the folder `countries` in it.

    Refuses with ContentInvalid, naming file and line, what cannot be read, a source
    that is not there and a country that changes what is not there.
    """
    sources = load_sources(folder)
    files = read_folder(folder, Checklist, "CL-*.yaml", sources)
    general = {file.definition.id: file.definition for file in files}
    if len(general) != len(files):
        raise _invalid(folder.name, "two checklists have the same id")
    countries: dict[str, Country] = {}
    if (folder / "countries").is_dir():
        for file in read_folder(folder / "countries", Country, "??.yaml", sources):
            _check(file, general)
            countries.update(dict.fromkeys(file.definition.codes, file.definition))
    return Checklists(general, countries, sources)


def set_of(countries: Mapping[str, Country]) -> list[Country]:
    """Each country file once, though it may go by two codes."""
    return list({one.codes: one for one in countries.values()}.values())


def _check(file: Content[Country], general: Mapping[str, Checklist]) -> None:
    """Refuse what the country's changes would make wrong on any day."""
    country = file.definition
    name = f"countries/{country.codes[0]}.yaml"
    for checklist_id in country.checklists:
        if checklist_id not in general:
            problem = f"there is no checklist “{checklist_id}”"
            raise _misplaced(name, file.body, problem, (checklist_id,))
        for day in [date.min, *country.days(checklist_id)]:
            try:
                country.apply(general[checklist_id], day)
            except Misplaced as wrong:
                raise _misplaced(name, file.body, str(wrong), wrong.place[1:]) from None
            except ValidationError as wrong:
                said = "; ".join(one["msg"] for one in wrong.errors())
                problem = f"with these changes it would be wrong: {said}"
                raise _misplaced(name, file.body, problem, (checklist_id,)) from None


def _misplaced(file: str, body: str, problem: str, place: Place) -> ContentInvalid:
    line = line_of(body, ("checklists", *place))
    return ContentInvalid(file=file, line=line, problem=problem)


def _invalid(file: str, problem: str) -> ContentInvalid:
    return ContentInvalid(file=file, line=0, problem=problem)
