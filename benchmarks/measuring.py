"""Times two ways of doing one thing in turns, so that a busy machine slows both."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

Work = Callable[[], object]
WARM_UP = 3


@dataclass(frozen=True)
class Ratio:
    """How many times as long one thing takes as another; times in seconds.

    `low` and `high` are the quartiles of the ratios of the single rounds.
    """

    time: float
    compared_with: float
    low: float
    high: float

    @property
    def times(self) -> float:
        """The ratio of the medians."""
        return self.time / self.compared_with

    def __str__(self) -> str:
        took = f"{_milliseconds(self.time)} against {_milliseconds(self.compared_with)}"
        middle = f"middle half of the rounds {self.low:.2f} to {self.high:.2f}"
        return f"x {self.times:5.2f}   ({took}; {middle})"


def in_turns(measured: Work, compared_with: Work, rounds: int) -> Ratio:
    """Do both in turns, so many rounds, the order turned round each time."""
    for _round in range(WARM_UP):
        compared_with()
        measured()
    pairs = []
    for number in range(rounds):
        if number % 2:
            first = _timed(measured)
            pairs.append((first, _timed(compared_with)))
        else:
            first = _timed(compared_with)
            pairs.append((_timed(measured), first))
    low, _middle, high = quantiles([one / other for one, other in pairs], n=4)
    times, others = zip(*pairs, strict=True)
    return Ratio(median(times), median(others), low, high)


def _timed(work: Work) -> float:
    begun = perf_counter()
    work()
    return perf_counter() - begun


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"
