"""What we use against the vectors that `cryptography` itself is tested with."""

import hmac
import json
import re
from datetime import UTC, datetime
from functools import cache
from itertools import islice

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA65PrivateKey,
)
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    Suite,
)
from cryptography_vectors import open_vector_file

from interact.core.errors import CannotOpen
from interact.keys import passphrase, totp
from interact.keys.passphrase import Cost
from interact.keys.sealing import GCM_HEADER, SealingKey, expand
from interact.keys.wrapping import SigningKey, expand_x_wing, verify, x_wing_public

ENOUGH = 25
COUNTED = re.compile("count *=", re.I)


@cache
def text(name):
    with open_vector_file(name, "r") as file:
        return file.read()


def read(name, most=None):
    """The vectors of a file of `name = value` lines, `most` of them.

    A vector begins where it is counted, or else after an empty line. What stands in
    brackets holds until it is said anew.
    """
    return list(islice(vectors(text(name).splitlines()), most))


def vectors(lines):
    begins = re.compile("count *=" if any(map(COUNTED.match, lines)) else "$", re.I)
    general, found = {}, {}
    for line in [*lines, "", "count = end"]:
        if found and (begins.match(line) or line.startswith("[")):
            yield general | found
            found = {}
        if line.startswith("["):
            general |= pairs(line.strip("[]"))
        elif line.strip() == "FAIL":
            found["fail"] = "yes"
        elif "=" in line and not line.startswith("#"):
            found |= pairs(line)


def pairs(line):
    name, _is, value = line.partition("=")
    return {name.strip().lower(): value.strip()}


def hexed(vector, *names):
    return tuple(bytes.fromhex(vector.get(name, "")) for name in names)


# Sealing.


def test_aes_256_gcm_opens_what_nist_sealed_and_refuses_what_nist_forged():
    sizes = {"ivlen": "96", "taglen": "128"}
    opened = refused = 0
    for vector in read("ciphers/AES/GCM/gcmDecrypt256.rsp"):
        if not sizes.items() <= vector.items():
            continue
        key, nonce, sealed, aad, tag = hexed(vector, "key", "iv", "ct", "aad", "tag")
        cipher = SealingKey(key).cipher(GCM_HEADER)
        if "fail" in vector:
            with pytest.raises(InvalidTag):
                cipher.decrypt(nonce, sealed + tag, aad)
            refused += 1
        else:
            plain = cipher.decrypt(nonce, sealed + tag, aad)
            assert plain == bytes.fromhex(vector["pt"])
            opened += 1
    assert min(opened, refused) > 100


def test_aes_256_gcm_seals_as_nist_does():
    sizes = {"ivlen": "96", "taglen": "128"}
    sealed = 0
    for vector in read("ciphers/AES/GCM/gcmEncryptExtIV256.rsp"):
        if not sizes.items() <= vector.items():
            continue
        key, nonce, plain, aad = hexed(vector, "key", "iv", "pt", "aad")
        made = SealingKey(key).cipher(GCM_HEADER).encrypt(nonce, plain, aad)
        assert made.hex() == vector["ct"] + vector["tag"]
        sealed += 1
    assert sealed > 100


def test_the_reserve_cipher_seals_as_published():
    sealed = 0
    for block in text("ciphers/AES/GCM-SIV/openssl.txt").split("\n\n"):
        if "aes-256-gcm-siv" not in block.lower() or "Operation" in block:
            continue
        vector = dict(re.findall(r"(?m)^(\w+) = ([0-9a-f]*)$", block))
        key, nonce, aad, plain, tag, made = (
            bytes.fromhex(vector.get(name, ""))
            for name in ("Key", "IV", "AAD", "Plaintext", "Tag", "Ciphertext")
        )
        if not plain:
            continue
        assert AESGCMSIV(key).encrypt(nonce, plain, aad) == made + tag
        sealed += 1
    assert sealed > 20


# Deriving.


@pytest.mark.parametrize(
    "vector", read("KDF/rfc-5869-HKDF-SHA256.txt"), ids=lambda vector: vector["count"]
)
def test_keys_are_expanded_as_rfc_5869_does(vector):
    key, label, made = hexed(vector, "prk", "info", "okm")

    assert expand(key, label, len(made)) == made


def test_a_passphrase_is_stretched_as_published():
    stretched = 0
    for vector in read("KDF/argon2id.txt"):
        typed, salt, bound_to, pepper = hexed(vector, "pass", "salt", "ad", "secret")
        plain = typed.decode("latin-1")
        # What our keys never are: another length, no pepper, letters we would fold.
        ours = plain.isascii() and plain == plain.strip() and pepper
        if vector["length"] != "32" or not ours:
            continue
        cost = Cost(*(int(vector[name]) for name in ("memcost", "iter", "lanes")))
        made = passphrase._stretch(plain, salt, bound_to, pepper, cost)
        assert made.hex() == vector["output"]
        stretched += 1
    assert stretched


