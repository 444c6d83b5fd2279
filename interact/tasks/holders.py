"""Which agency a task falls to."""

from uuid import UUID

from interact.agencies.rules import AgencyKind
from interact.cases.models import Case
from interact.cases.rules import ShareStatus
from interact.tasks.rules import Party


def holder_of(case: Case, part: Party, country: str) -> UUID | None:
    """The agency a task falls to: the lead, else a partner of that kind.

    A partner in the country where the absence was noticed comes first.
    """
    if part in {Party.LEAD, Party.ANY} or case.lead_agency.kind.value == part.value:
        return case.lead_agency_id
    kind = AgencyKind(part.value)
    partners = [
        share.agency
        for share in case.shares
        if share.in_force and share.status is ShareStatus.ACCEPTED
    ]
    of_kind = [agency for agency in partners if agency.kind is kind]
    near = [agency for agency in of_kind if agency.country == country]
    return next((agency.id for agency in near + of_kind), None)
