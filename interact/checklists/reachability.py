"""Which rules of a checklist can ever decide, found by trying answers.

A rule decides where its level holds and no other rule makes the same or more. At the
level that holds without any sign, it is enough that the rule is among those that make
it; there, a rule about signs would change nothing. More risk never makes less, so
answers are raised one by one as long as no other rule takes over, in several orders;
what none of them finds is called unreachable. No database, no web, no clock.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from interact.checklists.counting import basis_of
from interact.checklists.definitions import Checklist
from interact.checklists.questions import Question
from interact.checklists.results import NO_FACTS, Basis, Facts, Rule
from interact.checklists.rules import (
    Answer,
    AnswerKind,
    Dimension,
    Reply,
    RiskLevel,
    Verdict,
    When,
)
from interact.checklists.scoring import find_bases
from interact.checklists.signs import read_signs

Answers = dict[str, Answer]
NO = Answer(reply=Reply.NO)
NOT_APPLICABLE = Answer(reply=Reply.NOT_APPLICABLE)
YES = Answer(reply=Reply.YES)
SUSPECTED = Answer(reply=Reply.SUSPECTED)
EARLIER = Answer(reply=Reply.YES, when=When.HISTORICAL)
NOT_KNOWN = Answer(reply=Reply.NOT_KNOWN)
FACTS = Facts(missing=True)
# These hold without any sign, and may hold up what others make as well.
AT_REST = frozenset({Rule.BAND, Rule.NONE, Rule.SOME, Rule.MOST, Rule.UNCERTAIN})
WAYS = ((YES,), (SUSPECTED,), (EARLIER,), (YES, EARLIER, SUSPECTED), (NOT_KNOWN,))


@dataclass(frozen=True)
class Case:
    """Answers and facts by which a rule decides."""

    answers: Mapping[str, Answer]
    facts: Facts


def unreachable_rules(checklist: Checklist) -> list[str]:
    """What a checklist says about its result and can never come to.

    Each by the key it stands under and what tells it from the others, such as
    "bands: high" or "override: gm02". None in a sound checklist.
    """
    levels = [one for one in declared(checklist) if find_case(checklist, one) is None]
    verdicts = set(checklist.verdicts) - possible_verdicts(checklist)
    names = [name_of(one) for one in levels]
    names += [f"verdicts: {one.value}" for one in Verdict if one in verdicts]
    protecting = [q for q in checklist.questions() if _protects(q)]
    if sum(one.weight for one in protecting) < checklist.protection_at_most:
        names.append("protection_at_most")
    return names


def declared(checklist: Checklist) -> list[Basis]:
    """Every rule of a checklist that makes a level, in the file's order."""
    rules = [
        Basis(rule=Rule.BAND, level=band.level, needed=band.points)
        for band in checklist.bands
    ]
    rules += [basis_of(rule) for rule in checklist.counts]
    if most := checklist.majority:
        said = ((Rule.MOST, most.most), (Rule.SOME, most.some), (Rule.NONE, most.none))
        rules += [Basis(rule=rule, level=level) for rule, level in said]
    rules += [
        Basis(rule=Rule.OVERRIDE, level=one.override, question_id=one.id)
        for one in checklist.questions()
        if one.override
    ]
    if strong := checklist.strong:
        needed, level = strong.short_form_count, strong.short_form_level
        rules.append(Basis(rule=Rule.STRONG_SIGN, level=strong.at_least))
        rules.append(Basis(rule=Rule.STRONG_SHORT, level=level, needed=needed))
    if unknown := checklist.unknown_rule:
        rules.append(Basis(rule=Rule.UNCERTAIN, level=unknown.at_least))
    return rules


def possible_verdicts(checklist: Checklist) -> set[Verdict]:
    """The verdicts that some answers come to."""
    asked = [one for one in checklist.questions() if one.go_if]
    possible = {Verdict.GO, Verdict.NOT_YET} if asked else set()
    for one in asked:
        possible.add(Verdict.ASK if one.ask_if_not else Verdict.NO_GO)
    return possible


