"""Filling in a checklist: starting, answering as one goes, finishing."""

import hashlib
from collections.abc import Mapping
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.access.actor import Actor
from interact.access.guard import require
from interact.access.permissions import Permission
from interact.assessments.answers import given_answers, latest_day, seal_answer
from interact.assessments.asking import follow_up
from interact.assessments.claiming import claim_details
from interact.assessments.conclusions import Conclusion, seal_conclusion
from interact.assessments.entries import country_for
from interact.assessments.holding import hold, hold_open
from interact.assessments.models import Answer as AnswerRow
from interact.assessments.models import Assessment, PublishedChecklist
from interact.assessments.opened import open_assessment
from interact.assessments.publishing import (
    definition_of,
    definition_to_fill,
    newest_published,
)
from interact.assessments.queries import find_newest
from interact.audit.actions import record
from interact.audit.rules import Event
from interact.cases.fields import Field, field_by_name
from interact.cases.models import Case, Episode
from interact.cases.statements import Statement
from interact.cases.vault import Vault, open_vault
from interact.checklists.definitions import Checklist
from interact.checklists.levels import LevelSet
from interact.checklists.rules import Answer, AnswerOutsideScale, RiskLevel
from interact.checklists.standing import shown_to, standing
from interact.core.clock import now
from interact.core.errors import NotFound
from interact.keys.rules import Compartment


def start_assessment(
    session: Session,
    actor: Actor,
    case: Case,
    checklist_id: str,
    *,
    short_form: bool = False,
    episode: Episode | None = None,
) -> Assessment:
    """Begin to fill in a checklist, in the version that is in use now.

    One that is begun and not finished, of the same checklist and episode, is gone on
    with; asked for in full, a short form becomes the full list and keeps its answers,
    also one that was finished within the last week. Refuses with CompartmentNotHeld
    who may not write where the answers belong, and with NotFound an unknown checklist.
    Records `assessment.started`, or `assessment.widened` for what became the full list.
    """
    require(actor, Permission.FILL_ASSESSMENT, case)
    vault = open_vault(session, actor, case)
    if episode is not None and episode.case_id != case.id:
        raise NotFound(case)
    country = country_for(vault, episode)
    published = newest_published(session, checklist_id, country)
    _hold_newest(vault, checklist_id, episode)
    vault.begin(definition_of(session, published).compartment)
    session.execute(select(Case.id).where(Case.id == case.id).with_for_update())
    before = _hold_newest(vault, checklist_id, episode)
    if before is not None and before.finished_at is None:
        if before.short_form and not short_form:
            _widen(vault, before)
        return before

    assessment = _new_assessment(vault, published, short_form)
    assessment.episode = episode
    if before and not short_form and before.leads_on_to(published):
        assessment.goes_on_from = before
    session.add(assessment)
    session.flush()
    record(session, actor, Event.ASSESSMENT_STARTED, case, checklist=assessment.edition)
    return assessment


