"""One word for each thing: glossary, events, permissions, clear columns."""

import re
from itertools import product
from pathlib import Path

import pytest

import interact.web.pages  # noqa: F401  every table is known once the pages are
from interact.access.permissions import ALLOWED, Permission, Standing
from interact.agencies.rules import Role
from interact.audit.rules import Event
from interact.core.db import Base
from tests.conventions.clear_columns import CLEAR
from tests.conventions.expected_permissions import EXPECTED

GLOSSARY = Path("docs/glossary.md")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in Path("interact").rglob("*.py")
    if path.name != "permissions.py" and path != Path("interact/audit/rules.py")
)
SEALED = re.compile("sealed|wrap$|inbox|shelf")


def test_every_table_is_in_the_glossary():
    text = GLOSSARY.read_text(encoding="utf-8")
    classes = {mapper.class_.__name__ for mapper in Base.registry.mappers}
    assert {name for name in classes if f"`{name}`" not in text} == set()


@pytest.mark.parametrize("permission", list(Permission), ids=lambda p: p.value)
def test_every_permission_is_asked_for_somewhere(permission):
    assert f"Permission.{permission.name}" in CODE
    assert permission in ALLOWED


@pytest.mark.parametrize("event", list(Event), ids=lambda e: e.value)
def test_every_event_is_recorded_somewhere(event):
    assert f"Event.{event.name}" in CODE


@pytest.mark.parametrize(
    ("permission", "standing", "role"),
    list(product(Permission, Standing, Role)),
    ids=lambda word: word.value,
)
def test_the_permission_table_cell_by_cell(permission, standing, role):
    allowed = role in ALLOWED[permission].get(standing, frozenset())
    expected = role.value in EXPECTED[permission.value].get(standing.value, "")
    assert allowed == expected


def test_what_stands_in_clear_is_on_the_list():
    """A new clear column is a decision: it must say nothing about a child."""
    found = {
        table.name: {
            column.name for column in table.columns if not SEALED.search(column.name)
        }
        for table in Base.metadata.sorted_tables
    }
    assert found == {table: set(columns) for table, columns in CLEAR.items()}
