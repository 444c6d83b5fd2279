"""Procedures of before there were several of one case come along, and can go back."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from alembic import command
from sqlalchemy import MetaData, insert, select

from interact.core.db import engine
from interact.migrating import alembic_for
from tests.conftest import base_url, create_base

pytestmark = pytest.mark.on_both

NOTICED = datetime(2026, 3, 27, 17, 40, tzinfo=UTC)
LOCATED = NOTICED + timedelta(days=2)
CONFIGURATION = {"noticed_at": NOTICED.isoformat(), "tracks": {}, "taken": {}}


@pytest.fixture
def database_url(request, tmp_path):
    """A database of the layout before, with two responses of one case."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'before.db'}"
    else:
        server = request.getfixturevalue("postgresql_template")
        name = f"before_{tmp_path.name.replace('-', '_').lower()}"
        create_base(server, name)
        url = base_url(server, name)
    command.upgrade(alembic_for(url), "0004")
    with Tables(url) as tables:
        fill(tables)
    return url


class Tables:
    """The tables as they are in the database now, in one transaction."""

    def __init__(self, url):
        self.engine, self.found = engine(url), MetaData()

    def __enter__(self):
        self.connection = self.engine.execution_options(write=True).connect()
        self.found.reflect(self.connection)
        return self

    def __exit__(self, *_failure):
        self.connection.commit()
        self.connection.close()
        self.engine.dispose()

    def add(self, table, **values):
        """A row; every column nobody spoke of has something of its kind."""
        row = {"id": self.number(), "created_at": NOTICED, **values}
        for column in self.found.tables[table].columns:
            if not column.nullable and column.name not in row:
                row[column.name] = FILLING[column.type.python_type]
        self.connection.execute(insert(self.found.tables[table]).values(row))
        return row["id"]

    def number(self):
        """As this database keeps it."""
        new = uuid4()
        return new.hex if self.engine.dialect.name == "sqlite" else new

    def all(self, table):
        rows = self.connection.execute(select(self.found.tables[table]))
        return [row._asdict() for row in rows]


FILLING = {str: "x", bytes: b"", int: 0, bool: False, datetime: NOTICED}


def fill(tables):
    agency = tables.add("agency", kind="reception", country="IT")
    case = tables.add("case", lead_agency_id=agency, reference="OAK-12")
    published = tables.add("published_flowchart", flowchart="FM-RESP", country="IT")
    ends = {1: LOCATED, 2: None}
    for number, ended_at in ends.items():
        episode = tables.add(
            "episode",
            case_id=case,
            number=number,
            country="IT",
            noticed_at=NOTICED,
            ended_at=ended_at,
        )
        procedure = tables.add(
            "procedure",
            case_id=case,
            episode_id=episode,
            published_id=published,
            configuration=CONFIGURATION,
        )
        tables.add(
            "task",
            case_id=case,
            procedure_id=procedure,
            kind="step",
            country="IT",
            part="police",
            due_at=NOTICED,
        )


def test_a_response_of_before_is_one_of_its_episode_and_ended_with_it(database_url):
    command.upgrade(alembic_for(database_url), "head")

    with Tables(database_url) as tables:
        ended, running = sorted(
            tables.all("procedure"), key=lambda one: one["ended_at"] is None
        )
        tasks = tables.all("task")
    assert {one["flowchart"] for one in (ended, running)} == {"FM-RESP"}
    assert {one["country"] for one in (ended, running)} == {"IT"}
    assert {one["with_country"] for one in (ended, running)} == {None}
    assert ended["ended_at"] is not None
    assert running["ended_at"] is None
    assert {one["flowchart_id"] for one in tasks} == {"FM-RESP"}


def test_going_back_keeps_the_responses_and_loses_what_is_new(database_url):
    command.upgrade(alembic_for(database_url), "head")
    with Tables(database_url) as tables:
        one = tables.all("procedure")[0]
        names = ("case_id", "published_id", "configuration", "edits")
        tables.add(
            "procedure",
            **{name: one[name] for name in names},
            flowchart="FM-PREV",
            country="IT",
        )

    command.downgrade(alembic_for(database_url), "0004")

    with Tables(database_url) as tables:
        assert len(tables.all("procedure")) == 2
        assert len(tables.all("task")) == 2
        assert all(one["episode_id"] for one in tables.all("procedure"))
