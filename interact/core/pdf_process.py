"""A process that draws PDFs, seen from outside: started, asked, stopped, ended."""

import os
import signal
import struct
import subprocess
import sys
from contextlib import suppress
from enum import Enum
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import Timer

STATIC = Path(__file__).resolve().parent.parent / "static"
WORKER = Path(__file__).with_name("pdf_worker.py")
HEAD = struct.Struct(">cI")
# Bytes of address space after which a worker is too full to draw another page well.
FULL = 384 * 2**20


class Answer(Enum):
    """What became of a page. The worker, which can import nothing, spells the same."""

    READY = b"R"
    PDF = b"P"
    NO_FONTS = b"N"
    OUTSIDE = b"O"
    TOO_LARGE = b"M"
    FAULT = b"F"
    TOO_SLOW = "the process was stopped"
    NO_LIBRARIES = "the process never became ready"


SPOKEN = {answer.value for answer in Answer}


class DrawingProcess:
    """One process that draws, one page at a time."""

    def __init__(self) -> None:
        self.started_by = os.getpid()
        self.late = False
        # Its unpacked fonts go here, and with it when it ends.
        self.folder = mkdtemp(prefix="interact-pdf-")
        places = {"TMPDIR": self.folder, "XDG_CACHE_HOME": self.folder}
        # Nothing of the outside goes into the command.
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-I", "-B", str(WORKER), str(STATIC)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | places,
        )

    def is_usable(self) -> bool:
        """Whether it is alive, has room, and was not started before a fork."""
        ours = self.started_by == os.getpid()
        return ours and self.process.poll() is None and self._memory() < FULL

    def wait_until_ready(self, wait: float) -> Answer:
        """READY, or why not; it loads its libraries and fonts for a few seconds."""
        answer, _content = self._next_answer(b"", wait)
        known = {Answer.READY, Answer.NO_FONTS, Answer.TOO_SLOW}
        return answer if answer in known else Answer.NO_LIBRARIES

    def answer_to(self, asked: bytes, wait: float) -> tuple[Answer, bytes]:
        """What became of a job, and the PDF or where the fault was; waits so long."""
        return self._next_answer(asked + b"\n", wait)

    def end(self) -> None:
        """Kill it and remove its folder, if it is ours."""
        if self.started_by != os.getpid():
            return
        self.process.kill()
        with suppress(BrokenPipeError):
            self.process.communicate()
        rmtree(self.folder, ignore_errors=True)

    def _memory(self) -> int:
        """Bytes of address space; what a long document took is not given back."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[0]
        except OSError:
            return FULL
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def _next_answer(self, asked: bytes, wait: float) -> tuple[Answer, bytes]:
        overdue = Timer(wait, self._stop)
        overdue.start()
        try:
            return self._talk(asked)
        except (BrokenPipeError, EOFError):
            return self._why_it_ended()
        finally:
            overdue.cancel()

    def _talk(self, asked: bytes) -> tuple[Answer, bytes]:
        questions, answers = self.process.stdin, self.process.stdout
        if questions is None or answers is None:
            raise EOFError
        questions.write(asked)
        questions.flush()
        head = answers.read(HEAD.size)
        if len(head) < HEAD.size or head[:1] not in SPOKEN:
            raise EOFError
        kind, length = HEAD.unpack(head)
        content = answers.read(length)
        if len(content) < length:
            raise EOFError
        return Answer(kind), content

    def _stop(self) -> None:
        self.late = True
        self.process.kill()

    def _why_it_ended(self) -> tuple[Answer, bytes]:
        code = self.process.wait()
        if self.late or code == -signal.SIGXCPU:
            return Answer.TOO_SLOW, b""
        # The C libraries end their process when they are refused memory.
        if code in {-signal.SIGABRT, -signal.SIGTRAP}:
            return Answer.TOO_LARGE, b""
        return Answer.FAULT, f"the process ended with {code}".encode()
