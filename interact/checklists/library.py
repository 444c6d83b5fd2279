"""The published checklists as anybody signed in may read them: no case, no answers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from interact.checklists.countries import Change, Country
from interact.checklists.definitions import Checklist
from interact.checklists.parts import Source, Sources
from interact.checklists.questions import Question
from interact.checklists.reading import Checklists, set_of
from interact.checklists.rules import Stage
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.core.words import mark as _

# What a country may say otherwise about a question, as the page names it.
PARTS = {
    "text": _("the question"),
    "help": _("what counts"),
    "why": _("why it is asked"),
    "to_child": _("how a child is asked"),
    "weight": _("its points"),
    "override": _("the level it makes by itself"),
    "required": _("whether it must be answered"),
    "at_most_months": _("how old the photograph may be"),
}


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A checklist as it is filled in on a day: in general, or in one country.

    `changes` are all that the country ever changes in it, in force on `day` or not.
    """

    general: Checklist
    checklist: Checklist
    code: str
    country: Country | None
    day: date

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.country.checklists.get(self.general.id, ()) if self.country else ()

    @property
    def name(self) -> str:
        """The version; in a country also its code, its version and since when."""
        return self.checklist.edition or str(self.checklist.version)

    def adds(self, question: Question) -> bool:
        """Whether only this country asks it."""
        return question.id not in {one.id for one in self.general.questions()}

    def before(self, question: Question) -> Question | None:
        """The question as it is in general, where this country says it otherwise."""
        if self.adds(question):
            return None
        general = self.general.question(question.id)
        return general if general != question else None

    def differs_in(self, question: Question) -> list[str]:
        """What this country says otherwise about a question, as marked texts."""
        general = self.before(question)
        return [
            text
            for part, text in PARTS.items()
            if general and getattr(general, part) != getattr(question, part)
        ]


def published(session: Session) -> Checklists:
    """The checklists this installation runs with."""
    checklists: Checklists = session.info["checklists"]
    return checklists


def read_edition(session: Session, checklist_id: str, code: str = "") -> Edition:
    """A checklist as it is filled in today, in general or in the country of `code`.

    Refuses with NotFound a checklist or a country (ISO 3166-1 alpha-2) that there is
    not.
    """
    checklists, today = published(session), now().date()
    if checklist_id not in checklists or (code and code not in checklists.countries):
        raise NotFound
    return Edition(
        general=checklists[checklist_id],
        checklist=checklists.in_country(checklist_id, code, today),
        code=code,
        country=checklists.countries.get(code),
        day=today,
    )


def by_stage(session: Session) -> dict[Stage, list[Checklist]]:
    """Every checklist in general, by the stage it belongs to, in order of their ids."""
    listed = sorted(published(session).values(), key=lambda one: one.id)
    return {
        stage: [one for one in listed if one.stage is stage]
        for stage in Stage
        if any(one.stage is stage for one in listed)
    }


def countries_of(session: Session, checklist_id: str) -> list[Country]:
    """The countries that change something in a checklist, in order of their codes."""
    found = set_of(published(session).countries)
    changing = [one for one in found if one.checklists.get(checklist_id)]
    return sorted(changing, key=lambda one: one.codes)


def sources_of(session: Session, edition: Edition) -> dict[str, Source]:
    """The sources that an edition rests on, by their labels, in order."""
    known = published(session).sources.sources
    named = {label for one in edition.checklist.questions() for label in one.sources}
    named |= {label for change in edition.changes for label in change.sources}
    return {label: known[label] for label in sorted(named) if label in known}


def all_sources(session: Session) -> Sources:
    """Every source there is, and what holds for all checklists."""
    return published(session).sources


def title_of(session: Session, checklist_id: str) -> str:
    """The marked title of a checklist, or its id where there is none of that id."""
    found = published(session).get(checklist_id)
    return found.title if found else checklist_id
