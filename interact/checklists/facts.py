"""What a case already knows when a checklist is filled in."""

from sqlalchemy import select

from interact.cases.completeness import completeness
from interact.cases.fields import FIELDS, PHOTOGRAPH, field_by_id
from interact.cases.models import Claim, Episode, File
from interact.cases.queries import read_profile
from interact.cases.rules import EpisodeStatus, FileKind
from interact.cases.statements import Birth
from interact.cases.vault import Vault
from interact.checklists.results import Facts
from interact.core.clock import now

BIRTH = [one for one in FIELDS if one.name == "birth_date"]


def facts_of(vault: Vault, episode: Episode | None) -> Facts:
    """What counts besides the answers; the age is the youngest that anybody claimed.

    Which details are recorded is known whoever looks, so that the same answers make
    the same result for everybody; what they say is opened only where it is shared.
    """
    filled = recorded(vault)
    profile = completeness(filled - {PHOTOGRAPH}, PHOTOGRAPH in filled)
    return Facts(
        age=_youngest(vault),
        profile_percent=profile.percent,
        earlier_episodes=_count_earlier(vault, episode),
        missing=episode.is_open if episode else vault.case.open_episode is not None,
        filled=filled,
    )


def recorded(vault: Vault) -> frozenset[str]:
    """The names of the fields that hold a claim in any part, and "photograph"."""
    case_id = vault.case.id
    numbers = vault.session.scalars(
        select(Claim.field_id).where(Claim.case_id == case_id).distinct()
    )
    names = {field.name for field in map(field_by_id, numbers) if field}
    photograph = select(File.id).where(
        File.case_id == case_id, File.kind == FileKind.PHOTOGRAPH
    )
    if vault.session.scalar(photograph.limit(1)) is not None:
        names.add(PHOTOGRAPH)
    return frozenset(names)


def _youngest(vault: Vault) -> int | None:
    today = now().date()
    claims = read_profile(vault, BIRTH).get(BIRTH[0].name, [])
    ages = [Birth.from_value(one.statement.value).age_on(today) for one in claims]
    return min(ages, default=None)


def _count_earlier(vault: Vault, episode: Episode | None) -> int:
    """Episodes before this one in which the child really was missing."""
    return sum(
        1
        for one in vault.case.episodes
        if one.status is not EpisodeStatus.NOT_MISSING
        and not one.is_open
        and (episode is None or one.number < episode.number)
    )
