"""How hard a text is to read, by one measure that works in every language of INTERACT.

LIX (Björnsson 1968): words per sentence, plus long words in a hundred. Below 30 is easy
(books for children), 40 is a newspaper, 60 the language of laws.
"""

import re

LONG = 6  # letters; a long word has more
HARDEST = 45  # somewhat harder than a newspaper, for all texts of one question together
FEWEST_WORDS = 12  # below, one long word alone would decide
LONGEST_SENTENCE = 30  # words

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.?!:;·](?:\s|$)")


def lix(text: str) -> float:
    """The LIX of a text; 0 where it has no words."""
    words = _WORD.findall(text)
    if not words:
        return 0
    long_words = sum(len(word) > LONG for word in words)
    return len(words) / len(sentences(text)) + 100 * long_words / len(words)


def sentences(text: str) -> list[str]:
    """The sentences of a text, as far as full stops and question marks tell them."""
    parted = _SENTENCE_END.split(text)
    return [one.strip() for one in parted if _WORD.search(one)]


def too_hard(*texts: str) -> str:
    """What is too hard about texts that are read together; empty when nothing is."""
    text = " ".join(
        one if one.endswith((".", "?")) else f"{one}." for one in texts if one
    )
    for sentence in sentences(text):
        words = _WORD.findall(sentence)
        if len(words) > LONGEST_SENTENCE:
            return f"a sentence of {len(words)} words (“{' '.join(words[:4])} ...”)"
    measured = lix(text)
    if len(_WORD.findall(text)) >= FEWEST_WORDS and measured > HARDEST:
        return f"a reading index (LIX) of {measured:.0f}"
    return ""
