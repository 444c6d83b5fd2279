"""An installation with both stores on the database of the test, and two places."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

import pytest

from interact.cases.actions import write_note
from interact.config import Config
from interact.keeping.backups import Backup, write_backup
from interact.keeping.restoring import Pair, restored
from interact.keys.rules import Compartment
from interact.running import Running
from tests.conftest import base_url, create_base
from tests.missing import Story

SECRET = "She likes the sea"


@pytest.fixture(autouse=True)
def same_umask():
    """The commands let nobody else read what they make; the tests go on as before."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def config(config, request, tmp_path) -> Config:
    """The settings; on PostgreSQL the keyring has a database of its own, too."""
    if config.database_url.startswith("sqlite"):
        return config
    server = request.getfixturevalue("postgresql_template")
    return renamed(config, tmp_path / "config.toml", keyring_url=new_base(server))


def new_base(server: str) -> str:
    name = f"test_{uuid4().hex}"
    create_base(server, name)
    return base_url(server, name)


def renamed(config: Config, path: Path, **urls: str) -> Config:
    """The same settings with other addresses, also in their file."""
    text = path.read_text(encoding="utf-8").replace("{here}", str(path.parent))
    for name, url in urls.items():
        text = text.replace(getattr(config, name), url)
    path.write_text(text, encoding="utf-8")
    return Config.read(path)


@dataclass
class Kept:
    """A case with a note, and what is done to backups of it."""

    story: Story
    running: Running
    folder: Path
    server: str | None

    def backup(self) -> Backup:
        self.story.session.commit()
        return write_backup(self.running, self.folder / "disk", self.folder / "stick")

    def elsewhere(self) -> Config:
        """The same installation on a new machine, where there is nothing yet."""
        new = self.folder / uuid4().hex
        new.mkdir()
        urls = [f"sqlite:///{new}/{name}.db" for name in ("interact", "keyring")]
        if self.server:
            urls = [new_base(self.server) for _each in urls]
        return replace(
            self.running.config,
            database_url=urls[0],
            keyring_url=urls[1],
            sessions_folder=str(new),
        )

    def restored(self, main: Path, keyring: Path):
        config = self.elsewhere()
        return restored(config, Pair.of(config, main, keyring))


@pytest.fixture
def kept(session, given, running, config, request, tmp_path) -> Kept:
    story = Story(session, given)
    write_note(session, story.worker, story.case, Compartment.CARE, SECRET)
    session.commit()
    server = None
    if config.database_url.startswith("postgresql"):
        server = request.getfixturevalue("postgresql_template")
    return Kept(story, running, tmp_path, server)
