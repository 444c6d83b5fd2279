"""What an installation has of its own is made from its settings, and not shown."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from interact.keys.installation import Installation

SETTINGS = {
    "deployment": UUID("99999999-9999-4999-8999-999999999999"),
    "secret": b"s" * 32,
    "log_seed": b"l" * 32,
    "log_origin": "example.org/log",
    "keyring_url": "sqlite://",
    "training": True,
    "public_url": "https://example.org",
}


@pytest.fixture
def make():
    made = []

    def start(**changes):
        made.append(Installation.from_secrets(**(SETTINGS | changes)))
        return made[-1]

    yield start
    for installation in made:
        installation.close()


def secrets_of(installation):
    return {installation.pepper, installation.directory_key}


def test_the_same_settings_give_the_same_secrets(make):
    first, second = make(), make()

    assert secrets_of(first) == secrets_of(second)
    assert first.deployment == SETTINGS["deployment"].bytes
    assert first.log.vkeys() == second.log.vkeys()


@pytest.mark.parametrize("change", [{"secret": b"t" * 32}, {"deployment": uuid4()}])
def test_another_installation_shares_no_secret(make, change):
    first, second = make(), make(**change)

    assert len(secrets_of(first) | secrets_of(second)) == 4
    assert SETTINGS["secret"] not in secrets_of(first)


@pytest.mark.parametrize("change", [{"secret": b"short"}, {"log_seed": b"short"}])
def test_a_secret_of_another_length_stops_the_start(make, change):
    with pytest.raises(ValueError, match="32 bytes"):
        make(**change)


def test_a_session_knows_its_installation(make):
    installation = make()

    session = Session(create_engine("sqlite://"), info={"installation": installation})

    assert Installation.of(session) is installation


def test_a_session_without_an_installation_opens_nothing():
    with pytest.raises(KeyError):
        Installation.of(Session())
    with pytest.raises(TypeError):
        Installation.of(Session(info={"installation": "something else"}))


def test_an_installation_does_not_show_its_secrets(make):
    installation = make()
    installation.segments[uuid4(), "2031-05-25", 1] = b"segment key"

    shown = repr(installation)

    assert all(repr(secret) not in shown for secret in secrets_of(installation))
    assert "segment key" not in shown


def test_the_keys_of_todays_log_are_forgotten_at_the_end(make):
    installation = make()
    installation.segments[uuid4(), "2031-05-25", 1] = b"segment key"

    installation.close()

    assert installation.segments == {}
