"""Which rows belong to a case, found by following foreign keys from every table."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import ColumnElement, MetaData, Table, delete, or_, select
from sqlalchemy.orm import Session

from interact.core.db import Base

CASE = "case"


def conditions(
    metadata: MetaData, case_id: UUID
) -> Mapping[Table, ColumnElement[bool]]:
    """What picks the rows of one case, for each table that leads to it, parents first.

    A table leads to the case when one of its foreign keys does, directly or through
    another table. So a table that is added later is covered by itself. The log, notices
    and the erasure name a case without a foreign key: they remain.
    """
    case = metadata.tables[CASE]
    found: dict[Table, ColumnElement[bool]] = {case: case.c.id == case_id}
    for table in metadata.sorted_tables:
        picked = [
            key.parent.in_(select(key.column).where(found[key.column.table]))
            for key in sorted(table.foreign_keys, key=lambda key: key.parent.name)
            if key.column.table in found and key.column.table is not table
        ]
        if picked:
            found[table] = or_(*picked)
    return found


def delete_case(session: Session, case_id: UUID) -> dict[str, int]:
    """Delete every row of a case; how many of which table, without those of none.

    Children go before their parents. What is loaded in the session is not touched.
    """
    gone = {}
    for table, picked in reversed([*conditions(Base.metadata, case_id).items()]):
        deleted = session.connection().execute(delete(table).where(picked))
        gone[table.name] = deleted.rowcount
    return {name: number for name, number in sorted(gone.items()) if number}
