"""The checklists as they are published, read once for all tests."""

from pathlib import Path

from interact.checklists.reading import load_checklists, load_sources

FOLDER = Path(__file__).parents[2] / "checklists"
CHECKLISTS = load_checklists(FOLDER)
SOURCES = load_sources(FOLDER)
EVERY_QUESTION = [
    (checklist, question)
    for checklist in CHECKLISTS.values()
    for question in checklist.questions()
]
