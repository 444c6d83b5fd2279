"""The commands of an installation: `interact init`, `serve`, `demo`, and so on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import click
import waitress

from interact.access.permissions import ALLOWED
from interact.app import create_app, server_options
from interact.audit.queries import verify_log
from interact.config import Config, filled_in
from interact.core.errors import InteractError
from interact.core.pdf import pdf_available
from interact.core.places import EXAMPLE
from interact.demo.seeding import seed
from interact.migrating import migrate
from interact.running import Running, read_files, start

OWNER_ONLY_FILE = 0o600
OWNER_ONLY_FOLDER = 0o700
OTHERS_NOTHING = 0o077
SETTINGS = "config.toml"

DATA = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder with config.toml and both databases.",
)


class Plain(click.Group):
    """A group of commands that says refusals in one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except InteractError as refusal:
            raise click.ClickException(str(refusal)) from None


@click.group(cls=Plain)
def main() -> None:
    """INTERACT: agencies looking for a missing child together."""
    os.umask(OTHERS_NOTHING)


@main.command()
@DATA
def init(data: Path) -> None:
    """Make a real installation: settings with fresh secrets, empty databases."""
    _make(data, training=False)
    click.echo(f"Made {data / SETTINGS}. Read it, change public_url, then serve.")


@main.command()
@DATA
@click.option("--if-empty", is_flag=True, help="Do nothing when it is there already.")
def demo(data: Path, if_empty: bool) -> None:
    """Make a training installation with fictional agencies, people and children."""
    if (data / SETTINGS).exists():
        if not Config.read(data / SETTINGS).training:
            raise click.ClickException(
                f"{data} holds a real installation. Choose another folder."
            )
        if if_empty:
            migrate(Config.read(data / SETTINGS).database_url)
            return
        raise click.ClickException(
            f"{data} holds a training installation already. Remove it first, or choose "
            "another folder."
        )
    _make(data, training=True)
    with _opened(data) as running:
        for line in seed(running):
            click.echo(line)


@main.command()
@DATA
@click.option("--host", help="Listen here instead of where config.toml says.")
@click.option("--port", type=int, help="Listen on this port instead.")
def serve(data: Path, host: str | None, port: int | None) -> None:
    """Serve an installation until Ctrl-C."""
    config = Config.read(data / SETTINGS)
    migrate(config.database_url)
    host, port = host or config.host, port or config.port
    app = create_app(config)
    # The first PDF would keep somebody waiting for seconds.
    Thread(target=pdf_available, daemon=True).start()
    click.echo(f"INTERACT is at http://{host}:{port}  (Ctrl-C ends it)")
    waitress.serve(app, host=host, port=port, **server_options(config, host))


@main.command("check-content")
def check_content() -> None:
    """Read every checklist and flowchart; say file and line of what is wrong."""
    checklists, flowcharts = read_files()
    click.echo(
        f"{len(checklists)} checklists, {len(flowcharts.general)} flowcharts and "
        f"{len(flowcharts.national)} national variants are sound."
    )


@main.command()
def permissions() -> None:
    """Print who may do what."""
    for permission, by_standing in ALLOWED.items():
        click.echo(f"{permission.label} ({permission.value})")
        for standing, roles in by_standing.items():
            names = ", ".join(sorted(role.label for role in roles))
            click.echo(f"    {standing.label}: {names}")


@main.group()
def audit() -> None:
    """The tamper-evident log."""


@audit.command()
@DATA
def verify(data: Path) -> None:
    """Check the whole log against its tree and its signed checkpoints."""
    with _opened(data) as running, running.database.reading() as session:
        verdict = verify_log(session)
    click.echo(str(verdict))
    if not verdict.whole:
        raise click.exceptions.Exit(1)


def _make(data: Path, *, training: bool) -> None:
    """Settings only their owner can read, and both databases."""
    path = data / SETTINGS
    if path.exists():
        raise click.ClickException(f"{path} is there already. Nothing was changed.")
    data.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    text = filled_in(EXAMPLE.read_text(encoding="utf-8"), training=training)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, OWNER_ONLY_FILE), "w") as f:
        f.write(text)
    migrate(Config.read(path).database_url)
    with _opened(data):
        pass  # the store of salts is made when it is first opened


@contextmanager
def _opened(data: Path) -> Iterator[Running]:
    running = start(Config.read(data / SETTINGS))
    try:
        yield running
    finally:
        running.close()


if __name__ == "__main__":
    main()
