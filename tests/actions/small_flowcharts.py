"""Small flowcharts for tests of what steps ask for besides: no file is read."""

from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.published import Flowcharts


def flowchart(flow_id, steps, follows="case", states=("begun",), **more):
    """A flowchart of one track: `begun`, further states, and `over` at its end."""
    kept = [
        {"id": name, "title": name, "meaning": name, "lane": "lead"} for name in states
    ]
    over = {"id": "over", "title": "over", "meaning": "over", "lane": "lead"}
    first = {"id": "begin", "title": "Begin", "from": [], "to": "begun"}
    written = {
        "id": flow_id,
        "version": 1,
        "title": f"The title of {flow_id}",
        "stage": "any",
        "follows": follows,
        "main": "way",
        "tracks": {
            "way": {
                "title": "Way",
                "initial": "begun",
                "states": [*kept, {**over, "final": True}],
            }
        },
        "steps": [
            {"by": ["any"], "mark": "D", "title": one["id"], **one}
            for one in ({**first}, *steps)
        ],
        **more,
    }
    return Flowchart.model_validate(written)


def publish(session, *flows):
    """Follow these besides what is published, in place of any of the same id."""
    published = session.info["flowcharts"]
    general = {**published.general, **{one.id: one for one in flows}}
    session.info["flowcharts"] = Flowcharts(general, published.countries)
