"""Makes the frozen examples of our own formats, once: `python -m tests.vectors.make`.

It leaves alone what exists. Examples are never made again: a new format is a new
folder, and the old ones must open for as long as data of that time may exist.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from interact.keys import (
    certificates,
    directory,
    epochs,
    passphrase,
    recovery,
    sealing,
    totp,
    wrapping,
)
from interact.keys.formats import (
    EpochId,
    compartment_info,
    field_context,
    pin_context,
    shelf_context,
    wrap_info,
)
from interact.keys.keyring import GroupKeys, Keyring
from interact.keys.notes import LogSigner
from interact.keys.rules import Compartment, GroupName

FOLDER = Path(__file__).parent / "v1"
AT = datetime(2031, 5, 25, 18, 30, 0, 123456, tzinfo=UTC)

Example = dict[str, Any]


def number(digit: int) -> UUID:
    """An id that is easy to recognise in a dump."""
    return UUID(int=digit * 0x1111_1111_1111_1111_1111_1111_1111_1111)


def seed(digit: int) -> bytes:
    """A key that is easy to recognise in a dump."""
    return bytes([digit]) * 32


DEPLOYMENT, CASE, ROW, GROUP, AGENCY, PERSON, PARTNER = (number(n) for n in range(1, 8))
EPOCH = EpochId(DEPLOYMENT.bytes, CASE, Compartment.WHEREABOUTS, 2)


def layouts() -> Example:
    """Every layout once, in clear."""
    wrapped_for = wrap_info(EPOCH, GROUP, 3)
    record = epochs.EpochRecord(EPOCH, seed(8), seed(9), PERSON, AGENCY, AT)
    return {
        "field": field_context(EPOCH, 17, ROW, 4).hex(),
        "compartment": compartment_info(EPOCH).hex(),
        "wrap": wrapped_for.hex(),
        "shelf": shelf_context(wrapped_for, seed(8)).hex(),
        "pin": pin_context(AGENCY, PARTNER).hex(),
        "epoch_record": record.message().hex(),
        "group": group_certificate().message().hex(),
        "member": member_certificate().message().hex(),
        "grant": grant().info().hex(),
        "granted": grant().message(b"wrapped").hex(),
    }


def group_certificate() -> certificates.GroupCertificate:
    """A group whose keys come from seed 5."""
    keys = wrapping.KeyPair(seed(5))
    return certificates.GroupCertificate(
        AGENCY, GROUP, GroupName.WHEREABOUTS, 3, keys.public, keys.signing_public, AT
    )


def member_certificate() -> certificates.MemberCertificate:
    """A person whose keys come from seed 6."""
    keys = wrapping.KeyPair(seed(6))
    return certificates.MemberCertificate(
        AGENCY, PERSON, "caseworker", keys.public, keys.signing_public
    )


def grant() -> certificates.Grant:
    """That person is given that group."""
    return certificates.Grant(AGENCY, GROUP, GroupName.WHEREABOUTS, 3, PERSON)


def sealed() -> Example:
    """Fields with both ciphers, a file, a name."""
    context = field_context(EPOCH, 17, ROW, 4)
    siv = sealing.Algorithm.AES_256_GCM_SIV
    value = {"town": "Αθήνα", "since": "2031-05-25"}
    return {
        "key": seed(1).hex(),
        "value": value,
        "field": sealing.seal_value(seed(1), value, context).hex(),
        "bytes": b"in the reserve cipher".hex(),
        "bytes_siv": sealing.seal(
            seed(1), b"in the reserve cipher", context, siv
        ).hex(),
        "file": sealing.seal_file(seed(2), b"a photograph " * 9, context).hex(),
        "name": directory.seal_name(seed(3), ROW, "name", "Eleni Example").hex(),
        "email_token": directory.email_token(seed(3), "Eleni@Example.org").hex(),
    }


def wrapped() -> Example:
    """A half on its way: inbox, shelf, key and commitment."""
    keys = wrapping.KeyPair(seed(5))
    info = wrap_info(EPOCH, GROUP, 3)
    key = epochs.derive(seed(10), seed(11), EPOCH)
    context = shelf_context(info, key.commitment)
    return {
        "public": keys.public.hex(),
        "signing_public": keys.signing_public.hex(),
        "shelf_key": keys.shelf.hex(),
        "inbox": wrapping.wrap(keys.public, seed(10), info).hex(),
        "shelf": wrapping.shelve(keys, seed(10), context).hex(),
        "encryption": key.encryption.hex(),
        "commitment": key.commitment.hex(),
    }


def vouched() -> Example:
    """An agency, its certificates, a grant."""
    identity = certificates.AgencyIdentity(seed(4))
    custodian = wrapping.KeyPair(seed(7))
    member = wrapping.KeyPair(seed(6))
    wrapped_seed, signature = grant().give(custodian.signing, member.public, seed(5))
    return {
        "identity": identity.public.hex(),
        "fingerprint": certificates.fingerprint(identity.public),
        "group_signature": identity.sign(group_certificate().message()).hex(),
        "member_signature": identity.sign(member_certificate().message()).hex(),
        "grant": wrapped_seed.hex(),
        "grant_signature": signature.hex(),
        "identity_sealed": certificates.seal_identity(
            custodian, identity, AGENCY
        ).hex(),
    }


def locked() -> Example:
    """A seed under a passphrase and under a code; the second factor; a keyring."""
    cost = passphrase.Cost(memory_kib=64, passes=1)
    words = "caf\u0065\u0301 \u2460 otter"
    params, blob = passphrase.lock_seed(words, seed(6), PERSON, seed(12), cost)
    code = passphrase.lock_with_secret(passphrase.Kind.CODE, seed(13), seed(6), PERSON)
    groups = {
        (GroupName.WHEREABOUTS, 3): GroupKeys(GROUP, wrapping.KeyPair(seed(5))),
        (GroupName.AUDIT, 1): GroupKeys(number(8), wrapping.KeyPair(seed(14))),
    }
    keyring = Keyring.of(wrapping.KeyPair(seed(6)), groups, "12345 67890")
    return {
        "passphrase": words,
        "params": params,
        "seed": blob.hex(),
        "code_params": code[0],
        "code_seed": code[1].hex(),
        "totp": totp.seal_secret(seed(6), b"12345678901234567890", PERSON).hex(),
        "keyring": keyring.pack().hex(),
    }


def noted() -> Example:
    """A checkpoint and the keys to check it with."""
    signer = LogSigner(seed(15), "example.org/interact")
    return {
        "vkeys": list(signer.vkeys()),
        "size": 1234,
        "root": seed(16).hex(),
        "note": signer.sign_checkpoint(1234, seed(16)),
    }


def recovered() -> Example:
    """A custody seed for the first and the third of three codes."""
    first, third = wrapping.KeyPair(seed(17)), wrapping.KeyPair(seed(18))
    envelope = recovery.Envelope(AGENCY, 2, 1, 3)
    return {
        "key_message": recovery.recovery_key_message(AGENCY, 1, first.public).hex(),
        "envelope": envelope.close(first.public, third.public, seed(5)).hex(),
    }


EXAMPLES = (layouts, sealed, wrapped, vouched, locked, noted, recovered)


def make(folder: Path) -> None:
    """Write one file for each example; refuse when all are there already."""
    files = {folder / f"{example.__name__}.json": example for example in EXAMPLES}
    new = {file: example for file, example in files.items() if not file.exists()}
    if not new:
        raise FileExistsError(f"frozen: {', '.join(file.name for file in files)}")
    for file, example in new.items():
        text = json.dumps(example(), indent=2, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(FOLDER)
