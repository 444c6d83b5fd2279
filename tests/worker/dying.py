"""A worker of its own process that dies at a step: python -m tests.worker.dying."""

import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from interact.config import WorkerConfig
from interact.worker.queue import open_queue
from interact.worker.working import Work, line_up


def main(settings: str, dies_at: str, lease: str) -> None:
    """Do all that is due, out of the real queue; die as by kill -9 at a step."""
    config = WorkerConfig.read(Path(settings))

    def reached(step: str) -> None:
        if step == dies_at:
            os.kill(os.getpid(), signal.SIGKILL)

    lasts = timedelta(seconds=float(lease))
    work = replace(Work.on(config), lease=lasts, reached=reached)
    queue = open_queue(config.queue_url)
    line_up(queue, work)
    for _each in range(2):  # what is told in the first round is sent in the second
        queue.enqueue(queue.read_periodic(None)[0])
        while (task := queue.dequeue()) is not None:
            queue.execute(task)


if __name__ == "__main__":
    main(*sys.argv[1:])
