"""Deadlines of a flowchart, who hears of them, and when silence decides: in words."""

from collections.abc import Iterator
from datetime import timedelta

from babel.lists import format_list
from flask_babel import format_date, format_time, get_locale, ngettext
from flask_babel import gettext as _

from interact.flowcharts.countries import HolderChange
from interact.flowcharts.definitions import Escalation, Flowchart, State
from interact.flowcharts.library import FlowEdition
from interact.flowcharts.parts import Dated, Sourced
from interact.flowcharts.timers import DayAndNight, Rung, Span, Timer, TrackIn


def span_words(span: Span) -> str:
    """A length of time as the file gives it: 48 hours are not 2 days."""
    said = []
    if span.days:
        said.append(ngettext("%(num)s day", "%(num)s days", span.days))
    if span.hours:
        said.append(ngettext("%(num)s hour", "%(num)s hours", span.hours))
    if span.minutes:
        said.append(ngettext("%(num)s minute", "%(num)s minutes", span.minutes))
    if span.working_days:
        number = span.working_days
        said.append(ngettext("%(num)s working day", "%(num)s working days", number))
    return format_list(said, style="unit", locale=get_locale() or "en")


def timer_words(edition: FlowEdition, state: State, timer: Timer) -> str:
    """One deadline of a state, and what it rests on."""
    said = [deadline_words(edition.flow, state, timer)]
    law = edition.law_of(state, timer)
    said += [law_words(law)] if law and law.law else []
    said += [_(timer.note)] if timer.note else []
    return " ".join([*map(str, said), f"({rests_on(timer)})"])


def deadline_words(flow: Flowchart, state: State, timer: Timer) -> str:
    """One deadline: what, by when, by whom, and counted from when."""
    step = flow.find_step(timer.step)
    what = timer.title or (step.title if step else timer.step)
    said = [
        _("%(what)s: %(limit)s.", what=_(what), limit=_limit(timer)),
        _("By: %(who)s.", who=_((timer.part or state.held_by).label)),
        *_counted(flow, timer),
        *_while(flow, timer.when),
    ]
    return " ".join(map(str, said))


def box_words(edition: FlowEdition) -> dict[str, list[str]]:
    """What the drawing says in the box of a state: its shortest limit, what differs."""
    said: dict[str, list[str]] = {}
    for state in edition.flow.states.values():
        timers = sorted(state.timers, key=_first)
        said[state.id] = [_short(timers[0])] if timers else []
        if edition.country and edition.differs(state):
            said[state.id].append(str(_("Differs here")))
    return said


def rests_on(part: Sourced) -> str:
    """The mark with its meaning, and the labels of the sources."""
    said = f"{part.mark.value} · {_(part.mark.label)}"
    labels = ", ".join(dict.fromkeys(part.sources))
    return f"{said}: {labels}" if labels else said


def law_words(change: Dated) -> str:
    """The law a change rests on, and from when to when it holds."""
    law = _(change.law) if change.law else _("Without a law that is named")
    days = {
        "begin": format_date(change.valid_from, "long") if change.valid_from else "",
        "end": format_date(change.valid_to, "long") if change.valid_to else "",
    }
    if change.valid_from and change.valid_to:
        return str(_("%(law)s, valid from %(begin)s to %(end)s.", law=law, **days))
    if change.valid_from:
        return str(_("%(law)s, valid from %(begin)s on.", law=law, **days))
    if change.valid_to:
        return str(_("%(law)s, valid to %(end)s.", law=law, **days))
    return str(_("%(law)s.", law=law))


def escalation_words(flow: Flowchart) -> list[str]:
    """Who hears of a deadline, and when."""
    return [_heard(one) for one in flow.escalation]


