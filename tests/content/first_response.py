"""The first version of the response, as procedures begun with it keep it."""

import json
from pathlib import Path

from interact.flowcharts.configuration import Configuration, Place
from interact.flowcharts.published import unpinned
from tests.content.flow_walks import NOON

KEPT = json.loads(
    (Path(__file__).parents[1] / "vectors" / "fm_resp_1.json").read_text("utf-8")
)
FIRST = {code: unpinned(json.dumps(KEPT[code])) for code in ("FR", "IT")}


def standing(response: str, appeal="no_appeal", border="one_country") -> Configuration:
    """A response of the first version that stands at these states since noon."""
    states = {"response": response, "public_appeal": appeal, "cross_border": border}
    return Configuration(
        noticed_at=NOON,
        places={name: Place(state=one, since=NOON) for name, one in states.items()},
        taken={"notice_absence": NOON},
    )
