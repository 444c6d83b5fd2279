"""What an e-mail says, in the language and by the clock of whoever reads it."""

from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from interact.reminders.rules import ReminderKind
from interact.worker import wording
from interact.worker.wording import About, word

LINK = "https://interact.example/reminders/1"
AT = datetime(2026, 11, 22, 17, 40, tzinfo=UTC)


def about(kind=ReminderKind.OVERDUE, *, urgent=False, due_at=AT):
    return About(kind=kind, urgent=urgent, due_at=due_at)


def say(*said, language="en", zone="Europe/Rome"):
    return word(said, link=LINK, language=language, zone=zone)


@pytest.fixture
def in_french(tmp_path, monkeypatch):
    """A catalogue of two sentences."""
    said = Catalog(locale="fr")
    said.add("Something is overdue", "Une tâche est en retard")
    said.add("INTERACT, urgent: %(what)s", "INTERACT, urgent : %(what)s")
    said.add("Due: %(at)s", "Échéance : %(at)s")
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "messages.mo").open("wb") as compiled:
        write_mo(compiled, said)
    monkeypatch.setattr(wording, "CATALOGUES", tmp_path)
    wording.catalogue.cache_clear()
    yield
    wording.catalogue.cache_clear()


@pytest.mark.usefixtures("in_french")
def test_an_e_mail_speaks_its_reader_s_language():
    text = say(about(urgent=True), language="fr")

    assert text.subject == "INTERACT, urgent : Une tâche est en retard"
    assert "Échéance : 22 novembre, 18:40" in text.body


def test_a_language_without_a_catalogue_is_english():
    assert say(about(), language="xx").subject == "INTERACT: Something is overdue"


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/Rome", "22 November, 18:40 CET"), ("Europe/London", "17:40 GMT")],
)
def test_when_something_is_due_is_said_by_the_agency_s_clock(zone, said):
    assert said in say(about(), zone=zone).body


def test_an_urgent_e_mail_says_so_and_why():
    text = say(about(ReminderKind.ALERT, urgent=True, due_at=None))

    assert text.subject == "INTERACT, urgent: An alert waits for your agency"
    assert "immediate danger" in text.body
    assert "Due" not in text.body


def test_several_things_of_a_day_are_counted():
    text = say(about(), about(), about(ReminderKind.OFFER))

    assert text.subject == "INTERACT: 3 things wait"
    assert "Something is overdue: 2" in text.body
    assert "An offer waits for your agency's answer: 1" in text.body


@pytest.mark.parametrize("kind", list(ReminderKind), ids=lambda kind: kind.value)
def test_no_e_mail_shouts_or_blames(kind):
    text = say(about(kind, urgent=True))

    assert "!" not in text.subject + text.body
    assert text.body.count(LINK) == 1
