"""`interact-verify` says yes to what was taken out and no to everything else."""

import ast
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

import interact_verify
from interact.audit.stored_tree import StoredTree
from interact.audit.tree import consistency_proof, inclusion_proof, root
from interact.keys.notes import LogSigner
from tests.audit.logbook import Logbook
from tests.audit.packs import (
    Checker,
    Entries,
    forged,
    parts,
    take_out,
    with_entries,
)
from tests.audit.tampering import rewrite, tamper
from tests.audit.test_tree import READ

PROGRAM = Path(interact_verify.__file__)


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Checker:
    return Checker(tmp_path, capsys)


@pytest.fixture
def pack(logbook: Logbook) -> bytes:
    """Six entries of Palermo, two of them also read by Marseille."""
    logbook.look(2)
    logbook.look(2, logbook.officer)
    logbook.look(2)
    return take_out(logbook)


def test_a_pack_that_nobody_touched_is_whole(pack: bytes, check: Checker):
    said = check(pack)

    assert "interact.example/log signed 6 entries." in said
    assert "Numbers 1 to 6 of this history are all here: 6 opened, 0 closed." in said


def test_a_pack_of_chosen_entries_is_whole_too(
    logbook: Logbook, pack: bytes, check: Checker
):
    said = check(take_out(logbook, agency_id=logbook.marseille.id))

    assert "Numbers 3 to 4 of this history are all here: 2 opened, 0 closed." in said
    assert "This pack is whole." in check(take_out(logbook, reference="PAL-9999"))


def test_it_runs_alone_with_nothing_but_cryptography(pack: bytes, tmp_path: Path):
    (tmp_path / "pack.zip").write_bytes(pack)
    command = [sys.executable, "-I", str(PROGRAM), "pack.zip"]

    run = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout.endswith("This pack is whole.\n")


def test_it_imports_no_other_part_of_interact():
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"))
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    roots = {name.partition(".")[0] for name in names}

    assert roots - sys.stdlib_module_names == {"cryptography"}


def test_one_byte_changed_anywhere_is_found(logbook: Logbook):
    logbook.look(1, logbook.officer)
    pack = take_out(logbook, logbook.other_dpo)
    assert list(interact_verify.check_pack(pack, None, None))

    for offset in range(random.randrange(3), len(pack), 3):  # noqa: S311
        changed = bytearray(pack)
        changed[offset] ^= 1 << random.randrange(8)  # noqa: S311  any bit will do
        with pytest.raises((interact_verify.Wrong, *interact_verify.MALFORMED)):
            list(interact_verify.check_pack(bytes(changed), None, None))


def test_a_changed_file_is_named(pack: bytes, check: Checker):
    readme = parts(pack)["README.txt"]

    said = check(pack.replace(readme, readme.replace(b"evidence", b"evidencx", 1)))

    assert "Changed since it was made: README.txt." in said
    assert "The zip itself was changed." in check(pack + b"\n")


def test_a_shortened_pack_is_refused(pack: bytes, check: Checker):
    for end in (0, 10, 100, len(pack) // 2, len(pack) - 1):
        assert "NOT whole" in check(pack[:end])


def omit(found: Entries) -> Entries:
    return [*found[:2], *found[3:]]


def omit_and_renumber(found: Entries) -> Entries:
    numbered = omit(found)
    return [one | {"sequence": n} for n, one in enumerate(numbered, 1)]


def exchange(found: Entries) -> Entries:
    return [*found[:1], found[2], found[1], *found[3:]]


def repeat(found: Entries) -> Entries:
    return [*found[:3], found[2], *found[3:]]


def reword(found: Entries) -> Entries:
    payload = found[2]["payload"].replace("Jean", "Paul")
    return [*found[:2], found[2] | {"payload": payload}, *found[3:]]


def reseal(found: Entries) -> Entries:
    return [*found[:2], found[2] | {"payload_ct": "AAAA"}, *found[3:]]


def move(found: Entries) -> Entries:
    return [*found[:4], found[4] | {"index": 5}, *found[5:]]


def borrow(found: Entries) -> Entries:
    other = {name: found[1][name] for name in ("payload", "payload_ct", "salt")}
    return [*found[:2], found[2] | other, *found[3:]]


def replace_leaf(found: Entries) -> Entries:
    other = {name: value for name, value in found[1].items() if name != "index"}
    return [*found[:2], found[2] | other | {"sequence": 3}, *found[3:]]


def add_reader(found: Entries) -> Entries:
    return [found[0] | {"others": ["A" * 43 + "="]}, *found[1:]]


def misspell(found: Entries) -> Entries:
    return [*found[:3], found[3] | {"salt": 5}, *found[4:]]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (omit, "Line 3: entry 3 does not follow entry 1."),
        (omit_and_renumber, "Line 3: entry 3 never had this number in this history."),
        (exchange, "Line 2: entry 2 does not follow entry 0."),
        (repeat, "Line 4: entry 2 does not follow entry 2."),
        (reword, "Line 3: entry 2 does not say what it said."),
        (reseal, "Line 3: entry 2 is not the one that was sealed."),
        (borrow, "Line 3: entry 2 is not the one that was sealed."),
        (replace_leaf, "Line 3: entry 2 never had this number in this history."),
        (move, "Line 5: entry 5 is not in the log at this place."),
        (add_reader, "Line 1: entry 0 never had this number in this history."),
        (misspell, "Line 4, after entry 2: no entry."),
    ],
)
def test_a_forger_who_mends_the_manifest_is_found_and_the_entry_named(
    pack: bytes, check: Checker, change, sentence: str
):
    assert sentence in check(with_entries(pack, change))


