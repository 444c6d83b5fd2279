"""The alert pages: reported, received, printed, taken back."""

from io import BytesIO
from uuid import uuid4

import pytest
from pypdf import PdfReader

from interact.agencies.rules import AgencyKind
from interact.alerts.queries import list_unacknowledged, list_unconfirmed
from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.fields import FIELDS, FieldKind
from interact.cases.files import NewFile, attach_file
from interact.cases.photographs import rebuild_photograph
from interact.cases.queries import read_case
from interact.cases.rules import FileKind
from interact.cases.sharing import withdraw_share
from interact.demo.abena import FACE
from interact.demo.portraits import draw_portrait
from interact.keys.rules import Compartment
from tests.missing import LOCATED, Story

IDENTITY, WHEREABOUTS = Compartment.IDENTITY, Compartment.WHEREABOUTS


@pytest.fixture
def story(session, given):
    return Story(session, given)


def address(story, path):
    return f"/cases/{story.case.reference}/alerts{path}"


def of(story, alert, path=""):
    return address(story, f"/{alert.id}{path}")


def test_a_report_says_who_is_told_and_what_is_still_empty(signed_in, story):
    assert story.officer
    assert story.operator
    story.noticed()

    text = signed_in(story.worker).get(address(story, "/report")).text

    assert story.officer.agency_name in text
    assert story.operator.agency_name in text
    assert f"/cases/{story.case.reference}/profile/height" in text


def test_a_report_issues_an_alert_with_what_to_know_first(signed_in, story):
    assert story.officer
    story.noticed()
    note = {"note": "She took the last bus"}

    answer = signed_in(story.worker).post(address(story, "/report"), data=note)

    assert answer.status_code == 303
    assert "She took the last bus" in signed_in(story.officer).get(answer.location).text


def test_a_report_sent_twice_issues_one_alert(signed_in, story):
    assert story.officer
    story.noticed()
    browser, form = signed_in(story.worker), {"submission": str(uuid4())}

    first, second = (browser.post(address(story, "/report"), data=form) for _n in "ab")

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert "Alert, version 2" not in browser.get(address(story, "")).text


def test_a_report_that_two_people_make_is_refused_the_second_time(signed_in, story):
    story.reported()

    answer = signed_in(story.worker).post(address(story, "/report"), data={"note": "x"})

    assert answer.status_code == 422
    assert "There is a valid alert for this child already." in answer.text


def test_a_report_is_not_asked_for_before_an_absence(signed_in, story):
    answer = signed_in(story.worker).get(address(story, "/report"))

    assert answer.location == f"/cases/{story.case.reference}/procedure/start"


def test_where_no_police_take_part_the_page_says_whom_to_call(signed_in, story):
    story.noticed()

    answer = signed_in(story.worker).get(address(story, "/report"))

    assert answer.status_code == 409
    assert "Call the police" in answer.text


def test_an_alert_says_who_has_it_and_who_has_not_acknowledged(signed_in, story):
    alert = story.acknowledged()

    text = signed_in(story.worker).get(of(story, alert)).text

    who = text[text.index("Who has it") :]
    assert who.count("Not yet acknowledged") == 1
    assert story.operator.agency_name in who


def test_an_alert_shows_what_others_said_beside_the_newest(signed_in, story, given):
    given.claim(story.worker, story.case, "hair", "Black")
    given.claim(story.worker, story.case, "hair", "Dark brown")
    alert = story.reported()

    text = signed_in(story.officer).get(of(story, alert)).text

    assert text.index("Dark brown") < text.index("<bdi>Black</bdi>")


def test_a_hotline_acknowledges_with_one_button(signed_in, story, session):
    alert = story.reported()
    browser = signed_in(story.operator)
    assert of(story, alert, "/acknowledge") in browser.get(of(story, alert)).text

    answer = browser.post(of(story, alert, "/acknowledge"))

    assert answer.status_code == 303
    assert list_unacknowledged(session, story.operator) == []


def test_the_police_acknowledge_where_the_reference_is_entered(signed_in, story):
    alert = story.reported()

    text = signed_in(story.officer).get(of(story, alert)).text

    assert f"/cases/{story.case.reference}/procedure/acknowledge" in text
    assert of(story, alert, "/acknowledge") not in text


