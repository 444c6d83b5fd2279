"""Triggers that keep the audit tables append-only on SQLite and PostgreSQL.

A guard rail, not the security itself: whoever owns the database can drop a trigger,
and is then found out by the tree and its signed checkpoints. `INSERT OR REPLACE` would
pass a delete trigger, so what may be inserted is checked, too.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, Table, event

UNCHANGEABLE = "the audit log is only ever added to"
OUT_OF_ORDER = "the audit log takes the next entry and no other"


@dataclass(frozen=True)
class Guarded:
    """A table and the condition, over the row NEW, under which an insert is refused."""

    table: str
    refused: str

    def sqlite(self) -> list[str]:
        """The statements for SQLite."""
        return [
            *(self._sqlite_refusal(verb) for verb in ("UPDATE", "DELETE")),
            f"CREATE TRIGGER {self.table}_insert BEFORE INSERT ON {self.table} "
            f"WHEN {self.refused} "
            f"BEGIN SELECT RAISE(ABORT, '{OUT_OF_ORDER}'); END",
        ]

    def _sqlite_refusal(self, verb: str) -> str:
        return (
            f"CREATE TRIGGER {self.table}_{verb.lower()} BEFORE {verb} ON {self.table} "
            f"BEGIN SELECT RAISE(ABORT, '{UNCHANGEABLE}'); END"
        )

    def postgresql(self) -> list[str]:
        """The statements for PostgreSQL."""
        return [
            f"CREATE OR REPLACE FUNCTION {self.table}_unchangeable() RETURNS trigger "
            f"LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{UNCHANGEABLE}'; END $$",
            f"CREATE TRIGGER {self.table}_change BEFORE UPDATE OR DELETE "
            f"ON {self.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {self.table}_unchangeable()",
            f"CREATE TRIGGER {self.table}_truncate BEFORE TRUNCATE "
            f"ON {self.table} FOR EACH STATEMENT "
            f"EXECUTE FUNCTION {self.table}_unchangeable()",
            f"CREATE OR REPLACE FUNCTION {self.table}_next() RETURNS trigger "
            f"LANGUAGE plpgsql AS $$ BEGIN IF {self.refused} THEN "
            f"RAISE EXCEPTION '{OUT_OF_ORDER}'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {self.table}_insert BEFORE INSERT "
            f"ON {self.table} FOR EACH ROW EXECUTE FUNCTION {self.table}_next()",
        ]


GUARDED = (
    Guarded(
        "audit_leaf",
        "NEW.idx <> (SELECT coalesce(max(idx), -1) + 1 FROM audit_leaf)",
    ),
    Guarded(
        "audit_node",
        "EXISTS (SELECT 1 FROM audit_node n "
        'WHERE n.level = NEW.level AND n."index" = NEW."index")',
    ),
    Guarded(
        "audit_payload",
        "EXISTS (SELECT 1 FROM audit_payload p WHERE p.idx = NEW.idx)",
    ),
    Guarded(
        "audit_key",
        "NEW.sequence <> (SELECT coalesce(max(k.sequence), 0) + 1 FROM audit_key k "
        "WHERE k.agency_id = NEW.agency_id) "
        "OR EXISTS (SELECT 1 FROM audit_key k "
        "WHERE k.idx = NEW.idx AND k.agency_id = NEW.agency_id)",
    ),
    Guarded(
        "audit_segment",
        "EXISTS (SELECT 1 FROM audit_segment s WHERE s.id = NEW.id "
        "OR (s.agency_id = NEW.agency_id AND s.day = NEW.day "
        "AND s.number = NEW.number))",
    ),
    Guarded(
        "audit_checkpoint",
        "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_checkpoint) "
        "OR NEW.size < (SELECT coalesce(max(size), 0) FROM audit_checkpoint)",
    ),
)


def guard(metadata: MetaData) -> None:
    """Make `create_all` put the triggers on the audit tables it creates."""
    for guarded in GUARDED:
        event.listen(
            metadata.tables[guarded.table], "after_create", _puts_triggers(guarded)
        )


def _puts_triggers(guarded: Guarded) -> Callable[..., None]:
    def put(_table: Table, connection: Connection, **_options: object) -> None:
        postgresql = connection.dialect.name == "postgresql"
        for statement in guarded.postgresql() if postgresql else guarded.sqlite():
            connection.exec_driver_sql(statement)

    return put
