"""A content file that is small to read and large to understand."""

import pytest
from pydantic import BaseModel

from interact.core.content import parse_content
from interact.core.errors import ContentInvalid

HUNDRED_TIMES = "&a [x" + ", x" * 99 + "]"


class Words(BaseModel):
    words: list[str | list[str] | list[list[str]]]


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (f"words:\n  - &b [{HUNDRED_TIMES}{', *a' * 99}]\n" + "  - *b\n" * 99, 2),
        ("words:\n  - x\n  - &once y\n", 3),
        ("words: &all\n  - x\n", 1),
    ],
    ids=["a million words", "named and not repeated", "a whole list"],
)
def test_nothing_that_is_said_once_is_taken_twice(body, line):
    with pytest.raises(ContentInvalid, match="“&” and “\\*”") as refused:
        parse_content(body, Words, "CL-01.yaml")

    said = refused.value.values
    assert (said["file"], said["line"]) == ("CL-01.yaml", line)


def test_the_two_signs_are_words_like_others_in_quotes():
    read = parse_content("words: ['*once', '&once']\n", Words, "CL-01.yaml")

    assert read.words == ["*once", "&once"]
