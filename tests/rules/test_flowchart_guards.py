"""Guards on other procedures and levels; parties abroad; what a country lacks."""

from datetime import date

import pytest

from interact.agencies.rules import AgencyKind
from interact.checklists.rules import RiskLevel
from interact.flowcharts.countries import Country
from interact.flowcharts.interpreter import take
from interact.flowcharts.rules import Beside, StepRefused
from interact.tasks.rules import Party
from tests.rules.flowchart_examples import acting, followed, one_step


def refused(flow, **situation):
    with pytest.raises(StepRefused) as caught:
        take(flow, followed(flow).configuration, "close", acting(later=1, **situation))
    return caught.value.reasons[0].said()


def taken(flow, **situation):
    stands = followed(flow).configuration
    return take(flow, stands, "close", acting(later=1, **situation)).move.to_state


def needing(**need):
    return one_step(needs=[{"because": "Not yet.", **need}])


def test_a_step_waits_for_where_another_procedure_stands():
    flow = needing(beside={"flowchart": "FM-X", "states": ["found"]})

    assert refused(flow, beside=[Beside("FM-X", frozenset({"lost"}))]) == "Not yet."
    assert taken(flow, beside=[Beside("FM-X", frozenset({"found"}))]) == "closed"


def test_a_step_waits_until_every_procedure_of_a_flowchart_has_ended():
    flow = needing(none_open="FM-X")
    ended, running = (Beside("FM-X", frozenset(), ended=over) for over in (True, False))

    assert refused(flow, beside=[ended, running]) == "Not yet."
    assert taken(flow, beside=[ended, Beside("FM-Y", frozenset())]) == "closed"


def test_a_step_waits_for_the_level_of_a_checklist():
    flow = needing(level_at_least="high", level_of="CL-06")

    assert refused(flow, level=RiskLevel.IMMEDIATE) == "Not yet."
    assert taken(flow, levels={"CL-06": RiskLevel.HIGH}) == "closed"


def test_the_reason_that_a_step_asks_for_must_be_written():
    flow = one_step(must_note="What is best for the child, and why")

    assert "What is best for the child, and why" in refused(flow)
    assert taken(flow, noted=True) == "closed"


def test_a_step_of_the_police_abroad_is_not_for_the_police_here():
    flow = one_step(by=["police abroad"])

    assert "Police of the other country" in refused(flow)
    assert taken(flow, abroad=True) == "closed"
    assert not Party.POLICE_ABROAD.covers(AgencyKind.HOTLINE, leads=True, abroad=True)


def country(**changes):
    told = {"codes": ["XX"], "version": 1, "title": "A test", "zone": "Europe/Rome"}
    return Country.model_validate({**told, "flowcharts": {"FM-TEST": changes}})


def test_what_a_country_lacks_is_refused_with_its_reason():
    lacks = {"step": "close", "not_here": "There is no such register.", "mark": "D"}
    flow = country(steps=[lacks]).apply(one_step(), date(2026, 11, 20))

    assert refused(flow) == "There is no such register."


def test_a_law_changes_a_flowchart_from_its_first_day_to_its_last():
    law = {"law": "A law", "valid_from": "2026-02-01", "valid_to": "2026-02-28"}
    adds = {"step": "close", "produces": ["A form"], "mark": "D", **law}
    here = country(steps=[adds])

    made = [
        here.apply(one_step(), date(2026, *day)).find_step("close").produces
        for day in ((1, 31), (2, 1), (2, 28), (3, 1))
    ]

    assert made == [(), ("A form",), ("A form",), ()]
