"""How hard a text is to read."""

import pytest

from interact.checklists.reading_ease import HARDEST, lix, sentences, too_hard


def test_the_index_is_words_a_sentence_and_long_words_in_a_hundred():
    assert lix("The child is here. Somebody knows where.") == 7 / 2 + 100 * 1 / 7


@pytest.mark.parametrize("text", ["", "?", "116 000"])
def test_what_has_no_words_is_not_hard(text):
    assert lix(text) == 0
    assert too_hard(text) == ""


def test_letters_of_every_language_are_letters():
    assert lix("Το παιδί λείπει. Ребёнка нет.") == 5 / 2 + 100 / 5


def test_a_full_stop_inside_a_number_ends_no_sentence():
    assert sentences("It is 17.5 years. And more.") == ["It is 17.5 years", "And more"]


def test_a_newspaper_may_stand_and_a_law_may_not():
    plain = "Does the child know whom to call? Ask the child to show you the number."
    law = (
        "Notwithstanding paragraph two, competent authorities shall, without "
        "prejudice to applicable international obligations, immediately "
        "communicate supplementary information concerning unaccompanied beneficiaries."
    )

    assert lix(plain) < HARDEST < lix(law)
    assert too_hard(plain) == ""
    assert "reading index" in too_hard(law)


def test_one_long_sentence_among_short_ones_is_found():
    long = " ".join(["word"] * 31)

    assert too_hard("Short one.", long).startswith("a sentence of 31 words (“word word")


def test_texts_that_stand_beside_each_other_are_sentences_of_their_own():
    assert too_hard(" ".join(["one"] * 20), " ".join(["two"] * 20)) == ""
