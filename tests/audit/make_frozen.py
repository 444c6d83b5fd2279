"""Makes, once, the stored entry and evidence packs that every later version must read.

    python -m tests.audit.make_frozen DATABASE-FOLDER

It never overwrites: a new version of a format gets new names beside the old ones.
"""

import json
import sys
from pathlib import Path
from uuid import UUID

from interact.audit.entries import OpenSegment, seal_entry
from interact.audit.writing import attach
from interact.core.db import Base, Database
from interact.keys.installation import Installation
from interact.keys.sealing import SealingKey
from tests.audit.logbook import Logbook
from tests.audit.packs import take_out

FROZEN = Path(__file__).parent / "frozen"
DEPLOYMENT, SEGMENT, AGENCY = (UUID(int=number) for number in (1, 2, 3))
SEGMENT_KEY, SEGMENT_DIGEST = b"k" * 32, b"d" * 32
PAYLOAD = '{"event":"case.read","actor":{"name":"Ἀβένα"}}'.encode()


def segment() -> OpenSegment:
    """The segment of the stored entry."""
    return OpenSegment(SEGMENT, AGENCY, SEGMENT_DIGEST, SealingKey(SEGMENT_KEY))


def main(folder: Path) -> None:
    """Write the three files into `frozen/`."""
    made = seal_entry(DEPLOYMENT.bytes, 5, PAYLOAD, [(segment(), 7)])
    entry = {
        "index": 5,
        "sequence": 7,
        "leaf": made.leaf,
        "sealed": made.sealed.hex(),
        "wrapped": made.wrapped[0].blob.hex(),
    }
    first, second = packs(folder)
    for name, content in (
        ("entry-v1.json", json.dumps(entry, indent=1).encode() + b"\n"),
        ("pack-v1-earlier.zip", first),
        ("pack-v1-later.zip", second),
    ):
        with (FROZEN / name).open("xb") as file:
            file.write(content)


def packs(folder: Path) -> tuple[bytes, bytes]:
    """Two packs of one log, the second taken out after more had happened."""
    installation = Installation.from_secrets(
        deployment=DEPLOYMENT,
        secret=b"s" * 32,
        log_seed=b"l" * 32,
        log_origin="interact.example/log",
        keyring_url=f"sqlite:///{folder}/salts.db",
        training=True,
        public_url="https://interact.example",
    )
    database = Database(f"sqlite:///{folder}/frozen.db", installation=installation)
    Base.metadata.create_all(database.engine)
    attach(database.writers)
    logbook = Logbook(database)
    logbook.look(2)
    logbook.look(1, logbook.officer)
    first = take_out(logbook)
    logbook.look(2)
    return first, take_out(logbook, agency_id=logbook.palermo.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
