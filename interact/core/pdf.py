"""HTML to PDF, without network access and within limits of time and memory.

WeasyPrint runs in processes of their own that stay warm; one that takes too long or
ends is replaced. What is drawn passes through pipes and is never written to disk.
"""

import atexit
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, LifoQueue
from threading import BoundedSemaphore

from interact.core.errors import RuleBroken
from interact.core.pdf_process import STATIC, Answer, DrawingProcess
from interact.core.words import mark as _

FORM_CSS = STATIC / "print" / "form.css"

WAIT_PER_SECOND = 2.25  # on the clock, for each second of processor time
LONGEST_WAIT = 45  # seconds on the clock, for a worker, its start and a short page
MOST_WORKERS = 2
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one document may take: processor time, and MiB of address space.

    A worker has taken 230 MiB before its first page. None is given more than 1024.
    """

    seconds: int = 20
    megabytes: int = 512


FORM = Limits()
BOOK = Limits(seconds=120, megabytes=1024)


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


REFUSALS: dict[Answer, type[PdfNotMade]] = {
    Answer.NO_LIBRARIES: PdfUnavailable,
    Answer.NO_FONTS: PdfFontsMissing,
    Answer.OUTSIDE: PdfReachesOutside,
    Answer.TOO_LARGE: PdfTooLarge,
    Answer.TOO_SLOW: PdfTooSlow,
    Answer.FAULT: PdfNotMade,
}


def render_pdf(
    html: str,
    *,
    title: str,
    language: str,
    css: Sequence[Path] = (FORM_CSS,),
    limits: Limits = FORM,
) -> bytes:
    """The page as a tagged PDF (PDF/UA-1), laid out for print.

    `html` is a whole page; what comes from people must be escaped already. It may
    use pictures in data: addresses and files of interact/static, named relative to
    that folder, and nothing else (PdfReachesOutside). `css` are files of that folder;
    the fonts are always there. `title` and `language` (such as "en") are all the
    metadata: never put a name into the title. Also refuses with PdfUnavailable,
    PdfFontsMissing, and with PdfTooSlow and PdfTooLarge what goes beyond the limits.
    """
    job = {"html": html, "title": title, "language": language}
    return _workers.render(job | {"css": [str(path) for path in css]}, limits)


def pdf_available() -> bool:
    """Whether PDFs can be made here. The first time this takes a few seconds."""
    return _workers.available()


class PdfWorkers:
    """Warm workers that take turns, and for whom one waits so many seconds."""

    def __init__(self, wait: float = LONGEST_WAIT) -> None:
        self.wait = wait
        self.proven: bool | None = None
        self.free: LifoQueue[DrawingProcess] = LifoQueue()
        self.turns = BoundedSemaphore(MOST_WORKERS)
        atexit.register(self.close)

    def render(self, job: dict[str, object], limits: Limits = FORM) -> bytes:
        """The PDF of a job; see render_pdf."""
        wait = max(self.wait, limits.seconds * WAIT_PER_SECOND)
        asked = json.dumps(job | asdict(limits))
        if not self.turns.acquire(timeout=self.wait):
            raise PdfTooSlow
        try:
            answer, content = self._ask(asked.encode(), wait)
        finally:
            self.turns.release()
        if answer is Answer.FAULT:
            log.error("a PDF was not made: %s", content.decode())
        if answer is not Answer.PDF:
            raise REFUSALS[answer]
        return content

    def available(self) -> bool:
        """Whether a worker could be started; tried once."""
        if self.proven is None:
            try:
                self.free.put(self._take())
            except PdfNotMade:
                self.proven = False
        return bool(self.proven)

    def close(self) -> None:
        """End all workers that are not at work."""
        while (worker := self._waiting()) is not None:
            worker.end()

    def _ask(self, asked: bytes, wait: float) -> tuple[Answer, bytes]:
        worker = self._take()
        answer = Answer.FAULT
        try:
            answer, content = worker.answer_to(asked, wait)
        finally:
            # Only one that has said all it had to say: nobody may get another's page.
            if answer in {Answer.PDF, Answer.OUTSIDE}:
                self.free.put(worker)
            else:
                worker.end()
        return answer, content

    def _take(self) -> DrawingProcess:
        """A waiting worker that is alive and ours, or a new one."""
        while (worker := self._waiting()) is not None:
            if worker.is_usable():
                return worker
            worker.end()
        worker, answer = DrawingProcess(), Answer.NO_LIBRARIES
        try:
            answer = worker.wait_until_ready(self.wait)
        finally:
            if answer is not Answer.READY:
                worker.end()
        if answer is not Answer.READY:
            raise REFUSALS[answer]
        self.proven = True
        return worker

    def _waiting(self) -> DrawingProcess | None:
        try:
            return self.free.get_nowait()
        except Empty:
            return None


_workers = PdfWorkers()
