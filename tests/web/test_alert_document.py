"""The printed form of an alert: what stands on it, for whom, and in which scripts."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from interact.audit.history import HistoryFilter
from interact.audit.queries import list_history
from interact.audit.rules import Event
from interact.cases.files import NewFile, attach_file
from interact.cases.photographs import rebuild_photograph
from interact.cases.queries import read_case
from interact.cases.rules import FileKind
from interact.demo.abena import FACE
from interact.demo.portraits import draw_portrait
from tests.missing import Story


@pytest.fixture
def story(session, given):
    return Story(session, given)


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
