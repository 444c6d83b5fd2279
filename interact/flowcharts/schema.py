"""JSON Schemas of flowchart files, so that an editor helps who writes one."""

from interact.checklists.schema import written
from interact.flowcharts.countries import Country
from interact.flowcharts.definitions import Flowchart

# Made while reading, never written by hand.
MADE = ("country", "edition", "zone")


def flowchart_schemas() -> dict[str, str]:
    """The schema of each kind of file as JSON text, by the name of its own file."""
    changes = "What a country changes in flowcharts"
    return {
        "flowchart.json": written(Flowchart, "A flowchart", MADE),
        "country.json": written(Country, changes, ()),
    }
