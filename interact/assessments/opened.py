"""One assessment as one reader opens it: questions, answers and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from interact.assessments import models
from interact.assessments.answers import GivenAnswer, fits, given_answers, people_named
from interact.assessments.conclusions import Conclusion, open_conclusion
from interact.assessments.facts import facts_of
from interact.assessments.publishing import definition_of
from interact.cases.fields import PHOTOGRAPH, Field, field_by_name
from interact.cases.queries import ClaimView, Profile, read_profile
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.levels import set_level
from interact.checklists.questions import Question
from interact.checklists.results import Facts, Result
from interact.checklists.rules import Answer, Reply, RiskLevel, Verdict
from interact.checklists.scoring import score
from interact.checklists.standing import (
    differing,
    most_worrying,
    shown_to,
    standing,
    worst_together,
)
from interact.keys.rules import Compartment

HIDDEN = Answer(reply=Reply.NOT_KNOWN)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of an assessment with what was answered, the newest first.

    `answer` is the one that counts, as far as it can be opened. `claims` are what the
    child's profile holds where the question is bound to a field; `recorded` says that
    there is such a claim (or photograph), opened or not.
    """

    question: Question
    compartment: Compartment
    reader_id: UUID
    given: tuple[GivenAnswer, ...]
    answer: Answer | None
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
        if self.recorded and not self.may_open:
            return True
        return any(one.answer is None for one in self.standing)

    @property
    def standing(self) -> tuple[GivenAnswer, ...]:
        """The newest answer of each person since somebody last decided."""
        return standing(self.given)

    @property
    def differing(self) -> tuple[GivenAnswer, ...]:
        """The answers that stand side by side until somebody decides, if they do."""
        return differing(self.standing)

    @property
    def typed(self) -> Answer | None:
        """What the inputs show at first: what this reader said, or nobody disputes."""
        return shown_to(self.standing, self.reader_id)

    @property
    def shown(self) -> tuple[GivenAnswer, ...]:
        """The answer that stands, or those that differ; then earlier ones that say
        something else, the newest of each.
        """
        stand = self.differing or self.standing[:1]
        said = [one.answer for one in self.given]
        earlier = tuple(
            one
            for place, one in enumerate(self.given)
            if one not in stand and one.answer not in said[:place]
        )
        return stand + earlier


@dataclass(frozen=True, kw_only=True)
class Opened:
    """An assessment with its items by the id of the question, and its conclusion.

    While it is not finished the conclusion is what the answers come to now, without a
    verdict where a condition is among the `unseen` and could still make it worse.
    """

    checklist: Checklist
    asked: Checklist
    items: dict[str, Item] = field(repr=False)
    facts: Facts = field(repr=False)
    conclusion: Conclusion = field(repr=False)

    @property
    def differing(self) -> list[Item]:
        """The questions whose answers stand side by side until somebody decides."""
        return [one for one in self.items.values() if one.differing]

    @property
    def unseen(self) -> list[Item]:
        """The conditions whose answers this reader cannot open."""
        return [one for one in self.items.values() if _is_unseen(one)]

    def conclude(self, chosen: RiskLevel | None, reason: str) -> Conclusion:
        """The conclusion with the level a person says, None for the computed one.

        Answers that differ do not stop it; the most worrying of them counts. Refuses
        with CompartmentNotHeld while an answer is hidden that the level, the verdict or
        what is to be done hangs on, with NotAllAnswered, and what `set_level` refuses.
        """
        levelled = self.checklist.makes_level
        hidden = [
            one
            for one in self.items.values()
            if one.is_hidden and (levelled or one.question.to_do or one.question.go_if)
        ]
        if hidden:
            raise CompartmentNotHeld(part=hidden[0].compartment.label)
        result = self.conclusion.result
        asked = {one.id for one in self.asked.questions()}
        missing = tuple(one for one in result.required_missing if one in asked)
        replace(result, required_missing=missing).check_complete(self.checklist)
        if result.level is None:
            return self.conclusion
        level = set_level(result.level, chosen or result.level, reason)
        return replace(self.conclusion, level=level)


def open_assessment(vault: Vault, assessment: models.Assessment) -> Opened:
    """Open everything of an assessment that this actor holds.

    A short form is scored as the whole list: what was not asked is not known. Raises
    CompartmentNotHeld where the agency does not hold the part the result is in.
    """
    checklist = definition_of(vault.session, assessment.published)
    return open_in(vault, assessment, checklist)


