"""A small flowchart, and people who take its steps."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from interact.agencies.rules import AgencyKind
from interact.flowcharts.configuration import Outcome
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import start, take
from interact.flowcharts.rules import Situation

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def state(name: str, lane: str = "police", **more: Any) -> dict[str, Any]:
    reason = {} if more.get("final") or "timers" in more else {"untimed": "A test"}
    told = {"id": name, "title": name.title(), "meaning": "A test", "lane": lane}
    return {**told, **reason, **more}


def step(
    name: str, origin: Iterable[str], to: str | None, **more: Any
) -> dict[str, Any]:
    told = {"id": name, "title": name.title(), "from": list(origin), "to": to}
    return {**told, "by": ["any"], "mark": "D", **more}


def flowchart(
    states: list[dict[str, Any]], steps: list[dict[str, Any]], **more: Any
) -> Flowchart:
    """A flowchart of one track that begins at its first state."""
    first = states[0]["id"]
    tracks = {"main": {"title": "Main", "initial": first, "states": states}}
    told = {
        "id": "FM-TEST",
        "version": 1,
        "title": "A test",
        "stage": "response",
        "main": "main",
        "tracks": {**tracks, **more.pop("tracks", {})},
        "steps": [step("begin", [], first), *steps],
    }
    return Flowchart.model_validate({**told, **more})


def one_step(**more: Any) -> Flowchart:
    """From open to closed, by one step."""
    states = [state("open"), state("closed", final=True)]
    return flowchart(states, [step("close", ["open"], "closed", **more)])


def acting(kind: AgencyKind = AgencyKind.POLICE, **more: Any) -> Situation:
    """Someone who acts at noon, or so many hours `later`."""
    later = more.pop("later", 0)
    return Situation(kind=kind, now=NOON + timedelta(hours=later), **more)


def followed(flow: Flowchart, *steps: str, **more: Any) -> Outcome:
    """A procedure started at noon, with these steps taken one hour after another."""
    outcome = start(flow, acting(**more))
    for hour, name in enumerate(steps, start=1):
        outcome = take(flow, outcome.configuration, name, acting(later=hour, **more))
    return outcome