def test_police_abroad_acknowledge_also_when_the_child_was_seen(
    signed_in, story, given, session
):
    alert = story.seen()
    given.share(story.worker, story.case, story.lieutenant, IDENTITY)
    worker = signed_in(story.worker)
    agency = {"agency": str(story.lieutenant.agency_id)}
    worker.post(of(story, alert, "/pass-on"), data=agency)
    browser = signed_in(story.lieutenant)
    assert of(story, alert, "/acknowledge") in browser.get(of(story, alert)).text

    browser.post(of(story, alert, "/acknowledge"))

    assert list_unacknowledged(session, story.lieutenant) == []


def test_an_alert_is_sent_on_to_who_takes_part_and_has_none(signed_in, story, given):
    alert = story.reported()
    guardian = story.partner(AgencyKind.GUARDIANSHIP)
    given.share(story.worker, story.case, guardian, IDENTITY)
    browser = signed_in(story.worker)

    text = browser.get(of(story, alert, "/pass-on")).text
    wrong = browser.post(
        of(story, alert, "/pass-on"), data={"agency": str(story.officer.agency_id)}
    )

    assert guardian.agency_name in text
    assert story.officer.agency_name not in text
    assert wrong.status_code == 422


def test_a_new_version_takes_the_place_of_the_one_before(
    signed_in, story, given, session
):
    first = story.reported()
    given.claim(story.worker, story.case, "clothes", "A red coat")

    answer = signed_in(story.worker).post(address(story, "/reissue"))

    text = signed_in(story.officer).get(answer.location).text
    assert "Alert, version 2" in text
    assert "A red coat" in text
    assert (
        "A newer alert takes its place"
        in signed_in(story.officer).get(of(story, first)).text
    )
    assert list_unconfirmed(session, story.officer) == []
    (waiting,) = list_unacknowledged(session, story.officer)
    assert waiting.version == 2


def test_after_the_response_no_new_version_is_issued(signed_in, story):
    story.located()

    answer = signed_in(story.worker).post(address(story, "/reissue"))

    assert answer.status_code == 409
    assert "No alert stands that a new one could replace." in answer.text


def test_a_recipient_confirms_that_it_took_the_alert_back(signed_in, story, session):
    alert = story.located()
    browser = signed_in(story.operator)
    assert (
        "take the alert out of your registers"
        in browser.get(of(story, alert, "/confirm")).text
    )

    answer = browser.post(of(story, alert, "/confirm"), data={"submission": ""})

    assert answer.location == of(story, alert)
    assert list_unconfirmed(session, story.operator) == []
    listed = signed_in(story.worker).get(address(story, "")).text
    assert "Not yet confirmed" not in listed


def test_an_agency_that_is_out_confirms_and_sees_nothing_of_the_child(
    signed_in, story, session
):
    alert = story.searching()
    (share,) = story.case.shares_with(story.operator.agency_id)
    withdraw_share(session, story.worker, share, "They do not need it")
    story.sight(story.officer)
    story.take(story.officer, "confirm_located", LOCATED)
    browser = signed_in(story.operator)

    page = browser.get(of(story, alert, "/confirm"))
    answer = browser.post(of(story, alert, "/confirm"), data={"submission": ""})

    assert page.status_code == 200
    assert "Abena" not in page.text
    assert answer.location == "/"
    assert browser.get(of(story, alert)).status_code == 404


def test_there_is_nothing_to_confirm_for_others(signed_in, story, given):
    alert = story.located()

    for actor in (story.worker, given.officer()):
        assert signed_in(actor).get(of(story, alert, "/confirm")).status_code == 404


def test_an_alert_under_the_reference_of_another_case_is_not_there(
    signed_in, story, given
):
    alert = story.reported()
    other = given.case(story.worker)
    browser = signed_in(story.worker)

    for path in ("", "/document", "/pass-on", "/confirm"):
        answer = browser.get(f"/cases/{other.reference}/alerts/{alert.id}{path}")
        assert answer.status_code == 404


NAMES = {
    "latin": ("Łukasz", "Đorđević", ""),
    "greek": ("Γιώργος", "Παπαδόπουλος", ""),
    "arabic": ("Muhammad", "Abd ar-Rahman", "محمد"),
    "ge'ez": ("Abena", "Tesfaledet", "አበና"),
}


