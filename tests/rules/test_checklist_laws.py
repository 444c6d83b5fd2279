"""Laws that hold for every checklist and every set of answers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from interact.checklists.results import Facts
from interact.checklists.rules import (
    OPEN,
    Answer,
    AnswerKind,
    Approach,
    Dimension,
    Reply,
    RiskLevel,
    When,
)
from interact.checklists.scoring import score
from tests.content.published import CHECKLISTS

GOING_MISSING = CHECKLISTS["CL-05"]
LEVELLED = [
    name
    for name, checklist in CHECKLISTS.items()
    if checklist.approach in (Approach.WEIGHTED, Approach.OVERRIDE)
]
UNSURE = sorted(OPEN)
# From no risk at all to the clearest; each step must never make less.
RISING = [
    Answer(reply=Reply.NO),
    Answer(reply=Reply.NOT_KNOWN),
    Answer(reply=Reply.SUSPECTED, when=When.HISTORICAL),
    Answer(reply=Reply.SUSPECTED),
    Answer(reply=Reply.YES),
]

replies = st.builds(
    Answer, reply=st.none() | st.sampled_from(Reply), when=st.sampled_from(When)
)
anything = replies | st.builds(Answer, text=st.text(max_size=5))
facts = st.builds(
    Facts,
    age=st.none() | st.integers(0, 25),
    profile_percent=st.none() | st.integers(0, 100),
    earlier_episodes=st.integers(0, 40),
    missing=st.booleans(),
)


def law(*examples):
    """`given` without a deadline, which would only measure the machine."""
    return lambda test: settings(deadline=None)(given(*examples)(test))


def answers_to(checklist, answers=replies):
    """A few answers, or an answer to everything, most of them no."""
    names = [question.id for question in checklist.questions()]
    mostly_no = st.just(Answer(reply=Reply.NO)) | answers
    return st.dictionaries(st.sampled_from(names), answers) | st.fixed_dictionaries(
        dict.fromkeys(names, mostly_no)
    )


def risks(checklist):
    return [
        question.id
        for question in checklist.questions()
        if question.answer is AnswerKind.YES_NO
        and question.weighs is not Dimension.PROTECTION
    ]


@st.composite
def filled(draw):
    name = draw(st.sampled_from(LEVELLED))
    answers = draw(answers_to(CHECKLISTS[name]))
    risk = draw(st.sampled_from(risks(CHECKLISTS[name])))
    return name, answers, risk, draw(facts)


@law(st.data(), st.sampled_from(list(CHECKLISTS)), facts)
def test_no_set_of_answers_breaks_a_checklist(data, name, known):
    checklist = CHECKLISTS[name]
    answers = data.draw(answers_to(checklist, anything))

    result = score(checklist, answers | {"nowhere": Answer(text="x")}, known)

    assert 0 <= result.unknown_share <= 1
    assert result.percent is None or 0 <= result.percent <= 100


@law(filled(), st.sampled_from(range(len(RISING) - 1)))
def test_more_risk_never_makes_less(given_answers, step):
    checklist, answers, name, known = given_answers

    before = score(CHECKLISTS[checklist], answers | {name: RISING[step]}, known)
    after = score(CHECKLISTS[checklist], answers | {name: RISING[step + 1]}, known)

    assert after.level >= before.level


@law(filled(), st.sampled_from([one for one in RISING if one.reply is not Reply.NO]))
def test_an_answer_that_points_to_risk_never_makes_less_than_no_answer(
    given_answers, answer
):
    checklist, answers, name, known = given_answers
    without = {other: a for other, a in answers.items() if other != name}

    with_it = score(CHECKLISTS[checklist], without | {name: answer}, known)

    assert with_it.level >= score(CHECKLISTS[checklist], without, known).level


@law(filled(), st.sampled_from(UNSURE))
def test_what_is_not_known_never_makes_less_than_a_no(given_answers, unsure):
    checklist, answers, _name, known = given_answers
    noes = {
        name: Answer(reply=Reply.NO) if answer.reply in OPEN else answer
        for name, answer in answers.items()
    }
    unsures = {
        name: Answer(reply=unsure) if answer.reply in OPEN else answer
        for name, answer in answers.items()
    }

    assert (
        score(CHECKLISTS[checklist], unsures, known).level
        >= score(CHECKLISTS[checklist], noes, known).level
    )


@law(filled())
def test_much_unknown_is_never_shown_below_medium(given_answers):
    checklist, answers, _name, known = given_answers

    result = score(CHECKLISTS[checklist], answers, known)

    assert result.unknown_share <= 0.4 or result.level >= RiskLevel.MEDIUM


@law(answers_to(GOING_MISSING), facts)
def test_what_protects_never_brings_a_clear_strong_sign_below_medium(answers, known):
    clear = answers | {"gm03": Answer(reply=Reply.YES)}
    protected = clear | {
        question.id: Answer(reply=Reply.YES)
        for question in GOING_MISSING.questions()
        if question.weighs is Dimension.PROTECTION
    }

    assert score(GOING_MISSING, protected, known).level >= RiskLevel.MEDIUM


@law(answers_to(GOING_MISSING), facts)
def test_what_protects_takes_three_points_at_most_and_never_adds(answers, known):
    bare = {name: a for name, a in answers.items() if not name.startswith("pr")}

    protected = score(GOING_MISSING, answers, known)
    unprotected = score(GOING_MISSING, bare, known)

    assert unprotected.points - 3 <= protected.points <= unprotected.points
    assert protected.level <= unprotected.level


@law(filled(), st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(given_answers, chance):
    checklist, answers, _name, known = given_answers
    shuffled = list(answers.items())
    chance.shuffle(shuffled)

    assert score(CHECKLISTS[checklist], dict(shuffled), known) == score(
        CHECKLISTS[checklist], answers, known
    )


@law(answers_to(GOING_MISSING.short()), facts)
def test_the_full_list_never_says_less_than_its_short_form(answers, known):
    short = score(GOING_MISSING.short(), answers, known)
    full = score(GOING_MISSING, answers, known)

    assert full.level >= short.level
    assert set(short.missing) <= set(full.missing)


@law(filled(), st.integers(0, 40), st.integers(0, 40))
def test_being_missing_often_never_makes_less(given_answers, some, more):
    checklist, answers, _name, _known = given_answers
    fewer, often = sorted([some, more])

    rarely = score(CHECKLISTS[checklist], answers, Facts(earlier_episodes=fewer))

    assert (
        score(CHECKLISTS[checklist], answers, Facts(earlier_episodes=often)).level
        >= rarely.level
    )


@law(filled())
def test_no_known_fact_makes_less_than_knowing_nothing(given_answers):
    checklist, answers, _name, known = given_answers

    assert (
        score(CHECKLISTS[checklist], answers, known).level
        >= score(CHECKLISTS[checklist], answers).level
    )


@law(answers_to(CHECKLISTS["CL-11"]), st.sampled_from(Reply), facts)
def test_a_doubted_age_never_changes_the_urgency(answers, doubt, known):
    urgency = CHECKLISTS["CL-11"]
    undoubted = answers | {"ur14": Answer(reply=Reply.NO)}
    doubted = answers | {"ur14": Answer(reply=doubt)}

    assert (
        score(urgency, doubted, known).level == score(urgency, undoubted, known).level
    )


@law(filled())
def test_what_would_raise_the_level_does_raise_it(given_answers):
    checklist, answers, _name, known = given_answers

    result = score(CHECKLISTS[checklist], answers, known)

    for change in result.would_raise:
        yes = answers | {change.question_id: Answer(reply=Reply.YES)}
        assert (
            score(CHECKLISTS[checklist], yes, known).level
            is change.level
            > result.level
        )
