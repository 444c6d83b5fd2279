"""Acting in one track is taken for a yes to the next step of another."""

from interact.flowcharts.responsibility_rows import responsible_now
from tests.missing import Story


def test_zz_a_child_alert_does_not_take_over_the_report(session, given):
    story = Story(session, given)
    story.reported()
    story.fill(story.officer, "CL-14")
    before = responsible_now(session, story.procedure, "response").agency_id
    assert before == story.worker.agency_id

    ticked = frozenset({"decided", "least_said", "end_set"})
    story.take(story.officer, "start_child_alert", ticked)

    assert responsible_now(session, story.procedure, "response").agency_id == before
