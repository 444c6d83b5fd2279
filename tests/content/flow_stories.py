"""People who follow the published flowcharts, one step after another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from interact.agencies.rules import AgencyKind
from interact.checklists.rules import RiskLevel
from interact.core.places import FLOWCHARTS
from interact.flowcharts.configuration import Configuration, Outcome, is_finished
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import due, start, take
from interact.flowcharts.published import load_flowcharts
from interact.flowcharts.rules import Beside, Situation, StepRefused
from tests.content.published import CHECKLISTS

# A Friday.
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
FLOWS = load_flowcharts(FLOWCHARTS, CHECKLISTS.keys())

CENTRE, POLICE = AgencyKind.RECEPTION, AgencyKind.POLICE
HOTLINE, GUARDIAN = AgencyKind.HOTLINE, AgencyKind.GUARDIANSHIP
SERVICES, HELPERS = AgencyKind.SOCIAL_SERVICES, AgencyKind.NGO


@dataclass
class Story:
    """One flowchart, followed in one country from noon on; each step an hour later."""

    flow: Flowchart
    now: datetime = NOON
    leads: AgencyKind = CENTRE
    facts: Mapping[str, bool] = field(default_factory=dict)
    beside: tuple[Beside, ...] = ()
    stands: Configuration = field(init=False)

    def __post_init__(self) -> None:
        self.stands = start(self.flow, self.acting(self.leads)).configuration

    def acting(self, kind: AgencyKind, **more: Any) -> Situation:
        """Someone of this kind who has filled in and ticked all and noted why."""
        asks = {ask.id for step in self.flow.steps for ask in step.asks}
        told: dict[str, Any] = {
            "leads": kind is self.leads,
            "facts": self.facts,
            "finished": dict.fromkeys(CHECKLISTS, self.now),
            "level": RiskLevel.MEDIUM,
            "beside": self.beside,
            "confirmed": frozenset(asks),
            "noted": True,
        }
        return Situation(kind=kind, now=self.now, **{**told, **more})

    def take(self, step: str, kind: AgencyKind, **more: Any) -> Outcome:
        """Take a step an hour after the last one, or so many `hours`."""
        self.now += timedelta(hours=more.pop("hours", 1))
        outcome = take(self.flow, self.stands, step, self.acting(kind, **more))
        self.stands = outcome.configuration
        return outcome

    def follow(self, steps: Iterable[tuple[str, AgencyKind]]) -> "Story":
        """Take these steps, one each hour."""
        for step, kind in steps:
            self.take(step, kind)
        return self

    def refused(self, step: str, kind: AgencyKind, **more: Any) -> str:
        """Why this step is refused now; nothing changes."""
        with pytest.raises(StepRefused) as refusal:
            take(self.flow, self.stands, step, self.acting(kind, **more))
        return str(refusal.value)

    def state(self, track: str = "") -> str:
        """Where a track stands; without its name, the main one."""
        return self.stands.places[track or self.flow.main].state

    def due(self) -> dict[str, float]:
        """What is due, each in how many hours from now."""
        return {
            task.step: (task.due_at - self.now) / timedelta(hours=1)
            for task in due(self.flow, self.stands)
        }

    def holders(self) -> dict[str, str]:
        """Which party has to do what is due."""
        return {task.step: task.part.value for task in due(self.flow, self.stands)}

    @property
    def ended(self) -> bool:
        return is_finished(self.flow, self.stands)

    def copy(self) -> "Story":
        """The same story up to now, to be told in another way from here."""
        other = replace(self)
        other.stands = self.stands
        return other


def told(flow_id: str, country: str = "NL", **more: Any) -> Story:
    """A story in a country; without one that the files know, the general one."""
    return Story(FLOWS.in_country(flow_id, country, DAY), **more)
