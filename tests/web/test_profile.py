"""The child's profile: claims side by side, and adding one."""

import re
from uuid import uuid4

import pytest

from interact.cases.fields import FIELDS, field_by_name, profile_fields
from interact.cases.queries import read_case, read_claims
from interact.keys.rules import Compartment

NOBODYS = "9b604a77-6262-4bdd-aa06-90a29594e871"
SAID = {"source": "relative", "confidence": "doubtful", "said_by": "An aunt"}


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def case(given, worker):
    return given.case(worker)


def send(browser, case, name, **typed):
    seen = typed.pop("seen", "")
    data = {**SAID, "seen": seen, "submission": str(uuid4()), **typed}
    return browser.post(f"/cases/{case.reference}/profile/{name}", data=data)


def claims(session, worker, case, name):
    vault = read_case(session, worker, case.reference)
    return read_claims(vault, field_by_name(name))


def test_claims_that_differ_stand_side_by_side(given, worker, browser, case):
    given.claim(worker, case, "hair", "Black, plaited")
    given.claim(worker, case, "hair", "Brown, short")

    page = browser.get(f"/cases/{case.reference}/profile").text

    assert "2 claims differ" in page
    assert page.index("Brown, short") < page.index("Black, plaited")


def test_a_detail_is_recorded_with_who_says_so(session, worker, browser, case):
    answer = send(browser, case, "hair", hair="Black")

    assert answer.status_code == 303
    assert answer.location == f"/cases/{case.reference}/profile#physical"
    (claim,) = claims(session, worker, case, "hair")
    assert claim.statement.as_value() == {"value": "Black", **SAID}


TYPED = {
    "family_name": ({"family_name_latin": "Mensah"}, "Mensah"),
    "sex": ({"sex": "female"}, "Female"),
    "birth_date": ({"birth_date_day": ["27", "3", "2011"]}, "27 March 2011"),
    "birth_place": ({"birth_place": "Kumasi"}, "Kumasi"),
    "nationality": ({"nationality": "GH"}, "Ghana"),
    "stateless": ({"stateless": "no"}, "No"),
    "languages": (
        {"languages": ["tw", "ti"], "languages_others": "Frafra, Dagbani"},
        "Twi, Tigrinya, Frafra, Dagbani",
    ),
    "photo_taken_on": ({"photo_taken_on": ["1", "6", "2026"]}, "1 June 2026"),
    "height": ({"height": "162"}, "162"),
    "marks": ({"marks": "A scar\non the arm"}, "A scar\non the arm"),
    "own_phone": ({"own_phone": "+39 091 000000"}, "+39 091 000000"),
    "mother": ({"mother": "Ama, in Kumasi"}, "Ama, in Kumasi"),
    "last_seen_at": ({"last_seen_at": "2026-03-27T18:40"}, "27 March 2026, 18:40 CET"),
}


def test_every_kind_of_detail_has_an_example_here():
    kinds = {field_by_name(name).kind for name in TYPED}

    assert kinds | {field_by_name("hair").kind} == {field.kind for field in FIELDS}


