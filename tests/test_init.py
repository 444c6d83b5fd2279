"""Making a real installation: asked, printed, proven; and never half of one."""

import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from interact.agencies.queries import list_agencies, list_memberships
from interact.agencies.rules import Role
from interact.app import create_app
from interact.cli import main
from interact.config import Config
from interact.core.clock import now
from interact.joining.accepting import Factor, Typed, accept_invitation
from interact.joining.lost_access import recover_agency
from interact.joining.recovery_codes import open_custody, recovery_state
from interact.joining.setting_up import find_platform
from interact.keys import totp
from interact.keys.codes import print_code
from interact.running import start
from tests.actions.test_sign_in import code_at
from tests.given import CHEAP
from tests.setting_up import ANSWERS, codes_in, init

STORED = {"config.toml", "interact.db", "keyring.db"}
WORDS = "kestrel-orchard-saddle-plover"
NOT_FINISHED = "is not finished, and nothing of it can be used. Remove the folder"
ABORTED = 1


@pytest.fixture(autouse=True)
def same_umask():
    """The command lets nobody else read what it makes; the tests go on as before."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    data = tmp_path_factory.mktemp("made") / "new" / "data"
    return data, init(data)


@pytest.fixture
def running(made, tmp_path):
    data = shutil.copytree(made[0], tmp_path / "data")
    running = start(Config.read(data / "config.toml"))
    yield running
    running.close()


def invoke(data, typed="", **changed):
    """Run the command with `typed` as all that is ever typed."""
    options = {f"--{name.replace('_', '-')}": said for name, said in changed.items()}
    words = ["init", "--data", str(data)]
    for option, said in (ANSWERS | options).items():
        words += [] if said is None else [option, said]
    result = CliRunner().invoke(main, words, input=typed)
    assert "Traceback" not in result.output
    return result


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_can_read_a_new_installation(made):
    data, _said = made

    assert {file.name for file in data.iterdir()} == STORED
    assert mode(data) == 0o700
    assert {mode(data / name) for name in STORED} == {0o600}


def test_in_a_folder_that_others_can_read_they_still_read_nothing(tmp_path):
    tmp_path.chmod(0o755)

    init(tmp_path)

    assert {mode(tmp_path / name) for name in STORED} == {0o600}


def test_it_is_a_real_one_with_its_first_agency_and_nobody_in_it(made, running):
    with running.database.reading() as session:
        (agency,) = list_agencies(session)
        assert (agency.name, agency.country) == ("Centro Example", "IT")
        assert list_memberships(session) == []
        state = recovery_state(session, agency)
        assert find_platform(session).kind.value == "platform"

    assert state.in_force
    assert state.tested_at is not None
    config = running.config
    assert not config.training
    assert config.public_url == "http://127.0.0.1:8000"
    assert (config.log_origin, config.time_zone) == ("127.0.0.1/log", "Europe/Rome")


def test_each_code_stands_on_a_sheet_of_its_own_with_who_keeps_it(made):
    said = made[1].said

    sheets = [sheet for sheet in said.split("=" * 72) if "RECOVERY CODE" in sheet]

    assert [len(codes_in(sheet)) for sheet in sheets] == [1, 1, 1]
    assert len(set(made[1].codes)) == 3
    for number, sheet in enumerate(sheets, 1):
        assert f"RECOVERY CODE {number} of 3 for Centro Example" in sheet
        assert "This sheet is for " in sheet
    assert "\x1b" not in said


def test_what_was_printed_lies_nowhere_in_the_installation(made):
    data, printed = made
    secrets = [*printed.tokens, *printed.codes]
    secrets += [code.replace("\n", " ") for code in printed.codes]

    for name in STORED:
        stored = (data / name).read_bytes()
        assert not [secret for secret in secrets if secret.encode() in stored]


def test_the_links_open_the_page_on_which_one_comes_in(made, running):
    visitor = create_app(running.config, running).test_client()

    for token in made[1].tokens:
        assert "Centro Example" in visitor.get(f"/join/{token}").text or (
            "Administration" in visitor.get(f"/join/{token}").text
        )
    assert visitor.get("/sign-in").status_code == 200


def test_with_each_link_stand_the_digits_that_its_page_shows(made, running):
    visitor = create_app(running.config, running).test_client()
    said = re.findall(r"(?<=must show:\n    )[\d ]+", made[1].said)

    assert len(set(said)) == 2
    for token, digits in zip(made[1].tokens, said, strict=True):
        assert digits in visitor.get(f"/join/{token}").text


def test_both_who_were_invited_come_in_with_a_second_factor(made, running):
    secret = totp.new_secret()
    factor = Factor(secret, code_at(secret, now()))
    typed = Typed(passphrase=WORDS, factor=factor, cost=CHEAP)

    with running.database.writing() as session:
        came = [accept_invitation(session, token, typed) for token in made[1].tokens]
        roles = [one.membership.role for one in came]

    assert roles == [Role.CUSTODIAN, Role.ADMINISTRATOR]
    assert all(one.confirmed for one in came)


@pytest.mark.parametrize("pair", [(1, 2), (1, 3), (3, 2)])
def test_any_two_of_the_codes_open_the_first_agency(made, running, pair):
    codes = [made[1].codes[number - 1] for number in pair]

    with running.database.writing() as session:
        (agency,) = list_agencies(session)
        assert open_custody(session, agency, codes)
        who = ("New", "new@example.org")
        assert recover_agency(session, "Centro Example", codes, who, {})


# Not before two codes have worked.


def test_one_code_twice_is_not_enough_and_another_may_be_typed(tmp_path):
    made = init(tmp_path / "data", typed=(2, 2, 1, 2))

    assert "These are not two of the three recovery codes" in made.said
    assert "Both codes work" in made.said


def test_a_line_that_was_mistyped_is_asked_for_again_at_once(tmp_path):
    right = print_code(bytes(32)).splitlines()[0]
    typed = "\n".join(["ABCD", "A" * 16, "\N{LATIN SMALL LETTER SHARP S}" * 16, right])

    said = invoke(tmp_path / "data", typed).output

    assert "A line has 16 letters and digits; you typed 4. Type that line" in said
    assert "Line 1 of the code is not as it is printed." in said
    assert said.count("The first code, line 1: ") == 4
    assert "The first code, line 2: " in said


@pytest.mark.parametrize("typed", ["", "ABCD\n" * 8], ids=["nothing", "nonsense"])
def test_without_two_codes_there_is_no_installation_and_no_link(tmp_path, typed):
    data = tmp_path / "data"

    result = invoke(data, typed)

    assert result.exit_code == ABORTED
    assert NOT_FINISHED in result.output
    assert "/join/" not in result.output
    assert not (data / "config.toml").exists()


def test_what_was_not_finished_is_neither_served_nor_made_over(tmp_path):
    invoke(tmp_path, "")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    served = CliRunner().invoke(main, ["serve", "--data", str(tmp_path)])
    again = invoke(tmp_path, "")

    assert served.exit_code == again.exit_code == 1
    assert "there is no such file" in served.output
    assert NOT_FINISHED in again.output
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


# What is asked.


def test_who_is_asked_what_the_agency_does_sees_every_answer(tmp_path):
    result = invoke(tmp_path / "data", "ngo\n", kind=None)

    asked = "reception (Reception centre), social services, guardianship, police, "
    assert asked + "hotline (116 000 hotline), ngo (Organisation): " in result.output
    assert "RECOVERY CODE 1 of 3" in result.output


def test_what_no_option_says_is_asked_for_until_it_is_right(tmp_path):
    typed = "Nowhere\nit\n\n Palermo \n"

    result = invoke(tmp_path / "data", typed, country=None, place=None)

    assert "Its country, in two letters: " in result.output
    assert "Type the two letters of the country, such as IT." in result.output
    assert "RECOVERY CODE 1 of 3" in result.output


@pytest.mark.parametrize(
    ("option", "typed", "said"),
    [
        ("agency", "  ", "Type something"),
        ("agency", "x" * 201, "Type something"),
        ("kind", "school", "Choose one of: reception"),
        ("kind", "platform", "Choose one of: reception"),
        ("country", "EL", "two letters of the country"),
        ("country", "Italy", "two letters of the country"),
        ("phone", "091 000000", "Type the number with its country"),
        ("phone", "+39", "Type the number with its country"),
        ("time_zone", "Rome", "Type a time zone"),
        ("custodian_email", "nadia", "Type an e-mail address"),
        ("administrator_email", "nadia@example.org", "two e-mail addresses"),
        ("public_url", "interact.example.org", "Type an address such as"),
        ("public_url", "http://interact.example.org", "Type an address such as"),
        ("public_url", "https://interact.example.org/app", "Type an address such as"),
        ("database_url", "postgresql://me:secret@host/x", "without a password"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_before_anything_is_made(
    tmp_path, option, typed, said
):
    result = invoke(tmp_path / "data", **{option: typed})

    assert result.exit_code == 1
    assert re.search(said, result.output)
    assert list(tmp_path.iterdir()) == []


def test_no_secret_can_be_given_as_an_option():
    options = {name for param in main.commands["init"].params for name in param.opts}

    assert not [name for name in options if re.search("code|pass|secret|token", name)]


# Later.


def test_another_administrator_is_invited_from_the_server(made, tmp_path):
    data: Path = shutil.copytree(made[0], tmp_path / "data")
    words = ["invite-administrator", "--data", str(data)]
    words += ["--name", "Omar", "--email", "omar@example.org"]

    result = CliRunner().invoke(main, words)

    assert result.exit_code == 0
    assert re.search(r"http://127\.0\.0\.1:8000/join/\S{43}\n", result.output)
