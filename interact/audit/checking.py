"""Checks the whole log, entry by entry, and names the first that is wrong.

Needs no key: everything stored is either hashed into the tree or signed. What only a
DPO can see, an evidence pack shows.
"""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from interact.audit.entries import Leaf, key_digest, keys_digest, read_leaf
from interact.audit.models import AuditLeaf, AuditPayload
from interact.audit.rules import Fault
from interact.audit.stored_log import (
    Stream,
    checkpoints,
    keys,
    leaves,
    nodes,
    segments,
)
from interact.audit.tree import Node, completed_by, leaf_hash, node_hash, root
from interact.core.errors import CannotOpen
from interact.core.words import mark as _
from interact.keys.installation import Installation
from interact.keys.notes import verify

WHOLE = _("The log is whole: %(size)s entries.")


@dataclass(frozen=True)
class Verdict:
    """What a check found: `size` entries that are right, and then what is wrong.

    `first` and `last` name the entries concerned, counted from 0; one entry when they
    are equal.
    """

    size: int
    fault: Fault | None = None
    first: int | None = None
    last: int | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None

    @property
    def values(self) -> dict[str, int | None]:
        """What fills the places in `message`."""
        return {"size": self.size, "first": self.first, "last": self.last}

    @property
    def message(self) -> str:
        """The verdict in a sentence with places, for a page to translate."""
        return self.fault.label if self.fault else WHOLE

    def __str__(self) -> str:
        return self.message % self.values


class Wrong(Exception):
    """The first thing found wrong; `verify_log` makes a verdict of it."""

    def __init__(self, fault: Fault, first: int, last: int | None = None) -> None:
        self.fault = fault
        self.first = first
        self.last = first if last is None else max(first, last)
        super().__init__(fault)


class LogCheck:
    """One walk through the log, building the tree anew beside the stored one."""

    def __init__(self, session: Session) -> None:
        _hold_still(session)
        self.session = session
        self.vkeys = Installation.of(session).log.vkeys()
        self.size = 0
        self.signed = 0
        self.checkpoints_seen = 0
        self.peaks: dict[int, bytes] = {}
        self.sequences: dict[UUID, int] = {}
        self.segments = dict(segments(session))
        self.keys = Stream(session, keys())
        self.nodes = Stream(session, nodes())
        self.checkpoints = Stream(session, checkpoints())

    def run(self) -> None:
        """Walk to the end; raises Wrong at the first thing that is."""
        self._check_checkpoints()
        for row in Stream(self.session, leaves()).take_while(lambda _row: True):
            if row.idx != self.size:
                raise Wrong(Fault.MISSING, self.size)
            parts = self._check_leaf(row)
            self._check_keys(parts)
            self._check_nodes(row.leaf_hash)
            self.size += 1
            self._check_checkpoints()
        self._check_end()

    def _check_leaf(self, row: Row[Any]) -> Leaf:
        if leaf_hash(row.leaf.encode()) != row.leaf_hash:
            raise Wrong(Fault.LEAF, self.size)
        try:
            parts = read_leaf(row.leaf)
        except CannotOpen:
            raise Wrong(Fault.LEAF, self.size) from None
        if row.sealed is None:
            raise Wrong(Fault.MISSING, self.size)
        found = b64encode(hashlib.sha256(row.sealed).digest()).decode()
        if found != parts.sealed:
            elsewhere = select(AuditLeaf.idx).where(AuditLeaf.leaf.contains(found))
            moved = self.session.scalar(elsewhere) is not None
            raise Wrong(Fault.REORDERED if moved else Fault.PAYLOAD, self.size)
        return parts

    def _check_keys(self, parts: Leaf) -> None:
        digests, in_order = [], True
        for key in self.keys.take_while(lambda key: bool(key.idx == self.size)):
            segment = self.segments.get(key.segment_id, b"")
            agency = UUID(key.agency)
            digests.append(key_digest(agency, key.sequence, segment, key.wrapped))
            self.sequences[agency] = self.sequences.get(agency, 0) + 1
            in_order &= key.sequence == self.sequences[agency]
        if b64encode(keys_digest(digests)).decode() != parts.keys:
            raise Wrong(Fault.KEYS, self.size)
        if not in_order:
            raise Wrong(Fault.REORDERED, self.size)

    def _check_nodes(self, hashed: bytes) -> None:
        left = dict(self.peaks)
        made = completed_by(self._peak, self.size, hashed)
        for node in made:
            stored = self.nodes.take()
            if stored is None or _node(stored) != node:
                self._explain(node, stored, left.get(0, b""), hashed)
        self.peaks[len(made)] = made[-1].hash if made else hashed

    def _peak(self, level: int, _index: int) -> bytes:
        return self.peaks[level]

    def _explain(
        self, node: Node, stored: Row[Any] | None, left: bytes, right: bytes
    ) -> None:
        """Name what stands in another's place, or else the entries under the node."""
        first = node.index << node.level
        if node.level == 1 and stored and _node(stored).index == node.index:
            if node_hash(right, left) == stored.hash:
                raise Wrong(Fault.REORDERED, first)
            for (other,) in self.session.execute(select(AuditLeaf.leaf_hash)):
                if node_hash(other, right) == stored.hash:
                    raise Wrong(Fault.REORDERED, first)
                if node_hash(left, other) == stored.hash:
                    raise Wrong(Fault.REORDERED, first + 1)
        raise Wrong(Fault.NODE, first, first + (1 << node.level) - 1)

    def _check_checkpoints(self) -> None:
        for row in self.checkpoints.take_while(lambda row: bool(row.size <= self.size)):
            self.checkpoints_seen += 1
            if row.number != self.checkpoints_seen:
                raise Wrong(Fault.UNSIGNED, self.signed, row.size - 1)
            try:
                signed = verify(row.note, self.vkeys)
            except CannotOpen:
                raise Wrong(Fault.SIGNATURE, self.signed, row.size - 1) from None
            here = (self.size, root(self._peak, self.size))
            if row.size != self.size or (signed.size, signed.root) != here:
                raise Wrong(Fault.CHECKPOINT, self.signed, self.size - 1)
            self.signed = self.size

    def _check_end(self) -> None:
        """Nothing may be left that belongs to an entry after the last."""
        last = self.session.scalar(select(func.max(AuditPayload.idx)))
        more = (self.keys.head, self.nodes.head, self.checkpoints.head)
        if any(more) or (last is not None and last >= self.size):
            raise Wrong(Fault.MISSING, self.size)


def _node(row: Row[Any]) -> Node:
    return Node(row.level, row.place, row.hash)


def _hold_still(session: Session) -> None:
    """See one moment of the log, whatever is added meanwhile; SQLite does by itself.

    A session that has begun already sees what it sees.
    """
    postgresql = session.get_bind().dialect.name == "postgresql"
    if postgresql and not session.in_transaction():
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
