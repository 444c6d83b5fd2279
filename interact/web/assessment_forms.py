"""The forms of checklists: one section of questions, and finishing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import Field as Input
from wtforms import HiddenField, TextAreaField

from interact.cases.statements import Confidence, Source, Statement
from interact.checklists.answers import latest_day
from interact.checklists.opened import Item
from interact.checklists.queries import AssessmentView
from interact.checklists.rules import (
    Answer,
    CannotLowerAlone,
    ReasonNeeded,
    RiskLevel,
    set_level,
)
from interact.core.errors import RuleBroken
from interact.web.forms import InteractForm, said
from interact.web.inputs import PRIVATE, LineField, OneOf, stripped
from interact.web.profile_fields import ClaimForm, Inputs, read_value
from interact.web.questions import (
    added_inputs,
    input_for,
    main_inputs,
    question_inputs,
    read_answer,
    why_input,
)


@dataclass(frozen=True)
class Asked:
    """A question as a page asks it: what answers it, why not, what may be added."""

    item: Item
    inputs: list[Input]
    why: Input | None
    more: list[Input]


class SectionForm(InteractForm):
    """The questions of one section; `section_form` adds their inputs."""

    items: ClassVar[tuple[Item, ...]] = ()
    answers: dict[str, Answer | Statement]

    seen = HiddenField(default="")
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
        """Refuse, at its input, what is no answer."""
        if not super().validate(extra_validators):
            return False
        self.answers = {}
        for item in self.items:
            answer = self._read(item) if item.may_write else None
            if answer is not None:
                self.answers[item.question.id] = answer
        return not self.errors

    def _read(self, item: Item) -> Answer | Statement | None:
        value = read_value(self, item.field) if item.field else None
        if value is not None:
            return self._statement(value)
        answer = read_answer(self, item.question)
        if not answer.is_given:
            return None
        try:
            item.question.check(answer, latest_day())
        except RuleBroken as refusal:
            input_for(self, item, refusal).errors = [said(refusal)]
        return answer

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


class FinishForm(InteractForm):
    """The level a person says; the one the answers make is chosen beforehand."""

    computed: RiskLevel | None

    seen = HiddenField(default="")
    chosen = OneOf(_l("Which level do you set?"))
    reason = TextAreaField(
        _l("Why, if you set another level than the answers say"),
        widget=GovTextArea(),
        filters=[stripped],
        render_kw=PRIVATE,
    )
    second_person = LineField(
        _l("Who agrees, if you set a lower level"),
        description=_l("Name and part, for example the guardian"),
    )

    @classmethod
    def about(cls, view: AssessmentView) -> "FinishForm":
        """The form with the level these answers make."""
        computed = view.result.level
        form = cls(chosen=computed.value if computed else None)
        form.computed = computed
        form.chosen.choices = [
            (level.value, _level_text(level, computed)) for level in RiskLevel
        ]
        return form

    @property
    def level(self) -> RiskLevel | None:
        """The level that was chosen, if there is one to choose."""
        chosen = self.chosen.data if self.computed else None
        return RiskLevel(chosen) if chosen else None

    def said(self) -> tuple[RiskLevel | None, str, str]:
        """The level, why, and who agrees."""
        return self.level, self.reason.data or "", self.second_person.data or ""

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse, at its input, what another level still needs."""
        if not super().validate(extra_validators):
            return False
        level, reason, second_person = self.said()
        if self.computed and level:
            try:
                set_level(self.computed, level, reason, second_person)
            except ReasonNeeded as refusal:
                self.reason.errors = [said(refusal)]
            except CannotLowerAlone as refusal:
                self.second_person.errors = [said(refusal)]
        return not self.errors


def _level_text(level: RiskLevel, computed: RiskLevel | None) -> str:
    if level is computed:
        return str(_("%(level)s, as the answers say", level=_(level.label)))
    return str(_(level.label))
