"""Keep the audit log append-only.

Follows 0001. Old rows stay as they are: triggers only refuse what comes after them.
A guard rail, not the security itself: the tree and its signed checkpoints are that.
"""

from alembic import op

revision = "0002"
down_revision = "0001"

UNCHANGEABLE = "the audit log is only ever added to"
OUT_OF_ORDER = "the audit log takes the next entry and no other"

# For each table, which new row is not the next one.
REFUSED = {
    "audit_leaf": "NEW.idx <> (SELECT coalesce(max(idx), -1) + 1 FROM audit_leaf)",
    "audit_node": (
        "EXISTS (SELECT 1 FROM audit_node n "
        'WHERE n.level = NEW.level AND n."index" = NEW."index")'
    ),
    "audit_payload": "EXISTS (SELECT 1 FROM audit_payload p WHERE p.idx = NEW.idx)",
    "audit_key": (
        "NEW.sequence <> (SELECT coalesce(max(k.sequence), 0) + 1 FROM audit_key k "
        "WHERE k.agency_id = NEW.agency_id) "
        "OR EXISTS (SELECT 1 FROM audit_key k "
        "WHERE k.idx = NEW.idx AND k.agency_id = NEW.agency_id)"
    ),
    "audit_segment": (
        "EXISTS (SELECT 1 FROM audit_segment s WHERE s.id = NEW.id "
        "OR (s.agency_id = NEW.agency_id AND s.day = NEW.day "
        "AND s.number = NEW.number))"
    ),
    "audit_checkpoint": (
        "NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_checkpoint) "
        "OR NEW.size < (SELECT coalesce(max(size), 0) FROM audit_checkpoint)"
    ),
}

SQLITE = (
    "CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{unchangeable}'); END",
    "CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, '{unchangeable}'); END",
    "CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} WHEN {refused} "
    "BEGIN SELECT RAISE(ABORT, '{out_of_order}'); END",
)

POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION {table}_unchangeable() RETURNS trigger "
    "LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{unchangeable}'; END $$",
    "CREATE TRIGGER {table}_change BEFORE UPDATE OR DELETE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_unchangeable()",
    "CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {table}_unchangeable()",
    "CREATE OR REPLACE FUNCTION {table}_next() RETURNS trigger "
    "LANGUAGE plpgsql AS $$ BEGIN IF {refused} THEN "
    "RAISE EXCEPTION '{out_of_order}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER {table}_insert BEFORE INSERT ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION {table}_next()",
)

SQLITE_UNDO = (
    "DROP TRIGGER {table}_update",
    "DROP TRIGGER {table}_delete",
    "DROP TRIGGER {table}_insert",
)

POSTGRESQL_UNDO = (
    "DROP FUNCTION {table}_unchangeable() CASCADE",
    "DROP FUNCTION {table}_next() CASCADE",
)


def upgrade() -> None:
    run(POSTGRESQL if on_postgresql() else SQLITE)


def downgrade() -> None:
    run(POSTGRESQL_UNDO if on_postgresql() else SQLITE_UNDO)


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def run(statements: tuple[str, ...]) -> None:
    words = {"unchangeable": UNCHANGEABLE, "out_of_order": OUT_OF_ORDER}
    for table, refused in REFUSED.items():
        for statement in statements:
            op.execute(statement.format(table=table, refused=refused, **words))
