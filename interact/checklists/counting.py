"""Signs counted instead of weighed: section by section, and whether most are so now.

No single sign proves or disproves anything. No database, no web, no clock.
"""

from collections.abc import Iterator, Sequence

from interact.checklists.definitions import Checklist
from interact.checklists.level_rules import CountRule
from interact.checklists.results import Basis, Rule, SectionCount
from interact.checklists.rules import Reply
from interact.checklists.signs import Sign


def by_count(checklist: Checklist, signs: Sequence[Sign]) -> Iterator[Basis]:
    """Each rule that finds as many signs as it needs in its sections."""
    if not checklist.counts:
        return
    there = [one for one in signs if one.is_positive and _is_risk(one)]
    for rule in checklist.counts:
        found = sum(_is_counted(rule, one) for one in there)
        if found >= needed_by(rule):
            yield basis_of(rule, found)


def basis_of(rule: CountRule, found: int = 0) -> Basis:
    """A count rule as what makes a level, with how many signs it found."""
    return Basis(
        rule=Rule.SIGN_COUNT if rule.yes is None else Rule.YES_COUNT,
        level=rule.level,
        sections=rule.sections,
        weight_from=rule.weight_from,
        needed=needed_by(rule),
        counted=found,
    )


def needed_by(rule: CountRule) -> int:
    """How many signs make the level."""
    return rule.yes or rule.signs or 0


def _is_counted(rule: CountRule, sign: Sign) -> bool:
    return (
        (not rule.sections or sign.section in rule.sections)
        and sign.question.weight >= rule.weight_from
        and (rule.yes is None or sign.is_clear)
    )


def by_majority(checklist: Checklist, signs: Sequence[Sign]) -> Iterator[Basis]:
    """Whether most signs that apply are so now, some are there in any way, or none.

    What is not known applies, and so does what was so earlier.
    """
    rule = checklist.majority
    if rule is None:
        return
    risks = [one for one in signs if _is_risk(one)]
    apply = sum(one.reply is not Reply.NOT_APPLICABLE for one in risks)
    clear = sum(one.is_clear for one in risks)
    some = any(one.is_positive for one in risks)
    made, level = (Rule.SOME, rule.some) if some else (Rule.NONE, rule.none)
    if 2 * clear > apply:
        made, level = Rule.MOST, rule.most
    yield Basis(rule=made, level=level, counted=clear, among=apply)


def count_sections(
    checklist: Checklist, signs: Sequence[Sign]
) -> tuple[SectionCount, ...]:
    """How many signs each section shows that has an id and any to count."""
    counts = []
    for section in checklist.sections:
        here = [
            one
            for one in signs
            if section.id and one.section == section.id and _is_risk(one)
        ]
        if section.id and here:
            yes = sum(one.is_clear for one in here)
            signs_too = sum(one.is_positive for one in here) - yes
            unknown = sum(one.is_open for one in here)
            counts.append(SectionCount(section.id, yes, signs_too, unknown))
    return tuple(counts)


def _is_risk(sign: Sign) -> bool:
    return sign.counts and not sign.protects