def find_case(checklist: Checklist, rule: Basis) -> Case | None:
    """Answers that make exactly this rule decide; None if there are none."""
    search = _Search(checklist, rule)
    for rest, way in product((NO, NOT_APPLICABLE), WAYS):
        for order in _orders(checklist, rule):
            found = search.climb(dict.fromkeys(order, rest), way)
            if found is not None:
                return Case(found, FACTS)
    return None


def decides(rule: Basis, bases: Iterable[Basis], lowest: RiskLevel) -> bool:
    """Whether this rule makes the level of these; alone, above the lowest level."""
    top = max((one.level for one in bases), default=lowest)
    made = [one.found_by for one in bases if one.level is top]
    rests = rule.level is lowest and rule.rule in AT_REST
    return rule.found_by in made and (rests or len(made) == 1)


def lowest_level(checklist: Checklist) -> RiskLevel:
    """The level that the clearest no to everything makes."""
    noes = {one.id: NO for one in checklist.questions()}
    bases = find_bases(checklist, read_signs(checklist, noes, NO_FACTS))
    return max((one.level for one in bases), default=RiskLevel.LOW)


class _Search:
    """Raises answers one by one until a rule decides."""

    def __init__(self, checklist: Checklist, rule: Basis) -> None:
        self.checklist = checklist
        self.rule = rule
        self.lowest = lowest_level(checklist)

    def climb(self, answers: Answers, way: Sequence[Answer]) -> Answers | None:
        """From these answers on, in their order, each as far along the way as goes."""
        if decides(self.rule, self._bases(answers), self.lowest):
            return answers
        for name, answer in product(list(answers), way):
            if answers[name] in way:
                continue
            raised = {**answers, name: answer}
            bases = self._bases(raised)
            if not self._is_overtaken(bases):
                answers = raised
                if decides(self.rule, bases, self.lowest):
                    return answers
        return None

    def _bases(self, answers: Answers) -> list[Basis]:
        signs = read_signs(self.checklist, answers, FACTS)
        return find_bases(self.checklist, signs)

    def _is_overtaken(self, bases: Iterable[Basis]) -> bool:
        """Whether another rule makes as much, or more."""
        level = self.rule.level
        return any(
            one.level > level or (one.level is level and level is not self.lowest)
            for one in bases
            if one.found_by != self.rule.found_by
        )


def _orders(checklist: Checklist, rule: Basis) -> Iterator[list[str]]:
    """Several orders of what can be answered; what the rule goes by comes first."""
    asked = [
        (one, one.id == rule.question_id or section.id in rule.sections)
        for section in checklist.sections
        for one in section.questions
        if one.answer is AnswerKind.YES_NO and not _protects(one)
    ]
    for key in (_heavy_first, _light_first, _short_first):
        yield [one.id for one, _named in sorted(asked, key=key)]


def _heavy_first(asked: tuple[Question, bool]) -> tuple[object, ...]:
    return not asked[1], -asked[0].weight


def _light_first(asked: tuple[Question, bool]) -> tuple[object, ...]:
    return not asked[1], asked[0].weight


def _short_first(asked: tuple[Question, bool]) -> tuple[object, ...]:
    return not asked[1], not asked[0].short_form, -asked[0].weight


def _protects(question: Question) -> bool:
    return question.weighs is Dimension.PROTECTION


def name_of(rule: Basis) -> str:
    """A rule as the file says it."""
    keys = {
        Rule.BAND: f"bands: {rule.level}",
        Rule.OVERRIDE: f"override: {rule.question_id}",
        Rule.STRONG_SIGN: f"strong: at_least {rule.level}",
        Rule.STRONG_SHORT: f"strong: short_form_level {rule.level}",
        Rule.UNCERTAIN: f"unknown_rule: at_least {rule.level}",
        Rule.YES_COUNT: f"counts: {rule.level}, yes {rule.needed}",
        Rule.SIGN_COUNT: f"counts: {rule.level}, signs {rule.needed}",
    }
    where = f" in {', '.join(rule.sections)}" if rule.sections else ""
    return keys.get(rule.rule, f"majority: {rule.rule}") + where