def answer_questions(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    answers: Mapping[str, Answer | Statement],
) -> None:
    """Keep answers by the id of the question, beside the earlier ones.

    Of each person the newest stands; where people differ, all stand until somebody
    decides (`decide_answer`). What the child's profile asks is answered by a Statement,
    which becomes a claim, or by why there is none. What they answered the same before,
    or not at all, is left as it is. Refuses with AlreadyFinished,
    QuestionNotInChecklist, and what `definition_to_fill`, `Question.check`,
    `check_value` and `Vault.seal` refuse. Records `assessment.answered`, and
    `field.claimed` for claims.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    vault = open_vault(session, actor, assessment.case)
    hold_open(session, assessment)
    checklist = definition_to_fill(session, assessment)
    stated, given = _sorted(checklist, answers)
    before = given_answers(vault, assessment, given)

    claims = claim_details(session, actor, assessment.case, stated)
    rows = [
        seal_answer(vault, assessment, (name, _part(checklist, name)), answer)
        for name, answer in given.items()
        if shown_to(standing(before.get(name, [])), actor.person_id) != answer
    ]
    if claims or rows:
        assessment.answered_at = now()
        session.flush()
        parts = {row.compartment for row in rows} | {one.compartment for one in claims}
        _record_answers(vault, assessment, sorted(parts), rows)


def finish_assessment(
    session: Session,
    actor: Actor,
    assessment: Assessment,
    chosen: RiskLevel | None = None,
    reason: str = "",
) -> Conclusion:
    """Finish an assessment: what the answers come to is sealed as it is now.

    `chosen` is the level a person says, None for the one that is advised: what the
    answers make, or what stays above it (`find_stays`); all stay visible. A lower one
    is only proposed: the advised one counts until a second person agrees
    (`agree_to_lower`). Refuses with AlreadyFinished, NotAllAnswered,
    ReasonNeeded, and with CompartmentNotHeld an agency that cannot open an answer the
    level hangs on. Records `assessment.finished`, and `level.set` or
    `lowering.proposed` for another level.
    """
    require(actor, Permission.FILL_ASSESSMENT, assessment.case)
    vault = open_vault(session, actor, assessment.case)
    hold_open(session, assessment)
    definition_to_fill(session, assessment)
    opened = open_assessment(vault, assessment)
    made = opened.conclude(chosen, reason)

    assessment.finished_by_agency_id = actor.agency_id
    assessment.finished_by_person_id = actor.person_id
    seal_conclusion(vault, assessment, made)
    assessment.finished_at = now()
    session.flush()
    follow_up(vault, assessment)
    _record_finished(vault, assessment, made.level)
    return made


def _hold_newest(
    vault: Vault, checklist_id: str, episode: Episode | None
) -> Assessment | None:
    """The one there is, as it is now: held before its case, as whoever answers does."""
    newest = find_newest(vault, checklist_id, episode)
    if newest is not None and newest.finished_at is None:
        hold(vault.session, newest)
    return newest


def _widen(vault: Vault, assessment: Assessment) -> None:
    assessment.short_form = False
    vault.session.flush()
    record(
        vault.session,
        vault.actor,
        Event.ASSESSMENT_WIDENED,
        assessment.case,
        checklist=assessment.edition,
        compartments=[assessment.compartment],
    )


def _new_assessment(
    vault: Vault, published: PublishedChecklist, short_form: bool
) -> Assessment:
    checklist = definition_of(vault.session, published)
    return Assessment(
        id=uuid4(),
        case=vault.case,
        checklist_id=checklist.id,
        version=checklist.version,
        published=published,
        compartment=checklist.compartment,
        short_form=short_form and checklist.short() is not checklist,
        agency_id=vault.actor.agency_id,
        person_id=vault.actor.person_id,
    )


def _sorted(
    checklist: Checklist, answers: Mapping[str, Answer | Statement]
) -> tuple[dict[Field, Statement], dict[str, Answer]]:
    """Claims and answers, apart; refuses what is no answer to its question."""
    stated: dict[Field, Statement] = {}
    given: dict[str, Answer] = {}
    for name, said in answers.items():
        question = checklist.question(name)
        if isinstance(said, Answer):
            question.check(said, latest_day())
            if said.is_given:
                given[name] = said
            continue
        field = field_by_name(question.field or "")
        if field is None:
            raise AnswerOutsideScale(question=question.text)
        stated[field] = said
    return stated, given


def _part(checklist: Checklist, name: str) -> Compartment:
    return checklist.compartment_of(checklist.question(name))


def _record_answers(
    vault: Vault,
    assessment: Assessment,
    parts: list[Compartment],
    rows: list[AnswerRow],
) -> None:
    record(
        vault.session,
        vault.actor,
        Event.ASSESSMENT_ANSWERED,
        assessment.case,
        checklist=assessment.edition,
        compartments=parts,
        items=[row.item for row in rows],
        digests=[hashlib.sha256(row.sealed).hexdigest() for row in rows],
    )


def _record_finished(
    vault: Vault, assessment: Assessment, level: LevelSet | None
) -> None:
    events = [Event.ASSESSMENT_FINISHED]
    if level and level.chosen is not level.advised:
        events.append(Event.LOWERING_PROPOSED if level.lowered else Event.LEVEL_SET)
    for event in events:
        record(
            vault.session,
            vault.actor,
            event,
            assessment.case,
            checklist=assessment.edition,
            compartments=[assessment.compartment],
        )