@pytest.mark.parametrize("vector", read("HMAC/rfc-4231-sha256.txt"))
def test_what_we_authenticate_has_the_tags_of_rfc_4231(vector):
    key, message = hexed(vector, "key", "msg")

    assert hmac.digest(key, message, "sha256").hex() == vector["md"]


@pytest.mark.parametrize("vector", read("twofactor/rfc-4226.txt")[1:])
def test_the_codes_of_rfc_4226_are_accepted_in_their_half_minute(vector):
    step = int(vector["counter"])
    moment = datetime.fromtimestamp(step * totp.STEP_SECONDS, UTC)

    assert totp.check(vector["secret"].encode(), vector["hotp"], moment, -1) == step


# Signing.


def test_ed25519_signs_and_verifies_as_its_authors_do():
    lines = text("asymmetric/Ed25519/sign.input").splitlines()
    for line in islice(lines, 0, None, len(lines) // ENOUGH):
        private, public, said, signed, _end = line.split(":")
        key, message = SigningKey(bytes.fromhex(private[:64])), bytes.fromhex(said)
        signature = bytes.fromhex(signed)[:64]

        assert key.public == bytes.fromhex(public)
        assert key.sign(message) == signature
        verify(key.public, signature, message)
        with pytest.raises(CannotOpen):
            verify(key.public, signature, message + b"\0")


@pytest.mark.parametrize(
    ("name", "kind", "length"),
    [("44", MLDSA44PrivateKey, 2420), ("65", MLDSA65PrivateKey, 3309)],
)
def test_ml_dsa_verifies_what_its_authors_signed(name, kind, length):
    for vector in read(f"asymmetric/MLDSA/kat_MLDSA_{name}_det_pure.rsp", ENOUGH):
        seed, public, message, signed, context = hexed(
            vector, "xi", "pk", "msg", "sm", "ctx"
        )
        key = kind.from_seed_bytes(seed).public_key()
        assert key.public_bytes_raw() == public

        key.verify(signed[:length], message, context)
        with pytest.raises(InvalidSignature):
            key.verify(signed[:length], message + b"\0", context)


# Passing keys on.


@pytest.mark.parametrize(
    "vector", read("asymmetric/X25519/rfc7748.txt"), ids=lambda vector: vector["count"]
)
def test_x25519_agrees_as_rfc_7748_does(vector):
    scalar, point, agreed = hexed(vector, "input_scalar", "input_u", "output_u")
    private = X25519PrivateKey.from_private_bytes(scalar)

    assert private.exchange(X25519PublicKey.from_public_bytes(point)) == agreed


def test_ml_kem_768_opens_as_published_and_gives_nothing_away_when_it_cannot():
    for vector in read("asymmetric/MLKEM/kat_MLKEM_768.rsp", ENOUGH):
        seed = bytes.fromhex(vector["d"] + vector["z"])
        key = MLKEM768PrivateKey.from_seed_bytes(seed)

        assert key.public_key().public_bytes_raw().hex() == vector["pk"]
        assert key.decapsulate(bytes.fromhex(vector["ct"])).hex() == vector["ss"]
        assert key.decapsulate(bytes.fromhex(vector["ct_n"])).hex() == vector["ss_n"]


def hpke(name, kem_id, kdf_id, aead_id):
    wanted = {"mode": 0, "kem_id": kem_id, "kdf_id": kdf_id, "aead_id": aead_id}
    published = json.loads(text(f"HPKE/{name}.json"))
    return next(one for one in published if wanted.items() <= one.items())


# Every vector has associated data, and the public functions take none.
needs_aad = pytest.mark.skipif(
    not hasattr(openssl.hpke, "_decrypt_with_aad"),
    reason="this release of cryptography has no function that takes associated data",
)


def opened(suite, vector, private):
    first = vector["encryptions"][0]
    sealed = bytes.fromhex(vector["enc"] + first["ct"])
    info, aad = bytes.fromhex(vector["info"]), bytes.fromhex(first["aad"])
    return openssl.hpke._decrypt_with_aad(suite, sealed, private, info, aad).hex()


@needs_aad
def test_hpke_with_x25519_and_aes_256_opens_as_rfc_9180_published():
    vector = hpke("test-vectors", 0x20, 1, 2)
    private = X25519PrivateKey.from_private_bytes(bytes.fromhex(vector["skRm"]))
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

    assert opened(suite, vector, private) == vector["encryptions"][0]["pt"]


@needs_aad
def test_hpke_with_x_wing_opens_as_its_working_group_published():
    vector = hpke("hpke-pq-test-vectors", 0x647A, 1, 3)
    seed = bytes.fromhex(vector["skRm"])
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

    private = MLKEM768X25519PrivateKey(*expand_x_wing(seed))

    assert x_wing_public(seed).hex() == vector["pkRm"]
    assert opened(suite, vector, private) == vector["encryptions"][0]["pt"]
