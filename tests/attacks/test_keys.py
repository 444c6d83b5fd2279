"""What somebody can do who writes to the main database: nothing that is believed."""

import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from interact.core.errors import CannotOpen
from interact.keys.epochs import CompartmentKey, EpochRecord, derive, new_half
from interact.keys.formats import EpochId, shelf_context, wrap_info
from interact.keys.rules import Compartment
from interact.keys.wrapping import KeyPair, shelve, unshelve, unwrap, verify, wrap
from tests.keys.examples import AGENCY, CASE

AT = datetime(2031, 5, 25, 18, tzinfo=UTC)
Place = tuple[Compartment, int]


@dataclass
class Member:
    """Somebody who signs for new keys."""

    keys: KeyPair = field(default_factory=KeyPair.generate)
    id: UUID = field(default_factory=uuid4)


@dataclass
class Team:
    """An agency's group; `trusted` is what its own sealed directory says."""

    trusted: dict[UUID, bytes]
    keys: KeyPair = field(default_factory=KeyPair.generate)
    id: UUID = field(default_factory=uuid4)


@dataclass
class Store:
    """The rows of a main database that keys are kept in, and the salts beside it."""

    records: dict[Place, tuple[EpochRecord, bytes]] = field(default_factory=dict)
    inbox: dict[tuple[Place, UUID], bytes] = field(default_factory=dict)
    shelf: dict[tuple[Place, UUID], bytes] = field(default_factory=dict)
    salts: dict[Place, bytes] = field(default_factory=dict)

    def begin(self, place: Place, author: Member, teams: list[Team]) -> CompartmentKey:
        """A new key for a compartment, signed, for these teams."""
        epoch = _epoch(place)
        half, salt = new_half(), self.salts.setdefault(place, new_half())
        key = derive(half, salt, epoch)
        record = EpochRecord(epoch, key.commitment, b"", author.id, AGENCY, AT)
        self.records[place] = record, author.keys.sign(record.message())
        for team in teams:
            info = wrap_info(epoch, team.id, 1)
            self.inbox[place, team.id] = wrap(team.keys.public, half, info)
        return key

    def open(self, place: Place, team: Team) -> CompartmentKey:
        """The key, as a reader opens it: from the shelf, or verified from the inbox."""
        if place not in self.salts or place not in self.records:
            raise CannotOpen
        record, signature = self.records[place]
        info = wrap_info(record.epoch, team.id, 1)
        context = shelf_context(info, record.commitment)
        if (place, team.id) in self.shelf:
            half = unshelve(team.keys, self.shelf[place, team.id], context)
        else:
            public = team.trusted.get(record.author_id, b"")
            verify(public, signature, record.message())
            half = unwrap(team.keys, self.inbox.get((place, team.id), b""), info)
        key = derive(half, self.salts[place], record.epoch)
        key.check_commitment(record.commitment)
        self.shelf[place, team.id] = shelve(team.keys, half, context)
        return key


def _epoch(place: Place) -> EpochId:
    return EpochId(b"D" * 16, CASE, *place)


HEALTH, CARE = (Compartment.HEALTH, 1), (Compartment.CARE, 1)


@pytest.fixture
def author():
    return Member()


@pytest.fixture
def police(author):
    return Team({author.id: author.keys.signing_public})


@pytest.fixture
def store(author, police):
    made = Store()
    made.begin(HEALTH, author, [police])
    made.begin(CARE, author, [police])
    return made


def test_a_key_opens_from_the_inbox_and_then_from_the_shelf(store, police):
    first = store.open(HEALTH, police)
    store.inbox.clear()

    assert store.open(HEALTH, police) == first


def test_a_key_signed_by_a_stranger_is_refused(store, police):
    store.begin(HEALTH, Member(), [police])

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_a_key_signed_in_somebody_elses_name_is_refused(store, author, police):
    forger = Member(id=author.id)
    store.begin(HEALTH, forger, [police])

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_another_half_under_an_honest_record_is_refused(store, police):
    info = wrap_info(_epoch(HEALTH), police.id, 1)
    store.inbox[HEALTH, police.id] = wrap(police.keys.public, new_half(), info)

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_a_wrap_moved_to_another_compartment_is_refused(store, police):
    store.inbox[HEALTH, police.id] = store.inbox[CARE, police.id]

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_a_wrap_of_another_team_is_refused(store, author, police):
    hotline = Team(police.trusted)
    store.inbox[HEALTH, hotline.id] = store.inbox[HEALTH, police.id]

    with pytest.raises(CannotOpen):
        store.open(HEALTH, hotline)


def test_a_shelf_entry_moved_to_another_compartment_is_refused(store, police):
    store.open(HEALTH, police)
    store.open(CARE, police)
    store.shelf[HEALTH, police.id] = store.shelf[CARE, police.id]

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_a_record_replaced_under_a_shelf_entry_is_refused(store, police):
    store.open(HEALTH, police)
    store.begin(HEALTH, Member(), [])

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_a_record_of_another_compartment_is_refused(store, police):
    store.records[HEALTH] = store.records[CARE]

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_an_old_backup_stays_shut_once_the_salt_is_gone(store, police):
    store.open(HEALTH, police)
    backup = copy.deepcopy(store.records), dict(store.inbox), dict(store.shelf)

    store.salts.clear()
    store.records, store.inbox, store.shelf = backup

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


def test_a_new_salt_does_not_bring_an_erased_key_back(store, police):
    store.salts[HEALTH] = new_half()

    with pytest.raises(CannotOpen):
        store.open(HEALTH, police)


class Sharing(RuleBasedStateMachine):
    """Shares and takings-out in any order, against a plain account of who may open."""

    def __init__(self) -> None:
        super().__init__()
        self.author = Member()
        trusted = {self.author.id: self.author.keys.signing_public}
        self.teams = [Team(trusted) for _ in range(3)]
        self.store, self.latest = Store(), 0
        self.may: dict[int, set[int]] = {}
        self.keys: dict[int, CompartmentKey] = {}
        self.renew({0})

    @rule(who=st.sets(st.integers(0, 2), min_size=1))
    def renew(self, who: set[int]) -> None:
        """A new epoch for some teams; those taken out keep what they had."""
        self.latest += 1
        teams = [self.teams[index] for index in sorted(who)]
        key = self.store.begin(self._place(self.latest), self.author, teams)
        self.keys[self.latest], self.may[self.latest] = key, who

    @rule(index=st.integers(0, 2))
    def share(self, index: int) -> None:
        """Whoever holds the latest key passes it on."""
        place, team = self._place(self.latest), self.teams[index]
        holder = self.teams[min(self.may[self.latest])]
        info = wrap_info(_epoch(place), holder.id, 1)
        half = unwrap(holder.keys, self.store.inbox[place, holder.id], info)
        info = wrap_info(_epoch(place), team.id, 1)
        self.store.inbox[place, team.id] = wrap(team.keys.public, half, info)
        self.may[self.latest] = self.may[self.latest] | {index}

    @invariant()
    def exactly_those_open(self) -> None:
        for number, key in self.keys.items():
            for index, team in enumerate(self.teams):
                if index in self.may[number]:
                    assert self.store.open(self._place(number), team) == key
                    continue
                with pytest.raises(CannotOpen):
                    self.store.open(self._place(number), team)

    def _place(self, number: int) -> Place:
        return Compartment.HEALTH, number


TestSharing = Sharing.TestCase
TestSharing.settings = settings(max_examples=10, stateful_step_count=8, deadline=None)
