"""One assessment as one reader opens it: questions, answers and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from pydantic import TypeAdapter

from interact.cases.fields import PHOTOGRAPH, Field, SealedColumn, field_by_name
from interact.cases.queries import ClaimView, Profile, read_profile
from interact.cases.rules import CompartmentNotHeld
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.checklists import models
from interact.checklists.answers import GivenAnswer, given_answers
from interact.checklists.definitions import Checklist
from interact.checklists.facts import facts_of
from interact.checklists.publishing import definition_of
from interact.checklists.questions import Question
from interact.checklists.results import Facts, Result
from interact.checklists.rules import Answer, LevelSet, Reply, RiskLevel, set_level
from interact.checklists.scoring import score
from interact.core.errors import CannotOpen
from interact.keys.rules import Compartment

RESULT = TypeAdapter(Result)
HIDDEN = Answer(reply=Reply.NOT_KNOWN)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of an assessment with what was answered, the newest first.

    `claims` are what the child's profile holds where the question is bound to a field;
    `recorded` says that there is such a claim (or photograph), opened or not.
    """

    question: Question
    compartment: Compartment
    given: tuple[GivenAnswer, ...]
    claims: tuple[ClaimView, ...]
    recorded: bool
    may_open: bool
    may_write: bool

    @property
    def field(self) -> Field | None:
        """The field of the profile that answers it."""
        return field_by_name(self.question.field or "")

    @property
    def asks_for_photograph(self) -> bool:
        return self.question.field == PHOTOGRAPH

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer, if only "not known", or a claim."""
        return bool(self.given) or self.recorded

    @property
    def is_hidden(self) -> bool:
        """Whether there is an answer that this reader cannot open."""
        return self.is_answered and not self.may_open

    @property
    def answer(self) -> Answer | None:
        """The newest answer, as far as it can be opened."""
        return self.given[0].answer if self.given else None

    @property
    def others(self) -> tuple[GivenAnswer, ...]:
        """Earlier answers that say something else, the newest of each."""
        said = [one.answer for one in self.given]
        return tuple(
            one
            for place, one in enumerate(self.given)
            if place and one.answer not in said[:place]
        )


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What an assessment came to when it was finished, and the level a person said."""

    result: Result
    level: LevelSet | None = None

    def as_value(self) -> dict[str, Any]:
        """What is sealed."""
        said = self.level
        return {
            "result": RESULT.dump_python(self.result, mode="json"),
            "chosen": said.chosen.value if said else None,
            "reason": said.reason if said else "",
            "second_person": said.second_person if said else "",
        }

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Self:
        """What `as_value` made."""
        result = RESULT.validate_python(value["result"])
        if result.level is None:
            return cls(result=result)
        level = LevelSet(
            computed=result.level,
            chosen=RiskLevel(value["chosen"]),
            reason=value["reason"],
            second_person=value["second_person"],
        )
        return cls(result=result, level=level)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An assessment with its items by the id of the question, and its conclusion.

    While it is not finished the conclusion is what the answers come to now.
    """

    checklist: Checklist
    asked: Checklist
    items: dict[str, Item] = field(repr=False)
    facts: Facts = field(repr=False)
    conclusion: Conclusion = field(repr=False)

    def conclude(
        self, chosen: RiskLevel | None, reason: str, second_person: str
    ) -> Conclusion:
        """The conclusion with the level a person says, None for the computed one.

        Refuses with CompartmentNotHeld while an answer is hidden that the level hangs
        on, with NotAllAnswered, and what `set_level` refuses.
        """
        hidden = [one for one in self.items.values() if one.is_hidden]
        if hidden and self.checklist.bands:
            raise CompartmentNotHeld(part=hidden[0].compartment.label)
        result = self.conclusion.result
        asked = {one.id for one in self.asked.questions()}
        missing = tuple(one for one in result.required_missing if one in asked)
        replace(result, required_missing=missing).check_complete(self.checklist)
        if result.level is None:
            return self.conclusion
        said = chosen or result.level
        level = set_level(result.level, said, reason, second_person)
        return Conclusion(result=result, level=level)


def open_assessment(vault: Vault, assessment: models.Assessment) -> Opened:
    """Open everything of an assessment that this actor holds.

    A short form is scored as the whole list: what was not asked is not known. Raises
    CompartmentNotHeld where the agency does not hold the part the result is in.
    """
    checklist = definition_of(vault.session, assessment.published)
    facts = facts_of(vault, assessment.episode)
    items = _open_items(vault, assessment, checklist, facts)
    if assessment.finished_at:
        conclusion = open_conclusion(vault, assessment)
    else:
        conclusion = Conclusion(result=score(checklist, _known(items), facts))
    return Opened(
        checklist=checklist,
        asked=checklist.short() if assessment.short_form else checklist,
        items=items,
        facts=facts,
        conclusion=conclusion,
    )


def open_conclusion(vault: Vault, assessment: models.Assessment) -> Conclusion:
    """What a finished assessment came to; raises CannotOpen for one that is not."""
    if assessment.epoch is None or assessment.result_sealed is None:
        raise CannotOpen
    sealed = Sealed(assessment.epoch, assessment.result_sealed)
    value = vault.unseal(
        assessment.compartment, SealedColumn.ASSESSMENT_RESULT, assessment.id, sealed
    )
    return Conclusion.from_value(value)


def _open_items(
    vault: Vault, assessment: models.Assessment, checklist: Checklist, facts: Facts
) -> dict[str, Item]:
    given = given_answers(vault, assessment)
    bound = [field_by_name(one.field or "") for one in checklist.questions()]
    profile = read_profile(vault, [one for one in bound if one])
    return {
        question.id: _item(
            vault,
            (question, checklist.compartment_of(question)),
            given.get(question.id, []),
            profile,
            question.field in facts.filled,
        )
        for question in checklist.questions()
    }


def _item(
    vault: Vault,
    asked: tuple[Question, Compartment],
    given: Iterable[GivenAnswer],
    profile: Profile,
    recorded: bool,
) -> Item:
    question, compartment = asked
    return Item(
        question=question,
        compartment=compartment,
        given=tuple(given),
        claims=tuple(profile.get(question.field or "", ())),
        recorded=recorded,
        may_open=vault.holds(compartment),
        may_write=vault.may_write(compartment),
    )


def _known(items: Mapping[str, Item]) -> dict[str, Answer]:
    """What scoring goes by: an answer that cannot be opened is there, and not known."""
    return {name: item.answer or HIDDEN for name, item in items.items() if item.given}
