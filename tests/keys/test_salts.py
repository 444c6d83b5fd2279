"""The shred salts: made once, kept apart, gone for ever when shredded."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from interact.core.clock import now
from interact.core.errors import CannotOpen
from interact.keys.rules import Compartment
from interact.keys.salts import SaltStore
from tests.keys.examples import CASE, EPOCH

CARE = replace(EPOCH, compartment=Compartment.CARE)
LATER = replace(EPOCH, number=2)
ELSEWHERE = replace(EPOCH, case_id=uuid4())


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/keyring.db"


@pytest.fixture
def store(url):
    opened = SaltStore(url)
    yield opened
    opened.close()


def test_every_epoch_has_a_salt_of_its_own(store):
    salts = {store.create(epoch) for epoch in (EPOCH, CARE, LATER, ELSEWHERE)}

    assert len(salts) == 4
    assert {len(salt) for salt in salts} == {32}


def test_a_salt_is_found_again(store):
    assert store.create(EPOCH) == store.find(EPOCH)


def test_a_salt_is_there_for_good_once_it_was_made(store, url):
    salt = store.create(EPOCH)

    reopened = SaltStore(url)
    assert reopened.find(EPOCH) == salt
    reopened.close()


def test_a_second_attempt_gets_the_same_salt(store):
    assert store.create(EPOCH) == store.create(EPOCH)


def test_many_at_once_get_one_salt(store):
    with ThreadPoolExecutor(8) as pool:
        salts = list(pool.map(store.create, [EPOCH] * 24))

    assert set(salts) == {store.find(EPOCH)}


def test_all_salts_of_a_case_are_found_together(store):
    made = {epoch: store.create(epoch) for epoch in (EPOCH, CARE, LATER, ELSEWHERE)}

    assert store.find_many(CASE) == {
        (Compartment.HEALTH, 1): made[EPOCH],
        (Compartment.CARE, 1): made[CARE],
        (Compartment.HEALTH, 2): made[LATER],
    }


def test_all_salts_of_a_compartment_are_found_together(store):
    made = {epoch: store.create(epoch) for epoch in (EPOCH, CARE, LATER, ELSEWHERE)}

    assert store.find_part(Compartment.HEALTH) == {
        (CASE, 1): made[EPOCH],
        (CASE, 2): made[LATER],
        (ELSEWHERE.case_id, 1): made[ELSEWHERE],
    }


def test_a_salt_that_never_was_is_not_made_up(store):
    with pytest.raises(CannotOpen):
        store.find(EPOCH)


def test_a_shredded_case_has_no_salts_and_others_keep_theirs(store):
    for epoch in (EPOCH, CARE, LATER):
        store.create(epoch)
    kept = store.create(ELSEWHERE)

    assert store.shred(CASE) == 3
    assert store.find_many(CASE) == {}
    assert store.find(ELSEWHERE) == kept
    with pytest.raises(CannotOpen):
        store.find(EPOCH)


def test_a_shredded_salt_is_in_no_file(store, tmp_path):
    salts = [store.create(replace(EPOCH, number=n)) for n in range(1, 21)]
    assert all(salt in everything_in(tmp_path) for salt in salts)

    store.shred(CASE)

    assert not any(salt in everything_in(tmp_path) for salt in salts)


def test_an_erased_case_gets_no_salt_any_more(store):
    store.create(EPOCH)
    store.shred(CASE)

    for epoch in (EPOCH, CARE, LATER):
        with pytest.raises(CannotOpen):
            store.create(epoch)
    assert store.find_many(CASE) == {}
    assert store.create(ELSEWHERE)


def test_a_tombstone_says_when_a_case_was_erased_first(store, url):
    before = now()
    store.shred(CASE)
    at = store.list_tombstones()[CASE]

    store.shred(CASE)

    assert before <= at <= now()
    reopened = SaltStore(url)
    assert reopened.list_tombstones() == {CASE: at}
    reopened.close()


def test_erasing_and_giving_a_salt_at_once_leaves_none(store):
    epochs = [replace(EPOCH, number=n) for n in range(1, 25)]

    def give(epoch):
        with suppress(CannotOpen):
            store.create(epoch)

    with ThreadPoolExecutor(8) as pool:
        given = [pool.submit(give, epoch) for epoch in epochs[:12]]
        shredded = pool.submit(store.shred, CASE)
        given += [pool.submit(give, epoch) for epoch in epochs[12:]]
        for each in (*given, shredded):
            each.result()

    assert store.find_many(CASE) == {}


def test_every_epoch_with_a_salt_is_listed(store):
    for epoch in (EPOCH, CARE, ELSEWHERE):
        store.create(epoch)

    assert store.list_epochs() == {
        (CASE, Compartment.HEALTH, 1),
        (CASE, Compartment.CARE, 1),
        (ELSEWHERE.case_id, Compartment.HEALTH, 1),
    }


def test_canaries_are_kept_by_the_moment_of_the_backup(store):
    at = now()

    store.keep_canary(at, b"sealed")

    assert store.list_canaries() == {at: b"sealed"}


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
