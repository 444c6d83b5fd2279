"""What a flowchart says about its states and steps, in words."""

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from interact.flowcharts.countries import StepChange
from interact.flowcharts.definitions import (
    FillIn,
    Flowchart,
    Need,
    ShareAdvice,
    State,
    Step,
)
from interact.flowcharts.library import FlowEdition, published_flows
from interact.tasks.rules import Party
from interact.web.flowchart_limits import (
    accept_words,
    rests_on,
    span_words,
    timer_words,
)
from interact.web.question_words import Said
from interact.web.request import db
from interact.web.task_words import checklist_title, flowchart_title

# What stands under a title.
Titled = tuple[str, Sequence[str]]


def state_rows(edition: FlowEdition, state: State) -> list[Said]:
    """Who must act in a state, by when, and what if they say nothing."""
    flow = edition.flow
    deadlines = [timer_words(edition, state, timer) for timer in state.timers]
    rows: list[Titled] = [
        (_("Who acts next"), [] if state.final else [_(state.held_by.label)]),
        (_("Deadlines"), deadlines),
        (_("Why there is no deadline"), text_lines(state.untimed)),
        (_("When an offer stays unanswered"), text_lines(accept_words(flow, state))),
    ]
    return only_said(rows)


def step_rows(edition: FlowEdition, step: Step) -> list[Said]:
    """Everything about a step, as far as there is any."""
    flow = edition.flow
    rows: list[Titled] = [
        (_("Not here"), text_lines(step.not_here)),
        (_("Who takes it"), _parties(step.by)),
        (_("When the case stands at"), _where(flow, step)),
        (_("Then the case stands at"), _leads_to(flow, step)),
        (_("What is confirmed"), [_(ask.text) for ask in step.asks]),
        (_("What must be so before"), [need_words(flow, one) for one in step.needs]),
        (_("Write this first"), text_lines(step.must_note)),
        *brought_rows(step),
        (_("What begins with it"), [flowchart_title(one) for one in step.starts]),
        (_("Checklists to look at again"), _again(step)),
        (_("Deadlines"), list(_clock(step))),
        (_("Note"), text_lines(step.note)),
        (_("Rests on"), [rests_on(step)]),
    ]
    return only_said(rows)


def brought_rows(part: Step | StepChange) -> list[Titled]:
    """What a step brings with it, or what a country adds to that; empty rows too."""
    return [
        (_("Who hears of it in INTERACT"), _parties(part.notifies)),
        (_("Who must be told elsewhere"), [_(one) for one in part.tells]),
        (_("Papers"), [_(one) for one in part.produces]),
        (_("Advice"), [_(one) for one in part.advice]),
        (_("Checklists to fill in"), [_fill_in(one) for one in part.fill_in]),
        (_("Sharing that is advised"), [_share(one) for one in part.share]),
    ]


def need_words(flow: Flowchart, need: Need) -> str:
    """One thing that must be so before a step, and what is said when it is not."""
    said = [_condition(flow, need)]
    if need.only_if:
        said.append(
            _("Only when this is so: %(fact)s.", fact=_(flow.facts[need.only_if]))
        )
    said.append(_("Else: %(because)s", because=_(need.because)))
    return " ".join(map(str, said))


def ending_rows(flow: Flowchart) -> list[tuple[str, str, str]]:
    """The ways in which this never ends: each with why, and what that rests on."""
    return [(_(one.title), _(one.why), rests_on(one)) for one in flow.forbidden]


def _condition(flow: Flowchart, need: Need) -> str:
    if need.checklist:
        title = checklist_title(need.checklist)
        if need.fresh:
            return str(
                _("“%(title)s” is finished, since the case stands here.", title=title)
            )
        return str(_("“%(title)s” is finished.", title=title))
    if need.level_at_least:
        return _level(need)
    if need.elapsed:
        time = span_words(need.elapsed)
        return str(_("%(time)s have gone by since the beginning.", time=time))
    if need.done:
        step = flow.find_step(need.done)
        return str(
            _("This was done before: %(step)s.", step=_(step.title) if step else "")
        )
    return _elsewhere(flow, need)


def _level(need: Need) -> str:
    level = _(need.level_at_least.label) if need.level_at_least else ""
    if need.level_of:
        title = checklist_title(need.level_of)
        return str(
            _("“%(title)s” came to “%(level)s” or more.", title=title, level=level)
        )
    return str(_("The level of the case is “%(level)s” or more.", level=level))


def _elsewhere(flow: Flowchart, need: Need) -> str:
    """What must be so of facts, of other tracks, and of what is followed beside it."""
    if need.fact:
        return str(_("This is so: %(fact)s.", fact=_(flow.facts[need.fact])))
    if need.not_fact:
        return str(_("This is not so: %(fact)s.", fact=_(flow.facts[need.not_fact])))
    if need.track_in:
        return str(
            _(
                "“%(track)s” stands at: %(states)s.",
                track=_(flow.tracks[need.track_in.track].title),
                states=", ".join(_state_title(flow, s) for s in need.track_in.states),
            )
        )
    if need.beside:
        other = published_flows(db())[need.beside.flowchart]
        return str(
            _(
                "“%(flowchart)s” stands at: %(states)s.",
                flowchart=_(other.title),
                states=", ".join(_state_title(other, s) for s in need.beside.states),
            )
        )
    title = flowchart_title(need.none_open or "")
    return str(_("Nothing of this is open any more: %(title)s.", title=title))


def only_said(rows: Sequence[Titled]) -> list[Said]:
    """Those rows that say something."""
    return [Said(str(title), tuple(map(str, lines))) for title, lines in rows if lines]


def text_lines(text: str | None) -> list[str]:
    """A text as the only line of a row; none without it."""
    return [_(text)] if text else []


def _parties(parties: Sequence[Party]) -> list[str]:
    return [", ".join(_(one.label) for one in parties)] if parties else []


def _where(flow: Flowchart, step: Step) -> list[str]:
    titles = dict.fromkeys(_(flow.states[one].title) for one in step.taken_in)
    return (
        [", ".join(titles)] if titles else [_("Nowhere yet: everything begins here.")]
    )


def _leads_to(flow: Flowchart, step: Step) -> list[str]:
    said = [_(flow.states[step.to].title)] if step.to else [_("the same: it is noted")]
    if step.back_to:
        titles = ", ".join(_(flow.states[one].title) for one in step.back_to)
        said.append(
            _("Back where it came from, if that was: %(states)s.", states=titles)
        )
    return said


def _fill_in(one: FillIn) -> str:
    return str(
        _(
            "“%(title)s”, by: %(who)s, within %(time)s.",
            title=checklist_title(one.checklist),
            who=_(one.by.label),
            time=span_words(one.within),
        )
    )


def _share(one: ShareAdvice) -> str:
    parts = ", ".join(_(part.label) for part in one.parts)
    return str(_("%(who)s: %(parts)s.", who=_(one.to.label), parts=parts))


def _again(step: Step) -> list[str]:
    return [_(step.trigger.label)] if step.trigger else []


def _clock(step: Step) -> Iterator[str]:
    if step.pauses:
        yield _("They stand still from here on.")
    if step.resumes:
        yield _("They go on, later by as long as they stood still.")


def _state_title(flow: Flowchart, state_id: str) -> str:
    return str(_(flow.states[state_id].title))
