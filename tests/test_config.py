"""Settings: the example is complete, and what is not understood stops the start."""

import tomllib
from dataclasses import fields

import pytest

from interact.config import Config, ConfigInvalid, filled_in
from interact.core.places import EXAMPLE

KEY = f'"{bytes(range(32)).hex()}"'
TEXT = EXAMPLE.read_text(encoding="utf-8")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "config.toml"


def read(path, text):
    path.write_text(text, encoding="utf-8")
    return Config.read(path)


def refused(path, text):
    with pytest.raises(ConfigInvalid) as refusal:
        read(path, text)
    said = str(refusal.value)
    assert said.startswith(f"{path}: ")
    return said


def changed(**settings):
    """A whole configuration in which some settings are written differently."""
    lines = filled_in(TEXT, training=False).splitlines()
    for name, written in settings.items():
        (place,) = [i for i, line in enumerate(lines) if line.startswith(f"{name} = ")]
        lines[place] = f"{name} = {written}"
    return "\n".join(lines)


def test_the_example_names_every_setting_and_no_other():
    assert set(tomllib.loads(TEXT)) == {field.name for field in fields(Config)}


def test_the_example_says_of_every_setting_what_it_is_for():
    lines, said = TEXT.splitlines(), False
    for line in lines:
        if not line:
            said = False
        elif line.startswith("#"):
            said = True
        else:
            assert said, line


@pytest.mark.parametrize("training", [True, False])
def test_the_example_filled_in_is_a_configuration(path, training):
    config = read(path, filled_in(TEXT, training=training))

    assert config.training is training
    assert len(bytes.fromhex(config.secret)) == 32
    assert bool(config.training_passphrase) is training


def test_every_installation_has_secrets_of_its_own(path):
    one, other = (read(path, filled_in(TEXT, training=True)) for _each in range(2))

    for name in ("deployment", "secret", "log_seed", "training_passphrase"):
        assert getattr(one, name) != getattr(other, name)
    assert one.secret != one.log_seed


def test_the_example_itself_is_refused_because_its_secrets_are_empty(path):
    assert "`secret` must be 64 hexadecimal digits" in refused(path, TEXT)


@pytest.mark.parametrize("name", [field.name for field in fields(Config)])
def test_a_missing_setting_is_named(path, name):
    lines = filled_in(TEXT, training=False).splitlines()
    left = [line for line in lines if not line.startswith(f"{name} = ")]

    assert f"missing setting: {name}." in refused(path, "\n".join(left))


def test_an_unknown_setting_is_named(path):
    text = filled_in(TEXT, training=False) + "idle_minute = 20\n"

    assert "unknown setting: idle_minute. Correct or remove it" in refused(path, text)


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("training", '"yes"', "`training` must be true or false"),
        ("training", "1", "`training` must be true or false"),
        ("port", '"8000"', "`port` must be a whole number"),
        ("port", "true", "`port` must be a whole number"),
        ("idle_minutes", "20.5", "`idle_minutes` must be a whole number"),
        ("public_url", "8000", "`public_url` must be text"),
        ("languages", '"en"', "`languages` must be a list of texts"),
        ("languages", "[1]", "`languages` must be a list of texts"),
        ("languages", "[]", "`languages` must be a list of texts"),
    ],
)
def test_a_setting_of_the_wrong_kind_is_named(path, name, written, said):
    assert said in refused(path, changed(**{name: written}))


@pytest.mark.parametrize("name", ["secret", "log_seed"])
@pytest.mark.parametrize(
    "written",
    ["", "abc", "ab" * 31, "ab" * 33, "zz" * 32, "00" * 32, "0123456789abcdef" * 4],
    ids=["empty", "odd", "short", "long", "no digits", "zeros", "a pattern"],
)
def test_a_secret_that_is_none_stops_the_start(path, name, written):
    said = refused(path, changed(**{name: f'"{written}"'}))

    assert f"`{name}` must be 64 hexadecimal digits, made at random" in said
    assert not written or written not in said


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("deployment", '"Palermo"'),
        ("public_url", '"interact.example"'),
        ("public_url", '"HTTPS://interact.example"'),
        ("idle_minutes", "0"),
        ("absolute_hours", "-1"),
        ("upload_megabytes", "0"),
    ],
)
def test_what_would_leave_a_door_open_by_mistake_stops_the_start(path, name, written):
    assert f"`{name}` must " in refused(path, changed(**{name: written}))


def test_a_training_installation_needs_its_passphrase(path):
    text = changed(training="true", training_passphrase='"short"')

    assert "`training_passphrase` needs 8 characters" in refused(path, text)


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"redis_url": '"redis://127.0.0.1"'}, "`redis_url` needs a `boot_secret`"),
        ({"boot_secret": '"abc"'}, "`boot_secret` must be 64 hexadecimal digits"),
        ({"redis_url": '"http://x"', "boot_secret": KEY}, "`redis_url` must begin"),
        ({"metrics_token": '"short"'}, "`metrics_token` needs 16 characters"),
    ],
)
def test_what_several_servers_need_is_asked_for(path, written, problem):
    assert problem in refused(path, changed(**written))


def test_several_servers_are_configured(path):
    address = '"unix:///run/redis/redis.sock"'

    config = read(path, changed(redis_url=address, boot_secret=KEY))

    assert config.redis_url == "unix:///run/redis/redis.sock"


def test_here_stands_for_the_folder_of_the_file(path, tmp_path):
    config = read(path, changed(sessions_folder='"{here}/sessions"'))

    assert config.database_url == f"sqlite:///{tmp_path}/interact.db"
    assert config.keyring_url == f"sqlite:///{tmp_path}/keyring.db"
    assert config.sessions_folder == f"{tmp_path}/sessions"


def test_a_file_that_is_not_there_says_how_to_make_one(path):
    with pytest.raises(ConfigInvalid) as refusal:
        Config.read(path)

    assert "there is no such file. Make one with `interact init`" in str(refusal.value)


@pytest.mark.parametrize("text", ["port = ", "[[[", "\udcff"])
def test_a_file_that_cannot_be_read_is_named(path, text):
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(ConfigInvalid) as refusal:
        Config.read(path)
    assert str(refusal.value).startswith(f"{path}: ")


def test_a_configuration_cannot_be_changed_while_it_is_used(path):
    config = read(path, filled_in(TEXT, training=False))

    with pytest.raises(AttributeError):
        config.training = True
