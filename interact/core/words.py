"""Words that are stored as one thing and shown to people as another.

Nothing here translates: texts are marked so that the catalogue finds them, and
the page that shows them translates.
"""

from enum import StrEnum
from typing import Self


def mark(text: str) -> str:
    """Mark `text` for translation; the page that shows it translates it."""
    return text


class Word(StrEnum):
    """One word of the field: stored as its value, shown as its `label`."""

    label: str

    # Only mypy needs the default: it takes `Reply("yes")` for a new word.
    def __new__(cls, value: str, label: str = "") -> Self:
        word = str.__new__(cls, value)
        word._value_ = value
        word.label = label
        return word
