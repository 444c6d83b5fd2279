"""What would become of a procedure in another version of its flowchart. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from interact.core.words import mark as _
from interact.flowcharts.configuration import Configuration, Place, TaskDue
from interact.flowcharts.definitions import Flowchart, State
from interact.flowcharts.interpreter import at_rest, due
from interact.flowcharts.rules import Reason


@dataclass(frozen=True)
class Vanished:
    """A state the case stands at and the other version lacks, and where it could go."""

    track: str
    state: State
    choices: tuple[State, ...]


@dataclass(frozen=True)
class DeadlineChange:
    """A step that is due otherwise; None where it is not due (any more)."""

    title: str
    before: TaskDue | None
    after: TaskDue | None


@dataclass(frozen=True, kw_only=True)
class MovePlan:
    """Where a procedure would stand; with any `reasons` it may not be moved so."""

    configuration: Configuration
    reasons: tuple[Reason, ...]
    vanished: tuple[Vanished, ...]
    deadlines: tuple[DeadlineChange, ...]


Two = tuple[Flowchart, Flowchart]


def plan_move(
    flows: Two,
    stands: Configuration,
    chosen: Mapping[str, str],
    now: datetime,
    beside: Collection[str] = (),
) -> MovePlan:
    """Where a procedure stands after a move between two versions of its flowchart.

    A state of the same id is the same state, since when it was entered. `chosen` says
    for one that vanished which state it becomes. Moving ends nothing and opens nothing
    that has ended. What the other version has besides begins `now` (UTC). `beside` are
    the flowcharts that are followed besides: a track may have become one of them.
    """
    after = flows[1]
    vanished = tuple(_vanished(flows, stands))
    reasons = (
        *_not_chosen(vanished, chosen),
        *_left_behind(flows, stands, beside),
        *_turned_round(flows, stands, chosen),
    )
    moved = replace(stands, places=dict(_places(after, stands, chosen, now)))
    return MovePlan(
        configuration=moved,
        reasons=reasons,
        vanished=vanished,
        deadlines=changes_due(flows, stands, moved),
    )


def plan_back(
    flows: Two,
    stands: Configuration,
    before: Configuration,
    chosen: Mapping[str, str],
    now: datetime,
) -> MovePlan:
    """The same for a move back to where a procedure stood `before`.

    A track that was left behind goes on as it was left; of the others what was done
    since counts.
    """
    plan, left = plan_move(flows, stands, chosen, now), flows[0].tracks
    places = {name: p for name, p in before.places.items() if name not in left}
    places = {**plan.configuration.places, **places}
    moved = replace(plan.configuration, places=places)
    return replace(
        plan, configuration=moved, deadlines=changes_due(flows, stands, moved)
    )


def changes_due(
    flows: Two, stands: Configuration, moved: Configuration
) -> tuple[DeadlineChange, ...]:
    """The deadlines that are other after a move, in the order of their steps' names."""
    old = {task.step: task for task in due(flows[0], stands)}
    new = {task.step: task for task in due(flows[1], moved)}
    found = []
    for step in sorted(old.keys() | new.keys()):
        one, other = old.get(step), new.get(step)
        if one and other and (one.due_at, one.part) == (other.due_at, other.part):
            continue
        title = next(task.title for task in (other, one) if task)
        found.append(DeadlineChange(title, one, other))
    return tuple(found)


def _vanished(flows: Two, stands: Configuration) -> Iterator[Vanished]:
    before, after = flows
    for name, place in stands.places.items():
        track, state = after.tracks.get(name), before.states[place.state]
        if track and place.state not in {one.id for one in track.states}:
            same = (one for one in track.states if one.final == state.final)
            yield Vanished(name, state, tuple(same))


def _not_chosen(
    vanished: tuple[Vanished, ...], chosen: Mapping[str, str]
) -> Iterator[Reason]:
    for one in vanished:
        known = {state.id for state in one.choices}
        if chosen.get(one.state.id) not in known:
            sentence = _("Choose where this goes on: %(state)s.")
            yield Reason(sentence, {"state": [one.state.title]})


def _left_behind(
    flows: Two, stands: Configuration, beside: Collection[str]
) -> Iterator[Reason]:
    """Tracks that the other version lacks, while somebody must act there.

    One that has become a flowchart of its own is left once that is followed.
    """
    before, after = flows
    for name in stands.places:
        if name in after.tracks or at_rest(before, stands, name):
            continue
        if after.parted.get(name) in beside:
            continue
        sentence = _("The other version lacks this, and it has not ended: %(track)s.")
        if name in after.parted:
            sentence = _(
                "In the other version this is followed on its own. Begin that first, "
                "and nothing is lost: %(track)s."
            )
        yield Reason(sentence, {"track": [before.tracks[name].title]})


def _turned_round(
    flows: Two, stands: Configuration, chosen: Mapping[str, str]
) -> Iterator[Reason]:
    """States that are an end in one version and none in the other."""
    before, after = flows
    for place in stands.places.values():
        state = before.states[place.state]
        other = after.states.get(chosen.get(state.id, state.id))
        if other is None or other.final == state.final:
            continue
        if other.final:
            sentence = _("In the other version this is an end: %(state)s.")
        else:
            sentence = _("In the other version this is no end: %(state)s.")
        yield Reason(sentence, {"state": [other.title]})


def _places(
    after: Flowchart, stands: Configuration, chosen: Mapping[str, str], now: datetime
) -> Iterator[tuple[str, Place]]:
    for name, track in after.tracks.items():
        known = {state.id for state in track.states}
        place = stands.places.get(name)
        moved = _carried(place, chosen, known) if place else None
        yield name, moved or Place(state=track.initial, since=now)


def _carried(place: Place, chosen: Mapping[str, str], known: set[str]) -> Place | None:
    """A place under the name it has now; None where it has none.

    Where it came from is forgotten if that is not there any more.
    """
    state = place.state if place.state in known else chosen.get(place.state)
    if state not in known:
        return None
    before = _carried(place.before, chosen, known) if place.before else None
    return replace(place, state=state, before=before)
