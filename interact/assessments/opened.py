"""One assessment as one reader opens it: questions, answers and what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from interact.assessments import models
from interact.assessments.answers import GivenAnswer, fits, given_answers, people_named
from interact.assessments.before import find_stays
from interact.assessments.conclusions import Conclusion, open_conclusion
from interact.assessments.facts import facts_of, unseen_facts
from interact.assessments.items import Item
from interact.assessments.publishing import definition_of
from interact.assessments.withholding import judge_as_seen, withhold
from interact.cases.fields import field_by_name
from interact.cases.queries import Profile, read_profile
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.levels import set_level
from interact.checklists.questions import Question
from interact.checklists.results import Facts
from interact.checklists.rules import Answer, Reply, RiskLevel
from interact.checklists.scoring import score
from interact.checklists.standing import (
    most_worrying,
    standing,
    worst_together,
)
from interact.keys.rules import Compartment

HIDDEN = Answer(reply=Reply.NOT_KNOWN)


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

    @property
    def counted(self) -> dict[str, Answer]:
        """What the result goes by: what cannot be opened is there, and not known."""
        return _known(self.items)

    @property
    def unseen_parts(self) -> list[Compartment]:
        """Where something is that this reader cannot see, and that the level, the
        verdict or what is to be done hangs on.
        """
        levelled = self.checklist.makes_level
        hanging_on = [
            one.unseen_in
            for one in self.items.values()
            if levelled or one.question.to_do or one.question.go_if
        ]
        return [part for part in hanging_on if part]

    def check_all_seen(self) -> None:
        """Refuse with CompartmentNotHeld where `unseen_parts` has any."""
        parts = self.unseen_parts
        if parts:
            raise CompartmentNotHeld(part=parts[0].label)

    def conclude(self, chosen: RiskLevel | None, reason: str) -> Conclusion:
        """The conclusion with the level a person says, None for the advised one.

        Answers that differ do not stop it; the most worrying of them counts. Refuses
        as `check_all_seen`, with NotAllAnswered, and what `set_level` refuses.
        """
        self.check_all_seen()
        result = self.conclusion.result
        asked = {one.id for one in self.asked.questions()}
        missing = tuple(one for one in result.required_missing if one in asked)
        replace(result, required_missing=missing).check_complete(self.checklist)
        if result.level is None:
            return self.conclusion
        level = set_level(result.level, chosen, reason, self.conclusion.stays)
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
        conclusion = _concluded(vault, assessment, items)
    else:
        stays = find_stays(vault, assessment, checklist, _known(items), facts)
        conclusion = replace(_comes_to(checklist, items, facts), stays=stays)
    return Opened(
        checklist=checklist,
        asked=checklist.short() if assessment.short_form else checklist,
        items=items,
        facts=facts,
        conclusion=conclusion,
    )


def named(vault: Vault, opened: Opened) -> Opened:
    """The same with the names of the reader's colleagues, where others answered."""
    given = [one for item in opened.items.values() for one in item.given]
    own = [one.person_id for one in given if one.agency_id == vault.actor.agency_id]
    if not own or {one.person_id for one in given} == {vault.actor.person_id}:
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
    unseen = unseen_facts(vault, checklist, facts.filled)
    items = {}
    for question in checklist.questions():
        answers, recorded = given.get(question.id, []), question.field in facts.filled
        item = _item(vault, (checklist, question), answers, profile, recorded)
        items[question.id] = replace(item, unseen_fact=unseen.get(question.id))
    return items


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
        unseen_fact=None,
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


def _concluded(
    vault: Vault, assessment: models.Assessment, items: Mapping[str, Item]
) -> Conclusion:
    """What it came to when it was finished, as far as this reader may see it."""
    answers = {name for name, one in items.items() if one.has_hidden_answer}
    facts = {name for name, one in items.items() if one.unseen_fact}
    return withhold(open_conclusion(vault, assessment), answers, facts)


def _comes_to(
    checklist: Checklist, items: Mapping[str, Item], facts: Facts
) -> Conclusion:
    """What it comes to now, by what this reader can open."""
    made = score(checklist, _known(items), facts)
    unseen = {name for name, one in items.items() if _is_unseen(one)}
    count = sum(bool(one.differing) for one in items.values())
    return Conclusion(result=judge_as_seen(made, unseen), differing=count)


def _known(items: Mapping[str, Item]) -> dict[str, Answer]:
    """What scoring goes by."""
    return {name: item.answer or HIDDEN for name, item in items.items() if item.given}