def test_a_history_is_not_passed_off_as_another_agencys(
    logbook: Logbook, pack: bytes, check: Checker
):
    policy = parts(pack)["policy.json"]
    other = policy.replace(
        str(logbook.palermo.id).encode(), str(logbook.marseille.id).encode()
    )

    said = check(forged(pack, policy_json=other))

    assert "Line 1: entry 0 never had this number in this history." in said


def test_a_log_signed_with_other_keys_fails_the_policy_that_was_kept(
    pack: bytes, check: Checker
):
    files = parts(pack)
    forger = LogSigner(b"f" * 32, "interact.example/log")
    policy = json.loads(files["policy.json"]) | {"vkeys": forger.vkeys()}
    signed = interact_verify.read_note(
        files["checkpoint.txt"].decode(),
        interact_verify.read_policy(files["policy.json"], None),
    )
    note = forger.sign_checkpoint(signed.size, signed.root).encode()
    other = forged(pack, policy_json=json.dumps(policy).encode(), checkpoint_txt=note)

    assert "This pack is whole." in check(other)
    assert "another log, or other keys" in check(other, policy=files["policy.json"])
    assert "NOT whole" in check(other, previous=files["checkpoint.txt"])
    assert "NOT whole" in check(forged(pack, checkpoint_txt=note))


def test_one_of_two_signatures_is_not_enough(pack: bytes, check: Checker):
    note = parts(pack)["checkpoint.txt"].decode()
    head, first, second = note.rsplit("\N{EM DASH}", 2)

    for kept in (first, second):
        alone = f"{head}\N{EM DASH}{kept}".encode()
        assert "NOT whole" in check(forged(pack, checkpoint_txt=alone))


def test_a_later_pack_leads_on_from_the_one_that_was_kept(
    logbook: Logbook, pack: bytes, check: Checker
):
    kept = parts(pack)
    logbook.look(30)
    later = take_out(logbook)

    said = check(later, previous=pack, policy=kept["policy.json"])

    assert "The 6 entries of the checkpoint you kept are unchanged." in said
    assert "This pack is whole." in check(later, previous=kept["checkpoint.txt"])
    assert "This pack is whole." in check(pack, previous=pack)
    assert "The log was cut: it had 37 entries before." in check(pack, previous=later)


def test_a_log_that_was_rewritten_and_signed_again_does_not_lead_on(
    logbook: Logbook, pack: bytes, check: Checker
):
    kept = take_out(logbook, logbook.other_dpo)
    rewrite(logbook, 0)
    note = logbook.installation.log.sign_checkpoint(7, stored_root(logbook, 7))
    tamper(logbook, "UPDATE audit_checkpoint SET note = :n WHERE size = 7", n=note)

    said = check(take_out(logbook, logbook.other_dpo), previous=kept)

    assert "The first 7 entries are not those you knew." in said


def stored_root(logbook: Logbook, size: int) -> bytes:
    with logbook.database.reading() as session:
        return root(StoredTree(session), size)


def test_a_checkpoint_that_was_never_taken_out_has_no_proof(
    logbook: Logbook, pack: bytes, check: Checker
):
    logbook.look(3)
    theirs = take_out(logbook, logbook.other_dpo)
    logbook.look()

    said = check(take_out(logbook), previous=theirs)

    assert "The pack has no proof for the 10 entries you kept." in said


def test_an_entry_that_did_not_open_is_named(logbook: Logbook, check: Checker):
    logbook.look(3)
    tamper(logbook, "UPDATE audit_payload SET sealed = zeroblob(300) WHERE idx = 1")

    said = check(take_out(logbook))

    assert "Line 2: entry 1 is not the one that was sealed." in said


def test_what_cannot_be_read_is_said_in_a_sentence(
    pack: bytes, check: Checker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert "NOT whole" in check(b"no zip")
    assert "NOT whole" in check(pack, previous=b"no note")
    assert "NOT whole" in check(pack, policy=b"{}")
    assert interact_verify.main([str(tmp_path / "missing.zip")]) == 1
    assert "cannot be read: No such file" in capsys.readouterr().out


def test_its_proofs_are_those_of_the_log():
    for size in range(1, 40):
        whole = root(READ, size)
        for index in range(size):
            proof = inclusion_proof(READ, index, size)
            found = interact_verify.root_of(READ(0, index), index, size, proof)
            assert found == whole
        for old in range(1, size + 1):
            begun = root(READ, old)
            proof = consistency_proof(READ, old, size)
            assert interact_verify.roots_of(begun, old, size, proof) == (begun, whole)
