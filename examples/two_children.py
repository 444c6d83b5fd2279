"""Two made-up children on their way through three countries each, hour by hour.

Everything is done through the actions that the pages use, with the keys that each
agency really has, while the clock is moved. What is printed was read from the tables
afterwards: what each agency had on its desk, which limits were kept or broken, who
answered for the next step, and what the worker told whom by e-mail. The clock is moved
by time-machine and the e-mails are taken by aiosmtpd, which come with what the tests
need.

    python examples/two_children.py
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import abena_way
import qiro_way
from childs_way import Way, in_utc
from moving_clock import world
from told_tables import print_all
from what_lies_there import Watch

from interact.core.clock import now
from interact.core.errors import InteractError

ROUTES: dict[str, ModuleType] = {"Abena": abena_way, "Qiro": qiro_way}


def follow(name: str) -> str:
    """One child's way, in an installation of their own: what is printed of it."""
    route, printed = ROUTES[name], StringIO()
    begins, ends = in_utc(route.BEGINS), in_utc(route.ENDS)
    with TemporaryDirectory() as empty, world(Path(empty), begins, route.CAST) as here:
        way = Way(here, name)
        watch = Watch(way)
        here.stops.append(watch.look)
        try:
            route.tell(way, watch)
        except InteractError as refusal:
            raise RuntimeError(f"{name}, {now()}: {refusal}") from refusal
        here.move_to(ends)
        with redirect_stdout(printed):
            print_all(way, watch)
    return printed.getvalue()


if __name__ == "__main__":
    with ProcessPoolExecutor(len(ROUTES)) as both:
        for told in both.map(follow, ROUTES):
            sys.stdout.write(told)
