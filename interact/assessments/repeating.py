"""When a checklist is to be filled in again: its time is over, or something changed.

What changed is never kept with the task: that would tell about the child.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select

from interact.assessments.entries import OF_AN_EPISODE
from interact.assessments.facts import months_to_adult
from interact.assessments.models import Assessment
from interact.cases.fields import FIELDS
from interact.cases.models import Episode
from interact.cases.queries import read_profile
from interact.cases.rules import EpisodeStatus
from interact.cases.statements import Birth
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.results import Facts
from interact.checklists.rules import Dimension, RiskLevel, Stage, Trigger
from interact.core.clock import now
from interact.tasks.deadlines import begin_task, end_task, move_task
from interact.tasks.holders import may_hold, owner_of
from interact.tasks.models import Task
from interact.tasks.rules import Party, TaskKind

# Chosen by INTERACT: the sources name what makes one look again, and no time for it.
AFTER_A_CHANGE = timedelta(hours=24)
BEFORE_ADULTHOOD = timedelta(days=7)
NEARLY_ADULT_MONTHS = 6
TURNING_ADULT = "CL-23"
# Something new begins for the child then. All other triggers are news, which only
# changes what was answered before.
BEGINNINGS = frozenset(
    {
        Trigger.ARRIVAL,
        Trigger.MOVE,
        Trigger.GUARDIAN,
        Trigger.NEARLY_ADULT,
        Trigger.RETURN,
    }
)
BIRTH = [one for one in FIELDS if one.name == "birth_date"]


def keep_review(
    vault: Vault, assessment: Assessment, checklist: Checklist, level: RiskLevel | None
) -> None:
    """End what asked for this checklist, and ask again when its answers no longer hold.

    The agency that finished it gets it again. In an episode that is over nothing of
    the response is asked for again. Where another level counts now than when it was
    finished, it is due by that one, unless something since had it moved forward.
    """
    finished = assessment.finished_at or now()
    since_first = finished - _first_finished(assessment, vault)
    after = checklist.review_after(level, since_first)
    spans = [checklist.review_after(one, since_first) for one in RiskLevel]
    by_level = {finished + span for span in spans if span}
    for task in _to_fill_in(vault, checklist.id):
        if task.created_at <= finished:
            end_task(vault.session, task, done=True)
        elif after is not None and task.due_at in by_level:
            move_task(vault.session, task, finished + after)
    if after is not None and _applies(vault, checklist):
        _ask(vault, checklist, finished + after, assessment)


def ask_again(vault: Vault, trigger: Trigger) -> list[str]:
    """Have every checklist filled in again that says so of this change; their ids.

    Only what was finished before for this case, or waits to be filled in: an age result
    does not begin "Turning 18". The BEGINNINGS also ask for the first time. Within 24
    hours; one that is to be filled in later is moved forward. Nobody else decides on
    the case meanwhile: hold it before.
    """
    checklists: dict[str, Checklist] = vault.session.info["checklists"]
    going_by_it = [
        one
        for one in checklists.values()
        if trigger in one.repeat_when and _applies(vault, one)
    ]
    waiting = {t.checklist_id for t in _open_tasks(vault) if t.kind is TaskKind.FILL_IN}
    asked = []
    for checklist in going_by_it:
        last = last_finished(vault, checklist.id)
        if trigger in BEGINNINGS or last or checklist.id in waiting:
            _ask(vault, checklist, now() + AFTER_A_CHANGE, last)
            asked.append(checklist.id)
    return asked


@dataclass(frozen=True)
class AskedOf:
    """Who is to fill in a checklist: a party, and whose agencies come first."""

    party: Party
    country: str


def ask_for(vault: Vault, checklist_id: str, by: AskedOf, due_at: datetime) -> None:
    """Have a checklist filled in until `due_at` (UTC) by whom a flowchart names.

    Not where it does not apply. One that lies on a desk is only moved forward. Nobody
    else decides on the case meanwhile: hold it before.
    """
    checklist: Checklist | None = vault.session.info["checklists"].get(checklist_id)
    if checklist and _applies(vault, checklist):
        _ask(vault, checklist, due_at, None, by)


def mention_adulthood(vault: Vault, assessment: Assessment, facts: Facts) -> None:
    """Ask to prepare for turning 18 where the child is nearly that old.

    Once, after whatever is finished then: a date of its own would tell when the child
    was born.
    """
    if assessment.checklist_id != TURNING_ADULT and is_nearly_adult(facts):
        checklist = vault.session.info["checklists"].get(TURNING_ADULT)
        if checklist and last_finished(vault, TURNING_ADULT) is None:
            _ask(vault, checklist, now() + BEFORE_ADULTHOOD, None)


def is_nearly_adult(facts: Facts) -> bool:
    """Whether the child turns 18 within half a year, by any claim about the birth."""
    months = facts.months_to_adult
    return months is not None and months <= NEARLY_ADULT_MONTHS


def must_prepare_adulthood(vault: Vault) -> bool:
    """Whether the child is nearly 18 and nobody has finished the checklist for that.

    Seen anew each time, by those who hold the birth date, and stored nowhere.
    """
    if TURNING_ADULT not in vault.session.info["checklists"]:
        return False
    claims = read_profile(vault, BIRTH).get(BIRTH[0].name, [])
    births = [Birth.from_value(one.statement.value) for one in claims]
    fewest = min((months_to_adult(b, now().date()) for b in births), default=None)
    nearly = is_nearly_adult(Facts(months_to_adult=fewest))
    return nearly and last_finished(vault, TURNING_ADULT) is None


def end_response(vault: Vault, episode: Episode) -> None:
    """End what only the search asked for, once an episode is over.

    Checklists of the response are not filled in again, and what the urgency asked for
    lapses; of a child who died nothing is asked again at all.
    """
    checklists: dict[str, Checklist] = vault.session.info["checklists"]
    response = {
        one.id: one for one in checklists.values() if one.stage is Stage.RESPONSE
    }
    died = episode.status is EpisodeStatus.DECEASED
    for task in _open_tasks(vault):
        asker = response.get(task.checklist_id or "")
        again = task.kind is TaskKind.FILL_IN and (died or asker is not None)
        if again or (asker and asker.dimension is Dimension.URGENCY):
            end_task(vault.session, task, done=False)


def _ask(
    vault: Vault,
    checklist: Checklist,
    due_at: datetime,
    last: Assessment | None,
    by: AskedOf | None = None,
) -> None:
    """Put a checklist on a desk; one that lies there is only ever moved forward."""
    for task in _to_fill_in(vault, checklist.id):
        move_task(vault.session, task, min(task.due_at, due_at))
        return
    country = by.country if by else vault.actor.country
    if by:
        part = by.party
        agency_id = owner_of(vault.case, part, country, checklist.compartment)
    else:
        part, agency_id = _holder(vault, checklist, last)
    task = Task(
        id=uuid4(),
        case_id=vault.case.id,
        kind=TaskKind.FILL_IN,
        assessment_id=last.id if last else None,
        checklist_id=checklist.id,
        compartment=checklist.compartment,
        part=part,
        country=country,
        agency_id=agency_id,
        due_at=due_at,
        done=False,
    )
    begin_task(vault.session, task)


def _holder(
    vault: Vault, checklist: Checklist, last: Assessment | None
) -> tuple[Party, UUID]:
    """Whoever finished it last; else the lead, or a partner whose kind fills it in."""
    case, part = vault.case, checklist.compartment
    by = last.finished_by if last else None
    if by and by.id != case.lead_agency_id and may_hold(case, by.id, part):
        return Party(by.kind.value), by.id
    if by is None and case.lead_agency.kind not in checklist.fills:
        for kind in checklist.fills:
            party = Party(kind.value)
            owner = owner_of(case, party, vault.actor.country, part)
            if owner != case.lead_agency_id:
                return party, owner
    return Party.LEAD, case.lead_agency_id


def _applies(vault: Vault, checklist: Checklist) -> bool:
    """Whether a checklist can be filled in now: while missing, or after an episode."""
    if checklist.stage is Stage.RESPONSE:
        return vault.case.open_episode is not None
    return checklist.stage not in OF_AN_EPISODE or bool(vault.case.episodes)


def _to_fill_in(vault: Vault, checklist_id: str) -> list[Task]:
    return [
        task
        for task in _open_tasks(vault)
        if task.kind is TaskKind.FILL_IN and task.checklist_id == checklist_id
    ]


def _open_tasks(vault: Vault) -> list[Task]:
    """The open tasks of checklists in this case, as they are stored now."""
    found = select(Task).where(
        Task.case_id == vault.case.id,
        Task.kind != TaskKind.STEP,
        Task.ended_at.is_(None),
    )
    held = found.order_by(Task.due_at, Task.id).with_for_update(of=Task)
    return list(vault.session.scalars(held))


def last_finished(vault: Vault, checklist_id: str) -> Assessment | None:
    """The assessment of this checklist that was finished last in this case."""
    newest = (
        select(Assessment)
        .where(
            Assessment.case_id == vault.case.id,
            Assessment.checklist_id == checklist_id,
            Assessment.finished_at.is_not(None),
        )
        .order_by(Assessment.finished_at.desc(), Assessment.id)
        .limit(1)
    )
    return vault.session.scalar(newest)


def _first_finished(assessment: Assessment, vault: Vault) -> datetime:
    """When this checklist was first finished for the case and episode."""
    first = select(func.min(Assessment.finished_at)).where(
        Assessment.case_id == vault.case.id,
        Assessment.checklist_id == assessment.checklist_id,
        Assessment.episode_id == assessment.episode_id,
    )
    return vault.session.scalar(first) or assessment.finished_at or now()
