"""What an assessment comes to: verdict, what is to be done, counts by section."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from interact.assessments.queries import AssessmentView
from interact.checklists.conditions import judge_condition
from interact.checklists.consequences import Asked, consequences_of, replies_of
from interact.checklists.parts import Consequence
from interact.checklists.questions import Question
from interact.checklists.rules import Answer, Approach, Reply, RiskLevel, Verdict
from interact.web.answered import answer_text

NOTHING = Answer()
WORST_FIRST = tuple(reversed(Verdict))


@dataclass(frozen=True)
class Failing:
    """A condition that does not hold: what it comes to alone, and what was answered."""

    question: Question
    verdict: Verdict
    answer: str


@dataclass(frozen=True)
class Planned:
    """One question of a plan, and what is to be done after its answer."""

    question: Question
    steps: tuple[Consequence, ...] = ()


@dataclass(frozen=True)
class Counted:
    """How many clear signs, other signs and open questions a section has."""

    title: str
    yes: int
    signs: int
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an assessment comes to, in the order in which a page says it.

    `steps` follow from the level or verdict, `to_do` from single answers. Of a plan,
    `done` and `unknown` are the other questions. `failing` has the worst first.
    `unseen` are conditions whose answers are not shared with this reader.
    """

    level: RiskLevel | None
    verdict: Verdict | None
    failing: tuple[Failing, ...]
    unseen: tuple[Question, ...]
    steps: tuple[Consequence, ...]
    to_do: tuple[Planned, ...]
    done: tuple[Planned, ...]
    unknown: tuple[Planned, ...]
    counts: tuple[Counted, ...]


def outcome_of(view: AssessmentView) -> Outcome:
    """What the answers come to now, or came to when it was finished."""
    checklist, result = view.opened.checklist, view.result
    answers = {name: one.answer for name, one in view.items.items() if one.answer}
    stays = view.conclusion.stays
    reached = stays.level if stays else result.level
    level = view.level.counting if view.level else reached
    replies = replies_of(checklist, answers, view.facts)
    asked = consequences_of(checklist, result, level, replies)
    to_do = tuple(_to_do(view, asked))
    return Outcome(
        level=level,
        verdict=result.verdict,
        failing=tuple(_failing(view)),
        unseen=tuple(one.question for one in view.opened.unseen),
        steps=tuple(one.consequence for one in asked if not one.question_id),
        to_do=to_do,
        done=tuple(_planned(view, replies, to_do, known=True)),
        unknown=tuple(_planned(view, replies, to_do, known=False)),
        counts=tuple(_counts(view)),
    )


def _failing(view: AssessmentView) -> Iterator[Failing]:
    failing = [_judged(view, name) for name in view.result.failing]
    yield from sorted(failing, key=lambda one: WORST_FIRST.index(one.verdict))


def _judged(view: AssessmentView, name: str) -> Failing:
    question = view.opened.checklist.question(name)
    answer = view.items[name].answer or NOTHING
    said = answer_text(question, answer) if answer.is_given else _("Not answered yet")
    return Failing(question, judge_condition(question, answer, view.facts), str(said))


def _to_do(view: AssessmentView, asked: tuple[Asked, ...]) -> Iterator[Planned]:
    for question in view.opened.checklist.questions():
        steps = [one.consequence for one in asked if one.question_id == question.id]
        if steps:
            yield Planned(question, tuple(steps))


def _planned(
    view: AssessmentView,
    replies: dict[str, Reply],
    to_do: tuple[Planned, ...],
    *,
    known: bool,
) -> Iterator[Planned]:
    """The questions of a plan from which nothing follows: answered, or not yet.

    Without those whose answers this reader cannot open.
    """
    if view.opened.checklist.approach is Approach.PLAN:
        following = {one.question.id for one in to_do}
        for question in view.asked.questions():
            hidden = view.items[question.id].is_hidden
            is_known = question.id in replies
            if question.id not in following and not hidden and is_known is known:
                yield Planned(question)


def _counts(view: AssessmentView) -> Iterator[Counted]:
    titles = {one.id: one.title for one in view.opened.checklist.sections}
    for one in view.result.counts:
        title = str(_(titles.get(one.section, one.section)))
        yield Counted(title, one.yes, one.signs, one.unknown)
