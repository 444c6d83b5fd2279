"""The published flowcharts as anybody signed in may read them: no case, no child."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from interact.checklists.parts import Source, Sources
from interact.checklists.rules import Stage
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.flowcharts.countries import Changes, Country
from interact.flowcharts.definitions import Flowchart, State, Step
from interact.flowcharts.parts import Dated
from interact.flowcharts.published import Flowcharts
from interact.flowcharts.queries import flow_now
from interact.flowcharts.timers import Timer

STAGES = (Stage.PREVENTION, Stage.RESPONSE, Stage.AFTERCARE, Stage.ANY)


@dataclass(frozen=True, kw_only=True)
class FlowEdition:
    """A flowchart as it is followed today: in general, or in one country.

    `day` is today by that country's clock.
    """

    general: Flowchart
    flow: Flowchart
    country: Country | None
    day: date

    @property
    def changes(self) -> Changes:
        """All that the country ever changes in it, in force today or not."""
        found = self.country.flowcharts.get(self.flow.id) if self.country else None
        return found or Changes()

    @property
    def name(self) -> str:
        """The version; in a country also its code, its version and since when."""
        return self.flow.edition or str(self.flow.version)

    @property
    def lacks(self) -> list[Step]:
        """The steps that nobody can take here."""
        return [step for step in self.flow.steps if step.not_here]

    def adds(self, step: Step) -> bool:
        """Whether only this country has the step."""
        return self.general.find_step(step.id) is None

    def differs(self, part: Step | State) -> bool:
        """Whether this country says something else about a step or a state."""
        if isinstance(part, State):
            return self.general.states[part.id] != part
        return not self.adds(part) and self.general.find_step(part.id) != part

    def law_of(self, state: State, timer: Timer) -> Dated | None:
        """What the country rests a deadline on, where it is the country's own."""
        held = self.changes.on(self.day).timers
        return next(
            (one for one in held if (one.state, one.timer) == (state.id, timer)), None
        )


def read_flow(session: Session, flow_id: str, code: str = "") -> FlowEdition:
    """A flowchart as it is followed today, in general or in the country of `code`.

    Refuses with NotFound a flowchart or a country (ISO 3166-1 alpha-2) that there is
    not.
    """
    flows = published_flows(session)
    if flow_id not in flows or (code and code not in flows.countries):
        raise NotFound
    flow = flow_now(session, flow_id, code)
    return FlowEdition(
        general=flows[flow_id],
        flow=flow,
        country=flows.countries.get(code),
        day=now().astimezone(ZoneInfo(flow.zone)).date(),
    )


def published_flows(session: Session) -> Flowcharts:
    """The flowcharts this installation runs with."""
    flows: Flowcharts = session.info["flowcharts"]
    return flows


def flows_in_order(session: Session) -> list[Flowchart]:
    """Every flowchart in general, from prevention to aftercare."""
    flows = published_flows(session).values()
    return sorted(flows, key=lambda flow: STAGES.index(flow.stage))


def flow_countries(session: Session) -> list[Country]:
    """The countries that follow flowcharts their own way, in order of their codes."""
    found = {one.codes: one for one in published_flows(session).countries.values()}
    return [found[codes] for codes in sorted(found)]


def flow_sources(session: Session, edition: FlowEdition) -> dict[str, Source]:
    """The sources that an edition rests on, by their labels, in order."""
    known = published_flows(session).sources.sources
    named = set(_labels(edition))
    return {label: known[label] for label in sorted(named) if label in known}


def all_flow_sources(session: Session) -> Sources:
    """Every source of the flowcharts, and what holds for all of them."""
    return published_flows(session).sources


def _labels(edition: FlowEdition) -> Iterator[str]:
    flow, changes = edition.flow, edition.changes
    timers = [timer for state in flow.states.values() for timer in state.timers]
    timers += [one.timer for one in changes.timers]
    changed = (*changes.holders, *changes.steps, *(one.step for one in changes.add))
    silence = (flow.silence,) if flow.silence else ()
    for part in (*flow.steps, *flow.forbidden, *timers, *changed, *silence):
        yield from part.sources
