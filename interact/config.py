"""What an installation sets, read once from `config.toml`."""

import secrets
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self, get_type_hints
from uuid import UUID, uuid4

from interact.core.errors import InteractError

KEY_BYTES = 32
SHORTEST_PASSPHRASE = 8
SHORTEST_TOKEN = 16
REDIS_SCHEMES = ("redis://", "rediss://", "unix://")
QUEUE_SCHEMES = ("sqlite:///", "postgresql", *REDIS_SCHEMES)
MAIL_SECURITY = ("tls", "starttls", "none")
LAST_PORT = 65_535
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


class ConfigInvalid(InteractError):
    """INTERACT does not start on a configuration it does not fully understand."""

    message = "%(file)s: %(problem)s"


@dataclass(frozen=True, kw_only=True)
class Config:
    """One installation's settings. `config.example.toml` explains each of them."""

    deployment: str
    training: bool
    training_passphrase: str
    public_url: str
    host: str
    port: int
    database_url: str
    keyring_url: str
    sessions_folder: str
    redis_url: str
    boot_secret: str
    redis_on_disk: bool
    secret: str
    log_seed: str
    log_origin: str
    languages: list[str]
    time_zone: str
    idle_minutes: int
    absolute_hours: int
    upload_megabytes: int
    metrics_token: str
    queue_url: str
    work_while_serving: bool
    mail_host: str
    mail_port: int
    mail_security: str
    mail_user: str
    mail_password: str
    mail_sender: str
    mail_key: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `path`; refuse what is missing, unknown or of the wrong kind.

        `{here}` in an address or folder stands for the folder that holds the file.
        """
        found = _settings_in(path)
        _check_names(cls, path, set(found))
        _check_kinds(cls, path, found)
        config = cls(**_with_places(path, found))
        config.check(path)
        return config

    def check(self, path: Path) -> None:
        """Refuse secrets that are none, and what would leave a door open by mistake."""
        for problem in self._problems():
            raise ConfigInvalid(file=path, problem=problem)

    def _problems(self) -> Iterator[str]:
        for name in ("secret", "log_seed"):
            if not _is_key(getattr(self, name)):
                yield f"`{name}` must be 64 hexadecimal digits, made at random"
        yield from self._problems_of_several_servers()
        if self.training and len(self.training_passphrase) < SHORTEST_PASSPHRASE:
            yield "`training_passphrase` needs 8 characters or more"
        if not _is_uuid(self.deployment):
            yield "`deployment` must be a UUID"
        if not self.public_url.startswith(("http://", "https://")):
            yield "`public_url` must begin with http:// or https://"
        for name in ("idle_minutes", "absolute_hours", "upload_megabytes"):
            if getattr(self, name) < 1:
                yield f"`{name}` must be 1 or more"
        yield from problems_of_work(self)

    def _problems_of_several_servers(self) -> Iterator[str]:
        if self.boot_secret and not _is_key(self.boot_secret):
            yield "`boot_secret` must be 64 hexadecimal digits, made at random"
        if self.redis_url and not self.boot_secret:
            yield "`redis_url` needs a `boot_secret`, the same on every server"
        if self.redis_url and not self.redis_url.startswith(REDIS_SCHEMES):
            yield "`redis_url` must begin with redis://, rediss:// or unix://"
        if self.metrics_token and len(self.metrics_token) < SHORTEST_TOKEN:
            yield "`metrics_token` needs 16 characters or more"


@dataclass(frozen=True, kw_only=True)
class WorkerConfig:
    """The settings a worker needs: no secret of a case or a person is among them.

    It may have a file of its own with these alone; in the whole one it reads only them.
    """

    public_url: str
    database_url: str
    queue_url: str
    mail_host: str
    mail_port: int
    mail_security: str
    mail_user: str
    mail_password: str
    mail_sender: str
    mail_key: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read `path` as `Config.read` does, but only what a worker needs."""
        found = _settings_in(path)
        known = {field.name for field in fields(Config)}
        mine = {field.name for field in fields(cls)}
        others = {name for name in found if name in known - mine}
        kept = {name: value for name, value in found.items() if name not in others}
        _check_names(cls, path, set(kept))
        _check_kinds(cls, path, kept)
        config = cls(**_with_places(path, kept))
        for problem in problems_of_work(config):
            raise ConfigInvalid(file=path, problem=problem)
        return config

    @classmethod
    def of(cls, config: Config) -> Self:
        """What a worker needs of the settings of a server."""
        return cls(**{field.name: getattr(config, field.name) for field in fields(cls)})


