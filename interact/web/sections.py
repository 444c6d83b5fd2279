"""The form of one section of a checklist: its questions, and what was answered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _
from wtforms import Field as Input
from wtforms import HiddenField

from interact.cases.statements import Confidence, Source, Statement
from interact.checklists.answers import latest_day
from interact.checklists.opened import Item
from interact.checklists.rules import Answer
from interact.core.errors import RuleBroken
from interact.web.forms import InteractForm, said
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
