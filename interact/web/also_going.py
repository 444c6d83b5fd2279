"""What goes with a share besides details, files and notes, in words."""

from collections import Counter, defaultdict

from flask_babel import gettext as _
from flask_babel import ngettext

from interact.alerts.queries import list_alerts
from interact.assessments.queries import list_assessments
from interact.cases.vault import Vault
from interact.flowcharts.queries import list_procedures
from interact.keys.rules import Compartment
from interact.sightings.queries import count_sightings


def also_going(vault: Vault) -> dict[Compartment, list[str]]:
    """By part: its checklists, sightings, alerts, and the steps that were taken."""
    found: dict[Compartment, list[str]] = defaultdict(list)
    filled = Counter(one.compartment for one in list_assessments(vault))
    for part, number in filled.items():
        found[part].append(ngettext("%(num)s checklist", "%(num)s checklists", number))
    if seen := count_sightings(vault):
        found[Compartment.WHEREABOUTS].append(
            ngettext("%(num)s sighting", "%(num)s sightings", seen)
        )
    coordination = found[Compartment.COORDINATION]
    if alerts := len(list_alerts(vault)):
        coordination.append(
            ngettext(
                "%(num)s alert, as far as what goes",
                "%(num)s alerts, as far as what goes",
                alerts,
            )
        )
    if list_procedures(vault):
        coordination.append(_("the steps that were taken, with what was noted"))
    return found
