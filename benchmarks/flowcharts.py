"""Following a flowchart: what starting it, three steps and storing it cost."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.measuring import PROCESSOR, in_turns
from interact.agencies.rules import AgencyKind
from interact.checklists.rules import RiskLevel
from interact.core.places import CHECKLISTS, FLOWCHARTS
from interact.flowcharts.configuration import Configuration
from interact.flowcharts.definitions import Flowchart
from interact.flowcharts.interpreter import start, take
from interact.flowcharts.published import load_flowcharts
from interact.flowcharts.rules import Situation

ROUNDS = 200
MICRO = 1_000_000
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
STEPS = ("start_local_checks", "report_missing", "acknowledge_report")
# A bare interpreter, tried before this one was written: two tracks, guards on roles and
# one deadline; no reasons, no pauses, no consequences.
BARE = 17


def measure() -> None:
    """Print what a start, a JSON round trip and three steps cost, in each country."""
    checklists = {path.stem for path in Path(CHECKLISTS).glob("CL-*.yaml")}
    flows = load_flowcharts(FLOWCHARTS, checklists)
    print(
        "Flowcharts: the response is started, stored as JSON and read back, and three "
        "steps are taken. Processor\ntime. Compared with only the JSON round trip of "
        "where it stands."
    )
    for code in ("", "FR", "GB"):
        flow = flows.in_country("FM-RESP", code, NOON.date())
        _compare(code or "general", flow)


def _compare(name: str, flow: Flowchart) -> None:
    stored = _followed(flow).to_json()

    def following() -> None:
        _followed(flow)

    def round_trip() -> None:
        json.loads(json.dumps(stored))

    ratio = in_turns(following, round_trip, ROUNDS, PROCESSOR)
    took = ratio.time * MICRO
    print(f"  {name:8} {ratio}")
    print(
        f"           {took:.0f} microseconds; a bare interpreter took {BARE} "
        f"(x {took / BARE:.1f}): it gave no reasons, tasks or deadlines"
    )


def _followed(flow: Flowchart) -> Configuration:
    stands = start(flow, _situation(0)).configuration
    stands = Configuration.from_json(json.loads(json.dumps(stands.to_json())))
    for hour, step in enumerate(STEPS, start=1):
        stands = take(flow, stands, step, _situation(hour)).configuration
    return stands


def _situation(hour: int) -> Situation:
    return Situation(
        kind=AgencyKind.POLICE,
        now=NOON + timedelta(minutes=10 * hour),
        leads=True,
        level=RiskLevel.HIGH,
        finished={"CL-11": NOON},
        noted=True,
    )
