"""A session opens with its cookie while the service runs, and ends when it should."""

import stat
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import update

from interact.core.db import engine
from interact.keys.cookies import new_cookie, read_cookie
from interact.keys.sessions import SESSION, Limits, SessionStore, SignIn
from interact.keys.volatile import fresh_boot, read_boot
from tests.keys.examples import PERSON

NOW = datetime(2031, 5, 25, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEYRING = b"the keyring of Eleni Example"
SIGN_IN = SignIn(PERSON, uuid4(), "passphrase", KEYRING)
BOOT = b"b" * 32


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sessions.db"


@pytest.fixture
def store(path):
    opened = SessionStore(path, BOOT)
    yield opened
    opened.close()


def test_a_session_gives_back_what_the_sign_in_unlocked(store):
    cookie = store.start(SIGN_IN, NOW)

    found = store.find(cookie, NOW + MINUTE)

    assert found.sign_in == SIGN_IN
    assert found.started_at == NOW
    assert found.ends_at == NOW + timedelta(hours=10)
    assert found.idle_ends_at == NOW + timedelta(minutes=21)


def test_another_cookie_opens_nothing(store):
    cookie = store.start(SIGN_IN, NOW)

    for wrong in ("", "x", cookie[:-1], cookie + "A", new_cookie()[0], "é" * 43):
        assert store.find(wrong, NOW) is None
    assert store.find(cookie, NOW) is not None


def test_a_cookie_is_spelled_in_one_way_only(store):
    cookie = store.start(SIGN_IN, NOW)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spellings = {cookie[:-1] + letter for letter in letters}

    alive = [spelled for spelled in spellings if store.find(spelled, NOW)]

    assert alive == [cookie]


def test_neither_the_cookie_nor_the_keyring_is_in_the_store(store, tmp_path):
    cookie = store.start(SIGN_IN, NOW)

    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert store.find(cookie, NOW).sign_in.keyring == KEYRING
    assert KEYRING not in stored
    assert cookie.encode() not in stored
    assert read_cookie(cookie) not in stored


def test_a_session_ends_after_twenty_minutes_of_rest(store):
    cookie = store.start(SIGN_IN, NOW)

    assert store.find(cookie, NOW + 20 * MINUTE) is None
    assert store.find(cookie, NOW) is None


def test_a_session_goes_on_while_it_is_used_but_not_past_ten_hours(store):
    cookie, at = store.start(SIGN_IN, NOW), NOW

    while at < NOW + timedelta(hours=9, minutes=55):
        at += 15 * MINUTE
        used = store.find(cookie, at)
        assert (used is not None) == (at < NOW + timedelta(hours=10))
    assert store.find(cookie, NOW + timedelta(hours=10)) is None


def test_the_end_that_an_installation_sets_is_kept(path):
    limits = Limits(idle=MINUTE, absolute=2 * MINUTE, parallel=1)
    store = SessionStore(path, BOOT, limits)

    cookie = store.start(SIGN_IN, NOW)

    assert store.find(cookie, NOW + MINUTE) is None
    store.close()


def test_a_session_that_was_ended_stays_ended(store):
    cookie = store.start(SIGN_IN, NOW)

    store.end(cookie)
    store.end(cookie)

    assert store.find(cookie, NOW) is None


def test_all_sessions_of_a_person_end_at_once(store):
    theirs = [store.start(SIGN_IN, NOW) for _ in range(2)]
    other = store.start(SignIn(uuid4(), uuid4(), "passphrase", KEYRING), NOW)

    assert store.end_all(PERSON) == 2
    assert [store.find(cookie, NOW) for cookie in theirs] == [None, None]
    assert store.find(other, NOW) is not None


def test_a_fourth_session_ends_the_oldest(store):
    cookies = [store.start(SIGN_IN, NOW + n * MINUTE) for n in range(4)]

    alive = [store.find(cookie, NOW + 4 * MINUTE) is not None for cookie in cookies]

    assert alive == [False, True, True, True]


def test_a_step_up_gives_a_new_cookie_and_the_old_one_is_void(store):
    cookie = store.start(SIGN_IN, NOW)

    stepped = store.rotate(cookie, NOW + MINUTE, "passphrase and code")

    found = store.find(stepped, NOW + MINUTE)
    assert store.find(cookie, NOW + MINUTE) is None
    assert found.sign_in.auth_level == "passphrase and code"
    assert found.sign_in.keyring == KEYRING
    assert found.ends_at == NOW + timedelta(hours=10)


def test_a_session_that_has_ended_is_not_stepped_up(store):
    cookie = store.start(SIGN_IN, NOW)
    store.end_all(PERSON)

    assert store.rotate(cookie, NOW) is None


def test_a_restart_of_the_service_ends_every_session(store, path):
    cookie = store.start(SIGN_IN, NOW)

    restarted = SessionStore(path, b"c" * 32)

    assert restarted.find(cookie, NOW) is None
    restarted.close()


def test_two_processes_of_one_service_share_their_sessions(store, path):
    other = SessionStore(path, BOOT)

    cookie = other.start(SIGN_IN, NOW)

    assert store.find(cookie, NOW).sign_in == SIGN_IN
    other.close()


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": uuid4()},
        {"membership_id": uuid4()},
        {"auth_level": "passkey"},
        {"started_at": NOW + MINUTE},
        {"ends_at": NOW + timedelta(days=9)},
        {"sealed": b"\1\1" + b"0" * 40},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_session_that_was_changed_in_the_store_is_ended(store, path, change):
    cookie = store.start(SIGN_IN, NOW)
    with engine(f"sqlite:///{path}").begin() as connection:
        connection.execute(update(SESSION).values(change))

    assert store.find(cookie, NOW) is None


def test_a_session_is_named_in_the_log_by_a_prefix_that_opens_nothing(store):
    cookie = store.start(SIGN_IN, NOW)

    prefix = store.find(cookie, NOW).prefix

    assert len(prefix) == 8
    assert prefix not in cookie


def test_sessions_that_ended_are_cleared_away(store, path):
    store.start(SIGN_IN, NOW)
    store.start(SignIn(uuid4(), uuid4(), "passphrase", KEYRING), NOW + 30 * MINUTE)

    with engine(f"sqlite:///{path}").begin() as connection:
        rows = connection.execute(SESSION.select()).all()

    assert len(rows) == 1


def test_only_the_service_can_read_its_files(store, path, tmp_path):
    fresh_boot(tmp_path)

    for file in (path, tmp_path / "boot"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_start_of_the_service_has_a_new_secret(tmp_path):
    first = fresh_boot(tmp_path)
    assert read_boot(tmp_path) == first

    second = fresh_boot(tmp_path)

    assert second != first
    assert read_boot(tmp_path) == second


def test_a_boot_secret_that_was_cut_off_is_refused(tmp_path):
    fresh_boot(tmp_path)
    (tmp_path / "boot").write_bytes(b"short")

    with pytest.raises(ValueError, match="32 bytes"):
        read_boot(tmp_path)
