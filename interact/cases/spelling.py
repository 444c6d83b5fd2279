"""How a written name sounds: from any script to Latin letters, to classes of sounds.

Rules of thumb for comparing names, not a transliteration to show to people: the
spelling a person chose stands in the case. No database, no web, no clock.
"""

import re
import unicodedata
from itertools import islice, product
from typing import NamedTuple

from anyascii import anyascii
from jellyfish import metaphone
from rapidfuzz.distance import Indel, LCSseq

from interact.cases.letters import GREEK, GREEK_PAIRS, LETTERS, PLAIN, SOUNDS

MOST_READINGS = 6

SOUND = re.compile("|".join(f"({pattern})" for pattern, _ in SOUNDS))
REPEATED = re.compile(r"(.)\1+")
VOWELS = re.compile("[aiu]")
NOT_PLAIN = re.compile("[A-Z']")

# How much the consonants count, by how many there are: with few, the vowels decide.
WEIGHT_OF_CONSONANTS = {1: 0.1, 2: 0.15}
USUAL_WEIGHT_OF_CONSONANTS = 0.45

# Only a name written the same in the same script is surely the same.
NOT_QUITE_THE_SAME = 0.98
SAME_METAPHONE = 0.9
TOO_DIFFERENT = 0.6

# Scripts that leave out vowels a Latin spelling writes: the first two letters of the
# name Unicode gives them.
SPARING = {"ar", "et", "he", "sy"}


class Spelling(NamedTuple):
    """One word of a name: its script, its plain Latin form, and how it may sound."""

    script: str
    form: str
    sounds: tuple[str, ...]
    skeletons: tuple[str, ...]
    metaphone: str

    @property
    def is_sparing(self) -> bool:
        """Whether the script leaves out vowels."""
        return self.script in SPARING


def write_down(word: str) -> str | None:
    """`word` as its script and letters, such as `la:abena`: all that need be kept.

    None when there is no letter in it. Never refuses.
    """
    folded = _fold(word)
    if not folded:
        return None
    script = unicodedata.name(folded[0], "??")[:2].lower()
    return f"{script}:{_romanise(folded) or folded}"


def run_together(written: tuple[str, ...]) -> str:
    """Several words as one, all in `write_down`'s form, in the script of the first."""
    parts = [word.partition(":") for word in written]
    return parts[0][0] + ":" + "".join(letters for _script, _colon, letters in parts)


def spell(written: str) -> Spelling:
    """How a word that was written down is spelled, and how it may sound."""
    script, _colon, letters = written.partition(":")
    form = NOT_PLAIN.sub(lambda found: PLAIN[found[0]], letters) or letters
    sounds = _sounds(letters)
    skeletons = tuple(dict.fromkeys(VOWELS.sub("", sound) for sound in sounds))
    return Spelling(script, form, sounds, skeletons, metaphone(form))


def words_alike(one: Spelling, other: Spelling) -> float:
    """How alike two words of names are: 1 for the same, 0 for no resemblance."""
    if one.form == other.form:
        return 1.0 if one.script == other.script else NOT_QUITE_THE_SAME
    consonants = _consonants_alike(one, other)
    if consonants < TOO_DIFFERENT:
        return 0.0
    count = min(len(one.skeletons[0]), len(other.skeletons[0]))
    weight = WEIGHT_OF_CONSONANTS.get(count, USUAL_WEIGHT_OF_CONSONANTS)
    score = consonants * (weight + (1 - weight) * _vowels_alike(one, other))
    return min(score, NOT_QUITE_THE_SAME)


def _fold(word: str) -> str:
    """`word` in small letters and digits, with nothing before the first of them."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    kept = "".join(
        sign for sign in folded if unicodedata.category(sign)[0] in {"L", "M", "N"}
    )
    while kept and unicodedata.category(kept[0])[0] == "M":
        kept = kept[1:]
    return unicodedata.normalize("NFC", kept)


def _romanise(folded: str) -> str:
    """`folded` in a-z, 0-9 and the signs of PLAIN."""
    decomposed = unicodedata.normalize("NFD", folded.translate(LETTERS))
    bare = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    for pair, letter in GREEK_PAIRS:
        bare = bare.replace(pair, letter)
    return "".join(map(_in_ascii, bare.translate(GREEK)))


def _in_ascii(letter: str) -> str:
    if letter.isascii():
        return letter
    plain = re.sub("[^a-z0-9]", "", anyascii(letter).lower())
    return f"'{plain}" if plain.startswith("h") else plain


def _sounds(letters: str) -> tuple[str, ...]:
    """Up to MOST_READINGS ways `letters` may sound, most likely first."""
    found = SOUND.finditer(letters)
    choices = [SOUNDS[(sound.lastindex or 1) - 1][1] for sound in found]
    # The first letters vary first: they are where spellings differ most.
    readings = islice(product(*reversed(choices)), MOST_READINGS)
    sounds = []
    for reading in readings:
        sound = "".join(reversed(reading))
        opened = f"A{sound}" if sound[:1].islower() else sound
        sounds.append(REPEATED.sub(r"\1", opened))
    return tuple(dict.fromkeys(filter(None, sounds))) or (letters,)


def _consonants_alike(one: Spelling, other: Spelling) -> float:
    if not set(one.skeletons).isdisjoint(other.skeletons):
        return 1.0
    best = max(
        Indel.normalized_similarity(mine, theirs)
        for mine in one.skeletons[:2]
        for theirs in other.skeletons[:2]
    )
    sounds_the_same = one.metaphone != "" and one.metaphone == other.metaphone
    return max(best, SAME_METAPHONE) if sounds_the_same else best


def _vowels_alike(one: Spelling, other: Spelling) -> float:
    """How well the whole sounds agree; vowels a script leaves out are not missed."""
    if one.is_sparing == other.is_sparing:
        pairs = product(one.sounds, other.sounds)
        return max(Indel.normalized_similarity(*pair) for pair in pairs)
    sparing, full = (one, other) if one.is_sparing else (other, one)
    return max(_heard_in(*pair) for pair in product(sparing.sounds, full.sounds))


def _heard_in(sparing: str, full: str) -> float:
    """How much of `sparing` is in `full`; what it took care to write counts twice."""
    unheard = len(sparing) - LCSseq.similarity(sparing, full)
    return max(0.0, 1 - 2 * unheard / len(sparing))
