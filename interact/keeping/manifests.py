"""What lies beside each backup and says what is in it: numbers, nothing of a child."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from interact.keeping.places import appearing
from interact.keeping.rules import Changed, ManifestMissing, NotReadable, Store

ENDING = ".json"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """One backup: which store of which installation, as it was at which moment (UTC).

    `counts` is how many rows each table holds, `database` sqlite or postgresql.
    """

    store: Store
    deployment: str
    at: datetime
    database: str
    sha256: str
    counts: dict[str, int]

    def write(self, file: Path) -> None:
        """Put it beside the backup `file`. Raises NotWritten."""
        said = asdict(self) | {"at": self.at.isoformat()}
        with appearing(beside(file)) as partial:
            partial.write_text(json.dumps(said, indent=1, sort_keys=True) + "\n")

    @classmethod
    def read(cls, file: Path) -> Self:
        """The one beside the backup `file`, which must be as it was written.

        Raises ManifestMissing, NotReadable, Changed.
        """
        try:
            said = json.loads(beside(file).read_text(encoding="utf-8"))
            said["at"] = datetime.fromisoformat(said["at"])
            said["store"] = Store(said["store"])
            found = cls(**said)
        except FileNotFoundError:
            raise ManifestMissing(file=beside(file)) from None
        except (OSError, ValueError, TypeError, KeyError) as failure:
            raise NotReadable(file=beside(file), why=failure) from None
        if digest(file) != found.sha256:
            raise Changed(file=file)
        return found


def beside(file: Path) -> Path:
    """Where the manifest of a backup lies."""
    return file.with_name(file.name + ENDING)


def digest(file: Path) -> str:
    """The SHA-256 of a file. Raises NotReadable."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as failure:
        raise NotReadable(file=file, why=failure) from None
