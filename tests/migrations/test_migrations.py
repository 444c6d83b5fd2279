"""Migrations lead to the models, one after another, and back, on both databases."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from interact.audit import guards
from interact.core.db import Base, engine
from interact.migrating import alembic_for, migrate
from tests.conftest import base_url, create_base

pytestmark = pytest.mark.on_both


@pytest.fixture
def database_url(request, tmp_path):
    """An empty database: the migrations are what is tested."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    server = request.getfixturevalue("postgresql_template")
    name = f"empty_{tmp_path.name.replace('-', '_').lower()}"
    create_base(server, name)
    return base_url(server, name)


def triggers(url):
    """Every trigger of a database, as the database itself spells it."""
    made = engine(url)
    kept = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if made.dialect.name == "sqlite"
        else "SELECT tgname, pg_get_triggerdef(oid) || pg_get_functiondef(tgfoid) "
        "FROM pg_trigger WHERE NOT tgisinternal"
    )
    with made.connect() as connection:
        found = {name: spelled for name, spelled in connection.execute(text(kept))}
    made.dispose()
    return found


def test_they_are_numbered_in_one_line(database_url):
    scripts = ScriptDirectory.from_config(alembic_for(database_url))

    steps = [script.revision for script in scripts.walk_revisions()]

    assert steps == [f"{n:04}" for n in range(len(steps), 0, -1)]


def test_they_lead_to_the_models(database_url):
    migrate(database_url)

    command.check(alembic_for(database_url))


def test_they_can_be_undone_and_done_again(database_url):
    migrate(database_url)
    command.downgrade(alembic_for(database_url), "base")

    made = engine(database_url)
    left = set(inspect(made).get_table_names())
    made.dispose()
    migrate(database_url)

    assert left == {"alembic_version"}


def test_the_audit_log_is_guarded_as_the_code_says(database_url, tmp_path, request):
    migrate(database_url)
    other = beside(database_url, tmp_path, request)
    made = engine(other)
    Base.metadata.create_all(made)
    made.dispose()

    assert len(triggers(database_url)) >= 3 * len(guards.GUARDED)
    assert triggers(database_url) == triggers(other)


def beside(url, tmp_path, request):
    """A second empty database of the same kind."""
    if url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'other.db'}"
    server = request.getfixturevalue("postgresql_template")
    name = url.split("/")[-1].split("?")[0] + "_other"
    create_base(server, name)
    return base_url(server, name)


@pytest.mark.parametrize("script", sorted(Path("migrations/versions").glob("*.py")))
def test_a_migration_never_needs_the_code_of_today(script, database_url):
    assert "interact" not in script.read_text(encoding="utf-8").split("def upgrade")[0]
