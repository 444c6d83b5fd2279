"""The audit tables are only ever added to, in order, on both databases."""
# ruff: noqa: S608  the statements are made of this file's own words

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from interact.audit.actions import sign_checkpoint
from interact.audit.guards import GUARDED
from interact.core.db import Base
from tests.audit.logbook import Logbook

pytestmark = pytest.mark.on_both

COPIES = {
    "audit_leaf": "SELECT {idx}, leaf, leaf_hash FROM audit_leaf WHERE idx = 1",
    "audit_node": "SELECT * FROM audit_node",
    "audit_payload": "SELECT * FROM audit_payload WHERE idx = 1",
    "audit_key": "SELECT * FROM audit_key WHERE idx = 1",
    "audit_segment": "SELECT * FROM audit_segment",
    "audit_checkpoint": "SELECT {idx}, size, note, at, agency_id FROM audit_checkpoint",
}


def refused(logbook: Logbook, statement: str) -> bool:
    with logbook.database.engine.connect() as connection:
        try:
            connection.execute(text(statement))
        except DatabaseError as refusal:
            return "audit log" in str(refusal)
    return False


@pytest.fixture
def kept(logbook: Logbook) -> Logbook:
    logbook.look(3)
    with logbook.database.writing() as session:
        sign_checkpoint(session)
    return logbook


@pytest.mark.parametrize("table", COPIES)
def test_no_row_is_changed_or_removed(kept: Logbook, table: str):
    column = list(Base.metadata.tables[table].columns)[-1].name

    assert refused(kept, f"UPDATE {table} SET {column} = {column}")
    assert refused(kept, f"DELETE FROM {table}")
    if kept.database.engine.dialect.name == "postgresql":
        assert refused(kept, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("table", COPIES)
def test_no_row_is_written_twice_or_out_of_order(kept: Logbook, table: str):
    for number in (0, 1, 5):
        copy = COPIES[table].format(idx=number)
        assert refused(kept, f"INSERT INTO {table} {copy}")


@pytest.mark.parametrize("table", COPIES)
def test_no_row_is_replaced(kept: Logbook, table: str):
    copy = COPIES[table].format(idx=1)
    key = ", ".join(f'"{one.name}"' for one in Base.metadata.tables[table].primary_key)
    if kept.database.engine.dialect.name == "sqlite":
        assert refused(kept, f"INSERT OR REPLACE INTO {table} {copy}")
        assert refused(kept, f"INSERT OR IGNORE INTO {table} {copy}")
    else:
        change = f"SET {key.split(', ')[0]} = excluded.{key.split(', ')[0]}"
        upsert = f"ON CONFLICT ({key}) DO UPDATE {change}"
        assert refused(kept, f"INSERT INTO {table} {copy} {upsert}")


def test_a_number_of_a_history_is_not_used_again_for_another_entry(kept: Logbook):
    key = "SELECT 2, agency_id, 2, segment_id, wrapped FROM audit_key WHERE idx = 1"

    assert refused(kept, f"INSERT INTO audit_key {key}")


def test_every_audit_table_is_guarded(kept: Logbook):
    found = inspect(kept.database.engine).get_table_names()

    # What a check found is no part of the log, and is replaced by the next check.
    tables = {name for name in found if name.startswith("audit_")} - {"audit_check"}

    assert {guarded.table for guarded in GUARDED} == tables


def test_the_next_row_of_each_table_is_accepted(kept: Logbook):
    kept.look()
    with kept.database.writing() as session:
        sign_checkpoint(session)

    assert kept.verdict() == "The log is whole: 4 entries."
