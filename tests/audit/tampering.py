"""What the owner of the database can do to a stored log, past every guard."""
# ruff: noqa: S608  the statements are made of this file's own words

import hashlib
from base64 import b64encode

from sqlalchemy import create_engine, text

from interact.audit.tree import completed_by, leaf_hash, root
from tests.audit.logbook import Logbook


def tamper(logbook: Logbook, *statements: str, **values: object) -> None:
    """Change the database as its owner can, past every guard."""
    engine = create_engine(logbook.database.engine.url)
    with engine.begin() as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for name in connection.scalars(triggers).all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement), values)
    engine.dispose()


def exchanged_entries(one: int, other: int) -> list[str]:
    """Statements that exchange two entries with everything that belongs to them."""
    return [
        *exchange("audit_payload", "sealed", one, other),
        *exchange("audit_leaf", "leaf, leaf_hash", one, other),
        f"UPDATE audit_key SET idx = -1 WHERE idx = {one}",
        f"UPDATE audit_key SET idx = {one} WHERE idx = {other}",
        f"UPDATE audit_key SET idx = {other} WHERE idx = -1",
    ]


def exchange(table: str, columns: str, one: int, other: int) -> list[str]:
    """Statements that exchange two entries' rows in a table."""
    theirs = f"FROM old WHERE old.idx = {one + other} - {table}.idx"
    other_of = ", ".join(
        f"{name} = (SELECT {name} {theirs})" for name in columns.split(", ")
    )
    return [
        f"CREATE TABLE old AS SELECT * FROM {table}",
        f"UPDATE {table} SET {other_of} WHERE idx IN ({one}, {other})",
        "DROP TABLE old",
    ]


def rewrite(logbook: Logbook, index: int) -> bytes:
    """Change what an entry says, and every hash that follows from it."""
    read: dict[tuple[int, int], bytes] = {}
    with logbook.database.reading() as session:
        leaves = session.scalars(text("SELECT leaf FROM audit_leaf ORDER BY idx")).all()
    old = leaves[index].split("\n")
    digest = b64encode(hashlib.sha256(b"forged").digest()).decode()
    forged = "\n".join([old[0], digest, *old[2:]])
    leaves = [*leaves[:index], forged, *leaves[index + 1 :]]
    statements = [
        f"UPDATE audit_payload SET sealed = X'{b'forged'.hex()}' WHERE idx = {index}",
        f"UPDATE audit_leaf SET leaf = '{forged}' WHERE idx = {index}",
        f"UPDATE audit_leaf SET leaf_hash = X'{leaf_hash(forged.encode()).hex()}' "
        f"WHERE idx = {index}",
    ]
    for place, leaf in enumerate(leaves):
        read[0, place] = leaf_hash(leaf.encode())
        made = completed_by(lambda level, at: read[level, at], place, read[0, place])
        for node in made:
            read[node.level, node.index] = node.hash
            statements.append(
                f"UPDATE audit_node SET hash = X'{node.hash.hex()}' "
                f'WHERE level = {node.level} AND "index" = {node.index}'
            )
    tamper(logbook, *statements)
    return root(lambda level, at: read[level, at], len(leaves))
