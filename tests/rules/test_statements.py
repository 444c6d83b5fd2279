"""What a claim may say: ages, names, and the shape of every kind of value."""

from datetime import date, timedelta

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as some

from interact.cases.fields import FIELDS, AgeBasis, FieldKind, field_by_name
from interact.cases.statements import (
    AgeOutOfRange,
    Birth,
    BirthInFuture,
    BirthTooEarly,
    Confidence,
    DateImpossible,
    DateOrAgeNeeded,
    Name,
    NameNeeded,
    Source,
    Statement,
    real_date,
)
from interact.cases.values import (
    LONGEST_LINE,
    LONGEST_TEXT,
    DetailDoesNotFit,
    DetailTooLong,
    check_value,
)

TODAY = date(2026, 11, 21)
BIRTH = {"exact": None, "age": 15, "recorded_on": "2026-11-21", "basis": "stated"}
FITTING = {
    FieldKind.TEXT: "Black, plaited",
    FieldKind.LONG_TEXT: "A scar.\nAnother one.",
    FieldKind.CHOICE: "female",
    FieldKind.NAME: {"latin": "Abena", "script": "አቤና"},
    FieldKind.BIRTH_DATE: BIRTH,
    FieldKind.DATE: "2026-03-27",
    FieldKind.MOMENT: "2026-03-27T18:40:00+00:00",
    FieldKind.PHONE: "+39 091 000000",
    FieldKind.NUMBER: 162,
    FieldKind.PLACE: "Palermo",
    FieldKind.PERSON: "Ama, an aunt",
    FieldKind.COUNTRY: "GH",
    FieldKind.LANGUAGES: ["tw", "Frafra"],
    FieldKind.YES_NO: "no",
}
NO_TEXT = [None, "", "  ", 3, ["Black"], {"text": "Black"}]
WRONG = {
    FieldKind.TEXT: NO_TEXT,
    FieldKind.LONG_TEXT: NO_TEXT,
    FieldKind.PHONE: NO_TEXT,
    FieldKind.PLACE: NO_TEXT,
    FieldKind.PERSON: NO_TEXT,
    FieldKind.CHOICE: [None, "", "Female", "unknown"],
    FieldKind.YES_NO: [None, "", True, "perhaps"],
    FieldKind.NAME: [None, "Abena", {}, {"latin": "Abena"}, {"latin": 1, "script": ""}],
    FieldKind.BIRTH_DATE: [None, "2011-03-27", {}, BIRTH | {"basis": "guessed"}],
    FieldKind.DATE: [None, "", "27.3.2026", "2026-02-30", 20260327],
    FieldKind.MOMENT: [None, "", "yesterday", "2026-03-27T18:40:00"],
    FieldKind.NUMBER: [None, "162", 0, -3, 1000, 162.5, True],
    FieldKind.COUNTRY: [None, "", "gh", "GHA", "G1", "Ελ", "Ghana"],
    FieldKind.LANGUAGES: [None, "tw", [], [""], ["tw"] * 21, [None]],
}


def birth(exact=None, age=None, on=TODAY):
    return Birth(exact=exact, age=age, recorded_on=on, basis=AgeBasis.STATED)


def test_an_exact_birth_date_gives_the_age_of_the_day():
    child = birth(exact=date(2011, 11, 22))

    assert child.age_on(TODAY) == 14
    assert child.age_on(TODAY + timedelta(days=1)) == 15


def test_a_stated_age_grows_only_when_a_whole_year_has_passed():
    child = birth(age=15)

    assert child.age_on(date(2027, 11, 20)) == 15
    assert child.age_on(date(2027, 11, 21)) == 16


@any_of(some.integers(0, 25), some.dates(TODAY, date(2060, 1, 1)))
def test_no_age_is_said_to_be_higher_than_it_can_be(age, day):
    youngest = birth(exact=TODAY.replace(year=TODAY.year - age))

    assert birth(age=age).age_on(day) <= youngest.age_on(day)


@pytest.mark.parametrize(
    ("child", "refusal"),
    [
        (birth(), DateOrAgeNeeded),
        (birth(exact=TODAY + timedelta(days=1)), BirthInFuture),
        (birth(exact=date(1961, 2, 3)), BirthTooEarly),
        (birth(age=26), AgeOutOfRange),
        (birth(age=-1), AgeOutOfRange),
    ],
)
def test_a_birth_that_cannot_be_a_childs_is_refused(child, refusal):
    with pytest.raises(refusal):
        child.check()


@pytest.mark.parametrize(
    "day", [(2011, 2, 29), (2011, 13, 1), (0, 1, 1), (99999, 1, 1)]
)
def test_a_day_that_no_calendar_has_is_refused(day):
    with pytest.raises(DateImpossible):
        real_date(*day)


def test_one_spelling_of_a_name_is_enough():
    Name(latin="", script="አቤና").check()
    with pytest.raises(NameNeeded):
        Name(latin="", script="").check()


def test_a_statement_and_a_birth_come_back_as_they_were_sealed():
    child = birth(exact=date(2011, 3, 27))
    said = Statement(
        value=child.as_value(),
        source=Source.DOCUMENT,
        confidence=Confidence.SURE,
        said_by="Passport",
    )

    again = Statement.from_value(said.as_value())

    assert again == said
    assert Birth.from_value(again.value) == child


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_every_field_takes_a_value_of_its_kind(field):
    check_value(field, FITTING[field.kind])


@pytest.mark.parametrize(
    ("kind", "value"),
    [(kind, value) for kind, values in WRONG.items() for value in values],
)
def test_no_field_takes_what_is_no_value_of_its_kind(kind, value):
    field = next(field for field in FIELDS if field.kind is kind)

    with pytest.raises(DetailDoesNotFit):
        check_value(field, value)


def test_every_kind_has_values_that_do_not_fit():
    assert WRONG.keys() == FITTING.keys() == set(FieldKind)


def test_a_line_and_a_text_have_their_own_limits():
    check_value(field_by_name("marks"), "a" * LONGEST_TEXT)
    for name, length in (("hair", LONGEST_LINE + 1), ("marks", LONGEST_TEXT + 1)):
        with pytest.raises(DetailTooLong):
            check_value(field_by_name(name), "a" * length)


def test_a_name_or_a_language_that_goes_on_for_pages_is_refused():
    long = "a" * (LONGEST_LINE + 1)
    for name, value in (
        ("family_name", {"latin": "Mensah", "script": long}),
        ("languages", ["tw", long]),
    ):
        with pytest.raises(DetailTooLong):
            check_value(field_by_name(name), value)
