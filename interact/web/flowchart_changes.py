"""What a country changes in a flowchart, in words: what, by which law, since when."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from interact.flowcharts.countries import (
    HolderChange,
    StepAdded,
    StepChange,
    TimerChange,
)
from interact.flowcharts.layout import numbers
from interact.flowcharts.library import FlowEdition
from interact.flowcharts.parts import Dated, Sourced
from interact.web.flowchart_limits import (
    accept_words,
    deadline_words,
    escalation_words,
    law_words,
    rests_on,
    silence_words,
)
from interact.web.flowchart_words import Titled, brought_rows, only_said, text_lines
from interact.web.question_words import Said


@dataclass(frozen=True, kw_only=True)
class Changed:
    """One change: what it is about, its place on the page, and whether it holds today.

    `place` is the id of what says it in full; empty when that is not on the page.
    `lacks` is whether this is a step that nobody can take here.
    """

    what: str
    place: str
    rows: list[Said]
    holds: bool = True
    lacks: bool = False


def country_changes(edition: FlowEdition) -> Iterator[Changed]:
    """All that a country does its own way, in the order of its file."""
    for one in edition.changes.holders:
        yield _changed(
            edition, one, _state_part(edition, one.state), _holder(edition, one)
        )
    for deadline in edition.changes.timers:
        part = _state_part(edition, deadline.state)
        yield _changed(edition, deadline, part, _deadline(edition, deadline))
    for step in edition.changes.steps:
        part = _step_part(edition, step.step)
        yield _changed(edition, step, part, _step(step))
    for added in edition.changes.add:
        part = _step_part(edition, added.step.id, added)
        yield _changed(edition, added, part, [_mark(added.step)])
    yield from _for_all(edition)


def _changed(
    edition: FlowEdition, change: Dated, part: tuple[str, str], rows: list[Titled]
) -> Changed:
    what, place = part
    holds = change.holds_on(edition.day)
    law = change.law or change.valid_from or change.valid_to
    by_law = [law_words(change)] if law else []
    return Changed(
        what=what,
        place=place,
        rows=only_said([*rows, (_("By law"), by_law)]),
        holds=holds,
        lacks=holds and isinstance(change, StepChange) and bool(change.not_here),
    )


def _for_all(edition: FlowEdition) -> Iterator[Changed]:
    """What holds for every deadline, and for every offer."""
    if edition.changes.escalation:
        what = _("Who hears of a deadline, and when")
        rows = [(_("Here"), escalation_words(edition.flow))]
        yield Changed(what=str(what), place="heard", rows=only_said(rows))
    if edition.changes.silence:
        what = _("When an offer stays unanswered")
        rows = [(_("Here"), silence_words(edition.flow))]
        yield Changed(what=str(what), place="unanswered", rows=only_said(rows))


def _state_part(edition: FlowEdition, state_id: str) -> tuple[str, str]:
    flow = edition.general
    title, track = _(flow.states[state_id].title), flow.track_of(state_id)
    if track == flow.main:
        return str(title), state_id
    # States of several side tracks have the same title.
    beside = _(flow.tracks[track].title)
    return str(_("%(track)s: %(state)s", track=beside, state=title)), state_id


def _step_part(
    edition: FlowEdition, step_id: str, added: StepAdded | None = None
) -> tuple[str, str]:
    step = added.step if added else edition.general.find_step(step_id)
    number = numbers(edition.flow).get(step_id)
    title = _(step.title) if step else step_id
    what = _("Only here: %(step)s", step=title) if added else title
    return str(what), f"step-{number}" if number else ""


def _holder(edition: FlowEdition, change: HolderChange) -> list[Titled]:
    holder = [_(change.holder.label)] if change.holder else []
    return [
        (_("Who acts next"), holder),
        (
            _("When an offer stays unanswered"),
            text_lines(accept_words(edition.flow, change)),
        ),
        _mark(change),
    ]


def _deadline(edition: FlowEdition, change: TimerChange) -> list[Titled]:
    state, general = (
        flow.states[change.state] for flow in (edition.flow, edition.general)
    )
    before = [
        deadline_words(edition.general, general, timer)
        for timer in general.timers
        if timer.step == change.timer.step
    ]
    return [
        (_("Here"), [deadline_words(edition.flow, state, change.timer)]),
        (_("In general"), before or [_("This has no deadline.")]),
        _mark(change.timer),
    ]


def _step(change: StepChange) -> list[Titled]:
    lacks = (_("Not here"), text_lines(change.not_here))
    return [lacks, *brought_rows(change), _mark(change)]


def _mark(part: Sourced) -> Titled:
    return _("Rests on"), [rests_on(part)]
