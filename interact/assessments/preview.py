"""What would become of an open assessment in the version of its checklist in use."""

from dataclasses import dataclass, field

from interact.assessments.models import Assessment, PublishedChecklist
from interact.assessments.opened import Opened, open_in
from interact.assessments.publishing import (
    current_edition,
    definition_of,
    newest_published,
)
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist, edition_of
from interact.checklists.questions import Question
from interact.checklists.rules import AlreadyFinished, NothingNewer, NotMoved, RiskLevel


@dataclass(frozen=True, kw_only=True)
class MovePreview:
    """An assessment moved to another version: each question is in one of the lists.

    `kept` are answered and stay so, `dropped` are answered and not asked (or not so)
    there: their answers wait for the way back. `new` are asked there only; `reworded`
    are among the kept or open ones and say something else now. `before` and `after`
    are the levels, None for checklists without.
    """

    title: str
    edition: str
    to_edition: str
    kept: tuple[Question, ...] = field(repr=False)
    dropped: tuple[Question, ...] = field(repr=False)
    new: tuple[Question, ...] = field(repr=False)
    reworded: tuple[Question, ...] = field(repr=False)
    before: RiskLevel | None
    after: RiskLevel | None


def country_of(assessment: Assessment) -> str:
    """Whose way of the checklist holds: where the absence was noticed, or it began."""
    episode = assessment.episode
    return episode.country if episode else assessment.agency.country


def newer_edition(vault: Vault, assessment: Assessment) -> str | None:
    """The edition in use, where an open assessment was begun in another one."""
    in_use = vault.session.info["checklists"]
    if assessment.finished_at or assessment.checklist_id not in in_use:
        return None
    country = country_of(assessment)
    current = current_edition(vault.session, assessment.checklist_id, country)
    edition = edition_of(current)
    return None if edition == assessment.published.edition else edition


def find_newer(vault: Vault, assessment: Assessment) -> PublishedChecklist:
    """The published edition to move to; refuses with AlreadyFinished, NothingNewer."""
    if assessment.finished_at:
        raise AlreadyFinished
    if newer_edition(vault, assessment) is None:
        raise NothingNewer
    country = country_of(assessment)
    return newest_published(vault.session, assessment.checklist_id, country)


def preview_move(vault: Vault, assessment: Assessment) -> MovePreview:
    """What moving to the edition in use would do; nothing is changed by asking.

    Refuses as `find_newer`, and with CompartmentNotHeld.
    """
    return _preview(vault, assessment, find_newer(vault, assessment))


def preview_back(vault: Vault, assessment: Assessment) -> MovePreview:
    """What moving back would do; refuses with AlreadyFinished and NotMoved."""
    if assessment.finished_at:
        raise AlreadyFinished
    if assessment.moved_from is None:
        raise NotMoved
    return _preview(vault, assessment, assessment.moved_from)


def _preview(
    vault: Vault, assessment: Assessment, to: PublishedChecklist
) -> MovePreview:
    if not vault.holds(assessment.compartment):
        raise CompartmentNotHeld(part=assessment.compartment.label)
    now_in = definition_of(vault.session, assessment.published)
    then_in = definition_of(vault.session, to)
    here = open_in(vault, assessment, now_in)
    there = open_in(vault, assessment, then_in)
    before = {one.id: one for one in now_in.questions()}
    after = {one.id: one for one in then_in.questions()}
    answered = [one for one in before.values() if here.items[one.id].is_answered]
    kept = tuple(one for one in answered if _is_answered(there, one.id))
    return MovePreview(
        title=now_in.title,
        edition=assessment.published.edition,
        to_edition=to.edition,
        kept=kept,
        dropped=tuple(one for one in answered if one not in kept),
        new=tuple(one for one in after.values() if one.id not in before),
        reworded=tuple(_reworded(now_in, then_in)),
        before=here.conclusion.result.level,
        after=there.conclusion.result.level,
    )


def _is_answered(opened: Opened, name: str) -> bool:
    return name in opened.items and opened.items[name].is_answered


def _reworded(before: Checklist, after: Checklist) -> list[Question]:
    texts = {one.id: one.text for one in before.questions()}
    return [one for one in after.questions() if texts.get(one.id, one.text) != one.text]