Kind = type[Config] | type[WorkerConfig]


def problems_of_work(config: Config | WorkerConfig) -> Iterator[str]:
    """What is wrong with the settings of the worker and of e-mail."""
    if not config.queue_url.startswith(QUEUE_SCHEMES):
        yield "`queue_url` must begin with sqlite:///, postgresql, redis or unix"
    if not config.mail_host:
        return
    if config.mail_security not in MAIL_SECURITY:
        yield f"`mail_security` must be one of {', '.join(MAIL_SECURITY)}"
    if config.mail_security == "none" and config.mail_host not in THIS_MACHINE:
        yield "`mail_security` may be none for a mail server on this machine only"
    if not 1 <= config.mail_port <= LAST_PORT:
        yield "`mail_port` must be the number of a port"
    if config.mail_sender.count("@") != 1:
        yield "`mail_sender` must be an e-mail address"
    if not _is_key(config.mail_key):
        yield "`mail_key` must be 64 hexadecimal digits, made at random"


def _settings_in(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = "there is no such file. Make one with `interact init`"
        raise ConfigInvalid(file=path, problem=problem) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ConfigInvalid(file=path, problem=wrong) from None


def _with_places(path: Path, found: dict[str, object]) -> dict[str, Any]:
    """The settings with the folder of their file in the place of `{here}`."""
    here = str(path.resolve().parent)
    return {
        name: value.replace("{here}", here) if isinstance(value, str) else value
        for name, value in found.items()
    }


def _check_names(kind: Kind, path: Path, found: set[str]) -> None:
    known = {field.name for field in fields(kind)}
    if unknown := sorted(found - known):
        problem = f"unknown setting: {', '.join(unknown)}. Correct or remove it"
        raise ConfigInvalid(file=path, problem=problem)
    if missing := sorted(known - found):
        problem = f"missing setting: {', '.join(missing)}. See config.example.toml"
        raise ConfigInvalid(file=path, problem=problem)


def _check_kinds(kind: Kind, path: Path, found: dict[str, object]) -> None:
    names = {str: "text", int: "a whole number", bool: "true or false"}
    for name, wanted in get_type_hints(kind).items():
        plain = list if wanted == list[str] else wanted
        if not _is_kind(found[name], plain):
            problem = f"`{name}` must be {names.get(plain, 'a list of texts')}"
            raise ConfigInvalid(file=path, problem=problem)


def _is_kind(value: object, plain: type) -> bool:
    """Whether a setting is of its kind; a list holds one text or more."""
    if isinstance(value, list):
        return plain is list and bool(value) and {type(one) for one in value} == {str}
    return type(value) is plain


def _is_key(text: str) -> bool:
    """Whether it is 32 bytes, and not one and the same few over and over."""
    try:
        key = bytes.fromhex(text)
    except ValueError:
        return False
    return len(key) == KEY_BYTES and len(set(key)) > KEY_BYTES // 2


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def filled_in(example: str, *, training: bool) -> str:
    """The text of `config.example.toml` with fresh secrets in the empty places."""
    fresh = {
        'deployment = ""': f'deployment = "{uuid4()}"',
        'secret = ""': f'secret = "{secrets.token_hex(32)}"',
        'log_seed = ""': f'log_seed = "{secrets.token_hex(32)}"',
        'mail_key = ""': f'mail_key = "{secrets.token_hex(32)}"',
        "training = false": f"training = {str(training).lower()}",
    }
    if training:
        passphrase = f"training-{secrets.token_hex(4)}"
        fresh['training_passphrase = ""'] = f'training_passphrase = "{passphrase}"'
    for empty, full in fresh.items():
        example = example.replace(f"\n{empty}", f"\n{full}", 1)
    return example
