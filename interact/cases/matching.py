"""Looking for a child who may already be known, by name in any script, age and sex.

A likeness is a reason for a person to look, never a decision. Pure: no database, no
web, no clock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

from interact.cases.names import (
    Name,
    NameComparison,
    NameLikeness,
    keys_of,
    split_name,
)
from interact.core.words import Word
from interact.core.words import mark as _

K = TypeVar("K")

# From here on, two profiles are shown as perhaps the same child.
LIKELY = 0.8

# In another script, a name that is this much alike is called the same name.
SAME_NAME_IN_SCRIPTS = 0.9

# Names whose consonants agree less than this, of 100, are not compared further.
ROUGHLY_ALIKE = 70

# Ages are often estimates: a year apart says little, many years speak against.
SAME_YEAR_CLOSES = 0.25
CLOSE_YEARS = 2
FAR_YEARS = 5
IF_YEARS_FAR = 0.85
IF_SEX_DIFFERS = 0.9


class Reason(Word):
    """Why two profiles look like the same child, or what speaks against it."""

    SAME_NAME = "same name", _("same name")
    OTHER_SCRIPT = "other script", _("same name in another script")
    OTHER_SPELLING = "other spelling", _("a name that is spelled or sounds alike")
    PART_OF_NAME = "part of name", _("part of the name is the same")
    SAME_YEAR = "same year", _("born the same year")
    CLOSE_YEAR = "close year", _("born within two years of each other")
    FAR_YEAR = "far year", _("the years of birth are far apart")
    OTHER_SEX = "other sex", _("the sex is recorded differently")


@dataclass(frozen=True)
class SearchProfile:
    """What is compared when looking for a child who may already be known.

    It is made from the child's name and tells it, so it is sealed like the name.
    """

    names: tuple[Name, ...]
    keys: str
    birth_year: int | None = None
    sex: str | None = None

    def as_json(self) -> dict[str, Any]:
        """This profile as lists, strings and numbers; `from_json` reads it back."""
        names = [list(name) for name in self.names]
        rest = {"birth_year": self.birth_year, "sex": self.sex}
        return {"names": names, "keys": self.keys, **rest}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "SearchProfile":
        """A profile as `as_json` gave it."""
        names = tuple(map(tuple, stored["names"]))
        return cls(names, stored["keys"], stored["birth_year"], stored["sex"])


class Likeness(NamedTuple):
    """How alike two profiles are, from 0 to 1, and why."""

    score: float
    why: list[Reason]


@dataclass(frozen=True)
class Match(Generic[K]):
    """A profile that looks like the one searched for; `key` is the caller's own."""

    key: K
    score: float
    why: list[Reason]


def profile_of(
    names: Iterable[str], birth_year: int | None = None, sex: str | None = None
) -> SearchProfile:
    """The profile of a child with these names.

    Each of `names` is one spelling of the whole name, given and family names
    together: one per script, one per alias, the words in any order. `sex` is any
    word, compared as it stands; None when it is not known.
    """
    split = tuple(dict.fromkeys(filter(None, map(split_name, names))))
    return SearchProfile(split, keys_of(split), birth_year, sex)


def likeness(one: SearchProfile, other: SearchProfile) -> float:
    """How alike two children look, from 0 to 1; the same either way round.

    A profile is 1.0 alike with itself; one without any name 0.0 with everything.
    """
    return compare(one, other).score


def compare(one: SearchProfile, other: SearchProfile) -> Likeness:
    """How alike two children look, and why: the name first, then year and sex."""
    return _compare(one, other, NameComparison())


def find_like(
    sought: SearchProfile, profiles: Iterable[tuple[K, SearchProfile]], limit: int = 10
) -> list[Match[K]]:
    """The `limit` profiles most like `sought`, of those that are LIKELY, best first.

    Profiles that are equally alike stay in the order in which they were given.
    """
    known = list(profiles)
    comparison = NameComparison()
    matches = []
    for index in _worth_comparing(sought, [profile for _key, profile in known]):
        key, profile = known[index]
        score, why = _compare(sought, profile, comparison)
        if score >= LIKELY:
            matches.append(Match(key, score, why))
    matches.sort(key=lambda match: -match.score)
    return matches[:limit]


def _worth_comparing(sought: SearchProfile, profiles: list[SearchProfile]) -> list[int]:
    """The places of profiles that share a key, or whose outlines are roughly alike."""
    wanted = set(sought.keys.split())
    keys = [profile.keys for profile in profiles]
    sharing = {i for i, some in enumerate(keys) if not wanted.isdisjoint(some.split())}
    rough = process.extract(
        sought.keys,
        keys,
        scorer=fuzz.token_set_ratio,
        score_cutoff=ROUGHLY_ALIKE,
        limit=None,
    )
    return sorted(sharing.union(index for _keys, _score, index in rough))


def _compare(
    one: SearchProfile, other: SearchProfile, comparison: NameComparison
) -> Likeness:
    alike = [
        comparison.names(mine, theirs) for mine in one.names for theirs in other.names
    ]
    best = max(alike, default=None)
    if best is None or best.score == 0:
        return Likeness(0.0, [])
    score, why = _with_years(best.score, one.birth_year, other.birth_year)
    why = _why_names(best) + why
    if one.sex and other.sex and one.sex != other.sex:
        score, why = score * IF_SEX_DIFFERS, [*why, Reason.OTHER_SEX]
    return Likeness(round(score, 4), why)


def _why_names(alike: NameLikeness) -> list[Reason]:
    partly = [Reason.PART_OF_NAME] if alike.partly else []
    if alike.exact:
        return partly or [Reason.SAME_NAME]
    if alike.across_scripts and alike.score >= SAME_NAME_IN_SCRIPTS:
        return [Reason.OTHER_SCRIPT, *partly]
    return [Reason.OTHER_SPELLING, *partly]


def _with_years(
    score: float, one: int | None, other: int | None
) -> tuple[float, list[Reason]]:
    if one is None or other is None:
        return score, []
    apart = abs(one - other)
    if apart == 0:
        return score + (1 - score) * SAME_YEAR_CLOSES, [Reason.SAME_YEAR]
    if apart <= CLOSE_YEARS:
        return score, [Reason.CLOSE_YEAR]
    if apart >= FAR_YEARS:
        return score * IF_YEARS_FAR, [Reason.FAR_YEAR]
    return score, []
