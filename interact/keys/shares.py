"""The statement by which one agency lets another into parts of a case.

    share      LP("interact/share/v1", deployment, case, share, agency, by agency,
                  by person, purpose, legal basis, moment it ends at the latest,
                  1 if it may be passed on else 0, part numbers in order, 4 bytes each)

Signed by the person who gives it. Without a valid one no key is handed out.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from interact.keys.formats import lp, moment, u32
from interact.keys.rules import NUMBERS, Compartment

LABEL = b"interact/share/v1"


@dataclass(frozen=True, kw_only=True)
class ShareStatement:
    """Who lets whom into which parts of which case, why, and until when at most."""

    deployment: bytes
    case_id: UUID
    share_id: UUID
    agency_id: UUID
    by_agency_id: UUID
    by_person_id: UUID
    parts: AbstractSet[Compartment]
    purpose: str
    basis: str
    until: datetime
    may_pass_on: bool

    def message(self) -> bytes:
        """The bytes that the person signs."""
        who = (
            self.case_id,
            self.share_id,
            self.agency_id,
            self.by_agency_id,
            self.by_person_id,
        )
        return lp(
            LABEL,
            self.deployment,
            *[one.bytes for one in who],
            self.purpose.encode(),
            self.basis.encode(),
            moment(self.until),
            bytes([self.may_pass_on]),
            b"".join(u32(number) for number in sorted(NUMBERS[p] for p in self.parts)),
        )
