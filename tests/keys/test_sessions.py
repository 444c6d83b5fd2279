"""A session opens with its cookie while the service runs, and ends when it should."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from redis import Redis
from sqlalchemy import update

from interact.core.db import engine
from interact.keys.cookies import new_cookie, read_cookie
from interact.keys.local_store import SESSION, LocalSessions
from interact.keys.sessions import Limits, SessionStore, SignIn
from interact.keys.shared_link import StoreAway, StoreUnfit, connect
from interact.keys.shared_store import SharedSessions
from interact.keys.volatile import fresh_boot, read_boot
from tests.databases import redis_server
from tests.keys.examples import PERSON

NOW = datetime(2031, 5, 25, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KEYRING = b"the keyring of Eleni Example"
SIGN_IN = SignIn(PERSON, uuid4(), "passphrase", KEYRING)
BOOT = b"b" * 32
KINDS = [
    pytest.param("local"),
    pytest.param("shared", marks=pytest.mark.redis),
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sessions.db"


@pytest.fixture
def redis(request):
    """The Redis of these tests, empty."""
    client = connect(request.getfixturevalue("redis_url"))
    client.flushall()
    yield client
    client.close()


@pytest.fixture(params=KINDS)
def another_process(request, path):
    """What the store is to another process of the same service, or a later one."""
    opened = []

    def open_store(boot=BOOT, limits=None):
        if request.param == "local":
            stored = LocalSessions(path)
        else:
            stored = SharedSessions(request.getfixturevalue("redis"), boot)
        opened.append(SessionStore(stored, boot, limits))
        return opened[-1]

    yield open_store
    for store in opened:
        store.close()


@pytest.fixture
def store(another_process):
    return another_process()


@pytest.fixture
def local(path):
    opened = SessionStore(LocalSessions(path), BOOT)
    yield opened
    opened.close()


@pytest.fixture
def shared(redis):
    return SessionStore(SharedSessions(redis, BOOT), BOOT)


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


def test_neither_the_cookie_nor_the_keyring_is_in_the_store(local, tmp_path):
    cookie = local.start(SIGN_IN, NOW)

    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())

    assert local.find(cookie, NOW).sign_in.keyring == KEYRING
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


def test_the_end_that_an_installation_sets_is_kept(another_process):
    store = another_process(limits=Limits(idle=MINUTE, absolute=2 * MINUTE))

    cookie = store.start(SIGN_IN, NOW)

    assert store.find(cookie, NOW + MINUTE) is None


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


def test_of_four_sign_ins_at_the_same_moment_three_sessions_are_left(store):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _each: store.start(SIGN_IN, NOW), range(12)))

    assert len(store.list_alive(PERSON, NOW)) == 3


def test_a_session_that_has_ended_takes_no_place(store):
    resting = [store.start(SIGN_IN, NOW) for _ in range(3)]
    later = [store.start(SIGN_IN, NOW + 30 * MINUTE) for _ in range(3)]

    alive = [store.find(one, NOW + 30 * MINUTE) for one in [*resting, *later]]

    assert [one is not None for one in alive] == [False] * 3 + [True] * 3


def test_a_person_sees_their_sessions_newest_first_and_no_others(store):
    store.start(SignIn(uuid4(), uuid4(), "passphrase", KEYRING), NOW)
    cookies = [store.start(SIGN_IN, NOW + n * MINUTE) for n in range(2)]

    mine = store.list_alive(PERSON, NOW + 2 * MINUTE)

    prefixes = [store.find(one, NOW + 2 * MINUTE).prefix for one in cookies]
    assert [one.prefix for one in mine] == prefixes[::-1]
    assert mine[0].started_at == NOW + MINUTE
    assert store.list_alive(PERSON, NOW + timedelta(hours=1)) == []


def test_a_person_ends_one_of_their_sessions_but_not_one_of_another(store):
    mine, other = store.start(SIGN_IN, NOW), uuid4()
    theirs = store.start(SignIn(other, uuid4(), "passphrase", KEYRING), NOW)

    assert not store.end_one(PERSON, store.find(theirs, NOW).prefix)
    assert store.end_one(PERSON, store.find(mine, NOW).prefix)

    assert store.find(mine, NOW) is None
    assert store.find(theirs, NOW) is not None


def test_a_person_ends_all_sessions_but_the_one_they_use(store):
    here, *elsewhere = [store.start(SIGN_IN, NOW) for _ in range(3)]

    assert store.end_others(PERSON, here) == 2

    assert store.find(here, NOW) is not None
    assert [store.find(cookie, NOW) for cookie in elsewhere] == [None, None]


def test_a_step_up_gives_a_new_cookie_and_the_old_one_is_void(store):
    cookie = store.start(SIGN_IN, NOW)
    assert store.find(cookie, NOW).stepped_up_at is None

    stepped = store.step_up(cookie, NOW + MINUTE, "passphrase and code")

    found = store.find(stepped, NOW + MINUTE)
    assert store.find(cookie, NOW + MINUTE) is None
    assert found.sign_in.auth_level == "passphrase and code"
    assert found.sign_in.keyring == KEYRING
    assert found.stepped_up_at == NOW + MINUTE
    assert found.started_at == NOW
    assert found.ends_at == NOW + timedelta(hours=10)


@pytest.mark.parametrize(
    ("level", "counts"), [("passphrase", False), ("passphrase and code", True)]
)
def test_signing_in_with_a_second_factor_counts_as_a_step_up(store, level, counts):
    cookie = store.start(SignIn(PERSON, uuid4(), level, KEYRING), NOW)

    assert store.find(cookie, NOW).stepped_up_at == (NOW if counts else None)


def test_of_two_step_ups_at_the_same_moment_one_is_done(store):
    cookie = store.start(SIGN_IN, NOW)

    with ThreadPoolExecutor(4) as pool:
        stepped = list(
            pool.map(lambda _each: store.step_up(cookie, NOW, "passkey"), range(4))
        )

    assert len([one for one in stepped if one]) == 1
    assert len(store.list_alive(PERSON, NOW)) == 1


def test_a_session_that_has_ended_is_not_stepped_up(store):
    cookie = store.start(SIGN_IN, NOW)
    store.end_all(PERSON)

    assert store.step_up(cookie, NOW, "passkey") is None


def test_a_session_ended_meanwhile_is_not_brought_back_by_its_last_request(store):
    cookie = store.start(SIGN_IN, NOW)
    found = store._stored.get(store._stored.of_person(PERSON)[0].sid)
    store.end_all(PERSON)

    store._stored.move_idle_end(found, NOW + timedelta(hours=1))

    assert store.find(cookie, NOW) is None
    assert store.list_alive(PERSON, NOW) == []


def test_a_new_secret_of_the_service_ends_every_session(store, another_process):
    cookie = store.start(SIGN_IN, NOW)

    restarted = another_process(b"c" * 32)

    assert restarted.find(cookie, NOW) is None


def test_two_processes_of_one_service_share_their_sessions(store, another_process):
    other = another_process()

    cookie = other.start(SIGN_IN, NOW)

    assert store.find(cookie, NOW).sign_in == SIGN_IN
    store.end(cookie)
    assert other.find(cookie, NOW) is None


def test_a_store_that_answers_says_so(store):
    store.ping()


@pytest.mark.parametrize(
    "change",
    [
        {"person_id": uuid4()},
        {"membership_id": uuid4()},
        {"auth_level": "passkey"},
        {"started_at": NOW + MINUTE},
        {"ends_at": NOW + timedelta(days=9)},
        {"stepped_up_at": NOW},
        {"sealed": b"\1\1" + b"0" * 40},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_session_that_was_changed_in_the_store_is_ended(local, path, change):
    cookie = local.start(SIGN_IN, NOW)
    with engine(f"sqlite:///{path}").begin() as connection:
        connection.execute(update(SESSION).values(change))

    assert local.find(cookie, NOW) is None


def test_a_session_is_named_in_the_log_by_a_prefix_that_opens_nothing(store):
    cookie = store.start(SIGN_IN, NOW)

    prefix = store.find(cookie, NOW).prefix

    assert len(prefix) == 8
    assert prefix not in cookie


def test_sessions_that_ended_are_cleared_away(local, path):
    local.start(SIGN_IN, NOW)
    local.start(SignIn(uuid4(), uuid4(), "passphrase", KEYRING), NOW + 30 * MINUTE)

    with engine(f"sqlite:///{path}").begin() as connection:
        rows = connection.execute(SESSION.select()).all()

    assert len(rows) == 1


@pytest.mark.usefixtures("local")
def test_only_the_service_can_read_its_files(path, tmp_path):
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


# What several servers share.


@pytest.mark.redis
def test_redis_holds_nothing_that_can_be_read(shared, redis):
    cookie = shared.start(SIGN_IN, NOW)
    shared.find(cookie, NOW + MINUTE)

    stored = [redis.dump(name) + name for name in redis.scan_iter()]

    secrets = [KEYRING, cookie.encode(), read_cookie(cookie), b"passphrase"]
    secrets += [PERSON.bytes, PERSON.hex.encode(), str(PERSON).encode()]
    assert len(stored) == 2
    assert not [one for one in secrets if any(one in value for value in stored)]


@pytest.mark.redis
def test_redis_lets_a_session_go_at_its_end(shared, redis):
    shared.start(SIGN_IN, NOW)

    ends_at = (NOW + timedelta(hours=10)).timestamp()
    assert {redis.expiretime(name) for name in redis.scan_iter()} == {int(ends_at) + 1}


@pytest.mark.redis
def test_moving_the_idle_end_does_not_move_the_end(shared, redis):
    cookie = shared.start(SIGN_IN, NOW)
    before = sorted(map(redis.expiretime, redis.scan_iter()))

    assert shared.find(cookie, NOW + 10 * MINUTE).idle_ends_at == NOW + 30 * MINUTE

    assert sorted(map(redis.expiretime, redis.scan_iter())) == before


@pytest.mark.redis
def test_a_session_put_in_the_place_of_another_is_none(shared, redis):
    mine = shared.start(SIGN_IN, NOW)
    theirs = shared.start(SignIn(uuid4(), uuid4(), "passphrase", KEYRING), NOW)
    first, second = [name for name in redis.scan_iter() if b":session:" in name]

    one, other = redis.get(first), redis.get(second)
    redis.set(first, other)
    redis.set(second, one[:-1] + bytes([one[-1] ^ 1]))

    assert [shared.find(cookie, NOW) for cookie in (mine, theirs)] == [None, None]


@pytest.mark.redis
@pytest.mark.parametrize("setting", [("--save", "60 1"), ("--appendonly", "yes")])
def test_a_redis_that_writes_to_a_disk_is_not_used(setting, request):
    request.getfixturevalue("redis_url")
    with redis_server(*setting) as url:
        with pytest.raises(StoreUnfit) as refusal:
            connect(url)
        connect(url, may_be_on_disk=True).close()

    assert "Redis writes to a disk" in str(refusal.value)


@pytest.mark.redis
def test_a_redis_that_is_not_there_stops_the_start(tmp_path):
    with pytest.raises(StoreUnfit, match="does not say whether it writes"):
        connect(f"unix://{tmp_path}/nowhere.sock")


@pytest.mark.redis
def test_a_redis_that_went_away_is_said_to_be_away(tmp_path):
    gone = Redis.from_url(f"unix://{tmp_path}/nowhere.sock")
    store = SessionStore(SharedSessions(gone, BOOT), BOOT)

    for ask in (store.ping, lambda: store.start(SIGN_IN, NOW)):
        with pytest.raises(StoreAway):
            ask()
