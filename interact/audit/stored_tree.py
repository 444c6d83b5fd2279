"""The tree as it lies in the database: what `tree.py` reads its hashes from."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from interact.audit.models import AuditLeaf, AuditNode
from interact.audit.rules import LogBroken
from interact.audit.tree import Node

# Asked for every entry, and therefore put together once.
LAST_ENTRY = select(func.max(AuditLeaf.idx))
LEAF = select(AuditLeaf.leaf_hash).where(AuditLeaf.idx == bindparam("index"))
NODE = select(AuditNode.hash).where(
    AuditNode.level == bindparam("level"), AuditNode.index == bindparam("index")
)


class StoredTree:
    """Reads hashes of complete subtrees, each at most once; knows those just made."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.known: dict[tuple[int, int], bytes] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree. Raises LogBroken when it is not there."""
        found = self.known.get((level, index)) or self._read(level, index)
        if found is None:
            raise LogBroken
        self.known[level, index] = found
        return found

    def _read(self, level: int, index: int) -> bytes | None:
        place = {"level": level, "index": index}
        return self.session.scalar(NODE if level else LEAF, place)

    def keep(self, node: Node) -> None:
        """Remember a hash that is about to be stored."""
        self.known[node.level, node.index] = node.hash

    def size(self) -> int:
        """How many entries there are."""
        last = self.session.scalar(LAST_ENTRY)
        return 0 if last is None else last + 1

    def preload(self, first: int, last: int) -> None:
        """Read at once what proofs for the entries `first` to `last` need there."""
        leaves = select(AuditLeaf.idx, AuditLeaf.leaf_hash).where(
            AuditLeaf.idx.between(first & ~1, last | 1)
        )
        for index, hashed in self.session.execute(leaves):
            self.known[0, index] = hashed
        level = 1
        while (last | 1) >> level:
            nodes = select(AuditNode.index, AuditNode.hash).where(
                AuditNode.level == level,
                AuditNode.index.between((first >> level) & ~1, (last >> level) | 1),
            )
            for index, hashed in self.session.execute(nodes):
                self.known[level, index] = hashed
            level += 1
