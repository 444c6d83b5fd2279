"""An installation's database with the log attached, and two agencies that keep it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from interact.audit.writing import attach
from interact.core.db import Base, Database
from interact.keys.installation import Installation
from tests.audit.logbook import Logbook


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    """The database of an installation without pages, content or people."""
    installation = Installation.from_secrets(
        deployment=uuid4(),
        secret=b"s" * 32,
        log_seed=b"l" * 32,
        log_origin="interact.example/log",
        keyring_url=f"sqlite:///{tmp_path}/salts.db",
        training=True,
        public_url="https://interact.example",
    )
    database = Database(database_url, installation=installation)
    Base.metadata.create_all(database.engine)
    attach(database.writers)
    yield database
    database.engine.dispose()
    installation.close()


@pytest.fixture
def logbook(database: Database) -> Logbook:
    return Logbook(database)
