"""How the answers to a checklist become its result, in words."""

from collections.abc import Iterator, Sequence

from flask_babel import format_percent, ngettext
from flask_babel import gettext as _

from interact.agencies.rules import AgencyKind
from interact.checklists.countries import Change
from interact.checklists.definitions import Checklist
from interact.checklists.level_rules import CountRule
from interact.checklists.rules import RiskLevel
from interact.checklists.weighing import stays_over
from interact.web.question_words import Said, consequence_words


def checklist_rows(checklist: Checklist) -> list[Said]:
    """What a checklist is for, and who fills it in and decides."""
    rows = [
        (_("What it is for"), [_(checklist.purpose)]),
        (_("Stage"), [_(checklist.stage.label)]),
        (_("About"), [_(checklist.dimension.label)]),
        (_("Filled in by"), _kinds(checklist.fills)),
        (_("Decided by"), _kinds(checklist.decides)),
        (_("Kept in"), [_(checklist.compartment.label)]),
        (_("How it comes to a result"), [_(checklist.approach.label)]),
    ]
    return [Said(str(title), tuple(map(str, lines))) for title, lines in rows if lines]


def rules_words(checklist: Checklist) -> list[str]:
    """What makes the level or the result, sentence by sentence."""
    return [
        *_bands(checklist),
        *_counts(checklist),
        *_majority(checklist),
        *_strong(checklist),
        *_protection(checklist),
        *_uncertain(checklist),
        *_staying(checklist),
        *_grades(checklist),
    ]


def consequences_words(checklist: Checklist) -> list[Said]:
    """What is to be done at each level or verdict."""
    at = [(checklist.grade(level), level) for level in RiskLevel]
    levels = [(_(name), checklist.consequences.get(level, ())) for name, level in at]
    verdicts = [(_(one.label), steps) for one, steps in checklist.verdicts.items()]
    return [
        Said(title, tuple(map(consequence_words, steps)))
        for title, steps in [*levels, *verdicts]
        if steps
    ]


def review_words(checklist: Checklist) -> list[str]:
    """When the checklist is filled in again."""
    plan = [
        _(
            "In the first %(until)s hours: every %(every)s hours.",
            until=step.until_hours,
            every=step.every_hours,
        )
        for step in checklist.review_plan
    ]
    days = [
        ngettext(
            "At “%(level)s”: after %(num)s day.",
            "At “%(level)s”: after %(num)s days.",
            number,
            level=_(checklist.grade(level)),
        )
        for level, number in sorted(checklist.review_days.items())
    ]
    return [*plan, *days]


def change_words(change: Change) -> Iterator[str]:
    """What a change of a country does to a checklist."""
    if change.add:
        number = len(change.add)
        yield ngettext("Adds %(num)s question.", "Adds %(num)s questions.", number)
    if change.reword:
        number = len(change.reword)
        yield ngettext(
            "Says %(num)s question its own way.",
            "Says %(num)s questions its own way.",
            number,
        )
    if change.counts or change.majority:
        yield _("Changes how the level is made.")
    if change.grades:
        yield _("Calls the levels by other names.")


def _kinds(kinds: Sequence[AgencyKind]) -> list[str]:
    return [", ".join(_(kind.label) for kind in kinds)] if kinds else []


def _bands(checklist: Checklist) -> Iterator[str]:
    for band in checklist.bands:
        yield ngettext(
            "From %(num)s point on: “%(level)s”.",
            "From %(num)s points on: “%(level)s”.",
            band.points,
            level=_(band.level.label),
        )
    if checklist.bands:
        yield _("Yes counts whole; suspected, or earlier and not now, counts half.")


def _counts(checklist: Checklist) -> Iterator[str]:
    for rule in checklist.counts:
        yield f"{_counted(rule)} {_where(checklist, rule)}"


def _counted(rule: CountRule) -> str:
    level = _(rule.level.label)
    if rule.yes:
        return str(
            ngettext(
                "%(num)s clear yes about now makes “%(level)s”.",
                "%(num)s clear yes about now make “%(level)s”.",
                rule.yes,
                level=level,
            )
        )
    return str(
        ngettext(
            "%(num)s sign, also suspected or earlier, makes “%(level)s”.",
            "%(num)s signs, also suspected or earlier, make “%(level)s”.",
            rule.signs or 0,
            level=level,
        )
    )


def _where(checklist: Checklist, rule: CountRule) -> str:
    titles = [_(one.title) for one in checklist.sections if one.id in rule.sections]
    said = [
        _("Counted in: %(sections)s.", sections=", ".join(titles))
        if titles
        else _("Counted in the whole list.")
    ]
    if rule.weight_from:
        said.append(
            ngettext(
                "Only questions of %(num)s point or more.",
                "Only questions of %(num)s points or more.",
                rule.weight_from,
            )
        )
    return " ".join(map(str, said))


def _majority(checklist: Checklist) -> Iterator[str]:
    rule = checklist.majority
    if rule is None:
        return
    yield _("When most of it is so now: “%(level)s”.", level=_(rule.most.label))
    yield _("When some of it is: “%(level)s”.", level=_(rule.some.label))
    yield _("When none of it is: “%(level)s”.", level=_(rule.none.label))


def _strong(checklist: Checklist) -> Iterator[str]:
    rule = checklist.strong
    if rule is None:
        return
    yield ngettext(
        "A yes to a question of %(num)s point makes at least “%(level)s”.",
        "A yes to a question of %(num)s points makes at least “%(level)s”.",
        rule.weight,
        level=_(rule.at_least.label),
    )
    yield ngettext(
        "%(num)s such yes about now in the short form makes “%(level)s”.",
        "%(num)s such yes about now in the short form make “%(level)s”.",
        rule.short_form_count,
        level=_(rule.short_form_level.label),
    )


def _protection(checklist: Checklist) -> Iterator[str]:
    if checklist.protection_at_most:
        yield ngettext(
            "What protects takes off %(num)s point at most.",
            "What protects takes off %(num)s points at most.",
            checklist.protection_at_most,
        )


def _uncertain(checklist: Checklist) -> Iterator[str]:
    rule = checklist.unknown_rule
    if rule is not None:
        yield _(
            "Not known is never a no: when more than %(share)s of what counts is open "
            "or points to a risk, nothing below “%(level)s” is shown.",
            share=format_percent(rule.share_over),
            level=_(rule.at_least.label),
        )


def _staying(checklist: Checklist) -> Iterator[str]:
    if checklist.makes_level:
        yield _(
            "Filled in anew, only what is known makes the level lower: no short form "
            "does, and nothing while more than %(share)s of what counts is open or "
            "points to a risk. An earlier sign that is not known now still counts.",
            share=format_percent(stays_over(checklist)),
        )


def _grades(checklist: Checklist) -> Iterator[str]:
    for level, name in sorted(checklist.grades.items()):
        yield _("“%(level)s” is called “%(name)s”.", level=_(level.label), name=_(name))
