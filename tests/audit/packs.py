"""Evidence packs taken out, checked, and forged with care."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest

import interact_verify
from interact.access.actor import Actor
from interact.audit.evidence import evidence_pack
from interact.audit.history import HistoryFilter
from tests.audit.logbook import Logbook

Entries = list[dict[str, Any]]


def take_out(logbook: Logbook, dpo: Actor | None = None, **chosen: object) -> bytes:
    """The pack that a DPO takes out."""
    with logbook.database.writing() as session:
        return evidence_pack(session, dpo or logbook.dpo, HistoryFilter(**chosen))


def parts(pack: bytes) -> dict[str, bytes]:
    """The files of a pack."""
    with ZipFile(BytesIO(pack)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def entries(pack: bytes) -> Entries:
    """The lines of a pack, read."""
    return [json.loads(line) for line in parts(pack)["entries.jsonl"].splitlines()]


def forged(pack: bytes, **changed: bytes) -> bytes:
    """The pack with other files, and a manifest and a zip that fit them."""
    files = parts(pack) | {name.replace("_", "."): b for name, b in changed.items()}
    del files["manifest.txt"]
    lines = [f"{hashlib.sha256(b).hexdigest()}  {n}\n" for n, b in files.items()]
    files["manifest.txt"] = "".join(lines).encode()
    made = BytesIO()
    with ZipFile(made, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)
    return made.getvalue()


def with_entries(pack: bytes, change: Callable[[Entries], Entries]) -> bytes:
    """The pack with other entries, written as its maker writes them."""
    lines = [
        json.dumps(one, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for one in change(entries(pack))
    ]
    return forged(pack, entries_jsonl="".join(f"{line}\n" for line in lines).encode())


@dataclass(frozen=True)
class Checker:
    """Runs `interact-verify` as a person does, on files in a folder."""

    folder: Path
    printed: pytest.CaptureFixture[str]

    def __call__(self, pack: bytes, **kept: bytes) -> str:
        """What it prints, after the exit status was compared with what it says."""
        arguments = [str(self._file("pack.zip", pack))]
        for option, content in kept.items():
            arguments += [f"--{option}", str(self._file(option, content))]
        status = interact_verify.main(arguments)
        said = self.printed.readouterr().out
        assert status == (0 if said.endswith("This pack is whole.\n") else 1)
        return said

    def _file(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content)
        return path
