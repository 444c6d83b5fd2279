"""Restoring an installation from any backup of its main store and the newest keyring.

What was erased since the main store was copied is erased again before anybody can
look: the keyring has no salts of it any more, and its tombstones say what to delete.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from interact.config import Config
from interact.erasing.finishing import replay_tombstones
from interact.keeping.backups import generations
from interact.keeping.manifests import Manifest
from interact.keeping.rules import (
    KeyringOlder,
    NewerKeyring,
    NotReadable,
    OfAnother,
    OtherDatabase,
    Store,
    WrongStore,
)
from interact.keeping.stores import check_empty, kind_of, load_store, remove_store
from interact.migrating import migrate
from interact.running import Running, start


@dataclass(frozen=True)
class Pair:
    """A backup of each store, of this installation, as they were written."""

    main: Path
    keyring: Path
    main_said: Manifest
    keyring_said: Manifest

    @classmethod
    def of(cls, config: Config, main: Path, keyring: Path) -> "Pair":
        """Both backups, once they are seen to be whole and of this installation.

        Raises ManifestMissing, NotReadable, Changed, WrongStore, OfAnother and
        OtherDatabase.
        """
        pair = cls(main, keyring, Manifest.read(main), Manifest.read(keyring))
        for file, said, store, url in (
            (main, pair.main_said, Store.MAIN, config.database_url),
            (keyring, pair.keyring_said, Store.KEYRING, config.keyring_url),
        ):
            if said.store is not store:
                names = {"found": said.store.label, "wanted": store.label}
                raise WrongStore(file=file, **names)
            if said.deployment != config.deployment:
                raise OfAnother(file=file)
            if said.database != kind_of(url):
                wanted = kind_of(url)
                raise OtherDatabase(file=file, found=said.database, wanted=wanted)
        return pair

    def check_newest(self) -> None:
        """Refuse a keyring that is older than the main store, or than one beside it."""
        if self.keyring_said.at < self.main_said.at:
            raise KeyringOlder(file=self.keyring)
        newest = generations(self.keyring.parent)[:1]
        if newest and newest[0].name > self.keyring.name:
            raise NewerKeyring(file=newest[0])


@dataclass(frozen=True)
class Restored:
    """A restored installation, and the cases that the old copy had brought back."""

    running: Running
    erased_again: list[str]


@contextmanager
def restored(config: Config, pair: Pair) -> Iterator[Restored]:
    """Put both stores where `config` says, bring them up to date, erase what is erased.

    Raises NotEmpty before anything is done; when anything fails, also in the block,
    both stores are taken away again.
    """
    urls = (config.database_url, config.keyring_url)
    for url in urls:
        check_empty(url)
    with ExitStack() as undo:
        for url in urls:
            undo.callback(remove_store, url)
        _load(pair.main, config.database_url, pair.main_said)
        _load(pair.keyring, config.keyring_url, pair.keyring_said)
        migrate(config.database_url)
        running = start(config)
        undo.callback(running.close)
        again = replay_tombstones(running.database, running.installation.salts)
        running.installation.salts.go_back()
        yield Restored(running, again)
        undo.pop_all()
        running.close()


def _load(source: Path, url: str, said: Manifest) -> None:
    """Load a store and see that every table holds as many rows as were written."""
    if load_store(source, url) != said.counts:
        raise NotReadable(file=source, why="it holds other rows than were written")
