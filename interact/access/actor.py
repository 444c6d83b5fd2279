"""The one who acts: a person, for one agency, for the length of one request."""

from dataclasses import dataclass, field
from uuid import UUID

from interact.agencies.rules import AgencyKind, Role
from interact.keys.keyring import Keyring


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person acting for one agency. Carries what their sign-in unlocked.

    `keyring` opens the groups of their clearance and signs in their name. `trace`
    says how the request came (session prefix, network prefix, request id): it goes
    into the sealed part of the audit log and nowhere else. `time_zone` is the one
    their agency's clock shows.
    """

    person_id: UUID
    membership_id: UUID
    name: str
    agency_id: UUID
    agency_name: str
    kind: AgencyKind
    country: str
    role: Role
    keyring: Keyring = field(repr=False)
    time_zone: str = "UTC"
    auth_level: str = "passphrase"
    trace: dict[str, str] = field(default_factory=dict, repr=False)
