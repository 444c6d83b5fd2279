"""How far an assessment is, part by part, and who answers what is still open."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.lists import format_list
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.agencies.rules import AgencyKind
from interact.assessments.items import Item
from interact.assessments.queries import AssessmentView
from interact.checklists.definitions import Section
from interact.checklists.questions import Question
from interact.web.request import actor


@dataclass(frozen=True)
class Part:
    """A section with its number from 1 on, and how many of its questions are answered.

    `left` counts those that are open and that others than the reader usually answer.
    """

    number: int
    section: Section
    answered: int
    left: int

    @property
    def all(self) -> int:
        """How many questions are asked in it."""
        return len(self.section.questions)

    @property
    def is_done(self) -> bool:
        """Whether nothing in it waits for the reader."""
        return self.answered + self.left == self.all

    @property
    def said(self) -> str:
        """How far it is, in the reader's language."""
        counted = {"answered": self.answered, "all": self.all, "left": self.left}
        if self.left:
            return str(
                _(
                    "%(answered)s of %(all)s answered, %(left)s left for others",
                    **counted,
                )
            )
        return _answered(self.answered, self.all)


def parts_of(view: AssessmentView) -> list[Part]:
    """The sections that are asked, in order, each with how far it is."""
    return [
        _part(number, section, [view.items[one.id] for one in section.questions])
        for number, section in enumerate(view.asked.sections, 1)
    ]


def progress_text(view: AssessmentView) -> str:
    """How many questions have an answer, of all that are asked."""
    return _answered(view.answered, _asked(view))


def percent_of(view: AssessmentView) -> int:
    """The same in percent, rounded down."""
    return 100 * view.answered // _asked(view)


def for_others(question: Question) -> bool:
    """Whether others than the reader's kind of agency usually answer it."""
    return bool(question.answered_by) and actor().kind not in question.answered_by


def who_answers(kinds: Iterable[AgencyKind]) -> str:
    """Kinds of agency in a sentence, such as "Police or Guardianship"."""
    names = [str(_(kind.label)) for kind in kinds]
    return str(format_list(names, style="or", locale=get_locale()))


def _part(number: int, section: Section, items: list[Item]) -> Part:
    waiting = [one for one in items if not one.is_answered]
    left = sum(for_others(one.question) for one in waiting)
    return Part(number, section, len(items) - len(waiting), left)


def _asked(view: AssessmentView) -> int:
    return len(list(view.asked.questions()))


def _answered(answered: int, asked: int) -> str:
    return str(_("%(answered)s of %(all)s answered", answered=answered, all=asked))
