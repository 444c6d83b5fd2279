"""The forms of checklists: one section of questions, and finishing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import Field as Input
from wtforms import HiddenField, TextAreaField

from interact.assessments.answers import GivenAnswer, latest_day
from interact.assessments.items import Item
from interact.assessments.queries import AssessmentView
from interact.cases.statements import Confidence, Source, Statement
from interact.checklists.levels import set_level
from interact.checklists.rules import Answer, ReasonNeeded, RiskLevel
from interact.checklists.standing import shown_to, standing
from interact.checklists.staying import Stays
from interact.core.errors import RuleBroken
from interact.core.words import mark
from interact.web.forms import InteractForm, said
from interact.web.inputs import PRIVATE, OneOf, stripped
from interact.web.profile_fields import ClaimForm, Inputs, read_value
from interact.web.questions import (
    added_inputs,
    input_for,
    main_inputs,
    question_inputs,
    read_answer,
    why_input,
)
from interact.web.request import actor

LONGEST_COUNT = 6


class SomebodyElse(RuleBroken):
    message = mark(
        "Somebody else is signed in here now. Sign in as before, so that what you "
        "typed is kept under the right name."
    )


@dataclass(frozen=True)
class Asked:
    """A question as a page asks it: what answers it, why not, what may be added."""

    item: Item
    inputs: list[Input]
    why: Input | None
    more: list[Input]


class SectionForm(InteractForm):
    """The questions of one section; `section_form` adds their inputs.

    `seen` says how many answers each question had when the page was shown, and `who`
    for whom it was: what somebody did not touch is not theirs.
    """

    items: ClassVar[tuple[Item, ...]] = ()
    answers: dict[str, Answer | Statement]
    is_filled: bool

    seen = HiddenField(default="")
    who = HiddenField(default=lambda: str(actor().membership_id))
    # Asked once for all details of the section: they come from one conversation.
    source = ClaimForm.source
    confidence = ClaimForm.confidence
    said_by = ClaimForm.said_by

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for one in self.asked:
            if len(one.inputs) == 1:
                question = one.item.question
                one.inputs[0].label.text = _(question.text)
                one.inputs[0].description = _(question.help) if question.help else ""

    @property
    def asked(self) -> Iterator[Asked]:
        """The questions with their inputs, in order; without where it is not theirs."""
        for item in self.items:
            inputs = main_inputs(self, item) if item.may_write else []
            yield Asked(item, inputs, why_input(self, item), added_inputs(self, item))

    @property
    def states(self) -> bool:
        """Whether anything asked here becomes a claim, which needs its source."""
        return any(item.field and item.may_write for item in self.items)

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse, at its input, what is no answer, and what somebody else typed."""
        if not super().validate(extra_validators):
            return False
        if self.who.data != str(actor().membership_id):
            self.form_errors.append(said(SomebodyElse()))
        self.answers, self.is_filled = {}, False
        for item in self.items:
            answer = self._read(item) if item.may_write else None
            if answer is not None:
                self.answers[item.question.id] = answer
        return not self.errors

    def _read(self, item: Item) -> Answer | Statement | None:
        value = read_value(self, item.field) if item.field else None
        if value is not None:
            statement = self._statement(value)
            self.is_filled = True
            return None if _stated_before(item, statement) else statement
        answer = read_answer(self, item.question)
        self.is_filled |= answer.is_given
        if not answer.is_given or answer == self._shown(item):
            return None
        try:
            item.question.check(answer, latest_day())
        except RuleBroken as refusal:
            input_for(self, item, refusal).errors = [said(refusal)]
        return answer

    def newer(self, item: Item) -> tuple[GivenAnswer, ...]:
        """What others answered to a question since the page was shown, newest first."""
        came = item.given[: len(item.given) - self._seen(item, len(item.given))]
        return tuple(one for one in came if one.person_id != actor().person_id)

    def _shown(self, item: Item) -> Answer | None:
        """What the inputs of a question showed when the page was shown."""
        then = item.given[len(item.given) - self._seen(item, 0) :]
        return shown_to(standing(then), actor().person_id)

    def _seen(self, item: Item, otherwise: int) -> int:
        """How many answers a question had when the page was shown."""
        counts = seen_counts(self.seen.data or "")
        return min(counts.get(item.question.id, otherwise), len(item.given))

    def _statement(self, value: Any) -> Statement:
        return Statement(
            value=value,
            source=Source(self["source"].data),
            confidence=Confidence(self["confidence"].data),
            said_by=self["said_by"].data or "",
        )


