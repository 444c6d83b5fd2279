"""Laws that hold for every checklist, in every edition, whatever is answered.

1. No set of answers breaks a checklist.
2. More risk never makes a lower level: not from no over not known, earlier and
   suspected to yes, and not from no answer at all.
3. A yes about now never makes less than any other answer, "does not apply" included.
4. What is not known never makes less than a no.
5. With more unknown than the checklist allows, no lower level than it says is shown.
6. What the case knows never lowers: not being missing often, not a younger age, not
   being nearly adult, not the level of another checklist.
7. What protects never adds, takes off no more points than the checklist says, and never
   reaches below what its strongest signs hold up.
8. The order of the answers does not matter.
9. What is said to raise the level does raise it, and nothing else does.
10. One more condition that holds never makes the verdict worse.
11. One more thing done never lowers the percent of a plan, nor one more thing filled in
    that of a profile.

Where the majority decides, "does not apply" leaves fewer signs to be the most of; so
there an earlier or suspected sign instead of it may make less, and law 2 begins at no.
"""

from dataclasses import replace

from hypothesis import assume
from hypothesis import strategies as st

from interact.checklists.completing import is_done, is_filled
from interact.checklists.conditions import judge_condition
from interact.checklists.results import NO_FACTS, Facts
from interact.checklists.rules import (
    OPEN,
    Answer,
    Approach,
    Dimension,
    Reply,
    RiskLevel,
    Verdict,
)
from interact.checklists.scoring import score
from tests.content.published import CHECKLISTS
from tests.rules.answering import (
    EDITIONS,
    NO,
    RISING,
    YES,
    answers_to,
    in_every,
    law,
    rank,
    risks,
    some_facts,
)

LEVELLED = [
    one
    for one in EDITIONS
    if one.makes_level or any(question.override for question in one.questions())
]
CONDITIONS = [one for one in EDITIONS if one.approach is Approach.CONDITIONS]
PLANS = [one for one in EDITIONS if one.approach is Approach.PLAN]
FILLED = [one for one in EDITIONS if one.approach is Approach.COMPLETENESS]
PROTECTED = [one for one in EDITIONS if one.protection_at_most]
WORST_LAST = list(Verdict)


def draw_filled(data, checklist):
    """Answers, one risk among the questions, and what the case knows."""
    answers = data.draw(answers_to(checklist), "answers")
    risk = data.draw(st.sampled_from(risks(checklist)), "risk")
    return answers, risk, data.draw(some_facts, "facts")


@in_every(EDITIONS)
@law(st.data(), some_facts, tries=10)
def test_no_set_of_answers_breaks_a_checklist(checklist, data, known):
    answers = data.draw(answers_to(checklist))

    result = score(checklist, answers | {"nowhere": Answer(text="x")}, known)

    assert 0 <= result.unknown_share <= 1
    assert result.percent is None or 0 <= result.percent <= 100
    assert (result.level is not None) or not checklist.makes_level
    assert bool(result.basis) == (result.level is not None)
    assert set(result.required_missing) <= set(result.missing)


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(range(len(RISING) - 1)))
def test_more_risk_never_makes_less(checklist, data, step):
    answers, name, known = draw_filled(data, checklist)

    before = score(checklist, answers | {name: RISING[step]}, known)
    after = score(checklist, answers | {name: RISING[step + 1]}, known)

    assert rank(after) >= rank(before)


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(RISING[1:]))
def test_an_answer_that_points_to_risk_never_makes_less_than_no_answer(
    checklist, data, answer
):
    answers, name, known = draw_filled(data, checklist)
    without = {other: a for other, a in answers.items() if other != name}

    with_it = score(checklist, without | {name: answer}, known)

    assert rank(with_it) >= rank(score(checklist, without, known))


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(sorted(Reply)))
def test_a_yes_about_now_never_makes_less_than_any_other_answer(checklist, data, reply):
    answers, name, known = draw_filled(data, checklist)

    other = score(checklist, answers | {name: Answer(reply=reply)}, known)

    assert rank(score(checklist, answers | {name: YES}, known)) >= rank(other)


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(sorted(OPEN)))
def test_what_is_not_known_never_makes_less_than_a_no(checklist, data, unsure):
    answers, _name, known = draw_filled(data, checklist)
    open_ones = [name for name, answer in answers.items() if answer.reply in OPEN]
    unsures = answers | dict.fromkeys(open_ones, Answer(reply=unsure))

    noes = score(checklist, answers | dict.fromkeys(open_ones, NO), known)

    assert rank(score(checklist, unsures, known)) >= rank(noes)


@in_every([one for one in EDITIONS if one.unknown_rule])
@law(st.data())
def test_much_unknown_is_never_shown_below_what_the_checklist_says(checklist, data):
    answers, _name, known = draw_filled(data, checklist)
    rule = checklist.unknown_rule

    result = score(checklist, answers, known)

    assert result.unknown_share <= rule.share_over or result.level >= rule.at_least
    assert rule.at_least >= RiskLevel.MEDIUM


@in_every(LEVELLED)
@law(st.data())
def test_no_known_fact_makes_less_than_knowing_nothing(checklist, data):
    answers, _name, known = draw_filled(data, checklist)

    knowing = score(checklist, answers, known)

    assert rank(knowing) >= rank(score(checklist, answers, NO_FACTS))


