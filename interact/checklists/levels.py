"""The level the answers make, the level a person says, and which of them counts.

No database, no web, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from uuid import UUID

from interact.checklists.rules import (
    CannotLowerAlone,
    Lowering,
    NoLoweringWaits,
    ReasonNeeded,
    RiskLevel,
    WhyNotNeeded,
)
from interact.checklists.staying import Stays


@dataclass(frozen=True, kw_only=True)
class LevelSet:
    """The level the answers make and the level a person says; both are always shown.

    A lower one counts only once a second person agreed: `lowering` says where that
    stands, `second_id` who answered and `second_reason` why not. `second_person` is
    who agreed as it was typed before a second person had to sign in. `stays` is the
    level before, where too little is known for the lower one that the answers make.
    """

    computed: RiskLevel
    chosen: RiskLevel
    stays: Stays | None = None
    reason: str = ""
    second_person: str = ""
    lowering: Lowering | None = None
    second_id: UUID | None = None
    second_reason: str = ""

    @property
    def advised(self) -> RiskLevel:
        """What the answers make, or what stays above it."""
        return self.stays.level if self.stays else self.computed

    @property
    def lowered(self) -> bool:
        """Whether the person says less than is advised."""
        return self.chosen < self.advised

    @property
    def counting(self) -> RiskLevel:
        """The level that counts: what the person says, if enough people say it."""
        agreed = self.lowering is Lowering.AGREED or (
            self.lowering is None and bool(self.second_person)
        )
        return self.chosen if agreed or not self.lowered else self.advised

    def answered(self, person_id: UUID, proposed_by: UUID | None, why_not: str) -> Self:
        """What a second person makes of a lower level: agreed, unless `why_not`.

        Refuses with NoLoweringWaits, and with CannotLowerAlone who proposed it.
        """
        if self.lowering is not Lowering.PROPOSED:
            raise NoLoweringWaits
        if person_id == proposed_by:
            raise CannotLowerAlone
        became = Lowering.DECLINED if why_not else Lowering.AGREED
        return replace(
            self, lowering=became, second_id=person_id, second_reason=why_not
        )

    def as_value(self) -> dict[str, Any]:
        """What is sealed."""
        return {
            "chosen": self.chosen.value,
            "reason": self.reason,
            "second_person": self.second_person,
            "lowering": self.lowering.value if self.lowering else None,
            "second_id": str(self.second_id) if self.second_id else None,
            "second_reason": self.second_reason,
            "stays": self.stays.as_value() if self.stays else None,
        }

    @classmethod
    def from_value(cls, computed: RiskLevel, value: Mapping[str, Any]) -> Self:
        """What `as_value` made, also before a second person had to sign in."""
        lowering, second = value.get("lowering"), value.get("second_id")
        stays = value.get("stays")
        return cls(
            computed=computed,
            chosen=RiskLevel(value["chosen"]),
            reason=value["reason"],
            second_person=value.get("second_person", ""),
            lowering=Lowering(lowering) if lowering else None,
            second_id=UUID(second) if second else None,
            second_reason=value.get("second_reason", ""),
            stays=Stays.from_value(stays) if stays else None,
        )


def set_level(
    computed: RiskLevel,
    chosen: RiskLevel | None,
    reason: str = "",
    stays: Stays | None = None,
) -> LevelSet:
    """Let a person say another level than is advised; the answers' stays beside.

    None is the advised one. Another level needs a reason (ReasonNeeded); a lower one is
    only proposed until a second person agrees. INTERACT itself never lowers a level.
    """
    advised = stays.level if stays else computed
    chosen = chosen or advised
    if chosen is not advised and not reason.strip():
        raise ReasonNeeded(computed=advised.label)
    lowering = Lowering.PROPOSED if chosen < advised else None
    return LevelSet(
        computed=computed,
        chosen=chosen,
        reason=reason.strip(),
        lowering=lowering,
        stays=stays,
    )


def needed(why_not: str) -> str:
    """Why somebody does not agree; refuses with WhyNotNeeded when it is not said."""
    if not why_not.strip():
        raise WhyNotNeeded
    return why_not.strip()
