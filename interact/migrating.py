"""Brings a database to the newest layout."""

from alembic import command
from alembic.config import Config as Alembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import make_url

from interact.core.db import engine
from interact.core.errors import InteractError
from interact.core.places import MIGRATIONS


class OtherLayout(InteractError):
    message = (
        "The database has another layout than this version of INTERACT. Bring it up to "
        "date as its owner, with `interact upgrade`; docs/operations.md says how."
    )


def alembic_for(url: str) -> Alembic:
    """Alembic's settings for one database."""
    settings = Alembic()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    settings.attributes["url"] = url
    return settings


def migrate(url: str) -> None:
    """Run every migration that the database at `url` has not seen yet."""
    command.upgrade(alembic_for(url), "head")


def make_newest(url: str) -> None:
    """Bring a file to the newest layout; refuse a server's database without it."""
    if make_url(url).get_backend_name() == "sqlite":
        migrate(url)
    else:
        require_newest(url)


def require_newest(url: str) -> None:
    """Refuse a database that has not seen every migration. Changes nothing in it."""
    newest = ScriptDirectory.from_config(alembic_for(url)).get_current_head()
    database = engine(url)
    with database.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    database.dispose()
    if found != newest:
        raise OtherLayout
