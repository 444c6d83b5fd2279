"""What a page showed of an assessment, and whether it is still so when it is sent."""

from collections.abc import Iterable

from interact.assessments.holding import hold_open
from interact.assessments.models import Assessment
from interact.assessments.queries import count_answers
from interact.cases.rules import ChangedMeanwhile
from interact.cases.vault import Vault
from interact.checklists.rules import ChangedSincePreview


def seen_of(vault: Vault, assessment: Assessment, names: Iterable[str]) -> str:
    """What a page about these questions remembers: the edition, and how many answers.

    It says nothing of what was answered.
    """
    count = count_answers(vault, assessment, names)
    return f"{assessment.published_id.hex} {count}"


def check_answers_unchanged(
    vault: Vault, assessment: Assessment, names: Iterable[str], seen: str
) -> None:
    """Refuse when an assessment is not what a page showed; `seen` is from `seen_of`.

    With ChangedSincePreview when it was moved to another edition since, with
    ChangedMeanwhile when one of these questions was answered, and with AlreadyFinished.
    Holds the assessment.
    """
    hold_open(vault.session, assessment)
    if seen.partition(" ")[0] != assessment.published_id.hex:
        raise ChangedSincePreview
    if seen != seen_of(vault, assessment, names):
        raise ChangedMeanwhile
