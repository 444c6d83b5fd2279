"""Other editions of checklists for tests: published here, and in use from then on."""

from interact.assessments.publishing import publish
from interact.checklists.reading import Checklists
from tests.content.published import CHECKLISTS


def use(session, newer):
    """Publish another edition of a checklist, which is filled in from now on."""
    published = Checklists({**session.info["checklists"], newer.id: newer}, {})
    publish(session, published)
    session.info["checklists"] = published


def changed(checklist_id, change, version=9, **parts):
    """A newer edition: each question as `change` makes it; None leaves it out."""
    before = CHECKLISTS[checklist_id]
    sections = []
    for section in before.sections:
        asked = [change(question) for question in section.questions]
        kept = tuple(question for question in asked if question)
        if kept:
            sections.append(section.model_copy(update={"questions": kept}))
    update = {"version": version, "sections": tuple(sections), **parts}
    return before.model_copy(update=update)
