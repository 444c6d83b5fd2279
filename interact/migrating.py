"""Brings a database to the newest layout."""

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
    import importlib

    from interact.core.db import Base, engine

    for name in (
        "access",
        "audit",
        "cases",
        "checklists",
        "alerts",
        "sightings",
        "flowcharts",
    ):
        try:
            importlib.import_module(f"interact.{name}.models")
        except ModuleNotFoundError:
            pass
    importlib.import_module("interact.audit.guards")
    made = engine(url)
    Base.metadata.create_all(made)
    made.dispose()
