"""Laws of filling in the same checklist again: only what is known makes a level lower.

1. Not knowing never lowers: the same answers, some of them open now, count no less; nor
   does a third time after a second one like this.
2. What is not known now never counts less than a no.
3. A short form never lowers.
4. A sign of risk never counts less than a no, and a clear yes never less than nothing
   while anything is open.
5. With every answer known, what the answers make is what counts.
6. What stays is above what the answers make, and never above both what counted before
   and what the last known answers make.
"""

from hypothesis import assume
from hypothesis import strategies as st

from interact.checklists.results import NO_FACTS
from interact.checklists.rules import OPEN, Answer, Reply
from interact.checklists.scoring import score
from interact.checklists.signs import read_signs
from interact.checklists.staying import Before, last_known, what_stays
from tests.rules.answering import (
    EDITIONS,
    NO,
    RISING,
    YES,
    answers_to,
    in_every,
    law,
    risks,
    some_facts,
)

LEVELLED = [one for one in EDITIONS if one.makes_level]
UNKNOWN = [None, *(Answer(reply=reply) for reply in sorted(OPEN))]


def counting(checklist, answers, before, facts, **kinds):
    """The level that counts after these answers, where nobody says another."""
    stays = what_stays(checklist, answers, before, facts, **kinds)
    return stays.level if stays else score(checklist, answers, facts).level


def first_time(checklist, answers, facts):
    """What counted when these answers were the first."""
    return Before(level=score(checklist, answers, facts).level, given=[answers])


def forgotten(data, answers):
    """The same answers, some of them not known, or not asked any more."""
    left = dict(answers)
    for name in data.draw(st.sets(st.sampled_from(sorted(answers))), "forgotten"):
        unknown = data.draw(st.sampled_from(UNKNOWN))
        del left[name]
        left |= {name: unknown} if unknown else {}
    return left


def draw_twice(data, checklist):
    """What the case knows, the first answers as what was before, and the next ones."""
    facts = data.draw(some_facts, "facts")
    first = data.draw(answers_to(checklist), "first")
    second = data.draw(answers_to(checklist), "second")
    return facts, first_time(checklist, first, facts), second


@in_every(LEVELLED)
@law(st.data(), st.booleans())
def test_not_knowing_never_lowers(checklist, data, short_form):
    facts = data.draw(some_facts, "facts")
    first = data.draw(answers_to(checklist), "first")
    assume(first)
    before = first_time(checklist, first, facts)

    second = forgotten(data, first)
    level = counting(checklist, second, before, facts, short_form=short_form)
    then = Before(level=level, given=[second, first])
    third = forgotten(data, first)

    assert level >= before.level
    assert counting(checklist, third, then, facts) >= before.level


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(UNKNOWN))
def test_what_is_not_known_now_never_counts_less_than_a_no(checklist, data, unknown):
    facts, before, answers = draw_twice(data, checklist)
    name = data.draw(st.sampled_from(risks(checklist)), "risk")
    without = {other: a for other, a in answers.items() if other != name}

    is_open = without | ({name: unknown} if unknown else {})

    assert counting(checklist, is_open, before, facts) >= counting(
        checklist, without | {name: NO}, before, facts
    )


@in_every(LEVELLED)
@law(st.data())
def test_a_short_form_never_lowers(checklist, data):
    facts, before, answers = draw_twice(data, checklist)

    level = counting(checklist, answers, before, facts, short_form=True)

    assert level >= before.level


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(RISING[2:]))
def test_a_sign_of_risk_never_counts_less_than_a_no(checklist, data, sign):
    facts, before, answers = draw_twice(data, checklist)
    name = data.draw(st.sampled_from(risks(checklist)), "risk")

    with_it = counting(checklist, answers | {name: sign}, before, facts)

    assert with_it >= counting(checklist, answers | {name: NO}, before, facts)


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(UNKNOWN))
def test_a_clear_yes_never_counts_less_than_what_is_open(checklist, data, unknown):
    facts, before, answers = draw_twice(data, checklist)
    name = data.draw(st.sampled_from(risks(checklist)), "risk")
    without = {other: a for other, a in answers.items() if other != name}
    yes = without | {name: YES}
    assume(any(one.is_open and one.counts for one in read_signs(checklist, yes, facts)))

    is_open = without | ({name: unknown} if unknown else {})

    assert counting(checklist, yes, before, facts) >= counting(
        checklist, is_open, before, facts
    )


@in_every(LEVELLED)
@law(st.data(), st.sampled_from([NO, YES, Answer(reply=Reply.NOT_APPLICABLE)]))
def test_with_every_answer_known_the_answers_make_the_level(checklist, data, usual):
    facts, before, answers = draw_twice(data, checklist)
    names = [question.id for question in checklist.questions()]
    open_ones = {
        one.question.id
        for one in read_signs(checklist, answers, NO_FACTS)
        if one.is_open
    }
    known = {n: answers.get(n, usual) if n not in open_ones else usual for n in names}

    assert what_stays(checklist, known, before, facts) is None


@in_every(LEVELLED)
@law(st.data(), st.booleans())
def test_what_stays_counted_before_or_is_made_by_what_was_known(
    checklist, data, short_form
):
    facts, before, answers = draw_twice(data, checklist)

    stays = what_stays(checklist, answers, before, facts, short_form=short_form)

    known = last_known(checklist, answers, before.given)
    highest = max(before.level, score(checklist, known, facts).level)
    made = score(checklist, answers, facts).level
    assert stays is None or made < stays.level <= highest
