"""Where one procedure stands: each track's state, since when, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Self

from interact.flowcharts.definitions import Flowchart, Step
from interact.flowcharts.rules import Phase, in_utc
from interact.tasks.rules import Party


@dataclass(frozen=True)
class Pause:
    """A time in which deadlines stand still (UTC); without an end it lasts."""

    begin: datetime
    end: datetime | None = None

    def to_json(self) -> list[str]:
        return [one.isoformat() for one in (self.begin, self.end) if one]

    @classmethod
    def from_json(cls, stored: Sequence[str]) -> Self:
        return cls(*(in_utc(datetime.fromisoformat(one)) for one in stored))


@dataclass(frozen=True, kw_only=True)
class Place:
    """The state a track is in and since when (UTC); `before` is where it came from.

    `pauses` are the times in which its deadlines stood still; one without an end lasts.
    """

    state: str
    since: datetime
    before: "Place | None" = None
    pauses: tuple[Pause, ...] = ()

    def to_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {"state": self.state, "since": self.since.isoformat()}
        if self.before:
            stored["before"] = self.before.to_json()
        if self.pauses:
            stored["pauses"] = [pause.to_json() for pause in self.pauses]
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        before = stored.get("before")
        return cls(
            state=stored["state"],
            since=in_utc(datetime.fromisoformat(stored["since"])),
            before=cls.from_json(before) if before else None,
            pauses=tuple(map(Pause.from_json, stored.get("pauses", ()))),
        )

    @property
    def is_paused(self) -> bool:
        """Whether its deadlines stand still now."""
        return bool(self.pauses) and self.pauses[-1].end is None

    def paused(self, at: datetime) -> "Place":
        """This place with its deadlines standing still from `at` (UTC) on."""
        return replace(self, pauses=(*self.pauses, Pause(at)))

    def resumed(self, at: datetime) -> "Place":
        """This place with its deadlines running again, later by as long as it stood."""
        last = replace(self.pauses[-1], end=at)
        return replace(self, pauses=(*self.pauses[:-1], last))

    def stood_since(self, moment: datetime) -> timedelta:
        """How long its deadlines stood still after a moment, pauses over by now."""
        over = (
            pause.end - max(pause.begin, moment)
            for pause in self.pauses
            if pause.end and pause.end > moment
        )
        return sum(over, timedelta())


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Where each track stands, when the absence was noticed, what was taken when.

    In a flowchart that is not about an absence, `noticed_at` is when what it is about
    began: the child was met, located, or a sign of another country came. `taken` holds
    the last time of each step. Times are UTC. Survives JSON unchanged.
    """

    noticed_at: datetime
    places: Mapping[str, Place]
    taken: Mapping[str, datetime] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            "noticed_at": self.noticed_at.isoformat(),
            "tracks": {name: place.to_json() for name, place in self.places.items()},
            "taken": {step: at.isoformat() for step, at in self.taken.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            noticed_at=in_utc(datetime.fromisoformat(stored["noticed_at"])),
            places={n: Place.from_json(p) for n, p in stored["tracks"].items()},
            taken={
                step: in_utc(datetime.fromisoformat(at))
                for step, at in stored["taken"].items()
            },
        )

    def stands_in(self, track: str, states: tuple[str, ...]) -> bool:
        """Whether this track is in one of these states."""
        return self.places[track].state in states


@dataclass(frozen=True, kw_only=True)
class Move:
    """A step taken: a track went from a state (none at the start) to another.

    When both are the same, the step was only noted there.
    """

    track: str
    from_state: str | None
    to_state: str
    step: str
    at: datetime

    @property
    def is_noted(self) -> bool:
        return self.from_state == self.to_state


@dataclass(frozen=True, kw_only=True)
class TaskDue:
    """A step that a party must take by a moment (UTC)."""

    track: str
    state: str
    step: str
    title: str
    part: Party
    due_at: datetime
    at_once: bool = False

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at < now


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What taking a step did: the move, tasks that began and ended, who hears of it.

    `tasks` are newly due. `done` are the steps whose task this step fulfilled, `lapsed`
    those whose task ended without it.
    """

    step: Step
    configuration: Configuration
    move: Move
    tasks: tuple[TaskDue, ...]
    done: tuple[str, ...]
    lapsed: tuple[str, ...]
    notifies: tuple[Party, ...]
    produces: tuple[str, ...]


def is_finished(flow: Flowchart, configuration: Configuration) -> bool:
    """Whether the main track has reached an end. Side tracks may still be open."""
    return flow.states[configuration.places[flow.main].state].final


def phase_of(flow: Flowchart, configuration: Configuration) -> Phase:
    """What the episode is about now: response, aftercare, or closed."""
    return flow.states[configuration.places[flow.main].state].phase
