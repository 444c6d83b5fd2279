"""That a version somebody follows still says what it said when they began."""

import json
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from interact.core.errors import ContentInvalid
from interact.core.words import mark as _
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.models import PublishedFlowchart
from interact.flowcharts.published import Flowcharts, pinned

CHANGED = _("version %(version)s was followed already and differs; make a new version")


def refuse_changed(session: Session, flowcharts: Flowcharts) -> None:
    """Refuse files that say something else under a version that was followed here.

    What was begun keeps its own definition in any case; but two that differ under one
    name could not be told apart. Refuses with ContentInvalid, naming the file.
    """
    kept = _kept(session, flowcharts)
    for flow in flowcharts.editions():
        followed = kept.get((flow.id, name_of(flow)))
        if followed and pinned(flow).sha256 not in followed:
            file = f"countries/{flow.country}" if flow.country else flow.id
            problem = CHANGED % {"version": name_of(flow)}
            raise ContentInvalid(file=f"{file}.yaml", line=1, problem=problem)


def name_of(flow: Flowchart) -> str:
    """The version; in a country also its code, its version and since when."""
    return flow.edition or str(flow.version)


def _kept(session: Session, flowcharts: Flowcharts) -> dict[tuple[str, str], set[str]]:
    """What was followed of the versions in the files: by id and name, the digests."""
    kept = defaultdict(set)
    for flow in flowcharts.values():
        found = select(PublishedFlowchart).where(
            PublishedFlowchart.flowchart == flow.id,
            PublishedFlowchart.version == flow.version,
        )
        for one in session.scalars(found):
            name = json.loads(one.body).get("edition", str(one.version))
            kept[one.flowchart, name].add(one.sha256)
    return kept
