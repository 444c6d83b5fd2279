"""What changed between two times a checklist was filled in, and the chart of it."""

import pytest

from interact.checklists.comparing import Filled, find_changes
from interact.checklists.levels import LevelSet
from interact.checklists.rules import Answer, Reply, RiskLevel, When
from interact.web.level_chart import MOST, WIDTH, draw_levels
from tests.content.published import CHECKLISTS

YES, NO = Answer(reply=Reply.YES), Answer(reply=Reply.NO)
GOING_MISSING = CHECKLISTS["CL-05"]


def filled(checklist=GOING_MISSING, *, asked=None, hidden=(), **answers):
    return Filled(
        checklist=checklist,
        asked=asked or checklist,
        answers=answers,
        hidden=frozenset(hidden),
    )


def changed(before, after):
    return [one.question.id for one in find_changes(before, after)]


def without(name):
    """The same checklist in a version that does not ask this."""
    sections = [
        section.model_copy(
            update={"questions": tuple(q for q in section.questions if q.id != name)}
        )
        for section in GOING_MISSING.sections
    ]
    return GOING_MISSING.model_copy(update={"sections": tuple(sections)})


def test_what_was_answered_differently_is_named_in_the_order_of_the_list():
    before = filled(gm10=NO, gm03=NO, gm06=YES)
    after = filled(gm10=YES, gm03=YES, gm06=YES)

    changes = find_changes(before, after)

    assert {one.question.id for one in changes} == {"gm03", "gm10"}
    assert [(one.before, one.after) for one in changes] == [(NO, YES), (NO, YES)]
    asked = [one.id for one in GOING_MISSING.questions()]
    places = [asked.index(one.question.id) for one in changes]
    assert places == sorted(places)


def test_other_evidence_for_the_same_answer_is_no_change():
    again = Answer(reply=Reply.YES, evidence="Her aunt said so", said_by="Aunt")

    assert changed(filled(gm06=YES), filled(gm06=again)) == []


def test_that_something_is_over_now_is_a_change():
    over = Answer(reply=Reply.YES, when=When.HISTORICAL)

    assert changed(filled(gm06=YES), filled(gm06=over)) == ["gm06"]


def test_an_answer_where_there_was_none_is_a_change_and_none_twice_is_not():
    assert changed(filled(gm06=Answer()), filled(gm06=NO)) == ["gm06"]
    assert changed(filled(), filled(gm06=Answer(text=" "))) == []


@pytest.mark.parametrize("sides", [("gm06", ""), ("", "gm06")])
def test_what_the_reader_cannot_open_on_both_sides_is_left_out(sides):
    before, after = sides

    assert not changed(
        filled(hidden={before}, gm06=NO), filled(hidden={after}, gm06=YES)
    )


def test_what_a_short_form_did_not_ask_is_not_called_a_change():
    short = filled(asked=GOING_MISSING.short(), gm03=NO)

    assert changed(short, filled(gm03=YES, gm06=YES)) == ["gm03"]


def test_questions_are_matched_across_versions_and_new_and_gone_ones_say_so():
    newer, older = filled(gm06=YES), filled(without("gm06"))

    [new] = find_changes(older, newer)
    [gone] = find_changes(newer, older)

    assert (new.question.id, new.is_new, new.before, new.after) == (
        "gm06",
        True,
        None,
        YES,
    )
    assert (gone.is_gone, gone.before, gone.after) == (True, YES, None)


def test_what_the_childs_record_answers_is_not_compared():
    profile = CHECKLISTS["CL-02"]
    not_known = Answer(reply=Reply.NOT_KNOWN)

    assert changed(filled(profile), filled(profile, eyes=not_known)) == []


LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel
NEWEST_FIRST = [
    LevelSet(computed=MEDIUM, chosen=IMMEDIATE, reason="A brother vanished"),
    LevelSet(computed=MEDIUM, chosen=MEDIUM),
    LevelSet(computed=LOW, chosen=LOW),
]


def test_the_chart_goes_from_the_oldest_to_the_newest_and_higher_is_higher():
    chart = draw_levels(NEWEST_FIRST, rtl=False)

    first, second, third = chart.points
    assert first.x < second.x < third.x <= WIDTH
    assert first.computed_y > second.computed_y == third.computed_y > third.counting_y
    assert {row.level: row.y for row in chart.rows}[IMMEDIATE] == third.counting_y


def test_the_chart_is_mirrored_where_one_reads_from_right_to_left():
    ltr, rtl = (draw_levels(NEWEST_FIRST, rtl=one) for one in (False, True))

    assert [p.x for p in rtl.points] == [WIDTH - p.x for p in ltr.points]
    assert [p.counting_y for p in rtl.points] == [p.counting_y for p in ltr.points]
    assert (ltr.label_x, rtl.label_x) == (0, WIDTH)


def test_the_chart_shows_the_newest_and_needs_only_one_level():
    assert draw_levels([], rtl=False) is None
    assert len(draw_levels(NEWEST_FIRST[:1], rtl=False).points) == 1
    assert len(draw_levels(NEWEST_FIRST * 9, rtl=False).points) == MOST
