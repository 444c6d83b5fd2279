"""Whatever happens, in whatever order: who opens what is as one would expect."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from interact.agencies.models import Group, Membership
from interact.agencies.rules import AgencyKind, Role
from interact.cases.actions import write_note
from interact.cases.models import Case, Epoch, Share, Wrap
from interact.cases.queries import list_notes, read_case
from interact.cases.reshelving import move_some
from interact.cases.rules import AlreadyShared
from interact.cases.sharing import (
    accept_share,
    decline_share,
    share_case,
    withdraw_share,
)
from interact.core.errors import NotFound, NotPermitted
from interact.erasing.actions import erase_case
from interact.erasing.rules import ErasureBasis
from interact.joining.leaving import end_membership
from interact.keys.rules import Compartment
from interact.running import Running, start
from tests.attacks.attacker import forget
from tests.conftest import base_url, create_base
from tests.given import Given

PARTS = (Compartment.IDENTITY, Compartment.CARE)
KINDS = (AgencyKind.POLICE, AgencyKind.NGO)
PARTNERS = st.sampled_from(range(len(KINDS)))
STORIES, STEPS = 6, 20
SHARED = st.sets(st.sampled_from(PARTS), min_size=1)


class Envelope:
    """Who can open what, said in the plainest way."""

    def __init__(self) -> None:
        self.written: list[Compartment] = []
        self.offered: dict[int, set[Compartment]] = {}
        self.accepted: dict[int, set[Compartment]] = {}
        self.erased = False

    def opens(self, partner: int | None) -> set[Compartment]:
        """The parts of an agency; None is the lead."""
        return set(PARTS) if partner is None else self.accepted.get(partner, set())

    def reads(self, partner: int | None) -> list[Compartment]:
        return sorted(part for part in self.written if part in self.opens(partner))


class Sharing(RuleBasedStateMachine):
    """One case, its lead, two agencies: shared, taken back, left, joined, erased."""

    make: Callable[[ExitStack], Running]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        running = self.make(self.stack)
        self.session = self.stack.enter_context(running.database.writers())
        self.given = Given(self.session)
        agency = self.given.agency()
        self.lead = self.given.member(agency, Role.SUPERVISOR)
        self.agencies = [self.given.agency(kind) for kind in KINDS]
        self.members = [[self.given.member(agency)] for agency in self.agencies]
        self.left = []
        self.case = self.given.case(self.lead)
        self.reference = self.case.reference
        for part in PARTS:
            write_note(self.session, self.lead, self.case, part, "At first")
        self.envelope = Envelope()
        self.envelope.written = list(PARTS)
        self.keep()

    def teardown(self) -> None:
        self.stack.close()

    def keep(self) -> None:
        """What was done is committed; the next one begins with nothing in mind."""
        forget(self.session)
        self.session.commit()

    def share(self, partner: int, status: str) -> Share:
        agency_id = self.agencies[partner].id
        return next(
            share
            for share in self.session.get_one(Case, self.case.id).shares
            if share.agency_id == agency_id and share.status.value == status
        )

    @precondition(lambda self: not self.envelope.erased)
    @rule(part=st.sampled_from(PARTS))
    def the_lead_writes(self, part):
        write_note(self.session, self.lead, self.case, part, "More")
        self.envelope.written.append(part)
        self.keep()

    @precondition(lambda self: not self.envelope.erased)
    @rule(partner=PARTNERS, part=st.sampled_from(PARTS))
    def a_partner_writes(self, partner, part):
        if part in self.envelope.opens(partner) and self.members[partner]:
            actor = self.members[partner][-1]
            write_note(self.session, actor, self.case, part, "Seen")
            self.envelope.written.append(part)
            self.keep()

    @precondition(lambda self: not self.envelope.erased)
    @rule(partner=PARTNERS, parts=SHARED)
    def the_lead_offers(self, partner, parts):
        has = self.envelope.opens(partner) | self.envelope.offered.get(partner, set())
        agency, terms = self.agencies[partner], self.given.terms(*parts)
        if parts <= has:
            with pytest.raises(AlreadyShared):
                share_case(self.session, self.lead, self.case, agency, terms)
            self.session.rollback()
        elif not has:
            share_case(self.session, self.lead, self.case, agency, terms)
            self.envelope.offered[partner] = set(parts)
            self.keep()

    @precondition(lambda self: not self.envelope.erased and self.envelope.offered)
    @rule(data=st.data(), accepts=st.booleans())
    def an_offer_is_answered(self, data, accepts):
        partner = data.draw(st.sampled_from(sorted(self.envelope.offered)))
        if not self.members[partner]:
            return
        share, actor = self.share(partner, "offered"), self.members[partner][-1]
        parts = self.envelope.offered.pop(partner)
        if accepts:
            accept_share(self.session, actor, share)
            self.envelope.accepted[partner] = parts
        else:
            decline_share(self.session, actor, share, "Not ours")
        self.keep()

    @precondition(lambda self: not self.envelope.erased and self.envelope.accepted)
    @rule(data=st.data())
    def a_share_is_withdrawn(self, data):
        partner = data.draw(st.sampled_from(sorted(self.envelope.accepted)))
        share = self.share(partner, "accepted")
        withdraw_share(self.session, self.lead, share, "No longer needed")
        del self.envelope.accepted[partner]
        self.keep()

    @rule(partner=PARTNERS)
    def somebody_joins(self, partner):
        if len(self.members[partner]) < len(KINDS) + 1:
            self.members[partner].append(self.given.member(self.agencies[partner]))
            self.keep()

    @rule(partner=PARTNERS)
    def somebody_leaves(self, partner):
        if len(self.members[partner]) > 1:
            gone = self.members[partner].pop(0)
            custodian = self.given.custodian(self.agencies[partner])
            membership = self.session.get_one(Membership, gone.membership_id)
            out = end_membership(self.session, custodian, membership, "Another job")
            self.keep()
            self.left.append(gone)
            for rotation in out.rotations:
                while move_some(self.session, custodian, rotation).finished_at is None:
                    self.keep()
            self.members[partner] = [
                self.given.again(actor) for actor in self.members[partner]
            ]
            self.keep()

    @precondition(lambda self: not self.envelope.erased and self.envelope.written)
    @rule(sure=st.integers(0, 3))
    def the_case_is_erased(self, sure):
        if sure == 0:
            basis = ErasureBasis.NO_LONGER_NEEDED
            erase_case(self.session, self.lead, self.case, basis, "Kept long enough")
            self.envelope.erased = True
            self.keep()

    @invariant()
    def everybody_reads_what_the_envelope_says(self):
        for partner, actors in [(None, [self.lead]), *enumerate(self.members)]:
            for actor in actors:
                assert self.read_by(actor) == self.expected(partner)

    @invariant()
    def no_key_lies_about_for_anybody_else(self):
        """Halves are kept for the lead and for whom something was offered or shared."""
        rightly = {(self.lead.agency_id, part) for part in PARTS}
        for given in (self.envelope.offered, self.envelope.accepted):
            for partner, parts in given.items():
                rightly |= {(self.agencies[partner].id, part) for part in parts}
        kept = select(Group.agency_id, Epoch.compartment).select_from(Wrap)
        kept = kept.join(Epoch, Epoch.id == Wrap.epoch_id)
        kept = kept.join(Group, Group.id == Wrap.group_id)
        found = {
            (agency_id, part)
            for agency_id, part in self.session.execute(kept)
            if part in PARTS
        }
        assert found <= (set() if self.envelope.erased else rightly)

    @invariant()
    def who_left_holds_the_key_of_nothing(self):
        kept = set(self.session.scalars(select(Wrap.group_id)))
        for actor in self.left:
            assert not kept & set(actor.keyring.by_group)

    def expected(self, partner):
        if self.envelope.erased:
            return None
        if partner is not None and partner not in self.envelope.accepted:
            return None
        return self.envelope.reads(partner)

    def read_by(self, actor):
        """The parts of the notes an actor reads; None when there is no such case."""
        forget(self.session)
        try:
            vault = read_case(self.session, actor, self.reference)
        except (NotFound, NotPermitted):
            return None
        return sorted(note.compartment for note in list_notes(vault))


@pytest.mark.on_both
def test_who_can_open_what(request, database_url, config, tmp_path):
    def make(stack: ExitStack) -> Running:
        """An empty installation of its own for each story."""
        folder = tmp_path / uuid4().hex
        folder.mkdir()
        empty = another_database(request, database_url, folder)
        keyring = f"sqlite:///{folder}/keyring.db"
        running = start(replace(config, database_url=empty, keyring_url=keyring))
        stack.callback(running.close)
        return running

    Sharing.make = staticmethod(make)
    run_state_machine_as_test(
        Sharing,
        settings=settings(
            max_examples=STORIES,
            stateful_step_count=STEPS,
            deadline=None,
            # A story takes a second: what failed is told as it was found.
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def another_database(request, url: str, folder: Path) -> str:
    """A second empty database of the same kind as that of the test."""
    if url.startswith("sqlite"):
        template = request.getfixturevalue("sqlite_template")
        shutil.copy(template, folder / "interact.db")
        return f"sqlite:///{folder}/interact.db"
    server = request.getfixturevalue("postgresql_template")
    create_base(server, f"story_{folder.name}", "template_interact")
    return base_url(server, f"story_{folder.name}")
