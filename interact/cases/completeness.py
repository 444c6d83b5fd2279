"""How much of the child's profile is filled, and what a report still needs.

No database, no clock.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from interact.cases.fields import Field, profile_fields

# A field that a report needs says as much as three that it can do without.
READY_WEIGHT = 3
OTHER_WEIGHT = 1


@dataclass(frozen=True)
class Completeness:
    """The weighted share of the profile that is filled, 0 to 100."""

    percent: int
    missing_report_ready: tuple[Field, ...]
    photograph_missing: bool

    @property
    def report_ready(self) -> bool:
        """Whether a missing report can be made from the profile as it stands."""
        return not self.missing_report_ready and not self.photograph_missing


def weight_of(report_ready: bool) -> int:
    """What a field counts in the share, by whether a report needs it."""
    return READY_WEIGHT if report_ready else OTHER_WEIGHT


def percent_of(filled: int, whole: int) -> int:
    """Rounded down, so that only a full profile says 100; nothing to fill is full."""
    return 100 * filled // whole if whole else 100


def completeness(filled: AbstractSet[str], has_photo: bool) -> Completeness:
    """How complete a profile is whose fields named in `filled` hold a value.

    Fields of a single episode (last seen, what happened, who reports) do not count:
    nobody can know them beforehand. Names that are no field are ignored.
    """
    fields = profile_fields()
    photo = weight_of(report_ready=True)
    whole = photo + sum(weight_of(one.report_ready) for one in fields)
    held = photo * has_photo + sum(
        weight_of(one.report_ready) for one in fields if one.name in filled
    )
    return Completeness(
        percent=percent_of(held, whole),
        missing_report_ready=tuple(
            one for one in fields if one.report_ready and one.name not in filled
        ),
        photograph_missing=not has_photo,
    )
