"""What each country does its own way in the checklists, and since when."""

from datetime import date, timedelta

import pytest

from interact.cases.fields import PHOTOGRAPH
from interact.checklists.reading import set_of
from interact.checklists.results import Facts
from interact.checklists.rules import Answer, Reply, RiskLevel, Verdict, When
from interact.checklists.scoring import score
from tests.content.published import CHECKLISTS

TODAY = date(2026, 11, 20)
CODES = sorted(CHECKLISTS.countries)
FILES = set_of(CHECKLISTS.countries)
IN_THE_UNION = ["BE", "FR", "GR", "IT", "SE"]
YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)


def there(checklist_id, code, day=TODAY):
    return CHECKLISTS.in_country(checklist_id, code, day)


def asked(checklist):
    return {question.id for question in checklist.questions()}


def urgency(code, **answers):
    checklist = there("CL-11", code)
    noes = {question.id: NO for question in checklist.questions()}
    return score(checklist, noes | answers).level


def test_the_six_countries_have_a_way_of_their_own_under_each_of_their_codes():
    assert CODES == ["BE", "EL", "FR", "GB", "GR", "IT", "SE", "UK"]
    assert there("CL-11", "UK") == there("CL-11", "GB")


@pytest.mark.parametrize(
    ("question", "codes"), [("ur07", ["BE"]), ("ur08", ["FR"]), ("ur09", ["FR"])]
)
def test_a_criterion_of_one_country_is_asked_in_that_country_only(question, codes):
    assert [code for code in CODES if question in asked(there("CL-11", code))] == codes
    assert question not in asked(CHECKLISTS["CL-11"])


def test_in_belgium_a_danger_to_others_is_enough():
    assert urgency("BE", ur07=YES) is RiskLevel.IMMEDIATE


def test_in_france_a_pull_to_extremism_is_enough():
    assert urgency("FR", ur08=YES) is RiskLevel.IMMEDIATE


def test_in_france_leaving_without_belongings_makes_it_more_urgent():
    assert urgency("FR", ur10a=YES) is RiskLevel.MEDIUM
    assert urgency("FR", ur10a=YES, ur09=YES) is RiskLevel.HIGH


def test_in_the_united_kingdom_a_day_away_is_high():
    assert urgency("GB", ur15=YES) is RiskLevel.HIGH


def test_in_the_united_kingdom_most_signs_now_are_high():
    none = Answer(reply=Reply.NOT_APPLICABLE)
    earlier = Answer(reply=Reply.YES, when=When.HISTORICAL)
    checklist = there("CL-11", "GB")
    silent = {question.id: none for question in checklist.questions()}

    assert score(checklist, silent | {"ur11b": YES}).level is RiskLevel.HIGH
    assert score(checklist, silent | {"ur11b": earlier}).level is RiskLevel.MEDIUM


def test_the_british_police_have_no_level_above_high():
    checklist = there("CL-11", "GB")

    assert all(
        checklist.grade(level).startswith("High")
        for level in (RiskLevel.HIGH, RiskLevel.IMMEDIATE)
    )


@pytest.mark.parametrize("code", CODES)
def test_no_country_makes_a_missing_child_less_urgent(code):
    assert urgency(code) is RiskLevel.MEDIUM
    assert urgency(code, ur04=YES) is RiskLevel.IMMEDIATE


@pytest.mark.parametrize("checklist_id", ["CL-02", "CL-10"])
def test_in_greece_a_photograph_older_than_six_months_does_not_count(checklist_id):
    greek = there(checklist_id, "GR")
    needed = frozenset(q.field for q in greek.questions() if q.required and q.field)

    def ready(months):
        known = Facts(filled=needed, photograph_months=months)
        return score(greek, {}, known).report_ready

    assert (ready(6), ready(7)) == (True, False)


def test_elsewhere_an_older_photograph_is_better_than_none():
    for code in CODES:
        question = there("CL-10", code).question(PHOTOGRAPH)
        assert bool(question.at_most_months) is (code in ("GR", "EL"))


def test_in_france_the_law_calls_every_disappearance_of_a_child_worrying():
    begun = date(1995, 1, 21)
    before = there("CL-11", "FR", begun - timedelta(days=1))
    after = there("CL-11", "FR", begun)

    assert asked(after) - asked(before) == {"ur16"}
    assert before.edition != after.edition


def test_in_france_who_reports_can_have_the_prosecutor_decide():
    (to_do,) = there("CL-11", "FR").question("ur17").to_do

    assert (to_do.when, to_do.refer) == ((Reply.YES,), "The prosecutor")


@pytest.mark.parametrize("code", IN_THE_UNION)
@pytest.mark.parametrize("begun", [date(2023, 3, 7), date(2026, 7, 1)])
def test_the_list_is_another_from_the_day_on_that_a_law_holds(code, begun):
    before = there("CL-15", code, begun - timedelta(days=1))
    after = there("CL-15", code, begun)

    assert before.model_copy(update={"edition": after.edition}) != after
    assert before.edition != after.edition
    assert after == there("CL-15", code, begun + timedelta(days=1))


@pytest.mark.parametrize("code", IN_THE_UNION)
def test_dublin_is_named_as_long_as_it_holds(code):
    last = date(2026, 6, 30)
    rules = "in the place of the Dublin rules"

    assert "Dublin unit" in there("CL-15", code, last).question("xb13").help
    assert rules in there("CL-15", code, TODAY).question("xb13").help


def test_the_united_kingdom_asks_the_national_crime_agency_since_it_left_sis():
    last = date(2020, 12, 31)
    before = there("CL-15", "GB", last)
    after = there("CL-15", "GB", last + timedelta(days=1))

    assert asked(after) - asked(before) == {"xb19"}
    assert "takes no part" in after.question("xb03").help
    assert "takes no part" not in before.question("xb03").help
    assert before.edition != after.edition


def test_no_country_takes_a_question_away():
    for edition in CHECKLISTS.editions():
        assert asked(edition) >= asked(CHECKLISTS[edition.id]), edition.edition


def test_no_id_means_one_thing_here_and_another_there():
    said = {}
    for edition in CHECKLISTS.editions():
        added = asked(edition) - asked(CHECKLISTS[edition.id])
        for name in sorted(added):
            one = edition.question(name)
            assert said.setdefault(name, (edition.id, one)) == (edition.id, one)
    general = [name for one in CHECKLISTS.values() for name in asked(one)]

    assert not set(said) & set(general)


def test_every_edition_has_a_name_of_its_own():
    editions = [one for one in CHECKLISTS.editions() if one.country]
    names = [(one.id, one.edition) for one in editions]

    assert len(names) == len(set(names))


def test_what_a_country_asks_more_says_why_and_what_counts():
    for country in FILES:
        for changes in country.checklists.values():
            for added in (one.question for change in changes for one in change.add):
                assert added.why.endswith("."), added.id
                assert added.help.endswith("."), added.id


def test_a_french_child_alert_says_date_time_and_place():
    french = there("CL-14", "FR")
    holds = {q.id: Answer(reply=q.go_if) for q in french.questions() if q.go_if}

    assert score(french, holds).verdict is Verdict.GO
    assert score(french, holds | {"ca10": NO}).verdict is Verdict.NO_GO


@pytest.mark.parametrize(
    ("code", "who"),
    [("BE", "federal prosecutor"), ("FR", "prosecutor"), ("GR", "hotline")],
)
def test_each_country_says_who_decides_on_a_child_alert(code, who):
    assert who in there("CL-14", code).question("ca06").help
