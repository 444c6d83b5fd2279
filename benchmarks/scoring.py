"""Scoring the checklists of a case: what it costs beside opening their answers."""

import os
import random
from pathlib import Path

from benchmarks.measuring import PROCESSOR, in_turns
from interact.checklists.definitions import Checklist
from interact.checklists.reading import load_checklists
from interact.checklists.results import Facts
from interact.checklists.rules import Answer, Reply, When
from interact.checklists.scoring import score
from interact.keys.formats import KEY_BYTES
from interact.keys.sealing import SealingKey, seal_value, unseal_value

FOLDER = Path(__file__).parents[1] / "checklists"
ROUNDS = 50
MICRO = 1_000_000
FACTS = Facts(age=16, months_to_adult=20, profile_percent=60, earlier_episodes=1)
# As answers come: much is not known, and a short form asks little.
USUAL = [Reply.NO, Reply.NO, Reply.YES, Reply.SUSPECTED, Reply.NOT_KNOWN, None]

Filled = tuple[Checklist, dict[str, Answer]]


def measure() -> None:
    """Print what scoring costs, for every checklist together and for the largest."""
    filled = [(one, _answers(one)) for one in load_checklists(FOLDER).values()]
    levelled = [one for one in filled if one[0].makes_level]
    largest = max(levelled, key=lambda one: len(list(one[0].questions())))
    print(
        "Scoring: level, reasons, what would change it, verdict and percent of filled "
        "checklists. Processor\ntime. Compared with only opening the answers they rest "
        "on, each sealed by itself."
    )
    _compare(f"all {len(filled)}", filled)
    _compare(largest[0].id, [largest])


def _compare(name: str, filled: list[Filled]) -> None:
    key = SealingKey(os.urandom(KEY_BYTES))
    sealed = [
        seal_value(key, answer.as_value(), b"")
        for _checklist, answers in filled
        for answer in answers.values()
    ]

    def scoring() -> None:
        for checklist, answers in filled:
            score(checklist, answers, FACTS)

    def opening() -> None:
        for blob in sealed:
            Answer.from_value(unseal_value(key, blob, b""))

    ratio = in_turns(scoring, opening, ROUNDS, PROCESSOR)
    asked = sum(len(list(checklist.questions())) for checklist, _a in filled)
    print(f"  {name:8} {ratio}")
    print(f"           {ratio.time / asked * MICRO:.1f} microseconds a question")


def _answers(checklist: Checklist) -> dict[str, Answer]:
    """Made-up answers, the same ones each time."""
    chance = random.Random(checklist.id)  # noqa: S311
    replies = {one.id: chance.choice(USUAL) for one in checklist.questions()}
    return {
        name: Answer(reply=reply, when=chance.choice(list(When)))
        for name, reply in replies.items()
        if reply is not None
    }
