"""The commands of an installation: `interact init`, `serve`, `demo`, and so on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import click
import waitress

from interact.access.permissions import ALLOWED
from interact.app import create_app, server_options
from interact.audit.queries import verify_log
from interact.beginning.making import SETTINGS, begin, check_free, link, make
from interact.beginning.questions import ask_as_options, email_address, one_line
from interact.config import Config, WorkerConfig, filled_in
from interact.content import check_content, content
from interact.core.errors import InteractError
from interact.core.pdf import pdf_available
from interact.core.places import EXAMPLE
from interact.demo.seeding import seed
from interact.joining.setting_up import Newcomer, invite_administrator
from interact.keeping.commands import backup, drill, restore
from interact.keys.salts import SaltStore
from interact.migrating import make_newest, migrate
from interact.running import Running, start
from interact.worker.working import Work, work_beside, work_until_stopped

OTHERS_NOTHING = 0o077

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
@ask_as_options
def init(data: Path, **given: str | None) -> None:
    """Make a real installation with its first agency; ask what no option says.

    It prints three recovery codes, and is finished once two of them were typed back
    and have worked. Then it prints two links, which work once and for 72 hours.
    """
    begin(data, given)


@main.command("invite-administrator")
@DATA
@click.option("--name", prompt=True, help="Name of who will run the installation.")
@click.option("--email", prompt=True, help="Their e-mail address.")
def another_administrator(data: Path, name: str, email: str) -> None:
    """Print a link by which somebody comes in who runs this installation."""
    who = Newcomer(one_line(name), email_address(email))
    with _opened(data) as running:
        with running.database.writing() as session:
            token = invite_administrator(session, who)
        click.echo(f"Once, and for 72 hours:\n    {link(running, token)}")


@main.command()
@DATA
@click.option("--if-empty", is_flag=True, help="Do nothing when it is there already.")
def demo(data: Path, if_empty: bool) -> None:
    """Make a training installation with fictional agencies, people and children."""
    if (data / SETTINGS).exists():
        if if_empty:
            return  # training or real: it is served as its settings say
        if not Config.read(data / SETTINGS).training:
            raise click.ClickException(
                f"{data} holds a real installation. Choose another folder."
            )
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
    make_newest(config.database_url)
    host, port = host or config.host, port or config.port
    named = urlsplit(config.public_url)
    if config.training and named.port != port:  # links lead to where it listens
        config = replace(config, public_url=f"http://{named.hostname}:{port}")
    app = create_app(config)
    if config.work_while_serving:
        work_beside(Work.on(WorkerConfig.of(config)))
    # The first PDF would keep somebody waiting for seconds.
    Thread(target=pdf_available, daemon=True).start()
    click.echo(f"INTERACT is at http://{host}:{port}  (Ctrl-C ends it)")
    waitress.serve(app, host=host, port=port, **server_options(config, host))


@main.command()
@DATA
@click.option("--threads", default=2, help="How many things it does at a time.")
def worker(data: Path, threads: int) -> None:
    """Tell people of what is due and send their e-mails, until Ctrl-C.

    Any number of workers may run. None holds a key to a case or to a name.
    """
    config = WorkerConfig.read(data / SETTINGS)
    make_newest(config.database_url)
    click.echo("The worker looks for what is due.  (Ctrl-C ends it)")
    work_until_stopped(Work.on(config), threads)


@main.command()
@click.option("--main", "main_url", required=True, help="Address of the main database.")
@click.option("--keyring", "keyring_url", required=True, help="That of the keyring.")
def upgrade(main_url: str, keyring_url: str) -> None:
    """Bring both databases of a server to the newest layout, as their owner."""
    migrate(main_url)
    SaltStore(keyring_url).close()
    click.echo("Both databases have the newest layout.")


@main.command()
def permissions() -> None:
    """Print who may do what."""
    for permission, by_standing in ALLOWED.items():
        click.echo(f"{permission.label} ({permission.value})")
        for standing, roles in by_standing.items():
            names = ", ".join(sorted(role.label for role in roles))
            click.echo(f"    {standing.label}: {names}")


for command in (backup, restore, drill, check_content, content):
    main.add_command(command)


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
    check_free(data)
    text = filled_in(EXAMPLE.read_text(encoding="utf-8"), training=training)
    make(data, SETTINGS, text)


@contextmanager
def _opened(data: Path) -> Iterator[Running]:
    running = start(Config.read(data / SETTINGS))
    try:
        yield running
    finally:
        running.close()


if __name__ == "__main__":
    main()
