"""Brings a database to the newest layout."""

from alembic import command
from alembic.config import Config as Alembic

from interact.core.places import MIGRATIONS


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