def silence_words(flow: Flowchart) -> list[str]:
    """What happens when an agency that was offered the next step says nothing."""
    silence = flow.silence
    if silence is None:
        return []
    said = _(
        "Who is offered the next step says yes or no within %(time)s. After that this "
        "is proposed: %(who)s.",
        time=span_words(silence.within),
        who=_(silence.by_law.label),
    )
    note = [str(_(silence.note))] if silence.note else []
    return [str(said), *note, rests_on(silence)]


def accept_words(flow: Flowchart, state: State | HolderChange) -> str:
    """Who answers by law in a state, where it is not as everywhere; or nothing."""
    within = state.accept_within or (flow.silence and flow.silence.within)
    by_law = state.by_law or (flow.silence and flow.silence.by_law)
    if not (state.accept_within or state.by_law) or not (within and by_law):
        return ""
    return str(
        _(
            "After %(time)s without an answer: %(who)s.",
            time=span_words(within),
            who=_(by_law.label),
        )
    )


def _limit(timer: Timer) -> str:
    if timer.within:
        return str(_("within %(time)s", time=span_words(timer.within)))
    if timer.day_and_night:
        return _by_day_and_night(timer.day_and_night)
    if timer.ladder:
        return "; ".join(map(_every, timer.ladder))
    return str(_("at once"))


def _first(timer: Timer) -> tuple[bool, timedelta]:
    """What always runs comes before what runs only at times; then the shortest."""
    return timer.when is not None, _shortest(timer)


def _shortest(timer: Timer) -> timedelta:
    """How long there is at least; a working day is taken as a day, to compare."""
    if timer.within:
        return timer.within.length or timedelta(days=timer.within.working_days)
    if timer.day_and_night:
        return min(timer.day_and_night.day.length, timer.day_and_night.night.length)
    return timer.ladder[0].every.length if timer.ladder else timedelta()


def _short(timer: Timer) -> str:
    """A limit in few words, for a small place."""
    if timer.day_and_night:
        day, night = timer.day_and_night.day, timer.day_and_night.night
        return str(
            _(
                "%(day)s, at night %(night)s",
                day=span_words(day),
                night=span_words(night),
            )
        )
    if timer.ladder:
        return str(_("at first every %(time)s", time=span_words(timer.ladder[0].every)))
    return _limit(timer)


def _by_day_and_night(limit: DayAndNight) -> str:
    return str(
        _(
            "within %(day)s between %(begin)s and %(end)s, within %(night)s at night",
            day=span_words(limit.day),
            night=span_words(limit.night),
            begin=format_time(limit.day_starts, "short", rebase=False),
            end=format_time(limit.day_ends, "short", rebase=False),
        )
    )


def _every(rung: Rung) -> str:
    every = span_words(rung.every)
    if rung.up_to is None:
        return str(_("then every %(time)s", time=every))
    up_to = span_words(rung.up_to)
    return str(_("every %(time)s in the first %(up_to)s", time=every, up_to=up_to))


def _counted(flow: Flowchart, timer: Timer) -> Iterator[str]:
    if timer.since:
        step = flow.find_step(timer.since)
        yield _("Counted from “%(step)s”.", step=_(step.title) if step else timer.since)
    elif timer.counted == "noticed":
        yield _("Counted from the very beginning.")


def _while(flow: Flowchart, when: TrackIn | None) -> Iterator[str]:
    if when:
        yield _(
            "Only while “%(track)s” stands at: %(states)s.",
            track=_(flow.tracks[when.track].title),
            states=", ".join(_(flow.states[one].title) for one in when.states),
        )


def _heard(one: Escalation) -> str:
    who = {
        "holder": _("whoever has the task"),
        "supervisor": _("the supervisors of that agency"),
        "lead": _("the lead agency"),
    }[one.to]
    if one.before:
        time = span_words(one.before)
        return str(_("%(time)s before it is due: %(who)s.", time=time, who=who))
    if one.after:
        time = span_words(one.after)
        return str(_("%(time)s after it was due: %(who)s.", time=time, who=who))
    return str(_("When it becomes overdue: %(who)s.", who=who))
