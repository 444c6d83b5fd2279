"""Points, overrides and floors: what signs of risk come to by their weight.

No database, no web, no clock.
"""

from collections.abc import Iterable, Iterator, Sequence

from interact.checklists.definitions import Checklist
from interact.checklists.results import Basis, Reason, Rule
from interact.checklists.rules import Dimension, Reply, When
from interact.checklists.signs import Sign

# Chosen by INTERACT, for checklists that have no unknown rule of their own.
SHARE_OVER = 0.4


def sum_points(checklist: Checklist, signs: Iterable[Sign]) -> float:
    """The points of the checklist's own dimension, less what protects.

    Yes counts whole, suspected or earlier half; only a clear yes protects, up to the
    checklist's limit. Never below 0.
    """
    risk = protection = 0.0
    for one in signs:
        if not one.is_positive:
            continue
        if one.protects:
            protection += one.question.weight * one.is_clear
        elif one.question.weighs is checklist.dimension:
            risk += one.question.weight * one.share
    return max(0, risk - min(protection, checklist.protection_at_most))


def by_points(checklist: Checklist, signs: Iterable[Sign]) -> Iterator[Basis]:
    """The highest band that the points reach."""
    if not checklist.bands:
        return
    points = sum_points(checklist, signs)
    band = [one for one in checklist.bands if one.points <= points][-1]
    yield Basis(rule=Rule.BAND, level=band.level, needed=band.points, counted=points)


def by_override(signs: Iterable[Sign]) -> Iterator[Basis]:
    """Each answer that makes a level by itself."""
    for one in signs:
        level = one.override
        if level is not None:
            name = one.question.id
            yield Basis(rule=Rule.OVERRIDE, level=level, question_id=name)


def by_strength(checklist: Checklist, signs: Iterable[Sign]) -> Iterator[Basis]:
    """What signs of the highest weight hold up, whatever protects."""
    rule = checklist.strong
    if rule is None:
        return
    yes = [
        one
        for one in signs
        if one.reply is Reply.YES
        and one.question.weight >= rule.weight
        and one.question.weighs is checklist.dimension
    ]
    first = [s for s in yes if s.question.short_form and s.when is When.CURRENT]
    if yes:
        yield Basis(rule=Rule.STRONG_SIGN, level=rule.at_least, counted=len(yes))
    if len(first) >= rule.short_form_count:
        level, needed = rule.short_form_level, rule.short_form_count
        found = len(first)
        yield Basis(rule=Rule.STRONG_SHORT, level=level, needed=needed, counted=found)


def by_unknown(checklist: Checklist, signs: Iterable[Sign]) -> Iterator[Basis]:
    """The level that is held up because too much is not known.

    Answers that point to a risk count with the open ones here. Otherwise a new sign of
    risk would also be one unknown fewer, and could lower the level.
    """
    rule = checklist.unknown_rule
    if rule is None:
        return
    held, apply = _held(signs, positive=True)
    if apply and held / apply > rule.share_over:
        level = rule.at_least
        yield Basis(rule=Rule.UNCERTAIN, level=level, counted=held, among=apply)


def knows_too_little(checklist: Checklist, signs: Sequence[Sign]) -> bool:
    """Whether more is open than lets a level be lower than the one before.

    By the share of the checklist's unknown rule, or INTERACT's own where it has none;
    counted as there, so that a new sign of risk is not one unknown fewer.
    """
    is_open, apply = _held(signs, positive=False)
    held, _apply = _held(signs, positive=True)
    return bool(is_open) and held / apply > stays_over(checklist)


def stays_over(checklist: Checklist) -> float:
    """Above which share, 0 to 1, too much is open for a lower level than before."""
    return checklist.unknown_rule.share_over if checklist.unknown_rule else SHARE_OVER


def unknown_share(signs: Iterable[Sign]) -> float:
    """The share of open answers among those that count and apply, 0 to 1."""
    held, apply = _held(signs, positive=False)
    return held / apply if apply else 0


def _held(signs: Iterable[Sign], *, positive: bool) -> tuple[int, int]:
    """How many are open, with the positive or not, and how many apply."""
    held = apply = 0
    for one in signs:
        if one.protects or not one.counts or one.reply is Reply.NOT_APPLICABLE:
            continue
        apply += 1
        held += one.is_open or (positive and one.is_positive)
    return held, apply


def find_reasons(checklist: Checklist, signs: Iterable[Sign]) -> list[Reason]:
    """The answers that count, the heaviest first; what protects last.

    Points are only given where they can reach a band; elsewhere a sign is one sign.
    """
    counted = bool(checklist.counts or checklist.majority)
    reasons = []
    for one in signs:
        points = _points(one, checklist.dimension) if checklist.bands[1:] else 0
        is_sign = counted and one.counts and one.is_positive and not one.protects
        if one.reply is not None and (points or one.override or is_sign):
            name = one.question.id
            reasons.append(Reason(name, one.reply, points, one.override, one.from_fact))
    return sorted(reasons, key=lambda one: (one.override is None, -one.points))


def _points(sign: Sign, dimension: Dimension) -> float:
    if sign.protects:
        return -sign.question.weight if sign.is_clear else 0
    return sign.share * sign.question.weight if sign.question.weighs is dimension else 0


def sum_also(checklist: Checklist, signs: Iterable[Sign]) -> dict[Dimension, float]:
    """Points towards other dimensions than the checklist's own."""
    sums: dict[Dimension, float] = {}
    for one in signs:
        for dimension, weight in one.question.also.items():
            if dimension is not checklist.dimension and one.share:
                sums[dimension] = sums.get(dimension, 0) + one.share * weight
    return sums