def open_in(
    vault: Vault, assessment: models.Assessment, checklist: Checklist
) -> Opened:
    """The same with the questions of `checklist`, in which it is or would be."""
    facts = facts_of(vault, assessment.episode, checklist)
    items = _settled(checklist, _open_items(vault, assessment, checklist, facts), facts)
    if assessment.finished_at:
        conclusion = open_conclusion(vault, assessment)
    else:
        result = _as_seen(score(checklist, _known(items), facts), items)
        count = sum(bool(one.differing) for one in items.values())
        conclusion = Conclusion(result=result, differing=count)
    return Opened(
        checklist=checklist,
        asked=checklist.short() if assessment.short_form else checklist,
        items=items,
        facts=facts,
        conclusion=conclusion,
    )


def named(vault: Vault, opened: Opened) -> Opened:
    """The same with the names of the reader's colleagues, where several answered."""
    given = [one for item in opened.items.values() for one in item.given]
    own = [one.person_id for one in given if one.agency_id == vault.actor.agency_id]
    if not own or len({one.person_id for one in given}) == 1:
        return opened
    names = people_named(vault, own)
    items = {
        name: replace(item, given=tuple(_with_name(names, one) for one in item.given))
        for name, item in opened.items.items()
    }
    return replace(opened, items=items)


def _with_name(names: Mapping[UUID, str], given: GivenAnswer) -> GivenAnswer:
    return replace(given, person_name=names.get(given.person_id, ""))


def _open_items(
    vault: Vault, assessment: models.Assessment, checklist: Checklist, facts: Facts
) -> dict[str, Item]:
    given = given_answers(vault, assessment)
    bound = [field_by_name(one.field or "") for one in checklist.questions()]
    fields = [one for one in bound if one]
    profile = read_profile(vault, fields) if fields else {}
    return {
        question.id: _item(
            vault,
            (checklist, question),
            given.get(question.id, []),
            profile,
            question.field in facts.filled,
        )
        for question in checklist.questions()
    }


def _item(
    vault: Vault,
    asked: tuple[Checklist, Question],
    given: Iterable[GivenAnswer],
    profile: Profile,
    recorded: bool,
) -> Item:
    checklist, question = asked
    compartment = checklist.compartment_of(question)
    fitting = tuple(one for one in given if fits(question, one.answer))
    return Item(
        question=question,
        compartment=compartment,
        reader_id=vault.actor.person_id,
        given=fitting,
        answer=_counting(checklist, question, standing(fitting)),
        claims=tuple(profile.get(question.field or "", ())),
        recorded=recorded,
        may_open=vault.holds(compartment),
        may_write=vault.may_write(compartment),
    )


def _counting(
    checklist: Checklist, question: Question, stand: tuple[GivenAnswer, ...]
) -> Answer | None:
    """The answer to go by: one that cannot be opened is there, and not known."""
    if all(one.answer is None for one in stand):
        return None
    said = [one.answer or HIDDEN for one in stand]
    return most_worrying(checklist, question, said)


def _settled(
    checklist: Checklist, items: Mapping[str, Item], facts: Facts
) -> dict[str, Item]:
    """The items with the answers to go by where several stand side by side."""
    disputed = {
        name: [given.answer or HIDDEN for given in one.standing]
        for name, one in items.items()
        if one.differing
    }
    worst = worst_together(checklist, _known(items), disputed, facts)
    return {
        name: replace(one, answer=worst[name]) if name in disputed else one
        for name, one in items.items()
    }


def _is_unseen(item: Item) -> bool:
    return item.is_hidden and item.question.go_if is not None


def _as_seen(result: Result, items: Mapping[str, Item]) -> Result:
    """Without judging a condition by an answer that is there and cannot be opened.

    It is neither held nor not known. Only what is the worst anyhow can be said then.
    """
    unseen = {name for name, one in items.items() if _is_unseen(one)}
    if not unseen:
        return result
    failing = tuple(name for name in result.failing if name not in unseen)
    verdict = result.verdict if result.verdict is Verdict.NO_GO else None
    return replace(result, verdict=verdict, failing=failing)


def _known(items: Mapping[str, Item]) -> dict[str, Answer]:
    """What scoring goes by."""
    return {name: item.answer or HIDDEN for name, item in items.items() if item.given}
