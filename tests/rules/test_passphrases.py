"""Passphrases: which are suggested, and which of one's own are good enough."""

import math

import pytest
from xkcdpass.xkcd_password import locate_wordfile

from interact.joining.passphrases import (
    LISTS,
    _words,
    judge_passphrase,
    suggest_passphrase,
    words_needed,
)
from interact.joining.rules import PassphraseTooEasy, PassphraseTooShort

ROSA = ("Rosa Esposito", "rosa.esposito@arcobaleno.example", "Centro Arcobaleno")


@pytest.mark.parametrize("language", sorted(LISTS))
def test_a_suggestion_has_five_or_six_words_and_sixty_bits(language):
    suggestion = suggest_passphrase(language)

    words = suggestion.passphrase.split("-")
    assert suggestion.language == language
    assert 5 <= len(words) <= 6
    assert len(words) * math.log2(len(_words(LISTS[language]))) >= 60
    assert set(words) <= set(_words(LISTS[language]))


@pytest.mark.parametrize("language", sorted(LISTS))
def test_every_language_has_a_list_of_its_own_that_any_keyboard_types(language):
    assert locate_wordfile(LISTS[language]).endswith(LISTS[language])
    assert all(word.isascii() and word.islower() for word in _words(LISTS[language]))


@pytest.mark.parametrize("language", ["nl", "el", "de"])
def test_where_there_is_no_list_the_words_are_english_and_this_is_said(language):
    assert suggest_passphrase(language).language == "en"


@pytest.mark.parametrize(
    ("listed", "words"), [(7776, 5), (4097, 5), (1296, 6), (100_000, 5)]
)
def test_a_shorter_list_takes_more_words(listed, words):
    assert words_needed(listed) == words


def test_two_suggestions_differ():
    assert suggest_passphrase("it").passphrase != suggest_passphrase("it").passphrase


@pytest.mark.parametrize("language", sorted(LISTS))
def test_every_suggestion_is_good_enough(language):
    for _time in range(20):
        judge_passphrase(suggest_passphrase(language).passphrase, ROSA)


@pytest.mark.parametrize(
    "own", ["", "short", "fourteen chars", "            x            "]
)
def test_a_short_passphrase_is_refused(own):
    with pytest.raises(PassphraseTooShort, match="15"):
        judge_passphrase(own, ROSA)


@pytest.mark.parametrize(
    "own",
    [
        "aaaaaaaaaaaaaaaaaaaa",
        "passwordpassword",
        "qwertyuiopasdfgh",
        "1234567890123456",
        "Rosa.Esposito.Arcobaleno",
        "interactinteract",
        "rosa.esposito@arcobaleno.example",
    ],
)
def test_a_passphrase_that_is_soon_guessed_is_refused(own):
    with pytest.raises(PassphraseTooEasy):
        judge_passphrase(own, ROSA)


def test_what_is_known_of_one_person_does_not_count_against_another():
    own = "zampognaro-zenzero"

    with pytest.raises(PassphraseTooEasy):
        judge_passphrase(own, ("Zampognaro Zenzero",))
    judge_passphrase(own, ROSA)


def test_a_very_long_passphrase_is_judged_too():
    judge_passphrase("the lamp over the eastern gate " * 30 + "hums", ROSA)
