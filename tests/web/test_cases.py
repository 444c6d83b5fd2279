"""Opening a case page by page, and the page that stands for it."""

import re
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from interact.assessments.actions import finish_assessment
from interact.cases.actions import write_note
from interact.cases.files import list_files
from interact.cases.queries import list_cases, read_case, read_profile
from interact.core.clock import now
from interact.keys.rules import Compartment
from tests.actions.filling import YES, fill

NAMES = {
    "given_names_latin": "Abena",
    "given_names_script": "አቤና",
    "family_name_latin": "Mensah",
    "sex": "female",
    "names_source": "child",
    "names_confidence": "likely",
}
BIRTH = {
    "birth_date_day": ["27", "3", "2011"],
    "birth_date_basis": "stated",
    "nationality": "GH",
    "birth_source": "document",
    "birth_confidence": "sure",
}


@pytest.fixture
def worker(given):
    return given.caseworker()


@pytest.fixture
def browser(signed_in, worker):
    return signed_in(worker)


@pytest.fixture
def case(given, worker):
    case = given.case(worker)
    given.named(worker, case, "Abena", "Mensah")
    return case


def send(browser, page, **changed):
    """Send one page of the form that opens a case, with what was typed before."""
    typed = {**NAMES, **BIRTH, "page": page, "submission": str(uuid4()), **changed}
    return browser.post("/cases/new", data=typed)


def picture():
    content = BytesIO()
    Image.new("RGB", (40, 50), "red").save(content, "JPEG")
    return content.getvalue()


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def test_the_first_page_asks_what_the_child_is_called(browser):
    page = browser.get("/cases/new").text

    assert "What is the child called?" in page
    assert 'name="given_names_script"' in page


def test_what_was_typed_travels_along_and_is_kept_nowhere(session, worker, browser):
    answer = send(browser, "names")

    assert "How old is the child?" in answer.text
    assert hidden(answer.text)["given_names_script"] == "አቤና"
    with browser.session_transaction() as kept:
        assert set(kept) <= {"csrf_token"}
    assert list_cases(session, worker) == []


def test_going_back_shows_what_was_typed(browser):
    answer = send(browser, "birth", go="back")

    assert "What is the child called?" in answer.text
    assert 'value="Mensah"' in answer.text
    assert hidden(answer.text)["nationality"] == "GH"


def test_a_case_is_opened_with_every_detail_as_a_claim(session, worker, browser):
    answer = send(browser, "photograph")

    (case,) = list_cases(session, worker)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case.reference}")
    profile = read_profile(read_case(session, worker, case.reference))
    said = {name: claims[0].statement for name, claims in profile.items()}
    assert said.keys() == {
        *("given_names", "family_name", "sex", "birth_date", "nationality")
    }
    assert said["given_names"].value == {"latin": "Abena", "script": "አቤና"}
    assert (said["sex"].source, said["sex"].confidence) == ("child", "likely")
    assert (said["nationality"].source, said["nationality"].value) == ("document", "GH")
    assert said["birth_date"].value["exact"] == "2011-03-27"


def test_an_age_will_do_where_nobody_knows_the_day(session, worker, browser):
    age = {"birth_date_day": ["", "", ""], "birth_date_age": "15"}
    send(browser, "photograph", **age, birth_date_basis="estimated")

    (case,) = list_cases(session, worker)
    profile = read_profile(read_case(session, worker, case.reference))
    born = profile["birth_date"][0].statement.value
    assert (born["exact"], born["age"], born["basis"]) == (None, 15, "estimated")


def test_a_case_that_looks_alike_is_shown_before_a_new_one_is_opened(
    session, worker, browser, case
):
    mixed = {"given_names_script": "ابينا", "given_names_latin": ""}
    answer = send(browser, "birth", **mixed)

    assert case.reference in answer.text
    assert "same name in another script" in answer.text
    assert "None of these: open a new case" in answer.text
    assert list_cases(session, worker) == [case]


def test_cases_the_worker_may_not_open_are_not_shown(given, browser):
    other = given.caseworker()
    foreign = given.case(other)
    given.named(other, foreign, "Abena", "Mensah")

    answer = send(browser, "birth")

    assert foreign.reference not in answer.text
    assert "Check, add a photograph" in answer.text


def test_a_photograph_is_drawn_anew_and_sealed(session, worker, browser):
    content = picture()
    send(browser, "photograph", photograph=(BytesIO(content), "abena.jpg"))

    (case,) = list_cases(session, worker)
    (file,) = list_files(read_case(session, worker, case.reference))
    assert (file.media_type, file.name) == ("image/jpeg", "photograph.jpg")


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7", b"<svg/>", b"\xff\xd8\xff" + b"a" * 99]
)
def test_what_is_no_photograph_opens_no_case_and_keeps_the_rest(
    session, worker, browser, content
):
    answer = send(browser, "photograph", photograph=(BytesIO(content), "p.jpg"))

    assert answer.status_code == 422
    assert "could not be opened as a photograph" in answer.text
    assert hidden(answer.text)["given_names_latin"] == "Abena"
    assert list_cases(session, worker) == []


