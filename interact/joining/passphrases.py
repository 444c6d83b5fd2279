"""Passphrases: suggested from a word list, or a person's own that is judged."""

import math
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock

from xkcdpass.xkcd_password import generate_wordlist
from zxcvbn import zxcvbn

from interact.joining.rules import PassphraseTooEasy, PassphraseTooShort

FEWEST_BITS = 60
FEWEST_WORDS = 5
SHORTEST_WORD, LONGEST_WORD = 4, 9
FEWEST_CHARACTERS = 15
# Letters and digits that are not in words anybody knows of the person.
FEWEST_OF_THEIR_OWN = 8
GOOD_ENOUGH = 3

# Longer texts are slow to judge; what is after this can only help.
JUDGED = 72

# By ISO 639-1. There is no list for Dutch and Greek.
LISTS = {"en": "eff-long", "fr": "fr-freelang", "it": "ita-wiki", "sv": "swe-short"}
FALLBACK = "en"

# zxcvbn keeps what it knows of a person in a place that all threads share.
JUDGING = Lock()


@dataclass(frozen=True)
class Suggestion:
    """A passphrase nobody thought of, and the language of its words."""

    passphrase: str = field(repr=False)
    language: str


def suggest_passphrase(language: str) -> Suggestion:
    """Five words or more, at least 60 bits, in this language (ISO 639-1) or English.

    Only words of 4 to 9 plain letters, so that every keyboard can type them.
    """
    spoken = language_of_words(language)
    words = _words(LISTS[spoken])
    chosen = (secrets.choice(words) for _word in range(words_needed(len(words))))
    return Suggestion("-".join(chosen), spoken)


def language_of_words(language: str) -> str:
    """The language that suggestions for somebody who reads this one are made of."""
    return language if language in LISTS else FALLBACK


def words_needed(listed: int) -> int:
    """How many words of a list so long hold 60 bits; five at least."""
    return max(FEWEST_WORDS, math.ceil(FEWEST_BITS / math.log2(listed)))


def judge_passphrase(passphrase: str, about: Iterable[str]) -> None:
    """Refuse a passphrase that is short, or that would soon be guessed.

    `about` is what a stranger may know of the person: name, e-mail address, agency.
    Raises PassphraseTooShort or PassphraseTooEasy.
    """
    plain = unicodedata.normalize("NFKC", passphrase).strip()
    if len(plain) < FEWEST_CHARACTERS:
        raise PassphraseTooShort(fewest=FEWEST_CHARACTERS)
    known = {word for said in ("interact", *about) for word in _words_in(said)}
    with JUDGING:
        verdict = zxcvbn(plain[:JUDGED], user_inputs=sorted(known))
    of_their_own = sum(len(word) for word in _words_in(plain) if word not in known)
    if verdict["score"] < GOOD_ENOUGH or of_their_own < FEWEST_OF_THEIR_OWN:
        raise PassphraseTooEasy


def _words_in(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


@cache
def _words(name: str) -> list[str]:
    listed = generate_wordlist(
        wordfile=name, min_length=SHORTEST_WORD, max_length=LONGEST_WORD
    )
    return sorted(
        word for word in listed if word.isascii() and word.isalpha() and word.islower()
    )
