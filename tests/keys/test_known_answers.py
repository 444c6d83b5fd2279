"""The installed primitives against what others published."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from interact.keys import notes, totp
from interact.keys.wrapping import SigningKey, expand_x_wing, x_wing_public
from tests.keys.examples import published


def plain(name):
    return {
        key: bytes.fromhex(value)
        for key, value in published(name).items()
        if key != "source" and isinstance(value, str)
    }


def test_an_x_wing_seed_gives_the_public_key_of_the_draft():
    vector = plain("x_wing")

    public = x_wing_public(vector["seed"])

    assert public == vector["public"]


def test_hpke_with_x_wing_opens_what_another_library_sealed():
    vector, suite = (
        plain("hpke_x_wing"),
        Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM),
    )
    private = MLKEM768X25519PrivateKey(*expand_x_wing(plain("x_wing")["seed"]))

    opened = suite.decrypt(vector["sealed"], private, info=vector["info"])

    assert opened == vector["plaintext"]


@pytest.mark.skipif(
    not hasattr(openssl.hpke, "_decrypt_with_aad"),
    reason="this release of cryptography cannot open RFC 9180's vector: it has no "
    "function that takes associated data",
)
def test_hpke_opens_the_first_vector_of_rfc_9180():
    vector = plain("hpke_x25519")
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    private = X25519PrivateKey.from_private_bytes(vector["private"])

    opened = openssl.hpke._decrypt_with_aad(
        suite, vector["sealed"], private, vector["info"], vector["aad"]
    )

    assert opened == vector["plaintext"]


@pytest.mark.parametrize(
    ("name", "cipher"), [("aes_256_gcm", AESGCM), ("aes_256_gcm_siv", AESGCMSIV)]
)
def test_the_ciphers_give_the_published_ciphertexts(name, cipher):
    vector = plain(name)

    sealed = cipher(vector["key"]).encrypt(
        vector["nonce"], vector["plaintext"], vector["associated"]
    )

    assert sealed == vector["sealed"]


def test_argon2id_gives_the_tag_of_rfc_9106():
    vector, numbers = plain("argon2id"), published("argon2id")

    tag = Argon2id(
        salt=vector["salt"],
        length=len(vector["tag"]),
        iterations=numbers["passes"],
        lanes=numbers["lanes"],
        memory_cost=numbers["memory_kib"],
        ad=vector["associated"],
        secret=vector["secret"],
    ).derive(vector["password"])

    assert tag == vector["tag"]


@pytest.mark.parametrize("vector", published("hkdf_sha256"), ids=lambda v: v["source"])
def test_hkdf_gives_the_keys_of_rfc_5869(vector):
    ikm, salt, info, okm = (
        bytes.fromhex(vector[key]) for key in ("ikm", "salt", "info", "okm")
    )

    assert HKDF(SHA256(), len(okm), salt, info).derive(ikm) == okm


def test_ed25519_gives_the_signature_of_rfc_8032():
    vector = plain("ed25519")
    key = SigningKey(vector["private"])

    assert key.public == vector["public"]
    assert key.sign(vector["message"]) == vector["signature"]


@pytest.mark.parametrize(("seconds", "code"), published("totp_sha1")["codes"])
def test_the_codes_of_rfc_6238_are_accepted_at_their_time(seconds, code):
    secret = bytes.fromhex(published("totp_sha1")["secret"])

    step = totp.check(secret, code, datetime.fromtimestamp(seconds, UTC), 0)

    assert step == seconds // 30


@pytest.mark.parametrize("name", ["note_ed25519", "note_ml_dsa_44"])
def test_checkpoints_of_other_logs_are_verified(name):
    vector = published(name)

    checkpoint = notes.verify(vector["note"], (vector["vkey"],))

    assert vector["note"].startswith(checkpoint.text())
