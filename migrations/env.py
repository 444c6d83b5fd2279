"""Runs migrations against the database that Alembic was given."""

from typing import Any

from alembic import context
from sqlalchemy import JSON, Connection, Enum

import interact.access.models
import interact.alerts.models
import interact.assessments.models
import interact.audit.models
import interact.cases.models
import interact.erasing.models
import interact.flowcharts.models
import interact.leading.models
import interact.sightings.models  # noqa: F401  every table must be known
from interact.core.db import Base, Moment, engine


def plain_type(kind: str, item: Any, autogen: Any) -> str | bool:
    """Keep our own types out of migrations, which must outlive them."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    if kind == "type" and isinstance(item, JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run(connection: Connection) -> None:
    """Run the migrations on one connection, all of them or none."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Only outside a transaction does SQLite forget about foreign keys.
        connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
            raise RuntimeError("a migration left rows that point to nothing")


made = engine(context.config.attributes["url"])
with made.execution_options(write=True).connect() as connection:
    run(connection)
made.dispose()
