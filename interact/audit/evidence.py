"""The evidence pack: a DPO's part of the log, which anyone can check without INTERACT.

    README.txt          how to check it
    policy.json         the name of the log, its public keys, whose history this is
    checkpoint.txt      the signed statement of the log's size and root
    consistency.jsonl   proofs that lead on from checkpoints taken out earlier
    entries.jsonl       the entries, one a line, each with its proof
    manifest.txt        SHA-256 of the other files

Entries between the first and the last that were asked for are all there; those that
were not asked for stay closed, so that nothing can be left out unseen. The zip has one
possible form: not compressed, files in this order, no dates. `interact_verify.py`
checks it.
"""

import hashlib
import json
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import OWN_AGENCY, require
from interact.access.permissions import Permission
from interact.audit.actions import record, sign_checkpoint
from interact.audit.entries import key_digest
from interact.audit.history import HistoryFilter, HistoryLine
from interact.audit.models import AuditCheckpoint, AuditKey, AuditSegment
from interact.audit.opening import Opened, Opener, Stored, entries_of
from interact.audit.rules import Event
from interact.audit.segments import digest
from interact.audit.stored_tree import StoredTree
from interact.audit.tree import consistency_proof, inclusion_proof
from interact.core.errors import CannotOpen
from interact.keys.installation import Installation

FORMAT = "interact-evidence/1"
NO_DATE = (1980, 1, 1, 0, 0, 0)
README = """\
An evidence pack of the audit log of an INTERACT installation.

entries.jsonl holds the history of one agency: who looked at what and did what, when,
for which agency and why. It belongs to that agency's data protection officer. It holds
personal data of staff: keep it as such.

To check it, anywhere, with Python and the package `cryptography`:

    interact-verify PACK.zip
    interact-verify PACK.zip --previous EARLIER.zip --policy policy.json

The first command checks the signatures, the place of every entry in the log, and that
no entry between the first and the last was left out. The second also checks that the
log still begins as it did in the pack you took out before, and that it is still signed
with the keys you kept. Keep the checkpoint and the policy of every pack elsewhere.

An entry without a payload was not asked for. It is there, closed, to show that nothing
is missing. `manifest.txt` can also be checked with `sha256sum --check manifest.txt`.
"""


def evidence_pack(session: Session, actor: Actor, chosen: HistoryFilter) -> bytes:
    """A zip with the entries asked for and everything needed to check them.

    For the agency's DPO, in a session that may write: it signs a checkpoint of what is
    committed. The page of the filter is not used. Recorded with the digest of the
    manifest, so that the pack can be known again. Raises LogBroken when the log is not
    the one that was signed before.
    """
    require(actor, Permission.EXPORT_EVIDENCE, OWN_AGENCY)
    checkpoint = sign_checkpoint(session, taken_by=actor.agency_id)
    asked = _asked_for(session, actor, chosen)
    files = {
        "README.txt": README,
        "policy.json": _json_lines([_policy(session, actor)]),
        "checkpoint.txt": checkpoint.note,
        "consistency.jsonl": _json_lines(_leading_on(session, actor, checkpoint.size)),
        "entries.jsonl": _json_lines(_entries(session, actor, asked, checkpoint.size)),
    }
    packed = {name: text.encode() for name, text in files.items()}
    packed["manifest.txt"] = _manifest(packed)
    record(
        session,
        actor,
        Event.EVIDENCE_EXPORTED,
        asked=chosen.said(),
        size=checkpoint.size,
        sequences=[one.stored.sequence for one in (*asked[:1], *asked[-1:])],
        manifest=hashlib.sha256(packed["manifest.txt"]).hexdigest(),
    )
    return _zipped(packed)


@dataclass(frozen=True)
class Taken:
    """An entry of the pack: opened when it was asked for, and could be."""

    stored: Stored
    opened: Opened | None
    asked_for: bool


def _asked_for(session: Session, actor: Actor, chosen: HistoryFilter) -> list[Taken]:
    """The entries asked for, oldest first, and all those between them."""
    opener = Opener(session, actor)
    wanted = entries_of(actor.agency_id, chosen.since, chosen.until)
    taken: list[Taken] = []
    last = 0
    for stored in opener.read(wanted.order_by(AuditKey.sequence)):
        one = _take(opener, stored, chosen)
        if taken or one.asked_for:
            taken.append(one)
        if one.asked_for:
            last = len(taken)
    return taken[:last]


