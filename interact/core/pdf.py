"""HTML to PDF, without network access and within limits of time and memory.

WeasyPrint runs in processes of their own that stay warm; one that takes too long or
ends is replaced. What is drawn passes through pipes and is never written to disk.
"""

import atexit
import json
import logging
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import BoundedSemaphore, Timer

from interact.core.errors import RuleBroken
from interact.core.words import mark as _

STATIC = Path(__file__).resolve().parent.parent / "static"
FORM_CSS = STATIC / "print" / "form.css"
WORKER = Path(__file__).with_name("pdf_worker.py")

PROCESSOR_SECONDS = 20
LONGEST_WAIT = 45  # seconds on the clock, for one page and for a worker's start
MOST_WORKERS = 2
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

# As the worker spells them; pdf_worker is not imported, because it needs Pango.
HEAD = struct.Struct(">cI")
READY, PDF = b"R", b"P"
NO_FONTS, OUTSIDE, TOO_LARGE, FAULT = b"N", b"O", b"M", b"F"

log = logging.getLogger(__name__)


class PdfNotMade(RuleBroken):
    """Something went wrong while drawing; the log says where, without the content."""

    message = _(
        "The PDF could not be made. Nothing was changed. Try again; "
        "if it happens again, tell the people who run this installation."
    )


class PdfUnavailable(PdfNotMade):
    """The libraries that draw PDFs cannot be loaded."""

    message = _(
        "PDFs cannot be made on this installation yet. The people who run it can "
        "install what is missing: apt-get install %(packages)s"
    )

    def __init__(self) -> None:
        super().__init__(packages=PACKAGES)


class PdfFontsMissing(PdfNotMade):
    """The fonts were not built into the static folder."""

    message = _(
        "PDFs cannot be made on this installation yet, because its fonts are missing. "
        "The people who run it can set it up again with ./run."
    )


class PdfTooSlow(PdfNotMade):
    """It took longer than the limits, or all workers were busy for as long."""

    message = _(
        "The PDF took too long and was stopped. Nothing was changed. "
        "Shorten the longest texts, or try again in a minute."
    )


class PdfTooLarge(PdfNotMade):
    """It needed more memory than the limit."""

    message = _(
        "The PDF became too large and was stopped. Nothing was changed. "
        "Shorten the longest texts or use fewer pictures."
    )


class PdfReachesOutside(PdfNotMade):
    """The page asked for something that is not bundled with INTERACT."""

    message = _(
        "The PDF was not made, because it refers to something outside INTERACT. "
        "Tell the people who run this installation."
    )


REFUSALS: dict[bytes, type[PdfNotMade]] = {
    NO_FONTS: PdfFontsMissing,
    OUTSIDE: PdfReachesOutside,
    TOO_LARGE: PdfTooLarge,
    FAULT: PdfNotMade,
}


def render_pdf(
    html: str, *, title: str, language: str, css: Sequence[Path] = (FORM_CSS,)
) -> bytes:
    """The page as a tagged PDF (PDF/UA-1), laid out for print.

    `html` is a whole page; what comes from people must be escaped already. It may
    use pictures in data: addresses and files of interact/static, named relative to
    that folder, and nothing else (PdfReachesOutside). `css` are files of that folder;
    the fonts are always there. `title` and `language` (such as "en") are all the
    metadata: never put a name into the title. Also refuses with PdfUnavailable,
    PdfFontsMissing, PdfTooSlow (20 s of processor time) and PdfTooLarge (512 MiB).
    """
    job = {"html": html, "title": title, "language": language}
    return _workers.render(job | {"css": [str(path) for path in css]})


def pdf_available() -> bool:
    """Whether PDFs can be made here. The first time this takes a few seconds."""
    return _workers.available()


class PdfWorkers:
    """Warm workers that take turns; limits in seconds."""

    def __init__(
        self, processor_seconds: int = PROCESSOR_SECONDS, wait: float = LONGEST_WAIT
    ) -> None:
        self.processor_seconds = processor_seconds
        self.wait = wait
        self.proven: bool | None = None
        self.free: list[_Worker] = []
        self.turns = BoundedSemaphore(MOST_WORKERS)
        atexit.register(self.close)

    def render(self, job: dict[str, object]) -> bytes:
        """The PDF of a job; see render_pdf."""
        asked = json.dumps(job | {"seconds": self.processor_seconds})
        if not self.turns.acquire(timeout=self.wait):
            raise PdfTooSlow
        try:
            kind, content = self._answer_to(asked.encode() + b"\n")
        finally:
            self.turns.release()
        if kind == FAULT:
            log.error("a PDF was not made: %s", content.decode())
        if kind != PDF:
            raise REFUSALS.get(kind, PdfNotMade)
        return content

    def available(self) -> bool:
        """Whether a worker could be started; asked once."""
        if self.proven is None:
            try:
                self.free.append(self._take())
            except PdfNotMade:
                self.proven = False
        return bool(self.proven)

    def close(self) -> None:
        """End all workers that are not at work."""
        while self.free:
            self.free.pop().end()

    def _answer_to(self, asked: bytes) -> tuple[bytes, bytes]:
        worker = self._take()
        kind = b""
        try:
            kind, content = worker.answer_to(asked, self.wait)
        finally:
            # Only one that has said all it had to say: nobody may get another's page.
            if kind in {PDF, OUTSIDE}:
                self.free.append(worker)
            else:
                worker.end()
        return kind, content

    def _take(self) -> "_Worker":
        """A free worker that is alive and ours, or a new one."""
        while self.free:
            worker = self.free.pop()
            if worker.is_usable():
                return worker
            worker.end()
        worker = _Worker(self.wait)
        self.proven = True
        return worker


class _Worker:
    """One process that draws, one page at a time."""

    def __init__(self, wait: float) -> None:
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
        try:
            kind, _content = self.answer_to(b"", wait)
        except PdfNotMade:
            self.end()
            raise PdfUnavailable from None
        if kind != READY:
            self.end()
            raise REFUSALS.get(kind, PdfUnavailable)

    def is_usable(self) -> bool:
        """Whether it is alive, and ours: not that of a process we were forked from."""
        return self.started_by == os.getpid() and self.process.poll() is None

    def end(self) -> None:
        """Kill it and remove its folder, if it is ours."""
        if self.started_by != os.getpid():
            return
        self.process.kill()
        with suppress(BrokenPipeError):
            self.process.communicate()
        rmtree(self.folder, ignore_errors=True)

    def answer_to(self, asked: bytes, wait: float) -> tuple[bytes, bytes]:
        """The kind and content of its answer; the reason, when none comes in time."""
        questions, answers = self.process.stdin, self.process.stdout
        overdue = Timer(wait, self._stop)
        overdue.start()
        try:
            if questions is not None and answers is not None:
                questions.write(asked)
                questions.flush()
                kind, length = HEAD.unpack(answers.read(HEAD.size))
                content = answers.read(length)
                if len(content) == length:
                    return kind, content
        except (BrokenPipeError, struct.error):
            pass
        finally:
            overdue.cancel()
        raise self._why_it_ended()

    def _stop(self) -> None:
        self.late = True
        self.process.kill()

    def _why_it_ended(self) -> PdfNotMade:
        code = self.process.wait()
        if self.late or code == -signal.SIGXCPU:
            return PdfTooSlow()
        # The C libraries end their process when they are refused memory.
        if code in {-signal.SIGABRT, -signal.SIGTRAP}:
            return PdfTooLarge()
        log.error("the process that draws PDFs ended with %s", code)
        return PdfNotMade()


_workers = PdfWorkers()
