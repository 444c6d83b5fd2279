"""How alike two whole names are, word by word and run together."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from interact.cases.spelling import (
    Spelling,
    run_together,
    spell,
    words_alike,
    write_down,
)

# Joining words and articles that one clerk writes and the next one leaves out.
PARTICLES = {
    "la:al",
    "la:el",
    "la:ul",
    "la:bin",
    "la:ibn",
    "la:ben",
    "la:bint",
    "la:binti",
    "la:ould",
    "ar:bn",
    "ar:Abn",
    "ar:bnt",
}
ARABIC_ARTICLE = re.compile("^(عبد)?ال(?=.{3})")
BETWEEN_WORDS = re.compile(r"[\s\-‐-―._,;/()]+")

MISSING_WORD = 0.08
MOST_MISSING_WORDS = 0.24

# Below this, two names with different numbers of words are tried run together.
SURE_ENOUGH = 0.8

# The words of one spelling of a whole name, as `write_down` gives them.
Name = tuple[str, ...]


class Pair(NamedTuple):
    """Two words that stand for each other, and how alike they are."""

    score: float
    one: str
    other: str


class NameLikeness(NamedTuple):
    """How alike two names are, from 0 to 1, and in what way."""

    score: float
    exact: bool
    across_scripts: bool
    partly: bool


UNLIKE = NameLikeness(0.0, exact=False, across_scripts=False, partly=False)


def split_name(text: str) -> Name:
    """The words of a whole name, written down; none when there is no letter in it."""
    parts = [ARABIC_ARTICLE.sub(r"\1", part) for part in BETWEEN_WORDS.split(text)]
    words = [word for part in parts if (word := write_down(part)) is not None]
    telling = [word for word in words if word not in PARTICLES]
    return tuple(telling or words)


def keys_of(names: Iterable[Name]) -> str:
    """The consonants and sounds of every word, apart and run together, once each."""
    words = {word for name in names for word in (*name, run_together(name))}
    spelled = [spell(word) for word in sorted(words)]
    keys = [key for word in spelled for key in (*word.skeletons, word.metaphone)]
    return " ".join(dict.fromkeys(filter(None, keys)))


class NameComparison:
    """Compares names, and remembers words it has met before.

    It lives for one search and no longer: what it remembers are names of children.
    """

    def __init__(self) -> None:
        self.spelled: dict[str, Spelling] = {}
        self.compared: dict[tuple[str, str], float] = {}

    def names(self, one: Name, other: Name) -> NameLikeness:
        """How alike two whole names are; the same either way round."""
        shorter, longer = sorted((one, other), key=lambda name: (len(name), name))
        pairs = self._pairs(shorter, longer)
        missing = len(longer) - len(shorter)
        if not pairs and not missing:
            return UNLIKE
        score = sum(pair.score for pair in pairs) / len(shorter)
        score *= 1 - min(missing * MISSING_WORD, MOST_MISSING_WORDS)
        if missing and score < SURE_ENOUGH:
            mine, theirs = run_together(shorter), run_together(longer)
            alike = self._words(mine, theirs)
            if alike > score:
                return _in_words(alike, [Pair(alike, mine, theirs)], partly=False)
        return _in_words(score, pairs, partly=len(pairs) < len(longer))

    def _pairs(self, shorter: Name, longer: Name) -> list[Pair]:
        """The words that stand for each other: the most alike first, each once."""
        pairs = [
            Pair(alike, mine, theirs)
            for mine in shorter
            for theirs in longer
            if (alike := self._words(mine, theirs))
        ]
        pairs.sort(key=lambda pair: -pair.score)
        free, free_too = list(shorter), list(longer)
        chosen = []
        for pair in pairs:
            if pair.one in free and pair.other in free_too:
                free.remove(pair.one)
                free_too.remove(pair.other)
                chosen.append(pair)
        return chosen

    def _words(self, one: str, other: str) -> float:
        alike = self.compared.get((one, other))
        if alike is None:
            alike = words_alike(self._spell(one), self._spell(other))
            self.compared[one, other] = alike
        return alike

    def _spell(self, written: str) -> Spelling:
        if written not in self.spelled:
            self.spelled[written] = spell(written)
        return self.spelled[written]


def _in_words(score: float, pairs: list[Pair], *, partly: bool) -> NameLikeness:
    exact = all(pair.score == 1 for pair in pairs)
    across_scripts = any(pair.one[:2] != pair.other[:2] for pair in pairs)
    return NameLikeness(score, exact, across_scripts, partly)
