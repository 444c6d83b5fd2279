"""Every reason why a step may not be taken, in plain words."""

from collections.abc import Callable

from interact.core.words import mark as _
from interact.flowcharts.configuration import Configuration, Place
from interact.flowcharts.definitions import NEEDS, Flowchart, Need, Step
from interact.flowcharts.rules import Reason, Situation

Check = Callable[[Need, Configuration, Place, Situation], bool]


def reasons_against(
    flow: Flowchart, configuration: Configuration, step: Step, situation: Situation
) -> list[Reason]:
    """All that stands against this step, apart from what is still to be ticked.

    Its needs are only looked at where it starts: elsewhere they would mislead.
    """
    if step.not_here:
        return [Reason(step.not_here)]
    elsewhere = _not_here(flow, configuration, step)
    if elsewhere:
        return not_theirs(step, situation) + elsewhere
    place = configuration.places[flow.track_of(step.taken_in[0])]
    return (
        not_theirs(step, situation)
        + _not_paused(step, place)
        + [
            Reason(need.because)
            for need in step.needs
            if not is_met(need, configuration, place, situation)
        ]
    )


def not_theirs(step: Step, situation: Situation) -> list[Reason]:
    """The reason, if this agency is none of those that take the step."""
    who = {"leads": situation.leads, "abroad": situation.abroad}
    if any(one.covers(situation.kind, **who) for one in step.by):
        return []
    labels = [one.label for one in step.by]
    return [Reason(_("This step is for: %(by)s."), {"by": labels})]


def not_said(step: Step, situation: Situation) -> list[Reason]:
    """One reason for each statement that was not ticked, and for a note that lacks."""
    unticked = [
        Reason(_("Confirm this first: %(ask)s."), {"ask": [ask.text]})
        for ask in step.asks
        if ask.id not in situation.confirmed
    ]
    if step.must_note and not situation.noted:
        return [
            *unticked,
            Reason(_("Write this first: %(what)s"), {"what": [step.must_note]}),
        ]
    return unticked


def _not_paused(step: Step, place: Place) -> list[Reason]:
    if step.pauses and place.is_paused:
        return [Reason(_("The deadlines stand still already."))]
    if step.resumes and not place.is_paused:
        return [Reason(_("No deadlines stand still that could go on."))]
    return []


def _not_here(
    flow: Flowchart, configuration: Configuration, step: Step
) -> list[Reason]:
    if not step.taken_in:
        return [Reason(_("This was done when the flowchart was started."))]
    state = configuration.places[flow.track_of(step.taken_in[0])].state
    if state in step.taken_in:
        return []
    sentence = _("This step does not start where the case stands now: %(state)s.")
    return [Reason(sentence, {"state": [flow.states[state].title]})]


def is_met(
    need: Need, configuration: Configuration, place: Place, situation: Situation
) -> bool:
    """Whether one need holds for a track at `place`, or does not count now."""
    if need.only_if and not situation.facts.get(need.only_if, False):
        return True
    name = next(name for name in NEEDS if getattr(need, name) is not None)
    return CHECKS[name](need, configuration, place, situation)


def _checklist(need: Need, _c: Configuration, place: Place, now: Situation) -> bool:
    finished = now.finished.get(need.checklist or "")
    return finished is not None and (not need.fresh or finished >= place.since)


def _fact(need: Need, _c: Configuration, _p: Place, now: Situation) -> bool:
    return now.facts.get(need.fact or "", False)


def _not_fact(need: Need, _c: Configuration, _p: Place, now: Situation) -> bool:
    return not now.facts.get(need.not_fact or "", False)


def _level(need: Need, _c: Configuration, _p: Place, now: Situation) -> bool:
    wanted = need.level_at_least
    level = now.levels.get(need.level_of) if need.level_of else now.level
    return wanted is not None and level is not None and level >= wanted


def _done(need: Need, configuration: Configuration, _p: Place, _s: Situation) -> bool:
    return need.done in configuration.taken


def _elapsed(
    need: Need, configuration: Configuration, _p: Place, now: Situation
) -> bool:
    span = need.elapsed
    return span is not None and now.now - configuration.noticed_at >= span.length


def _track_in(
    need: Need, configuration: Configuration, _p: Place, _s: Situation
) -> bool:
    there = need.track_in
    return there is not None and configuration.stands_in(there.track, there.states)


def _beside(need: Need, _c: Configuration, _p: Place, now: Situation) -> bool:
    wanted = need.beside
    return wanted is not None and any(
        one.flowchart == wanted.flowchart and one.states & set(wanted.states)
        for one in now.beside
    )


def _none_open(need: Need, _c: Configuration, _p: Place, now: Situation) -> bool:
    return all(one.ended for one in now.beside if one.flowchart == need.none_open)


CHECKS: dict[str, Check] = {
    "checklist": _checklist,
    "fact": _fact,
    "not_fact": _not_fact,
    "level_at_least": _level,
    "done": _done,
    "elapsed": _elapsed,
    "track_in": _track_in,
    "beside": _beside,
    "none_open": _none_open,
}
