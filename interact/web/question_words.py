"""What a question of a checklist asks for and what it weighs, in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from interact.cases.fields import field_by_name
from interact.checklists.codes import options_of
from interact.checklists.library import Edition, title_of
from interact.checklists.parts import AtLevel, Consequence, CountsWhen
from interact.checklists.questions import Question
from interact.checklists.rules import AnswerKind, Dimension, Reply
from interact.flowcharts.published import Flowcharts
from interact.web.questions import DONE
from interact.web.request import db


@dataclass(frozen=True)
class Said:
    """Sentences under one heading."""

    title: str
    lines: tuple[str, ...]


def question_rows(edition: Edition, question: Question) -> list[Said]:
    """Everything about a question beside what it asks, as far as there is any."""
    part = edition.checklist.compartment_of(question)
    best = [str(_(kind.label)) for kind in question.answered_by]
    other_part = [_(part.label)] if part is not edition.checklist.compartment else []
    nothing = [_("Nothing; it informs.")] if edition.checklist.makes_level else []
    rows: list[tuple[str, Sequence[str]]] = [
        (_("What counts"), _text(question.help)),
        (_("Why it is asked"), _text(question.why)),
        (_("How to ask a child"), _text(question.to_child)),
        (_("Answer"), answer_lines(question)),
        (_("Answered best by"), _listed(best)),
        (_("Kept in another part"), other_part),
        (_("Weighs"), weight_words(question) or nothing),
        (_("Needs"), need_words(question)),
        (_("Then"), [f"{after}: {what}" for after, what in to_do_words(question)]),
        (_("Rests on"), [_rests_on(question)]),
    ]
    return [Said(str(title), tuple(map(str, lines))) for title, lines in rows if lines]


def differences(edition: Edition, question: Question) -> list[str]:
    """How a country's question differs from the general one, and what that one says."""
    general = edition.before(question)
    if general is None:
        return []
    parts = ", ".join(_(part) for part in edition.differs_in(question))
    said = [_("Differs here: %(parts)s.", parts=parts)]
    for part in ("text", "help", "why", "to_child"):
        before = getattr(general, part)
        if before and before != getattr(question, part):
            said.append(_("In general: %(text)s", text=_(before)))
    return [str(one) for one in said]


def answer_lines(question: Question) -> list[str]:
    """How a question is answered; what there is to choose from, with its codes."""
    field = field_by_name(question.field or "")
    if question.answer is AnswerKind.CHOICE:
        options = enumerate(question.options, 1)
        return [f"{place} {_(one.text)}" for place, one in options]
    if question.answer is not None:
        return [str(_(question.answer.label))]
    if field is None:
        return [str(_("A photograph, kept with the child's profile"))]
    named = _("A detail of the child's profile: %(field)s", field=_(field.label))
    return [str(named), *(f"{code} {_(text)}" for code, text in options_of(field))]


def weight_words(question: Question) -> list[str]:
    """What the answer weighs, each thing in a sentence; why nothing, where it is so."""
    said = [*_points(question), *_force(question), *_condition(question)]
    said += [_known(question.counts_when)] if question.counts_when else []
    return [*said, _(question.no_weight)] if question.no_weight else said


def need_words(question: Question) -> list[str]:
    """What an answer needs so that the checklist can be finished."""
    said = []
    if question.required:
        said.append(_("An answer, if only “not known”."))
    if question.evidence:
        said.append(_("What a yes rests on."))
    if question.at_most_months:
        number = question.at_most_months
        said.append(
            ngettext(
                "A photograph not older than %(num)s month.",
                "A photograph not older than %(num)s months.",
                number,
            )
        )
    return said


def consequence_words(one: Consequence) -> str:
    """What is to be done, by whom and by when."""
    said = [_(one.text)]
    if one.within_hours:
        said.append(_within(one.within_hours))
    said.append(_("By: %(who)s.", who=_(one.owner.label)))
    if one.refer:
        said.append(_("Refer to: %(whom)s.", whom=_(one.refer)))
    if isinstance(one, AtLevel) and one.signs_only:
        said.append(_("Not where only too little is known."))
    if one.step:
        said.append(_("Step of the flowchart: %(step)s.", step=_(_step(one.step))))
    return " ".join(map(str, said))


