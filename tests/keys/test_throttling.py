"""Guessing gets slow; nobody is locked out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from interact.keys.local_store import LocalTallies
from interact.keys.shared_link import connect
from interact.keys.shared_store import SharedTallies
from interact.keys.throttling import Throttle, network_of

NOW = datetime(2031, 5, 25, 18, tzinfo=UTC)
DAY = timedelta(hours=24)
DESK, CAFE = "192.0.2.0/24", "198.51.100.0/24"
ELENI = "eleni@example.org"
BOOT = b"b" * 32


@pytest.fixture(params=["local", pytest.param("shared", marks=pytest.mark.redis)])
def throttle(request, tmp_path):
    if request.param == "local":
        stored = LocalTallies(tmp_path / "throttle.db")
    else:
        client = connect(request.getfixturevalue("redis_url"))
        client.flushall()
        stored = SharedTallies(client, BOOT)
    yield Throttle(stored, BOOT)
    stored.close()


def fail(throttle, times, account=ELENI, network=DESK, at=NOW):
    """Failed attempts, each as soon as it may be made; when the last one was."""
    for _ in range(times):
        while wait := throttle.attempt(account, network, at):
            at += timedelta(seconds=wait)
    return at


def wait_after(throttle, at, account=ELENI, network=DESK):
    """How long the next attempt has to wait; it is not counted."""
    wait = throttle.attempt(account, network, at)
    if not wait:
        throttle.take_back(account, network, at)
    return wait


def test_a_few_slips_cost_nothing(throttle):
    at = fail(throttle, 3)

    assert at == NOW
    assert wait_after(throttle, at) == 0


def test_each_further_failure_doubles_the_wait_up_to_five_minutes(throttle):
    waits, at = [], fail(throttle, 3)
    for _ in range(12):
        at = fail(throttle, 1, at=at)
        waits.append(wait_after(throttle, at))

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_the_wait_passes(throttle):
    at = fail(throttle, 6)

    assert wait_after(throttle, at + timedelta(seconds=3)) == 1
    assert wait_after(throttle, at + timedelta(seconds=4)) == 0


def test_of_guesses_made_at_once_no_more_get_through_than_one_after_the_other(throttle):
    with ThreadPoolExecutor(16) as pool:
        waits = list(
            pool.map(lambda _each: throttle.attempt(ELENI, DESK, NOW), range(40))
        )

    assert waits.count(0) == 4


def test_an_attempt_that_was_no_guess_is_taken_back(throttle):
    at = fail(throttle, 3)
    for _ in range(5):
        assert throttle.attempt(ELENI, DESK, at) == 0
        throttle.take_back(ELENI, DESK, at)

    assert wait_after(throttle, at) == 0


def test_a_stranger_cannot_keep_somebody_from_signing_in(throttle):
    at = fail(throttle, 7, network=CAFE)
    at = fail(throttle, 7, network="203.0.113.0/24", at=at)

    assert 0 < wait_after(throttle, at) <= 10


def test_a_storm_of_guesses_elsewhere_slows_nobody_at_their_own_desk(throttle):
    assert throttle.attempt(ELENI, DESK, NOW) == 0
    throttle.note_success(ELENI, DESK, NOW)
    at = fail(throttle, 14, network=CAFE)
    for colleague in range(40):
        fail(throttle, 1, account=f"person{colleague}@example.org", at=at)

    assert wait_after(throttle, at) == 0
    assert wait_after(throttle, at, account="new@example.org") > 0


def test_a_desk_is_known_for_a_day(throttle):
    throttle.attempt(ELENI, DESK, NOW)
    throttle.note_success(ELENI, DESK, NOW)
    at = fail(throttle, 14, network=CAFE, at=NOW + DAY + timedelta(seconds=1))

    assert wait_after(throttle, at) > 0


def test_at_their_own_desk_too_nobody_can_be_guessed_quickly(throttle):
    throttle.attempt(ELENI, DESK, NOW)
    throttle.note_success(ELENI, DESK, NOW)

    at = fail(throttle, 6)

    assert wait_after(throttle, at) == 4


def test_typing_an_account_differently_does_not_start_again(throttle):
    for typed in (ELENI, ELENI.upper(), f" {ELENI} ", "ｅleni@example.org"):
        fail(throttle, 1, account=typed)

    assert wait_after(throttle, NOW) == 1


def test_one_network_cannot_try_one_account_after_the_other(throttle):
    at = NOW
    for number in range(40):
        at = fail(throttle, 1, f"person{number}@example.org", CAFE, at)

    assert wait_after(throttle, at, network=CAFE) == 300
    assert wait_after(throttle, at, network=DESK) == 0


def test_a_success_forgets_the_slips_of_this_account_here(throttle):
    at = fail(throttle, 6) + timedelta(seconds=4)

    assert throttle.attempt(ELENI, DESK, at) == 0
    throttle.note_success(ELENI, DESK, at)

    assert wait_after(throttle, at) == 0


def test_failures_are_forgotten_after_a_day(throttle):
    at = fail(throttle, 20)

    assert wait_after(throttle, at + DAY) == 0


@pytest.mark.redis
def test_no_account_and_no_address_is_in_the_store(throttle, tmp_path, redis_url):
    fail(throttle, 4)

    stored = [file.read_bytes() for file in tmp_path.iterdir()]
    with connect(redis_url) as redis:
        stored += [redis.dump(name) + name for name in redis.scan_iter()]

    assert len(stored) > 0
    for secret in (b"eleni", b"192.0.2"):
        assert not any(secret in value for value in stored)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2345::7", "2001:db8:1:2300::/56"),
        ("::1", "::/56"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
    ],
)
def test_an_address_counts_for_its_network(address, network):
    assert network_of(address) == network


def test_something_that_is_no_address_is_refused():
    with pytest.raises(ValueError, match="appear"):
        network_of("somewhere")
