"""Each rule of the linter finds a file that breaks it, and where."""

import pytest

from tests.content.test_flowchart_linting import FRANCE, SOUND, said

CLOSED = "      - {id: closed,"
ISLAND = "      - {id: far, title: Far, meaning: A., lane: police, untimed: None.}\n"
ROUND = ISLAND.replace("far", "round").replace("Far", "Round")
RING = "  - {id: ring,"
TO_FAR = "  - {id: go, title: Go, from: [open], to: far, by: [any], mark: D}\n"
TO_ROUND = "  - {id: on, title: On, from: [far], to: round, by: [any], mark: D}\n"
TO_FAR_AGAIN = (
    "  - {id: back, title: Back, from: [round], to: far, by: [any], mark: D}\n"
)
WAKE = "  - {id: wake, title: Wake, from: [closed], to: open, by: [any], mark: D}\n"
FORBIDDEN = """\
forbidden:
  - {id: turned_18, title: The child turned 18, why: A birthday., mark: D}
"""
NOTE = (
    "  - {id: note_turned_18, title: Note, from: [], stays_in: [open], by: [any], "
    "mark: D}\n"
)
NEEDS = "needs: [{fact: urgent, because: It is not urgent.}]"
AFTER_NOTE = f"asks: []\n    {NEEDS[:-1]}, {{done: note_turned_18, because: Note it.}}]"
ASKED = f"asks: [{{id: is_turned_18, text: The child is 18}}]\n    {NEEDS}"
TO_END = "  - {id: turned_18_now, title: A, from: [open], to: closed, by: [any], "
WHERE_IT_IS = {
    "a state nobody gets to": (
        {CLOSED: ISLAND + CLOSED},
        "{id: far,",
        "no step leads to the state “far”",
    ),
    "a state without a way out": (
        {CLOSED: ISLAND + CLOSED, RING: TO_FAR + RING},
        "{id: far,",
        "from the state “far” no end can be reached",
    ),
    "a loop without an exit": (
        {
            CLOSED: ISLAND + ROUND + CLOSED,
            RING: TO_FAR + TO_ROUND + TO_FAR_AGAIN + RING,
        },
        "{id: far,",
        "it only leads round, by “far”, “round”",
    ),
    "an end that is left": (
        {RING: WAKE + RING},
        "{id: closed,",
        "the end “closed” is left by a step",
    ),
    "a step of nobody": (
        {"by: [police, lead]": "by: []"},
        "- id: close",
        "nobody takes the step “close”",
    ),
    "a state without a limit": (
        {"- {step: close, at_once: true, mark: D}": "[]"},
        "id: open",
        "the state “open” has no deadline",
    ),
    "a need of an unknown fact": (
        {"fact: urgent": "fact: odd"},
        "- id: close",
        "needs the fact “odd”, which does not exist",
    ),
    "a fact nobody works out": (
        {"urgent:": "odd:", "fact: urgent": "fact: odd"},
        "odd:",
        "INTERACT does not work out the fact “odd”",
    ),
    "a track of before that is nothing now": (
        {"main: main": "main: main\nparted: {side: FM-GONE}"},
        "parted:",
        "“side” became “FM-GONE”, which does not exist",
    ),
    "a track of before that is still there": (
        {"main: main": "main: main\nparted: {main: FM-ONE}"},
        "parted:",
        "the track “main” is here and under “parted”",
    ),
    "a forbidden ending that is a state": (
        {"steps:": f"{FORBIDDEN}steps:", "closed": "turned_18"},
        "{id: turned_18, title: The child",
        "the forbidden ending “turned_18” is a state",
    ),
    "a step that is a forbidden ending": (
        {"steps:": f"{FORBIDDEN}steps:", RING: TO_END + "mark: D}\n" + RING},
        "{id: turned_18, title: The child",
        "is reached by the step “turned_18_now”",
    ),
    "an end that asks for a forbidden ending": (
        {"steps:": f"{FORBIDDEN}steps:", NEEDS: ASKED},
        "{id: turned_18, title: The child",
        "the forbidden ending “turned_18” is reached by the step “close”",
    ),
    "an end that only comes after a forbidden ending": (
        {"steps:": f"{FORBIDDEN}steps:", NEEDS: AFTER_NOTE, RING: NOTE + RING},
        "{id: turned_18, title: The child",
        "the forbidden ending “turned_18” is reached by the step “close”",
    ),
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources.yaml").write_text(
        'note: None.\nsources:\n  LAW: {address: "https://law.example"}\n'
    )
    (tmp_path / "FM-ONE.yaml").write_text(SOUND)
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries" / "FR.yaml").write_text(FRANCE)
    return tmp_path


def changed(text, changes):
    for good, bad in changes.items():
        assert good in text
        text = text.replace(good, bad)
    return text


@pytest.mark.parametrize(
    ("changes", "place", "words"), WHERE_IT_IS.values(), ids=WHERE_IT_IS.keys()
)
def test_a_broken_flowchart_is_found_with_its_line(folder, changes, place, words):
    broken = changed(SOUND, changes)
    (folder / "FM-ONE.yaml").write_text(broken)

    first = next(one for one in said(folder) if words in one)

    line = next(n for n, one in enumerate(broken.splitlines(), 1) if place in one)
    assert first.startswith(f"FM-ONE.yaml, line {line}: ")


ADDED = (
    "    add:\n"
    "      - step: {id: %s, title: A, from: [open], to: %s, by: [any], mark: D}\n"
)
IN_A_COUNTRY = {
    "a change of nothing": ("    holders: []\n", "nothing is changed in “FM-ONE”"),
    "a change that is so already": (
        "    holders:\n      - {state: open, holder: police, mark: D}\n",
        "what is changed in “open” is so already",
    ),
    "a change of a state there is not": (
        "    holders:\n      - {state: gone, holder: lead, mark: D}\n",
        "there is no state “gone” to change",
    ),
    "a state this country cannot leave": (
        "    steps:\n      - {step: close, not_here: Nobody does., mark: D}\n",
        "from the state “open” no end can be reached",
    ),
    "a way to a forbidden ending": (
        ADDED % ("turned_18_now", "closed"),
        "is reached by the step “turned_18_now”",
    ),
    "a step there is already": (
        ADDED % ("close", "closed"),
        "“close” is there 2 times",
    ),
}


@pytest.mark.parametrize(
    ("changes", "words"), IN_A_COUNTRY.values(), ids=IN_A_COUNTRY.keys()
)
def test_a_broken_country_is_found(folder, changes, words):
    (folder / "FM-ONE.yaml").write_text(
        changed(SOUND, {"steps:": f"{FORBIDDEN}steps:"})
    )
    head, name, _changes = FRANCE.partition("  FM-ONE:\n")
    (folder / "countries" / "FR.yaml").write_text(head + name + changes)

    found = said(folder)

    assert any(words in one for one in found), found
    assert all(one.startswith("countries/FR.yaml, line ") for one in found)
