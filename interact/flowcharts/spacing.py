"""Moves the arrows of a flowchart apart where they would run side by side."""

from collections import defaultdict
from dataclasses import replace

from interact.flowcharts.geometry import CLEAR, GAP, Arrow, Side, is_straight
from interact.flowcharts.layout import Grid

# How far arrows keep from each other in a gap, in a pair, and beside a lane.
CHANNEL, PAIR, LOOP_ROOM = 13, 44, 12


def beside_each_other(grid: Grid, arrows: list[Arrow]) -> list[Arrow]:
    """Straight arrows between the same two boxes, moved apart."""
    pairs: dict[frozenset[str], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if is_straight(grid, arrow):
            pairs[frozenset({str(arrow.source), arrow.target})].append(arrow)
    shifts = {
        arrow: (place - (len(pair) - 1) / 2) * PAIR
        for pair in pairs.values()
        for place, arrow in enumerate(pair)
    }
    return [replace(arrow, shift=shifts.get(arrow, 0)) for arrow in arrows]


def in_channels(grid: Grid, arrows: list[Arrow]) -> list[Arrow]:
    """Arrows that run in the same gap or beside the same lane, moved apart.

    The one that goes farthest runs farthest from its target, so that they nest.
    """
    groups: dict[tuple[str, float], list[Arrow]] = defaultdict(list)
    for arrow in arrows:
        if not is_straight(grid, arrow) and (
            arrow.is_loop or (arrow.leaves.is_upright and arrow.enters.is_upright)
        ):
            source = grid.boxes[str(arrow.source)]
            # An upright one runs in a gap, the same for those going up and down.
            beside = arrow.is_loop and not arrow.leaves.is_upright
            lane = f"lane {source.column} {arrow.enters}" if beside else "gap"
            groups[lane, arrow.channel].append(arrow)
    moved: dict[Arrow, Arrow] = {}
    for (_where, channel), group in groups.items():
        group.sort(key=lambda arrow: -_reach(grid, arrow))
        last = len(group) - 1
        for place, arrow in enumerate(group):
            beside = not arrow.enters.is_upright
            room = LOOP_ROOM if beside else GAP - 2 * CLEAR - 2
            apart = min(CHANNEL, room / last) if last else 0
            step = last - place if beside else place - last / 2
            moved[arrow] = replace(arrow, channel=channel + step * apart)
    return [moved.get(arrow, arrow) for arrow in arrows]


def _reach(grid: Grid, arrow: Arrow) -> int:
    source, target = grid.boxes[str(arrow.source)], grid.boxes[arrow.target]
    if not arrow.enters.is_upright:
        return abs(source.row - target.row)
    # Upwards the farthest runs lowest, so that it counts the other way round.
    far = abs(source.column - target.column)
    return far if arrow.enters is Side.TOP else -far