@pytest.fixture
def printed(signed_in, story):
    """`printed(actor, alert)` is the form that this person downloads."""

    def download(actor, alert):
        answer = signed_in(actor).get(of(story, alert, "/document"))
        assert answer.status_code == 200, answer.text
        return answer

    return download


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_every_script_can_be_read_on_the_form(
    printed, story, given, session, script
):
    first, last, own = NAMES[script]
    name = {"latin": first, "script": own}
    given.claim(story.worker, story.case, "given_names", name)
    given.claim(story.worker, story.case, "family_name", {"latin": last, "script": ""})
    picture(session, story)

    form = PdfReader(BytesIO(printed(story.worker, story.reported()).data))

    text = form.pages[0].extract_text()
    assert f"{first} {last}" in text
    assert own in text


def test_the_form_names_no_child_outside_its_pages(printed, story):
    answer = printed(story.worker, story.reported())
    form = PdfReader(BytesIO(answer.data))

    title = f"Missing child alert {story.case.reference}"
    assert form.metadata.title == title
    assert "Abena" not in answer.headers["Content-Disposition"]
    assert story.case.reference in answer.headers["Content-Disposition"]


def test_every_page_of_the_form_says_what_it_is(printed, story, given):
    for name in ("clothes", "marks", "route", "usual_places", "own_wishes"):
        given.claim(story.worker, story.case, name, "A long story. " * 120)

    form = PdfReader(BytesIO(printed(story.worker, story.reported()).data))

    assert len(form.pages) > 1
    for number, page in enumerate(form.pages, start=1):
        text = page.extract_text()
        assert "TRAINING" in text
        assert "RESTRICTED" in text
        assert story.case.reference in text
        assert f"{number} / {len(form.pages)}" in text


def test_the_form_can_be_read_aloud(printed, story, session):
    picture(session, story)

    form = PdfReader(BytesIO(printed(story.worker, story.reported()).data))

    catalogue = form.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en-GB"


def test_the_form_is_for_its_reader_only(printed, story, given):
    given.claim(story.worker, story.case, "conditions", "Asthma")
    alert = story.reported()

    police = PdfReader(BytesIO(printed(story.officer, alert).data))
    hotline = PdfReader(BytesIO(printed(story.operator, alert).data))

    assert "Asthma" in police.pages[0].extract_text()
    told = hotline.pages[0].extract_text()
    assert "Asthma" not in told
    assert "Left out of this copy: Health." in told
    assert f"copy of {story.operator.agency_name}" in told


def test_the_form_says_how_to_check_it_and_whom_to_call(printed, story):
    alert = story.reported()

    text = PdfReader(BytesIO(printed(story.officer, alert).data)).pages[0]

    assert alert.token.hex in text.extract_text().replace("\n", "").replace(" ", "")
    assert "+39 091 000000" in text.extract_text()


def test_a_form_of_a_withdrawn_alert_says_so(printed, story):
    alert = story.located()

    text = PdfReader(BytesIO(printed(story.worker, alert).data)).pages[0].extract_text()

    assert "Withdrawn: The child was located" in text
    assert "Destroy every copy" in text


def test_a_full_profile_stays_within_three_pages(printed, story, given, session):
    texts = {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.PLACE, FieldKind.PERSON}
    for name in (one.name for one in FIELDS if one.kind in texts):
        given.claim(story.worker, story.case, name, "What is known of it, in a line")
    picture(session, story)

    form = PdfReader(BytesIO(printed(story.worker, story.reported()).data))

    assert len(form.pages) <= 3


def test_taking_an_alert_out_is_recorded(printed, story, given, session):
    printed(story.officer, story.reported())

    dpo = given.dpo(given.agency_of(story.worker))
    asked = HistoryFilter(event=Event.CASE_DISCLOSED)
    (line,) = list_history(session, dpo, asked)

    assert line.agency_id == story.officer.agency_id


def picture(session, story):
    rebuilt = rebuild_photograph(draw_portrait(FACE))
    new = NewFile(
        kind=FileKind.PHOTOGRAPH,
        compartment=IDENTITY,
        media_type="image/jpeg",
        name="",
        content=rebuilt.jpeg,
    )
    attach_file(read_case(session, story.worker, story.case.reference), new)
