"""Times two ways of doing one thing in turns, so that a busy machine slows both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, process_time

Work = Callable[[], object]
WARM_UP = 3

# Of this process alone: hardly disturbed by others, but blind to waiting.
PROCESSOR = process_time
WALL = perf_counter


@dataclass(frozen=True)
class Ratio:
    """How many times as long one thing takes as another; times in seconds.

    `low` and `high` are the quartiles of the ratios of the single rounds.
    """

    time: float
    compared_with: float
    low: float
    high: float

    def __str__(self) -> str:
        times = self.time / self.compared_with
        took = f"{_milliseconds(self.time)} against {_milliseconds(self.compared_with)}"
        middle = f"middle half of the rounds: {self.low:.2f} to {self.high:.2f}"
        return f"x {times:5.2f}  ({took}; {middle})"


def in_turns(
    measured: Work,
    compared_with: Work,
    rounds: int,
    clock: Callable[[], float] = WALL,
) -> Ratio:
    """Do both in turns, so many rounds, the order turned round each time.

    The ratio is that of the medians.
    """

    def timed(work: Work) -> float:
        begun = clock()
        work()
        return clock() - begun

    for _round in range(WARM_UP):
        compared_with()
        measured()
    times, others = [], []
    for number in range(rounds):
        if number % 2:
            times.append(timed(measured))
            others.append(timed(compared_with))
        else:
            others.append(timed(compared_with))
            times.append(timed(measured))
    ratios = [one / other for one, other in zip(times, others, strict=True)]
    low, _middle, high = quantiles(ratios, n=4)
    return Ratio(median(times), median(others), low, high)


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"
