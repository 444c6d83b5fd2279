"""What erasing a case would take away, and from whom, before anybody decides."""

from dataclasses import dataclass

from sqlalchemy import func, select

from interact.access.guard import require
from interact.access.permissions import Permission
from interact.agencies.models import Agency
from interact.cases.vault import Vault
from interact.core.db import Base
from interact.erasing.rows import conditions


@dataclass(frozen=True)
class WhatGoes:
    """How many rows each table has of a case, and which agencies have a part of it."""

    rows: dict[str, int]
    agencies: list[Agency]


def preview_erasure(vault: Vault) -> WhatGoes:
    """What erasing this case would take away; for those who may erase it.

    The agencies are those with a share in force. Raises NotPermitted. Opens nothing.
    """
    require(vault.actor, Permission.ERASE_CASE, vault.case)
    rows = {
        table.name: vault.session.scalar(
            select(func.count()).select_from(table).where(picked)
        )
        or 0
        for table, picked in conditions(Base.metadata, vault.case.id).items()
    }
    sharing = {
        share.agency.id: share.agency for share in vault.case.shares if share.in_force
    }
    return WhatGoes(rows, list(sharing.values()))
