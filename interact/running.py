"""An installation that runs: what its settings describe, put together without a web."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from interact.assessments.publishing import publish
from interact.audit.writing import attach, lock_log
from interact.cases.standing import note_ends
from interact.checklists.reading import Checklists, load_checklists
from interact.config import Config
from interact.core.db import Database
from interact.core.places import CHECKLISTS, FLOWCHARTS
from interact.erasing.finishing import finish_erasures, follow_decisions
from interact.flowcharts.published import Flowcharts, load_flowcharts
from interact.flowcharts.versions import refuse_changed
from interact.keys import self_test
from interact.keys.installation import Installation
from interact.reminders.queries import ADDRESS_KEY

OWNER_ONLY = 0o700


@dataclass(frozen=True)
class Running:
    """One installation: its settings, its keys, its database, in one process."""

    config: Config
    installation: Installation
    database: Database

    def close(self) -> None:
        """Let go of both databases and forget what is only in memory."""
        self.database.engine.dispose()
        self.installation.close()


def start(config: Config) -> Running:
    """Open an installation. Refuses when a primitive is missing or content is broken.

    Raises Unsuitable or ContentInvalid, each with a sentence that says what to do.
    """
    self_test.run()
    installation = Installation.from_secrets(
        deployment=UUID(config.deployment),
        secret=bytes.fromhex(config.secret),
        log_seed=bytes.fromhex(config.log_seed),
        log_origin=config.log_origin,
        keyring_url=config.keyring_url,
        training=config.training,
        public_url=config.public_url,
    )
    checklists, flowcharts = read_files()
    database = Database(
        config.database_url,
        installation=installation,
        checklists=checklists,
        flowcharts=flowcharts,
        **{ADDRESS_KEY: bytes.fromhex(config.mail_key if config.mail_host else "")},
    )
    attach(database.writers)
    follow_decisions(database, installation.salts)
    with database.writing() as session:
        lock_log(session)  # servers that start at once publish one after the other
        publish(session, checklists)
        refuse_changed(session, flowcharts)
        note_ends(session)
    finish_erasures(database, installation.salts)
    return Running(config, installation, database)


@cache
def read_files() -> tuple[Checklists, Flowcharts]:
    """Every checklist and flowchart, read once. Raises ContentInvalid."""
    checklists = load_checklists(CHECKLISTS)
    return checklists, load_flowcharts(FLOWCHARTS, checklists)


def sessions_folder(config: Config) -> Path:
    """The folder in memory (tmpfs) where signed-in sessions live; made if need be."""
    if config.sessions_folder:
        folder = Path(config.sessions_folder)
    elif os.access("/run/interact", os.W_OK):
        folder = Path("/run/interact")
    else:
        folder = Path("/dev/shm") / f"interact-{config.deployment}"  # noqa: S108
    folder.mkdir(mode=OWNER_ONLY, parents=True, exist_ok=True)
    return folder
