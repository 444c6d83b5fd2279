"""The commands for backups: `interact backup`, `restore` and `drill`."""

import os
import shutil
from pathlib import Path

import click

from interact.config import Config
from interact.core.errors import InteractError
from interact.keeping.backups import write_backup
from interact.keeping.drill import drill as run_drill
from interact.keeping.places import OWNER_ONLY_FILE, OWNER_ONLY_FOLDER
from interact.keeping.restoring import Pair, restored
from interact.keeping.rules import NotEmpty
from interact.running import start

SETTINGS = "config.toml"
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)

DATA = click.option("--data", type=FOLDER, required=True, help="The installation.")
MAIN = click.option(
    "--main", type=FILE, required=True, help="A backup of the main store."
)
KEYRING = click.option(
    "--keyring", type=FILE, required=True, help="The newest backup of the keyring."
)


@click.command()
@DATA
@click.option("--main", type=FOLDER, required=True, help="Where the main store goes.")
@click.option("--keyring", type=FOLDER, required=True, help="Where the keyring goes.")
def backup(data: Path, main: Path, keyring: Path) -> None:
    """Write both stores to two places, while others work, and check them."""
    running = start(Config.read(data / SETTINGS))
    try:
        made = write_backup(running, main, keyring)
    finally:
        running.close()
    click.echo(f"The main store is in {made.main}")
    click.echo(f"The keyring is in {made.keyring}, for seven days")
    if not made.apart:
        click.echo("Both places are on one disk: whoever takes that disk has both.")
    click.echo(
        f"Not in either: {data / SETTINGS}. Keep a copy of it in a third place: "
        "without it nobody signs in, and no backup can be restored."
    )


@click.command()
@click.option("--data", type=FOLDER, required=True, help="An empty folder.")
@click.option(
    "--config",
    "settings",
    type=FILE,
    required=True,
    help="Its config.toml, kept apart.",
)
@MAIN
@KEYRING
@click.option(
    "--accept-older-keyring",
    is_flag=True,
    help="Although cases that were erased since may open again.",
)
def restore(
    data: Path, settings: Path, main: Path, keyring: Path, accept_older_keyring: bool
) -> None:
    """Put an installation together again, in an empty folder; erase what is erased."""
    if data.exists() and any(data.iterdir()):
        raise NotEmpty(place=data)
    data.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    put = data / SETTINGS
    try:
        Config.read(settings)
        shutil.copyfile(settings, put)
        os.chmod(put, OWNER_ONLY_FILE)
        config = Config.read(put)
        pair = Pair.of(config, main, keyring)
        if not accept_older_keyring:
            pair.check_newest()
        with restored(config, pair) as found:
            for reference in found.erased_again:
                click.echo(f"Erased again: {reference}")
    except (InteractError, OSError):
        put.unlink(missing_ok=True)
        raise
    click.echo(f"Restored as it was on {pair.main_said.at:%d %B %Y, %H:%M} UTC.")
    click.echo(f"Everybody signs in again. Start it: interact serve --data {data}")


@click.command()
@DATA
@MAIN
@KEYRING
def drill(data: Path, main: Path, keyring: Path) -> None:
    """See once a month that the backups can be restored: in memory, for a moment."""
    wrong = 0
    for line in run_drill(Config.read(data / SETTINGS), main, keyring):
        click.echo(str(line))
        wrong += not line.right
    if wrong:
        click.echo("This backup must not be relied on. Make another one today.")
        raise click.exceptions.Exit(1)
    click.echo("The backup can be restored.")
