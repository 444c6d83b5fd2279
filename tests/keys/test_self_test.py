"""A machine that lacks a primitive, or has a wrong one, does not serve."""

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

from interact.keys import sealing, self_test
from interact.keys.rules import Unsuitable


def test_this_machine_is_suitable():
    self_test.run()


@pytest.mark.parametrize(
    ("constant", "primitive"),
    [
        ("X_WING_PUBLIC", "X-Wing"),
        ("HKDF_KEY", "HKDF-SHA256"),
        ("ARGON2ID_TAG", "Argon2id"),
    ],
)
def test_a_wrong_answer_is_named(monkeypatch, constant, primitive):
    monkeypatch.setattr(self_test, constant, "00" * 32)

    with pytest.raises(Unsuitable, match=primitive):
        self_test.run()


def test_a_wrong_code_is_named(monkeypatch):
    monkeypatch.setattr(self_test, "TOTP_CODE", "000000")

    with pytest.raises(Unsuitable, match="TOTP"):
        self_test.run()


def test_a_missing_primitive_is_named(monkeypatch):
    def missing(_key):
        raise UnsupportedAlgorithm("not in this OpenSSL")

    monkeypatch.setattr(sealing, "AESGCMSIV", missing)

    with pytest.raises(Unsuitable, match="AES-256-GCM-SIV does not work"):
        self_test.run()
