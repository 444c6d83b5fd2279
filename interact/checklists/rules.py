"""The words of checklists, what an answer is, and who may say another level.

No database, no web, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _

LONGEST_TEXT = 5000


class Stage(Word):
    """When in the life of a case a checklist belongs."""

    PREVENTION = "prevention", _("Prevention")
    RESPONSE = "response", _("Response")
    AFTERCARE = "aftercare", _("Aftercare")
    ANY = "any", _("At any time")


class Dimension(Word):
    """What an answer is about; going missing and exploitation stay apart."""

    GOING_MISSING = "going missing", _("Going missing")
    EXPLOITATION = "exploitation", _("Exploitation")
    URGENCY = "urgency", _("Urgency")
    INFORMATION = "information", _("Information")
    PROTECTION = "protection", _("Protection")


class Approach(Word):
    """How the answers of a checklist become its result."""

    WEIGHTED = "weighted", _("Weighted signs, less what protects")
    OVERRIDE = "override", _("One criterion is enough")
    COUNTS = "counts", _("Signs counted, section by section")
    MAJORITY = "majority", _("Whether most of it is so now")
    CONDITIONS = "conditions", _("Every condition must hold")
    PLAN = "plan", _("What is done and what is still to do")
    COMPLETENESS = "completeness", _("How complete it is")
    LOCAL_CHECKS = "local checks", _("Checks and their outcome")


LEVELLED = frozenset(
    {Approach.WEIGHTED, Approach.OVERRIDE, Approach.COUNTS, Approach.MAJORITY}
)


class Verdict(Word):
    """What conditions come to, from the best to the worst."""

    GO = "go", _("Every condition holds")
    NOT_YET = "not yet", _("Something that must be known is not known")
    ASK = "ask", _("Ask the data protection officer first")
    NO_GO = "no go", _("A condition does not hold")


class Trigger(Word):
    """What makes a checklist be filled in again before its time."""

    ARRIVAL = "arrival", _("The child arrives")
    MOVE = "move", _("The child moves to another place")
    GUARDIAN = "guardian", _("The guardian changes")
    DECISION = "decision", _("A decision arrives, or a date for one")
    AGE_RESULT = "age result", _("An age assessment has a result")
    REUNIFICATION = "reunification", _("Family reunification is delayed")
    NEARLY_ADULT = "nearly adult", _("The child turns seventeen and a half")
    CONTACT = "contact", _("There is a new contact, telephone or debt")
    RETURN = "return", _("The child comes back after being missing")
    NEW_SIGN = "new sign", _("There is any new sign")


class Mark(Word):
    """What a question rests on. Values as printed beside the question."""

    SOURCE = "S", _("Found in a source")
    PROFESSION = "P", _("Professional knowledge, to be checked by a practitioner")
    DESIGN = "D", _("Chosen by INTERACT")


class AnswerKind(Word):
    """How a question is answered."""

    YES_NO = "yes_no", _("Yes, suspected, no, or why it is not known")
    CHOICE = "choice", _("One of several")
    TEXT = "text", _("Text")
    DATE = "date", _("A day")
    MOMENT = "moment", _("A day and a time")
    NUMBER = "number", _("A number")
    CONFIRM = "confirm", _("Done, not done, or cannot be done")


class Reply(Word):
    """A short answer. Only `no` says no: what is not known is never a no."""

    YES = "yes", _("Yes")
    SUSPECTED = "suspected", _("Suspected")
    NO = "no", _("No")
    NOT_KNOWN = "not known", _("Not known")
    NOT_ASKED = "not asked", _("Not asked")
    REFUSED = "refused", _("Did not want to say")
    NOT_APPLICABLE = "not applicable", _("Does not apply")


POSITIVE = frozenset({Reply.YES, Reply.SUSPECTED})
# Why something is empty; any question may be answered so.
OPEN = frozenset({Reply.NOT_KNOWN, Reply.NOT_ASKED, Reply.REFUSED})
EMPTY = OPEN | {Reply.NOT_APPLICABLE}
SCALES: dict[AnswerKind, frozenset[Reply]] = {
    AnswerKind.YES_NO: frozenset(Reply),
    AnswerKind.CONFIRM: frozenset({Reply.YES, Reply.NO, Reply.NOT_APPLICABLE}),
}


class When(Word):
    """Whether an answer is about now or about earlier."""

    CURRENT = "current", _("Now")
    HISTORICAL = "historical", _("Earlier, not now")


class Outcome(Word):
    """How the local checks ended. A known, safe place means: not missing."""

    FOUND = "found", _("The child is here")
    KNOWN_AND_SAFE = "known and safe", _("Somewhere else, known and safe")
    UNKNOWN = "unknown", _("Not known where, or not safe")


class RiskLevel(Word):
    """How serious, in this order: low, medium, high, immediate."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    IMMEDIATE = "immediate", _("Immediate")

    @property
    def rank(self) -> int:
        """0 for low to 3 for immediate."""
        return RANKS[self]

    def __lt__(self, other: str) -> bool:
        return self.rank < RiskLevel(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= RiskLevel(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > RiskLevel(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= RiskLevel(other).rank


RANKS = {level: rank for rank, level in enumerate(RiskLevel)}


class Lowering(Word):
    """What became of a lower level than the answers say; it needs two people."""

    PROPOSED = "proposed", _("Waits for a second person")
    AGREED = "agreed", _("A second person agreed")
    DECLINED = "declined", _("A second person did not agree")


class AnswerOutsideScale(RuleBroken):
    message = _(
        "“%(question)s” cannot be answered like this. Choose one of the answers."
    )


class AnswerTooLong(RuleBroken):
    message = _("An answer can have %(most)s characters at most. Shorten it.")


class AnswerInFuture(RuleBroken):
    message = _("This day has not come yet. Check day, month and year.")


class EvidenceNeeded(RuleBroken):
    message = _("Say what “yes” or “suspected” rests on.")


class QuestionNotInChecklist(RuleBroken):
    message = _("This question is not part of the checklist you are filling in.")


class AlreadyFinished(RuleBroken):
    message = _("This checklist is finished. Start it again to answer differently.")


class NotAllAnswered(RuleBroken):
    message = _(
        "Answer every question that is needed, if only with “not known”. "
        "Still open: %(count)s. The first is: %(first)s"
    )


class ReasonNeeded(RuleBroken):
    message = _("Give a reason: “%(computed)s” would count, you say another level.")


class CannotLowerAlone(RuleBroken):
    message = _("You proposed the lower level. Somebody else must agree to it.")


class NoLoweringWaits(RuleBroken):
    message = _("No lower level waits for a second person here. Nothing was changed.")


class WhyNotNeeded(RuleBroken):
    message = _("Say why you do not agree to the lower level.")


class NothingToDecide(RuleBroken):
    message = _("The answers to this question do not differ. Nothing was changed.")


class CannotDecideAlone(RuleBroken):
    message = _(
        "Only your own answer says so, and it could make the level lower. Ask a "
        "colleague or the other agency to decide."
    )


class EditionVanished(RuleBroken):
    message = _(
        "The version of “%(checklist)s” that was filled in here is not what was "
        "published, so it is not shown. Tell the people who run this installation; "
        "the answers are still there."
    )


class NothingNewer(RuleBroken):
    message = _("This is filled in with the version in use. There is nothing newer.")


class ChangedSincePreview(RuleBroken):
    message = _("The checklist changed since this page was shown. Look at it again.")


class NotMoved(RuleBroken):
    message = _("This was not moved to another version. Nothing was changed.")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What somebody answered to one question, and what it rests on.

    `reply` for yes-no and confirm questions, or says why another question is empty;
    `text` for what was written, or for the value of the chosen option, a day
    (YYYY-MM-DD), a moment (ISO 8601 with its zone) or a number.
    """

    reply: Reply | None = None
    text: str = ""
    when: When = When.CURRENT
    on: date | None = None
    evidence: str = ""
    said_by: str = ""

    @property
    def is_given(self) -> bool:
        """Whether anything was answered at all, if only "not known"."""
        return self.reply is not None or bool(self.text.strip())

    def as_value(self) -> dict[str, str]:
        """What is sealed; empty parts are left out."""
        parts = {
            "reply": self.reply.value if self.reply else "",
            "text": self.text,
            "when": self.when.value,
            "on": self.on.isoformat() if self.on else "",
            "evidence": self.evidence,
            "said_by": self.said_by,
        }
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_value(cls, value: Mapping[str, str]) -> Self:
        """What `as_value` made."""
        reply, on = value.get("reply"), value.get("on")
        return cls(
            reply=Reply(reply) if reply else None,
            text=value.get("text", ""),
            when=When(value.get("when", When.CURRENT)),
            on=date.fromisoformat(on) if on else None,
            evidence=value.get("evidence", ""),
            said_by=value.get("said_by", ""),
        )
