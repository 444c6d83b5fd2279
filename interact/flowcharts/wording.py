"""Finds what is hard to read, does not fit its page, or is not translated."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from interact.checklists.reading_ease import too_hard
from interact.flowcharts.definitions import Flowchart, Step
from interact.flowcharts.faults import STEPS, Fault
from interact.flowcharts.texts import Texts, names_in, texts_of

Translated = Mapping[str, Collection[str]]


def wording_faults(flow: Flowchart, translated: Translated) -> Iterator[Fault]:
    """What is wrong with the texts of a flowchart.

    `translated` says for each language which texts its catalogue holds.
    """
    for part in texts_of(flow):
        if hard := _too_hard(part.texts):
            problem = f"“{part.at}” is hard to read: {hard}"
            advice = "Use shorter words and sentences."
            yield Fault(part.at, problem, advice, part.section)
    for step in flow.steps:
        for problem, advice in _said_otherwise(step):
            yield Fault(step.id, problem, advice, STEPS)
    for language, known in translated.items():
        for part in (*texts_of(flow), *names_in(flow)):
            yield from _untranslated(part, language, known)


@lru_cache(maxsize=2048)
def _too_hard(texts: tuple[str, ...]) -> str:
    """As `too_hard`; what countries leave as it is, is looked at once."""
    return too_hard(*texts)


def _said_otherwise(step: Step) -> Iterator[tuple[str, str]]:
    """What would not fit the words around it on a page."""
    for ask in step.asks:
        if ask.text.endswith("."):
            problem = f"“{step.id}” asks for “{ask.id}” with a full stop"
            yield problem, "Take the full stop out: it is a statement to be ticked."
    for text in (*step.advice, *(need.because for need in step.needs)):
        if not text.endswith((".", "?")):
            yield f"“{step.id}” says {_start(text)} without a full stop", "Add it."
    if step.must_note and not step.must_note[0].islower():
        problem = f"“must_note” of “{step.id}” does not begin small"
        yield problem, "Let it go on from “Write this first:”."


def _untranslated(
    part: Texts, language: str, known: Collection[str]
) -> Iterator[Fault]:
    for text in part.texts:
        if text not in known:
            problem = f"{_start(text)} is not translated into “{language}”"
            advice = "Add it to the catalogue of the language."
            yield Fault(part.at, problem, advice, part.section)


def _start(text: str) -> str:
    return f"“{' '.join(text.split()[:4])} ...”"
