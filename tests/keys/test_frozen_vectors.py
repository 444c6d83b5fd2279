"""What was sealed and signed in the first format opens today, byte for byte."""

from datetime import timedelta

import pytest

from interact.core.errors import CannotOpen
from interact.keys import (
    certificates,
    directory,
    epochs,
    passphrase,
    recovery,
    sealing,
    totp,
)
from interact.keys.formats import field_context, shelf_context, wrap_info
from interact.keys.keyring import Keyring
from interact.keys.notes import Checkpoint, LogSigner, verify
from interact.keys.rules import GroupName
from interact.keys.wrapping import KeyPair, unshelve, unwrap
from tests.keys.examples import frozen
from tests.vectors import make

FIELD = field_context(make.EPOCH, 17, make.ROW, 4)
WRAPPED_FOR = wrap_info(make.EPOCH, make.GROUP, 3)


def raw(name):
    return {
        key: bytes.fromhex(value)
        for key, value in frozen(name).items()
        if isinstance(value, str) and set(value) <= set("0123456789abcdef")
    }


def test_the_layouts_are_the_same():
    assert make.layouts() == frozen("layouts")


def test_fields_files_and_names_open():
    example, blobs = frozen("sealed"), raw("sealed")
    key = make.seed(1)

    assert sealing.unseal_value(key, blobs["field"], FIELD) == example["value"]
    assert sealing.unseal(key, blobs["bytes_siv"], FIELD) == blobs["bytes"]
    photograph = sealing.unseal_file(make.seed(2), blobs["file"], FIELD)
    assert photograph == b"a photograph " * 9
    name = directory.open_name(make.seed(3), make.ROW, "name", blobs["name"])
    assert name == "Eleni Example"
    token = directory.email_token(make.seed(3), "eleni@example.org")
    assert token == blobs["email_token"]


def test_halves_open_from_the_inbox_and_from_the_shelf():
    blobs, keys = raw("wrapped"), KeyPair(make.seed(5))
    context = shelf_context(WRAPPED_FOR, blobs["commitment"])

    half = unwrap(keys, blobs["inbox"], WRAPPED_FOR)

    assert half == unshelve(keys, blobs["shelf"], context) == make.seed(10)
    key = epochs.derive(half, make.seed(11), make.EPOCH)
    assert (key.encryption, key.commitment) == (
        blobs["encryption"],
        blobs["commitment"],
    )


def test_a_seed_gives_the_same_keys():
    blobs, keys = raw("wrapped"), KeyPair(make.seed(5))

    assert keys.public == blobs["public"]
    assert keys.signing_public == blobs["signing_public"]
    assert keys.shelf == blobs["shelf_key"]


def test_what_an_agency_vouched_for_is_believed():
    example, blobs = frozen("vouched"), raw("vouched")
    public = blobs["identity"]
    before = make.AT - timedelta(seconds=1)

    assert certificates.AgencyIdentity(make.seed(4)).public == public
    certificates.check_anchor(public, example["fingerprint"])
    make.group_certificate().check(public, blobs["group_signature"], before)
    make.member_certificate().check(public, blobs["member_signature"])


def test_a_grant_opens():
    blobs = raw("vouched")
    custodian, member = KeyPair(make.seed(7)), KeyPair(make.seed(6))
    identity = certificates.open_identity(
        custodian, blobs["identity_sealed"], make.AGENCY
    )

    make.grant().check(
        custodian.signing_public, blobs["grant"], blobs["grant_signature"]
    )
    assert make.grant().take(member, blobs["grant"]).seed == make.seed(5)
    assert identity.seed == make.seed(4)


def test_a_seed_opens_with_its_passphrase_and_with_its_code():
    example, blobs = frozen("locked"), raw("locked")
    code = passphrase.Kind.CODE

    with_words = passphrase.unlock_seed(
        "caf\N{LATIN SMALL LETTER E WITH ACUTE} 1 otter",
        example["params"],
        blobs["seed"],
        make.PERSON,
        make.seed(12),
    )
    with_code = passphrase.unlock_with_secret(
        code, make.seed(13), example["code_params"], blobs["code_seed"], make.PERSON
    )

    assert with_words == with_code == make.seed(6)


def test_the_second_factor_and_the_keyring_open():
    blobs = raw("locked")

    secret = totp.open_secret(make.seed(6), blobs["totp"], make.PERSON)
    keyring = Keyring.unpack(blobs["keyring"])

    assert secret == b"12345678901234567890"
    assert keyring.group(GroupName.WHEREABOUTS).keypair.seed == make.seed(5)
    assert keyring.group(GroupName.AUDIT, 1).group_id == make.number(8)
    assert keyring.anchor == "12345 67890"
    assert keyring.sign(b"m") == KeyPair(make.seed(6)).sign(b"m")
    assert keyring.pack() == blobs["keyring"]


def test_a_checkpoint_is_verified():
    example = frozen("noted")
    signer = LogSigner(make.seed(15), "example.org/interact")

    checkpoint = verify(example["note"], tuple(example["vkeys"]))

    assert list(signer.vkeys()) == example["vkeys"]
    assert checkpoint == Checkpoint(signer.origin, 1234, make.seed(16))


def test_the_examples_open_nowhere_else():
    with pytest.raises(CannotOpen):
        sealing.unseal(make.seed(1), raw("sealed")["field"], FIELD + b"\0")
    with pytest.raises(CannotOpen):
        unwrap(KeyPair(make.seed(6)), raw("wrapped")["inbox"], WRAPPED_FOR)


def test_the_examples_are_never_made_again():
    with pytest.raises(FileExistsError, match="frozen"):
        make.make(make.FOLDER)


def test_what_is_made_today_has_the_shape_of_the_examples(tmp_path):
    make.make(tmp_path)

    made = {file.name for file in tmp_path.iterdir()}
    assert made == {file.name for file in make.FOLDER.iterdir()}
    for example in make.EXAMPLES:
        assert example().keys() == frozen(example.__name__).keys()


def test_two_recovery_codes_open_an_agencys_keys():
    blobs = raw("recovered")
    first, third = KeyPair(make.seed(17)), KeyPair(make.seed(18))

    opened = recovery.Envelope(make.AGENCY, 2, 1, 3).open(
        first, third, blobs["envelope"]
    )

    assert opened.seed == make.seed(5)
    message = recovery.recovery_key_message(make.AGENCY, 1, first.public)
    assert message == blobs["key_message"]