@in_every(LEVELLED)
@law(st.data(), st.integers(0, 40))
def test_being_missing_more_often_never_makes_less(checklist, data, more):
    answers, _name, known = draw_filled(data, checklist)
    often = replace(
        known,
        earlier_episodes=known.earlier_episodes + more,
        recent_episodes=known.recent_episodes + more,
    )

    rarely = score(checklist, answers, known)

    assert rank(score(checklist, answers, often)) >= rank(rarely)


@in_every(LEVELLED)
@law(st.data(), st.integers(0, 17), st.integers(0, 3))
def test_a_doubted_age_never_makes_less(checklist, data, younger, older):
    answers, _name, known = draw_filled(data, checklist)
    sure = replace(known, age=17, months_to_adult=11)
    doubted = replace(sure, age=17 - younger, months_to_adult=max(0, 11 - 12 * older))

    undoubted = score(checklist, answers, sure)

    assert rank(score(checklist, answers, doubted)) >= rank(undoubted)


@in_every(LEVELLED)
@law(st.data(), st.sampled_from(sorted(CHECKLISTS)))
def test_a_higher_level_elsewhere_never_makes_less_here(checklist, data, other):
    answers, _name, known = draw_filled(data, checklist)
    ranks = [
        rank(score(checklist, answers, replace(known, levels={other: level})))
        for level in RiskLevel
    ]

    assert ranks == sorted(ranks)


@in_every(PROTECTED)
@law(st.data())
def test_what_protects_takes_off_no_more_than_it_may_and_never_adds(checklist, data):
    answers, _name, known = draw_filled(data, checklist)
    protecting = [
        q.id for q in checklist.questions() if q.weighs is Dimension.PROTECTION
    ]
    bare = {name: a for name, a in answers.items() if name not in protecting}

    unprotected = score(checklist, bare, known)
    result = score(checklist, bare | dict.fromkeys(protecting, YES), known)

    least = unprotected.points - checklist.protection_at_most
    assert least <= result.points <= unprotected.points
    assert result.level <= unprotected.level
    strongest = checklist.strong.weight if checklist.strong else 4
    if any(one.points >= strongest for one in unprotected.why):
        assert result.level >= checklist.strong.at_least


@in_every(EDITIONS)
@law(st.data(), st.randoms(use_true_random=False), some_facts, tries=10)
def test_the_order_of_answers_does_not_matter(checklist, data, chance, known):
    answers = data.draw(answers_to(checklist))
    shuffled = list(answers.items())
    chance.shuffle(shuffled)

    assert score(checklist, dict(shuffled), known) == score(checklist, answers, known)


@in_every(LEVELLED)
@law(st.data(), tries=10)
def test_what_would_raise_the_level_does_and_nothing_else(checklist, data):
    answers, _name, known = draw_filled(data, checklist)
    result = score(checklist, answers, known)
    said = {change.question_id: change.level for change in result.would_raise}
    open_ones = [
        name
        for name in risks(checklist)
        if name not in answers or answers[name].reply in (None, *OPEN)
    ]

    for name in open_ones:
        there = score(checklist, answers | {name: YES}, known)
        raised = there.level if rank(there) > rank(result) else None
        assert said.get(name) is raised, name


@in_every(CONDITIONS)
@law(st.data(), some_facts)
def test_one_more_condition_that_holds_never_makes_the_verdict_worse(
    checklist, data, known
):
    answers = data.draw(answers_to(checklist))
    asked = [one for one in checklist.questions() if one.go_if]
    one = data.draw(st.sampled_from(asked))
    held = data.draw(
        st.sampled_from(
            [
                Answer(reply=one.go_if),
                Answer(reply=Reply.NOT_APPLICABLE),
                Answer(reply=Reply.NO, evidence="Weighed with the guardian"),
            ]
        )
    )
    assume(judge_condition(one, held, known) is Verdict.GO)

    before = score(checklist, answers, known)
    after = score(checklist, answers | {one.id: held}, known)

    assert WORST_LAST.index(after.verdict) <= WORST_LAST.index(before.verdict)
    assert set(after.failing) == set(before.failing) - {one.id}


@in_every(PLANS + FILLED)
@law(st.data(), some_facts, tries=10)
def test_one_more_thing_done_never_lowers_the_percent(checklist, data, known):
    done = is_done if checklist.approach is Approach.PLAN else is_filled
    answers = data.draw(answers_to(checklist))
    one = data.draw(st.sampled_from(list(checklist.questions())))
    more = replace(known, filled=known.filled | {one.field} - {None})
    answer = data.draw(st.sampled_from([YES, NO, Answer(text="2026-03-01")]))
    assume(one.field is not None or done(one, answer, more))

    before = score(checklist, answers, known)
    after = score(checklist, answers | {one.id: answer}, more)

    assert after.percent >= before.percent


def test_a_doubted_age_weighs_nothing_in_the_urgency():
    urgency = CHECKLISTS["CL-11"]

    levels = {
        score(urgency, {"ur14": Answer(reply=reply)}, Facts()).level for reply in Reply
    }

    assert len(levels) == 1