def test_sending_the_form_twice_opens_one_case(session, worker, browser):
    token = str(uuid4())
    first = send(browser, "photograph", submission=token)
    second = send(browser, "photograph", submission=token)

    assert first.location == second.location
    assert len(list_cases(session, worker)) == 1


NO_NAME = dict.fromkeys(
    ("given_names_latin", "given_names_script", "family_name_latin"), " "
)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (NO_NAME, "Enter a name."),
        ({"given_names_latin": "a" * 301}, "is too long. Keep it under 300"),
        ({"given_names_latin": "a" * 3_000_000}, "is too long. Keep it under 300"),
        ({"sex": "unheard of"}, "Choose one of the answers listed"),
        ({"names_source": "a rumour"}, "Choose one of the answers listed"),
        ({"birth_date_day": ["31", "2", "2011"]}, "There is no such day."),
        ({"birth_date_day": ["5", "", "2011"]}, "There is no such day."),
        ({"birth_date_day": ["one", "2", "3", "4", "5"]}, "There is no such day."),
        ({"birth_date_day": ["1", "1", "2999"]}, "A birth date lies in the past."),
        ({"birth_date_day": ["1", "1", "1950"]}, "would be older than 25"),
        ({"birth_date_day": "", "birth_date_age": "40"}, "between 0 and 25"),
        ({"birth_date_day": "", "birth_date_age": "fifteen"}, "Enter a whole number"),
        ({"nationality": "Atlantis"}, "Choose one of the answers listed"),
        ({"birth_date_basis": "guessed"}, "Choose one of the answers listed"),
    ],
)
def test_what_cannot_be_is_said_at_its_question_and_kept(
    session, worker, browser, wrong, said
):
    answer = send(browser, "photograph", **wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert list_cases(session, worker) == []
    kept = [
        part for typed in wrong.values() for part in typed if isinstance(typed, list)
    ]
    assert all(f'value="{part}"' in answer.text for part in kept[:3] if part)


def test_a_page_that_does_not_exist_is_the_first_one(browser):
    assert "How old is the child?" in send(browser, "nowhere").text


def test_both_ages_stand_above_a_case_where_they_differ(given, browser, worker, case):
    for years, basis in ((16, "stated"), (19, "assessed")):
        said = {"exact": None, "age": years, "basis": basis}
        recorded_on = now().date().isoformat()
        given.claim(worker, case, "birth_date", said | {"recorded_on": recorded_on})

    page = " ".join(browser.get(f"/cases/{case.reference}/tasks").text.split())

    said = "about 16 years (Stated by the child); another claim says 19 years"
    assert f"<li>{said}</li>" in page


def test_a_level_above_a_case_is_said_to_be_advice(session, browser, worker, case):
    tasks, advice = f"/cases/{case.reference}/tasks", "A level is advice"
    assert advice not in browser.get(tasks).text

    finish_assessment(session, worker, fill(session, worker, case, "CL-05", gm03=YES))

    assert advice in browser.get(tasks).text


def test_the_page_of_a_case_says_whose_it_is_and_what_is_missing(browser, case):
    page = browser.get(f"/cases/{case.reference}").text

    assert "Abena Mensah" in page
    assert f"/cases/{case.reference}/profile/height" in page
    assert f"/cases/{case.reference}/files/new" in page
    assert "The child is not there" in page


def test_the_name_of_a_child_stands_in_no_title(browser, case):
    for address in ("", "/profile", "/profile/given_names", "/files", "/timeline"):
        page = browser.get(f"/cases/{case.reference}{address}").text
        assert "Abena" not in re.search("<title>(.*)</title>", page)[1]


def test_a_partner_reads_what_is_withheld_and_whom_to_ask(
    session, given, worker, case, signed_in
):
    write_note(session, worker, case, Compartment.CARE, "Sleeps badly")
    officer = given.officer("FR")
    given.share(worker, case, officer, Compartment.WHEREABOUTS)

    page = signed_in(officer).get(f"/cases/{case.reference}").text

    assert "Name withheld from your agency" in page
    assert f"not shared with your agency. Ask {worker.agency_name}." in page
    assert "Abena" not in page
    assert "Sleeps badly" not in page


def test_who_was_offered_the_case_is_led_to_the_offer(given, worker, case, signed_in):
    officer = given.officer("FR")
    share = given.offer(worker, case, officer, Compartment.IDENTITY)

    answer = signed_in(officer).get(f"/cases/{case.reference}")

    assert answer.status_code == 303
    assert answer.location.endswith(f"/sharing/{share.id}/answer")


def test_a_session_that_has_ended_shows_and_changes_nothing(
    session, app, worker, browser, case
):
    app.extensions["session_store"].end_all(worker.person_id)

    shown = browser.get(f"/cases/{case.reference}")
    sent = send(browser, "photograph")

    assert (shown.status_code, shown.location) == (303, "/sign-in")
    assert (sent.status_code, sent.location) == (303, "/sign-in")
    assert list_cases(session, worker) == [case]


@pytest.mark.parametrize("address", ["/cases/new", "/cases/search"])
def test_a_dpo_neither_opens_nor_searches_cases(given, signed_in, address):
    agency = given.agency()

    assert signed_in(given.dpo(agency)).get(address).status_code == 403