def _take(opener: Opener, stored: Stored, chosen: HistoryFilter) -> Taken:
    try:
        opened = opener.open(stored)
        line = HistoryLine.of(stored.index, stored.sequence, opened.said())
    except CannotOpen:
        return Taken(stored, None, True)
    asked_for = chosen.admits(line)
    return Taken(stored, opened if asked_for else None, asked_for)


def _policy(session: Session, actor: Actor) -> dict[str, object]:
    log = Installation.of(session).log
    return {
        "agency": str(actor.agency_id),
        "format": FORMAT,
        "origin": log.origin,
        "vkeys": log.vkeys(),
    }


def _leading_on(session: Session, actor: Actor, size: int) -> list[dict[str, object]]:
    """Proofs from every checkpoint that this agency's DPO took out before."""
    earlier = (
        select(AuditCheckpoint.size)
        .where(
            AuditCheckpoint.agency_id == actor.agency_id, AuditCheckpoint.size < size
        )
        .distinct()
        .order_by(AuditCheckpoint.size)
    )
    tree = StoredTree(session)
    return [
        {"proof": _all_b64(consistency_proof(tree, old, size)), "size": old}
        for old in session.scalars(earlier)
    ]


def _entries(
    session: Session, actor: Actor, taken: list[Taken], size: int
) -> list[dict[str, object]]:
    if not taken:
        return []
    others = _keys_of_others(session, actor, taken)
    tree = StoredTree(session)
    tree.preload(taken[0].stored.index, taken[-1].stored.index)
    opener = Opener(session, actor)
    return [
        {
            "index": one.stored.index,
            "sequence": one.stored.sequence,
            "leaf": one.stored.leaf,
            "key": _all_b64(opener.key_parts(one.stored)),
            "others": _all_b64(others[one.stored.index]),
            "proof": _all_b64(inclusion_proof(tree, one.stored.index, size)),
            **_said(one),
        }
        for one in taken
    ]


def _said(one: Taken) -> dict[str, object]:
    """What the entry says; only what is stored of it when it does not open."""
    if not one.asked_for:
        return {}
    sealed = {"payload_ct": _b64(one.stored.sealed or b"")}
    if one.opened is None:
        return dict(sealed)
    payload = one.opened.payload.decode()
    return {**sealed, "salt": _b64(one.opened.salt), "payload": payload}


def _keys_of_others(
    session: Session, actor: Actor, taken: list[Taken]
) -> Mapping[int, list[bytes]]:
    """By entry, the digests of the keys of the other agencies that may read it."""
    first, last = taken[0].stored.sequence, taken[-1].stored.sequence
    mine = select(AuditKey.idx).where(
        AuditKey.agency_id == actor.agency_id, AuditKey.sequence.between(first, last)
    )
    theirs = (
        select(AuditKey, AuditSegment)
        .join(AuditSegment, AuditSegment.id == AuditKey.segment_id)
        .where(AuditKey.idx.in_(mine), AuditKey.agency_id != actor.agency_id)
        .order_by(AuditKey.idx, AuditKey.agency_id)
    )
    digests: dict[int, list[bytes]] = defaultdict(list)
    for key, segment in session.execute(theirs):
        parts = (key.agency_id, key.sequence, digest(segment), key.wrapped)
        digests[key.idx].append(key_digest(*parts))
    return digests


def _manifest(files: Mapping[str, bytes]) -> bytes:
    """In the form that `sha256sum --check` reads."""
    lines = [f"{hashlib.sha256(b).hexdigest()}  {name}\n" for name, b in files.items()]
    return "".join(lines).encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as pack:
        for name, content in files.items():
            pack.writestr(ZipInfo(name, NO_DATE), content)
    return made.getvalue()


def _json_lines(lines: Iterable[Mapping[str, object]]) -> str:
    return "".join(
        json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        + "\n"
        for line in lines
    )


def _b64(content: bytes) -> str:
    return b64encode(content).decode()


def _all_b64(contents: Iterable[bytes]) -> list[str]:
    return [_b64(content) for content in contents]
