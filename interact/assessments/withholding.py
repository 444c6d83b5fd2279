"""What of a result its reader may see: nothing that tells what they cannot open.

A result is sealed whole, in one part of the case, and its answers in several. What it
came to (the level, the verdict, how the checks ended) is told to everybody who holds
that part, although it lets them guess at the rest; see docs/threat-model.md.
"""

from collections.abc import Mapping, Set
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from interact.assessments.conclusions import Conclusion, open_conclusion
from interact.assessments.models import Answer, Assessment
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.results import Result
from interact.checklists.rules import Verdict

Names = Set[str]


def withhold(made: Conclusion, answers: Names, facts: Names) -> Conclusion:
    """What a finished assessment came to, as somebody reads it.

    `answers` are the questions with an answer that they cannot open, `facts` those that
    count on what the case knows in a part they do not hold, whether it is so or not.
    Where there are any, no sum and no count is left, for the rest could be taken off;
    only how complete something is tells of no answer.
    """
    if not answers and not facts:
        return made
    why = tuple(
        one
        for one in made.result.why
        if one.question_id not in answers
        and not (one.from_fact and one.question_id in facts)
    )
    told = {one.question_id for one in why}
    basis = tuple(one for one in made.result.basis if one.question_id in told)
    result = replace(_in_short(made.result, answers | facts), why=why, basis=basis)
    return replace(made, result=result, withheld=result.report_ready is None)


def in_short(
    vault: Vault, assessment: Assessment, hidden: Mapping[UUID, Names]
) -> Conclusion | None:
    """The same for a line of a list, which gives no reasons to anybody.

    `hidden` is of `hidden_answers`. None while it is open, or where it is not shared.
    """
    if assessment.finished_at is None or not vault.holds(assessment.compartment):
        return None
    counted = [assessment.id, assessment.goes_on_from_id]
    answers = {name for one in counted if one for name in hidden.get(one, ())}
    made = open_conclusion(vault, assessment)
    return replace(made, result=_in_short(made.result, answers))


def judge_as_seen(result: Result, unseen: Names) -> Result:
    """What an open assessment comes to, without judging the `unseen` conditions.

    They are answered, so neither held nor not known. Only what is the worst anyhow can
    be said then.
    """
    if not unseen:
        return result
    failing = tuple(name for name in result.failing if name not in unseen)
    verdict = result.verdict if result.verdict is Verdict.NO_GO else None
    return replace(result, verdict=verdict, failing=failing)


def parts_not_held(vault: Vault, checklist: Checklist) -> frozenset[str]:
    """The questions whose answers belong to parts this actor does not hold."""
    return frozenset(
        one.id
        for one in checklist.questions()
        if not vault.holds(checklist.compartment_of(one))
    )


def hidden_answers(vault: Vault) -> dict[UUID, frozenset[str]]:
    """The questions answered in parts this actor does not hold, by assessment.

    Of the whole case, and nothing is opened.
    """
    found = vault.session.execute(
        select(Answer.assessment_id, Answer.item)
        .join(Assessment, Assessment.id == Answer.assessment_id)
        .where(
            Assessment.case_id == vault.case.id,
            Answer.compartment.not_in(vault.held),
        )
    )
    hidden: dict[UUID, frozenset[str]] = {}
    for assessment_id, item in found:
        hidden[assessment_id] = hidden.get(assessment_id, frozenset()) | {item}
    return hidden


def _in_short(result: Result, hidden: Names) -> Result:
    """What it came to and nothing of what made it so; what is not named is left out.

    How much of a plan is done would tell the one answer that is hidden.
    """
    is_plan = result.percent is not None and result.report_ready is None
    return Result(
        level=result.level,
        raised_by_unknown=result.raised_by_unknown,
        verdict=result.verdict,
        failing=tuple(name for name in result.failing if name not in hidden),
        outcome=result.outcome,
        percent=None if is_plan and hidden else result.percent,
        report_ready=result.report_ready,
    )