def section_form(items: Iterable[Item]) -> type[SectionForm]:
    """The form that asks these questions."""
    asked = tuple(items)
    inputs: Inputs = {}
    for item in asked:
        if item.may_write:
            inputs |= question_inputs(item)
    return type("QuestionsForm", (SectionForm,), {**inputs, "items": asked})


def seen_text(items: Iterable[Item]) -> str:
    """How many answers each question has, as the form remembers it."""
    return " ".join(f"{one.question.id}:{len(one.given)}" for one in items)


def seen_counts(seen: str) -> dict[str, int]:
    """What `seen_text` made, by the id of the question; the rest is left out."""
    pairs = [one.partition(":") for one in seen.split()]
    return {
        name: int(count)
        for name, _colon, count in pairs
        if count.isdecimal() and len(count) < LONGEST_COUNT
    }


def _stated_before(item: Item, statement: Statement) -> bool:
    """Whether this agency's newest claim says just this, from the same source."""
    mine = [one for one in item.claims if one.agency_name == actor().agency_name]
    return bool(mine) and mine[0].statement == statement


class FinishForm(InteractForm):
    """The level a person says; the one that is advised is chosen beforehand."""

    computed: RiskLevel | None
    stays: Stays | None

    seen = HiddenField(default="")
    chosen = OneOf(_l("Which level do you set?"))
    reason = TextAreaField(
        _l("Why, if you set another level"),
        widget=GovTextArea(),
        filters=[stripped],
        description=_l(
            "A lower level counts only once a second person has signed in and agreed. "
            "Until then the higher one counts."
        ),
        render_kw=PRIVATE,
    )

    @classmethod
    def about(cls, view: AssessmentView) -> "FinishForm":
        """The form with the level these answers make."""
        computed, stays = view.result.level, view.conclusion.stays
        advised = stays.level if stays else computed
        form = cls(chosen=advised.value if advised else None)
        form.computed, form.stays = computed, stays
        form.chosen.choices = [
            (level.value, _level_text(view, level)) for level in RiskLevel
        ]
        return form

    @property
    def level(self) -> RiskLevel | None:
        """The level that was chosen, if there is one to choose."""
        chosen = self.chosen.data if self.computed else None
        return RiskLevel(chosen) if chosen else None

    def said(self) -> tuple[RiskLevel | None, str]:
        """The level, and why."""
        return self.level, self.reason.data or ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse, at its input, what another level still needs.

        Who did not see what it is about is told only that.
        """
        if self.form_errors or not super().validate(extra_validators):
            return False
        level, reason = self.said()
        if self.computed and level:
            try:
                set_level(self.computed, level, reason, self.stays)
            except ReasonNeeded as refusal:
                self.reason.errors = [said(refusal)]
        return not self.errors


def _level_text(view: AssessmentView, level: RiskLevel) -> str:
    """A level as a choice, and whether it stays, or is what the answers make, or leave
    open."""
    grade, stays = _(view.asked.grade(level)), view.conclusion.stays
    if stays and level is stays.level:
        return str(_("%(level)s, as before", level=grade))
    if level is not view.result.level:
        return str(grade)
    if view.result.raised_by_unknown:
        return str(_("%(level)s, as too little is known for a lower one", level=grade))
    return str(_("%(level)s, as the answers say", level=grade))