def _within(hours: int) -> str:
    """By when: in days where these are more than one and whole."""
    days, rest = divmod(hours, 24)
    if days > 1 and not rest:
        return str(ngettext("Within %(num)s day.", "Within %(num)s days.", days))
    return str(ngettext("Within %(num)s hour.", "Within %(num)s hours.", hours))


def _step(name: str) -> str:
    """The marked title of a step, or its name where no flowchart has it."""
    flows: Flowcharts = db().info["flowcharts"]
    steps = (flow.find_step(name) for flow in flows.general.values())
    return next((step.title for step in steps if step), name)


def to_do_words(question: Question) -> Iterator[tuple[str, str]]:
    """What is to be done after which answers."""
    labels = DONE if question.answer is AnswerKind.CONFIRM else {}
    for one in question.to_do:
        after = ", ".join(_(labels.get(reply, reply.label)) for reply in one.when)
        yield after, consequence_words(one)


def _text(text: str) -> list[str]:
    return [_(text)] if text else []


def _listed(words: Sequence[str]) -> list[str]:
    return [", ".join(words)] if words else []


def _rests_on(question: Question) -> str:
    """The mark with its meaning, and the labels of the sources."""
    said = f"{question.mark.value} · {_(question.mark.label)}"
    labels = ", ".join(question.sources)
    return f"{said}: {labels}" if labels else said


def _points(question: Question) -> Iterator[str]:
    protects = question.weighs is Dimension.PROTECTION
    for dimension, points in {
        question.weighs: question.weight,
        **question.also,
    }.items():
        if not points:
            continue
        if protects:
            yield ngettext(
                "Protects: a yes takes off %(num)s point.",
                "Protects: a yes takes off %(num)s points.",
                points,
            )
        else:
            yield ngettext(
                "%(about)s: %(num)s point.",
                "%(about)s: %(num)s points.",
                points,
                about=_(dimension.label),
            )


def _force(question: Question) -> Iterator[str]:
    if question.override is None:
        return
    level = _(question.override.label)
    if question.override_only_when_missing:
        yield _(
            "While the child is missing, a yes alone makes “%(level)s”.", level=level
        )
    else:
        yield _("A yes alone makes “%(level)s”.", level=level)


def _condition(question: Question) -> Iterator[str]:
    if question.go_if is None:
        return
    yield _(
        "The condition holds when the answer is “%(reply)s”.",
        reply=_(question.go_if.label),
    )
    if question.or_reason:
        yield _("It also holds with a reason that is written down.")
    if question.ask_if_not:
        yield _("If it does not hold, the data protection officer is asked.")


FACTS: dict[str, Callable[[int], str]] = {
    "age_below": lambda number: _("the child is younger than %(age)s", age=number),
    "profile_below": lambda number: _(
        "less than %(percent)s percent of the child's profile is filled", percent=number
    ),
    "episodes_from": lambda number: ngettext(
        "the child was missing before, %(num)s time or more",
        "the child was missing before, %(num)s times or more",
        number,
    ),
    "episodes_in_30_days": lambda number: ngettext(
        "there is %(num)s episode or more in 30 days",
        "there are %(num)s episodes or more in 30 days",
        number,
    ),
    "adult_within_months": lambda number: ngettext(
        "the child turns 18 within %(num)s month",
        "the child turns 18 within %(num)s months",
        number,
    ),
}


def _known(rule: CountsWhen) -> str:
    """What the case knows and that counts as a yes by itself."""
    facts = [
        said(number) for name, said in FACTS.items() if (number := getattr(rule, name))
    ]
    if rule.level_of and rule.level_from:
        facts.append(
            _(
                "“%(checklist)s” came to “%(level)s” or more",
                checklist=_(title_of(db(), rule.level_of)),
                level=_(rule.level_from.label),
            )
        )
    return str(_("Counts as a yes by itself when: %(facts)s.", facts="; ".join(facts)))


def reply_words(question: Question, reply: Reply) -> str:
    """A short answer as this question calls it."""
    done = question.answer is AnswerKind.CONFIRM and DONE.get(reply)
    return str(_(done or reply.label))