@pytest.mark.parametrize("name", TYPED)
def test_every_kind_of_detail_is_asked_recorded_and_shown(browser, case, name):
    typed, shown = TYPED[name]

    assert send(browser, case, name, **typed).status_code == 303
    assert shown in browser.get(f"/cases/{case.reference}/profile/{name}").text
    assert shown in browser.get(f"/cases/{case.reference}/profile").text


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("hair", {"hair": "  "}, "Enter or choose an answer"),
        ("hair", {"hair": "a" * 3_000_000}, "Keep it under 300 characters"),
        ("marks", {"marks": "a" * 5001}, "Keep it under 5000 characters"),
        ("hair", {"hair": "Black", "said_by": "a" * 301}, "This is too long."),
        ("hair", {"hair": "Black", "source": "rumour"}, "Choose one of the answers"),
        ("sex", {"sex": "unheard of"}, "Choose one of the answers listed"),
        ("sex", {}, "Enter or choose an answer"),
        ("stateless", {"stateless": "perhaps"}, "Choose one of the answers listed"),
        ("languages", {"languages": ["tw", "xx"]}, "Choose one of the answers listed"),
        ("height", {"height": "tall"}, "Enter a whole number"),
        ("height", {"height": "-5"}, "cannot be recorded like this"),
        ("height", {"height": "9" * 5000}, "Enter a whole number"),
        ("arrived_on", {"arrived_on": ["30", "2", "2026"]}, "There is no such day."),
        ("arrived_on", {"arrived_on": ["1", "2"]}, "There is no such day."),
        ("last_seen_at", {"last_seen_at": "last night"}, "Enter the day and the time"),
        ("birth_date", {"birth_date_age": "99"}, "between 0 and 25"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    session, worker, browser, case, name, typed, said
):
    answer = send(browser, case, name, **typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert "Please look at this again" in answer.text
    assert claims(session, worker, case, name) == []


def test_what_was_typed_is_kept_when_it_is_refused(browser, case):
    answer = send(browser, case, "hair", hair="B" * 301)

    assert "B" * 301 in answer.text
    assert 'value="An aunt"' in answer.text


def test_a_stale_form_shows_both_and_then_records_beside(
    session, given, worker, browser, case
):
    seen = str(given.claim(worker, case, "hair", "Black").id)
    given.claim(worker, case, "hair", "Red")

    stale = send(browser, case, "hair", hair="Brown", seen=seen)
    assert stale.status_code == 422
    assert "Someone else recorded this detail while you were writing" in stale.text
    assert "Red" in stale.text
    assert 'value="Brown"' in stale.text

    seen_now = re.search(r'name="seen"[^>]* value="([^"]+)"', stale.text)[1]
    assert send(browser, case, "hair", hair="Brown", seen=seen_now).status_code == 303
    found = claims(session, worker, case, "hair")
    assert [c.statement.value for c in found] == ["Brown", "Red", "Black"]


@pytest.mark.parametrize("forged", ["", "nonsense", NOBODYS])
def test_a_form_that_forges_what_it_saw_is_stale(given, worker, browser, case, forged):
    given.claim(worker, case, "hair", "Black")

    assert send(browser, case, "hair", hair="Brown", seen=forged).status_code == 422


def test_sending_a_detail_twice_records_it_once(session, worker, browser, case):
    token = str(uuid4())
    for _time in range(2):
        answer = send(browser, case, "hair", hair="Black", submission=token)
        assert answer.status_code == 303

    assert len(claims(session, worker, case, "hair")) == 1


def test_going_on_leads_to_the_next_detail_that_is_open(given, worker, browser, case):
    given.claim(worker, case, "eyes", "Brown")

    answer = send(browser, case, "hair", hair="Black", then="next")
    assert answer.location == f"/cases/{case.reference}/profile/marks"

    last = profile_fields()[-1].name
    answer = send(browser, case, last, **{last: "To stay here"}, then="next")
    assert answer.location == f"/cases/{case.reference}/profile#wishes"


def test_the_question_is_asked_as_the_checklist_asks_it(browser, case):
    page = browser.get(f"/cases/{case.reference}/profile/family_name").text

    assert "What is the child&#39;s family name?" in page


def test_every_field_has_a_page(browser, case):
    for field in FIELDS:
        page = browser.get(f"/cases/{case.reference}/profile/{field.name}")
        assert page.status_code == 200, field.name


def test_a_detail_that_does_not_exist_is_not_there(browser, case):
    page = browser.get(f"/cases/{case.reference}/profile/shoe_size")

    assert page.status_code == 404


def test_a_partner_neither_sees_nor_changes_a_part_that_was_not_shared(
    session, given, worker, case, signed_in
):
    given.claim(worker, case, "conditions", "Asthma")
    officer = given.officer("FR")
    given.share(worker, case, officer, Compartment.IDENTITY)
    theirs = signed_in(officer)

    page = theirs.get(f"/cases/{case.reference}/profile").text
    sent = send(theirs, case, "conditions", conditions="None")

    assert "Asthma" not in page
    assert "Part of “Health”, which you cannot open" in page
    assert f"/cases/{case.reference}/profile/conditions" not in page
    assert (sent.status_code, "Health" in sent.text) == (409, True)
    assert len(claims(session, worker, case, "conditions")) == 1


def test_details_of_an_episode_are_shown_once_there_are_some(
    given, worker, browser, case
):
    address = f"/cases/{case.reference}/profile"
    assert "Last seen in" not in browser.get(address).text

    given.claim(worker, case, "last_seen_place", "The station")
    assert "The station" in browser.get(address).text


def test_what_a_person_wrote_never_becomes_part_of_the_page(
    given, worker, browser, case
):
    given.claim(worker, case, "hair", "<script>alert(1)</script>")

    for address in ("/profile", "/profile/hair"):
        page = browser.get(f"/cases/{case.reference}{address}").text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
