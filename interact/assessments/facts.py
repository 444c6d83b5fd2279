"""What a case already knows when a checklist is filled in."""

from collections.abc import Container, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, literal, select

from interact.assessments.conclusions import open_conclusion
from interact.assessments.models import Assessment
from interact.cases.completeness import completeness
from interact.cases.fields import FIELDS, PHOTOGRAPH, field_by_id
from interact.cases.models import Claim, Episode, File
from interact.cases.queries import read_profile
from interact.cases.rules import EpisodeStatus, FileKind
from interact.cases.statements import Birth
from interact.cases.vault import Vault
from interact.checklists.definitions import Checklist
from interact.checklists.results import Facts
from interact.checklists.rules import RiskLevel
from interact.core.clock import now
from interact.keys.rules import Compartment

BIRTH, TAKEN_ON = "birth_date", "photo_taken_on"
ADULT = 18
RECENT = timedelta(days=30)
# Stands for a photograph among the numbers of fields, which begin at 1.
NO_FIELD = 0


def facts_of(vault: Vault, episode: Episode | None, checklist: Checklist) -> Facts:
    """What counts besides the answers; the age is the youngest that anybody claimed.

    Which details are recorded is known whoever looks, so that the same answers make
    the same result for everybody; what they say is opened only where it is shared.
    So are the levels of other checklists, and only those this one asks about.
    """
    filled = recorded(vault)
    profile = completeness(filled - {PHOTOGRAPH}, PHOTOGRAPH in filled)
    births = [Birth.from_value(value) for value in _claimed(vault, BIRTH)]
    today = now().date()
    return Facts(
        age=min((one.age_on(today) for one in births), default=None),
        months_to_adult=min((months_to_adult(b, today) for b in births), default=None),
        profile_percent=profile.percent,
        earlier_episodes=_count_earlier(vault, episode),
        recent_episodes=_count_recent(vault),
        photograph_months=_photograph_months(vault, checklist),
        levels=_levels(vault, checklist),
        missing=episode.is_open if episode else vault.case.open_episode is not None,
        filled=filled,
    )


def recorded(vault: Vault) -> frozenset[str]:
    """The names of the fields that hold a claim in any part, and "photograph"."""
    case_id = vault.case.id
    claimed = select(Claim.field_id).where(Claim.case_id == case_id)
    photograph = select(literal(NO_FIELD)).where(
        File.case_id == case_id, File.kind == FileKind.PHOTOGRAPH
    )
    numbers = set(vault.session.scalars(claimed.union(photograph)))
    names = {field.name for field in map(field_by_id, numbers) if field}
    return frozenset(names | {PHOTOGRAPH} if NO_FIELD in numbers else names)


def unseen_facts(
    vault: Vault, checklist: Checklist, filled: Container[str]
) -> dict[str, Compartment]:
    """The questions that count on a fact in a part this actor does not hold, with it.

    Only facts there are (`filled` as in `recorded`), and whatever they say: who reads
    that one is among them learns nothing of it.
    """
    rules = {one.id: one.counts_when for one in checklist.questions()}
    levels = _unseen_levels(vault, checklist)
    birth = not vault.holds(Compartment.IDENTITY) and BIRTH in filled
    unseen = {}
    for name, rule in rules.items():
        if rule and rule.level_of in levels:
            unseen[name] = levels[rule.level_of]
        if rule and birth and (rule.age_below or rule.adult_within_months):
            unseen[name] = Compartment.IDENTITY
    return unseen


def months_to_adult(birth: Birth, today: date) -> int:
    """Until the child may turn 18, begun months counted; never below 0.

    A child known only to be sixteen may turn seventeen tomorrow: the fewest months.
    """
    if birth.exact is not None:
        return max(0, ADULT * 12 - full_months(birth.exact, today))
    since = full_months(birth.recorded_on, today)
    return max(0, (ADULT - 1 - (birth.age or 0)) * 12 - since)


def full_months(since: date, day: date) -> int:
    """How many whole months lie between two days; 0 where none has passed."""
    months = 12 * (day.year - since.year) + day.month - since.month
    return max(0, months - (day.day < since.day))


def begun_months(since: date, day: date) -> int:
    """How many months lie between two days, one that has only begun counted."""
    whole = full_months(since, day)
    return whole + (day > since and day.day != since.day)


def _count_earlier(vault: Vault, episode: Episode | None) -> int:
    """Episodes before this one in which the child really was missing."""
    return sum(
        1
        for one in vault.case.episodes
        if one.status is not EpisodeStatus.NOT_MISSING
        and not one.is_open
        and (episode is None or one.number < episode.number)
    )


def _count_recent(vault: Vault) -> int:
    """Episodes of the last 30 days in which the child is or really was missing."""
    return sum(
        now() - one.noticed_at <= RECENT
        for one in vault.case.episodes
        if one.status is not EpisodeStatus.NOT_MISSING
    )


def _photograph_months(vault: Vault, checklist: Checklist) -> int | None:
    """By the day the newest was taken where that is recorded, else when it came."""
    if not any(one.at_most_months for one in checklist.questions()):
        return None
    added = vault.session.scalar(
        select(func.max(File.created_at)).where(
            File.case_id == vault.case.id, File.kind == FileKind.PHOTOGRAPH
        )
    )
    if added is None:
        return None
    taken = [date.fromisoformat(value) for value in _claimed(vault, TAKEN_ON)[:1]]
    return begun_months(taken[0] if taken else added.date(), now().date())


def _claimed(vault: Vault, name: str) -> list[Any]:
    """What was claimed about a field, the newest first, where it is shared."""
    fields = [one for one in FIELDS if one.name == name]
    claims = read_profile(vault, fields).get(name, [])
    return [one.statement.value for one in claims]


def _levels(vault: Vault, checklist: Checklist) -> dict[str, RiskLevel]:
    """The level that counts now, by checklist, where this actor can open it."""
    named = _named(checklist)
    return dict(_said(vault, named)) if named else {}


def _unseen_levels(vault: Vault, checklist: Checklist) -> dict[str | None, Compartment]:
    """The checklists it asks about that were finished where this actor sees nothing."""
    named = _named(checklist)
    if not named:
        return {}
    found = vault.session.execute(
        select(Assessment.checklist_id, Assessment.compartment).where(
            Assessment.case_id == vault.case.id,
            Assessment.checklist_id.in_(sorted(named)),
            Assessment.compartment.not_in(vault.held),
            Assessment.finished_at.is_not(None),
        )
    )
    return {name: part for name, part in found}


def _named(checklist: Checklist) -> set[str]:
    """The checklists whose levels this one asks about."""
    rules = [one.counts_when for one in checklist.questions() if one.counts_when]
    return {rule.level_of for rule in rules if rule.level_of}


def _said(vault: Vault, named: Iterable[str]) -> Iterable[tuple[str, RiskLevel]]:
    """The oldest first, so that the newest counts."""
    finished = vault.session.scalars(
        select(Assessment)
        .where(
            Assessment.case_id == vault.case.id,
            Assessment.checklist_id.in_(sorted(named)),
            Assessment.compartment.in_(vault.held),
            Assessment.finished_at.is_not(None),
        )
        .order_by(Assessment.finished_at, Assessment.id)
    )
    newest = {one.checklist_id: one for one in finished}
    for name, assessment in newest.items():
        level = open_conclusion(vault, assessment).level
        if level is not None:
            yield name, level.counting
