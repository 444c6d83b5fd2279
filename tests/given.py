"""What a test starts from, said as a sentence: `given.case(lead=palermo)`."""

from datetime import timedelta
from itertools import count
from uuid import uuid4

from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.agencies.models import Agency, Membership
from interact.agencies.rules import AgencyKind, Role
from interact.cases.actions import claim_field, open_case
from interact.cases.fields import field_by_name
from interact.cases.models import Case, Claim, Share
from interact.cases.rules import LegalBasis, Purpose, Terms
from interact.cases.sharing import accept_share, share_case
from interact.cases.statements import Confidence, Source, Statement
from interact.core.clock import now
from interact.joining.founding import NewAgency, found_agency
from interact.joining.members import NewMember, bring_in_member
from interact.joining.sessions import Credentials, sign_in
from interact.keys.passphrase import Cost
from interact.keys.rules import Compartment

CHEAP = Cost(memory_kib=64, passes=1)
PASSPHRASE = "a passphrase for tests"
number = count(1)


class Given:
    """Builds through the actions that the pages use. Everybody is made up."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._custodians: dict[object, Actor] = {}
        self._emails: dict[object, str] = {}

    def agency(
        self,
        kind: AgencyKind = AgencyKind.RECEPTION,
        country: str = "IT",
        name: str | None = None,
        place: str = "Palermo",
    ) -> Agency:
        new = NewAgency(
            name=name or f"{kind.label} {next(number)}",
            kind=kind,
            country=country,
            place=place,
            phone="+39 091 000000",
            time_zone="Europe/Rome",
        )
        agency, custodian = found_agency(self.session, new, self._person("Custodian"))
        self._custodians[agency.id] = custodian
        self._joined(agency, Role.DPO)
        return agency

    def police(self, country: str = "IT") -> Agency:
        return self.agency(AgencyKind.POLICE, country)

    def hotline(self, country: str = "IT") -> Agency:
        return self.agency(AgencyKind.HOTLINE, country)

    def member(self, agency: Agency, role: Role = Role.CASEWORKER) -> Actor:
        """Somebody of this role, signed in as they would be."""
        member, email = self._joined(agency, role)
        self._emails[member.id] = email
        return sign_in(self.session, Credentials(email, PASSPHRASE), {})

    def again(self, actor: Actor) -> Actor:
        """The same member, signed in anew with what they were given meanwhile."""
        email = self._emails[actor.membership_id]
        return sign_in(self.session, Credentials(email, PASSPHRASE), {})

    def caseworker(self, agency: Agency | None = None) -> Actor:
        return self.member(agency or self.agency())

    def officer(self, country: str = "IT") -> Actor:
        return self.member(self.police(country))

    def dpo(self, agency: Agency) -> Actor:
        return self.member(agency, Role.DPO)

    def custodian(self, agency: Agency) -> Actor:
        return self._custodians[agency.id]

    def agency_of(self, actor: Actor) -> Agency:
        return self.session.get_one(Agency, actor.agency_id)

    def case(self, lead: Actor | None = None) -> Case:
        return open_case(self.session, lead or self.caseworker())

    def claim(
        self, actor: Actor, case: Case, name: str = "hair", value: object = "Black"
    ) -> Claim:
        field = field_by_name(name)
        assert field is not None
        return claim_field(self.session, actor, case, field, self.statement(value))

    def named(self, actor: Actor, case: Case, given: str, family: str = "") -> None:
        for name, text in (("given_names", given), ("family_name", family)):
            if text:
                self.claim(actor, case, name, {"latin": text, "script": ""})

    def statement(self, value: object) -> Statement:
        return Statement(value=value, source=Source.CHILD, confidence=Confidence.SURE)

    def terms(self, *compartments: Compartment, pass_on: bool = False) -> Terms:
        return Terms(
            compartments=frozenset(compartments or [Compartment.IDENTITY]),
            purpose=Purpose.LOCATE,
            basis=LegalBasis.VITAL,
            # What is passed on ends before the share it came by.
            until=now() + timedelta(days=30 if pass_on else 20),
            may_pass_on=pass_on,
        )

    def offer(
        self, lead: Actor, case: Case, receiver: Actor, *compartments: Compartment
    ) -> Share:
        agency = self.agency_of(receiver)
        return share_case(self.session, lead, case, agency, self.terms(*compartments))

    def share(
        self, lead: Actor, case: Case, receiver: Actor, *compartments: Compartment
    ) -> Share:
        """A share that was offered and accepted."""
        share = self.offer(lead, case, receiver, *compartments)
        accept_share(self.session, receiver, share)
        return share

    def _joined(self, agency: Agency, role: Role) -> tuple[Membership, str]:
        new = self._person(role.label)
        custodian = self._custodians[agency.id]
        return bring_in_member(self.session, custodian, new, role), new.email

    def _person(self, what: str) -> NewMember:
        which = next(number)
        return NewMember(
            name=f"{what} {which}",
            email=f"{uuid4().hex[:8]}@example.org",
            passphrase=PASSPHRASE,
            cost=CHEAP,
        )
