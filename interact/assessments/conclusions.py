"""What an assessment came to when it was finished: sealed, and opened again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic import TypeAdapter

from interact.assessments.models import Assessment
from interact.cases.fields import SealedColumn
from interact.cases.sealed import Sealed
from interact.cases.vault import Vault
from interact.checklists.levels import LevelSet
from interact.checklists.results import Result
from interact.checklists.staying import Stays
from interact.core.errors import CannotOpen

RESULT = TypeAdapter(Result)
BOUND = "bound"


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What an assessment came to when it was finished, and the level a person said.

    `differing` is how many questions had answers that nobody decided between;
    `withheld` says that something was left out for its reader (see `withhold`), `stays`
    is the level before, where too little is known for the lower one of the answers.
    """

    result: Result
    level: LevelSet | None = None
    differing: int = 0
    withheld: bool = False
    stays: Stays | None = None

    def as_value(self) -> dict[str, Any]:
        """What is sealed."""
        return {
            "result": RESULT.dump_python(self.result, mode="json"),
            "differing": self.differing,
            **(self.level.as_value() if self.level else {"chosen": None}),
        }

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Self:
        """What `as_value` made."""
        result = RESULT.validate_python(value["result"])
        differing = value.get("differing", 0)
        if result.level is None:
            return cls(result=result, differing=differing)
        level = LevelSet.from_value(result.level, value)
        return cls(result=result, level=level, differing=differing, stays=level.stays)


def open_conclusion(vault: Vault, assessment: Assessment) -> Conclusion:
    """What a finished assessment came to; raises CannotOpen for one that is not."""
    if assessment.epoch is None or assessment.result_sealed is None:
        raise CannotOpen
    sealed = Sealed(assessment.epoch, assessment.result_sealed)
    value = vault.unseal(
        assessment.compartment, SealedColumn.ASSESSMENT_RESULT, assessment.id, sealed
    )
    made = Conclusion.from_value(value)
    said = made.level
    lowering = (said.lowering, said.second_id) if said else (None, None)
    if lowering != (assessment.lowering, assessment.second_person_id):
        raise CannotOpen
    # What an earlier INTERACT sealed does not say who finished it.
    if value.get(BOUND, _bound(assessment)) != _bound(assessment):
        raise CannotOpen
    return made


def seal_conclusion(vault: Vault, assessment: Assessment, made: Conclusion) -> None:
    """Seal what an assessment came to, in the part of the case it belongs to.

    And who finished it, which has to be said before.
    """
    part = assessment.compartment
    value = {**made.as_value(), BOUND: _bound(assessment)}
    sealed = vault.seal(part, SealedColumn.ASSESSMENT_RESULT, assessment.id, value)
    assessment.epoch, assessment.result_sealed = sealed.epoch, sealed.blob
    assessment.lowering = made.level.lowering if made.level else None
    assessment.second_person_id = made.level.second_id if made.level else None


def _bound(assessment: Assessment) -> dict[str, str]:
    """What else its row says and must not be changed: who finished it, on what."""
    return {
        "person": str(assessment.finished_by_person_id),
        "agency": str(assessment.finished_by_agency_id),
        "goes_on_from": str(assessment.goes_on_from_id or ""),
    }
