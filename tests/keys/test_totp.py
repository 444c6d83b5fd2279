"""Each six-digit code is good once, for about a minute and a half."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from interact.core.errors import CannotOpen
from interact.keys.rules import WrongCode
from interact.keys.totp import (
    check,
    new_secret,
    open_secret,
    provisioning_uri,
    seal_secret,
)
from tests.keys.examples import PERSON

SECRET = b"12345678901234567890"
AT = datetime.fromtimestamp(1_111_111_109, UTC)
STEP = 37_037_036
CODE = "081804"


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_clock_may_be_half_a_minute_off(seconds):
    assert check(SECRET, CODE, AT + timedelta(seconds=seconds), 0) == STEP


@pytest.mark.parametrize("seconds", [-60, 60, 3600])
def test_a_code_of_another_time_is_refused(seconds):
    with pytest.raises(WrongCode):
        check(SECRET, CODE, AT + timedelta(seconds=seconds), 0)


def test_a_code_is_good_once():
    with pytest.raises(WrongCode):
        check(SECRET, CODE, AT, check(SECRET, CODE, AT, 0))


def test_a_code_before_the_last_one_is_refused():
    with pytest.raises(WrongCode):
        check(SECRET, CODE, AT, STEP + 1)


@pytest.mark.parametrize("typed", ["081 804", " 081804\n"])
def test_spaces_make_no_difference(typed):
    assert check(SECRET, typed, AT, 0) == STEP


@pytest.mark.parametrize("typed", ["", "81804", "0818040", "٠٨١٨٠٤", "081805", "abc"])
def test_anything_else_is_refused(typed):
    with pytest.raises(WrongCode):
        check(SECRET, typed, AT, 0)


def test_the_secret_opens_with_the_persons_own_seed_only():
    blob = seal_secret(b"s" * 32, SECRET, PERSON)

    assert open_secret(b"s" * 32, blob, PERSON) == SECRET
    with pytest.raises(CannotOpen):
        open_secret(b"t" * 32, blob, PERSON)
    with pytest.raises(CannotOpen):
        open_secret(b"s" * 32, blob, uuid4())


def test_a_new_secret_has_160_bits():
    assert len(new_secret()) == 20
    assert new_secret() != new_secret()


def test_an_application_is_told_all_it_needs():
    uri = provisioning_uri(SECRET, "eleni@example.org", "INTERACT")

    asked = parse_qs(urlsplit(uri).query)
    assert uri.startswith("otpauth://totp/")
    assert asked["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert asked["issuer"] == ["INTERACT"]
    assert (asked["digits"], asked["period"]) == (["6"], ["30"])
