"""A worker holds no key to a case or a name, and is content without any."""

import re
from dataclasses import fields, replace

import pytest

from interact.config import ConfigInvalid, WorkerConfig
from interact.reminders.actions import set_wishes
from interact.reminders.rules import NoMail, Wishes
from tests.worker.conftest import work_once

SECRETS = ("secret", "log_seed", "boot_secret", "keyring_url", "training_passphrase")


def settings_of_a_worker(tmp_path):
    """The file of the installation without what a worker does not need."""
    text = (tmp_path / "config.toml").read_text(encoding="utf-8")
    mine = "|".join(field.name for field in fields(WorkerConfig))
    lines = re.findall(rf"(?m)^(?:{mine}) = .*$", text)
    folder = tmp_path / "worker"
    folder.mkdir()
    (folder / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder / "config.toml"


def test_a_worker_needs_none_of_the_secrets(config, tmp_path):
    path = settings_of_a_worker(tmp_path)

    found = WorkerConfig.read(path)

    assert not {field.name for field in fields(found)} & set(SECRETS)
    assert config.secret not in path.read_text(encoding="utf-8")
    assert found.database_url == config.database_url


def test_a_worker_refuses_a_setting_nobody_knows(config, tmp_path):
    path = settings_of_a_worker(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "\nmail_hots = 1\n")

    with pytest.raises(ConfigInvalid, match="mail_hots"):
        WorkerConfig.read(path)


@pytest.mark.parametrize(
    ("setting", "problem"),
    [
        ({"mail_host": "mail.example"}, "mail_security"),
        ({"mail_security": "ssl"}, "mail_security"),
        ({"mail_sender": "nobody"}, "mail_sender"),
        ({"mail_key": ""}, "mail_key"),
        ({"mail_port": 0}, "mail_port"),
        ({"queue_url": "amqp://somewhere"}, "queue_url"),
    ],
)
def test_settings_of_the_worker_that_would_leak_or_fail_are_refused(
    config, tmp_path, setting, problem
):
    wrong = replace(config, **setting)

    with pytest.raises(ConfigInvalid, match=problem):
        wrong.check(tmp_path / "config.toml")


def test_a_worker_works_with_the_keyring_out_of_reach(session, desk, work, tmp_path):
    desk.by_mail(desk.lead)
    desk.overdue()
    session.commit()
    for kept in tmp_path.glob("keyring.db*"):
        kept.rename(kept.with_name(f"away-{kept.name}"))

    work_once(work)

    assert len(desk.reminders()) == 1
    for away in tmp_path.glob("away-*"):
        away.rename(away.with_name(away.name.removeprefix("away-")))


def test_nobody_gives_an_address_where_no_e_mail_is_sent(session, desk):
    session.info["address_key"] = b""

    with pytest.raises(NoMail):
        set_wishes(session, desk.lead, Wishes(address="a@mail.example"))
