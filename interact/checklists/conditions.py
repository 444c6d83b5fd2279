"""Whether every condition holds, and what follows where one does not.

A condition holds when the reply is the one asked for, when it does not apply, or when
the contrary is reasoned where a reason is allowed. What is not known is no failure,
but nothing goes ahead on it. No database, no web, no clock.
"""

from collections.abc import Mapping

from interact.checklists.definitions import Checklist
from interact.checklists.questions import Question
from interact.checklists.results import Facts
from interact.checklists.rules import OPEN, Answer, Approach, Reply, Verdict, When
from interact.checklists.signs import NOTHING, read_sign

WORST_LAST = tuple(Verdict)


def judge(
    checklist: Checklist, answers: Mapping[str, Answer], facts: Facts
) -> tuple[Verdict | None, tuple[str, ...]]:
    """The verdict, and the conditions that do not hold yet in the file's order.

    The worst that any condition comes to; None for a checklist without conditions.
    """
    if checklist.approach is not Approach.CONDITIONS:
        return None, ()
    judged = {
        one.id: judge_condition(one, answers.get(one.id, NOTHING), facts)
        for one in checklist.questions()
        if one.go_if
    }
    failing = [name for name, verdict in judged.items() if verdict is not Verdict.GO]
    return max(judged.values(), key=WORST_LAST.index), tuple(failing)


def judge_condition(question: Question, answer: Answer, facts: Facts) -> Verdict:
    """What one condition comes to by itself.

    Go where it holds, "not yet" where that is not known. What is only suspected, or
    was so earlier, is neither the yes nor the no that lets something go ahead.
    """
    reply = _reply(question, answer, facts)
    if reply in (question.go_if, Reply.NOT_APPLICABLE):
        return Verdict.GO
    if reply is None or reply in OPEN:
        return Verdict.NOT_YET
    if question.or_reason and answer.evidence.strip():
        return Verdict.GO
    return Verdict.ASK if question.ask_if_not else Verdict.NO_GO


def _reply(question: Question, answer: Answer, facts: Facts) -> Reply | None:
    """Yes, no, does not apply, or None where it cannot be told."""
    sign = read_sign(question, answer, facts)
    if question.go_if is Reply.YES and sign.is_positive and not sign.is_clear:
        return Reply.NO if sign.when is When.HISTORICAL else None
    return Reply.YES if sign.is_positive else sign.reply
