"""Guessing gets slow; nobody is locked out."""

from datetime import UTC, datetime, timedelta

import pytest

from interact.keys.throttling import Throttle, network_of

NOW = datetime(2031, 5, 25, 18, tzinfo=UTC)
DESK, CAFE = "192.0.2.0/24", "198.51.100.0/24"
ELENI = "eleni@example.org"


@pytest.fixture
def throttle(tmp_path):
    opened = Throttle(tmp_path / "sessions.db", b"b" * 32)
    yield opened
    opened.close()


def fail(throttle, times, account=ELENI, network=DESK):
    for _ in range(times):
        throttle.note_failure(account, network, NOW)


def test_a_few_slips_cost_nothing(throttle):
    fail(throttle, 3)

    assert throttle.wait(ELENI, DESK, NOW) == 0


def test_each_further_failure_doubles_the_wait_up_to_five_minutes(throttle):
    fail(throttle, 3)
    waits = []
    for _ in range(12):
        fail(throttle, 1)
        waits.append(throttle.wait(ELENI, DESK, NOW))

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_the_wait_passes(throttle):
    fail(throttle, 6)

    assert throttle.wait(ELENI, DESK, NOW + timedelta(seconds=3)) == 1
    assert throttle.wait(ELENI, DESK, NOW + timedelta(seconds=4)) == 0


def test_a_stranger_cannot_keep_somebody_from_signing_in(throttle):
    fail(throttle, 14, network=CAFE)
    fail(throttle, 14, network="203.0.113.0/24")

    assert throttle.wait(ELENI, DESK, NOW) == 10


def test_typing_an_account_differently_does_not_start_again(throttle):
    for typed in (ELENI, ELENI.upper(), f" {ELENI} ", "ｅleni@example.org"):
        fail(throttle, 1, account=typed)

    assert throttle.wait(ELENI, DESK, NOW) == 1


def test_one_network_cannot_try_one_account_after_the_other(throttle):
    for number in range(40):
        fail(throttle, 1, account=f"person{number}@example.org", network=CAFE)

    assert throttle.wait(ELENI, CAFE, NOW) == 300
    assert throttle.wait(ELENI, DESK, NOW) == 0


def test_a_success_forgets_the_slips_of_this_account_here(throttle):
    fail(throttle, 6)

    throttle.note_success(ELENI, DESK)

    assert throttle.wait(ELENI, DESK, NOW) == 0


def test_failures_are_forgotten_after_a_day(throttle):
    fail(throttle, 20)
    tomorrow = NOW + timedelta(hours=24, seconds=1)

    throttle.note_failure(ELENI, DESK, tomorrow)

    assert throttle.wait(ELENI, DESK, tomorrow) == 0


def test_no_account_and_no_address_is_in_the_store(throttle, tmp_path):
    fail(throttle, 4)

    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert b"eleni" not in stored
    assert b"192.0.2" not in stored


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
