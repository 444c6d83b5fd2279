"""Draws PDFs with WeasyPrint in a process of its own: pages in, PDFs out, over pipes.

Run by file, not imported by pages: it must start fast and know nothing of INTERACT.
It opens no connection, reads only the folder it is given, and once its fonts are
loaded it can write no file.
"""

import json
import os
import re
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypedDict
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.pdf.metadata import DocumentMetadata
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

HEAD = struct.Struct(">cI")
READY, PDF = b"R", b"P"
NO_FONTS, OUTSIDE, TOO_LARGE, FAULT = b"N", b"O", b"M", b"F"

MEGABYTE = 2**20
MOST_MEMORY = 1024 * MEGABYTE  # of address space
FONTS = "print/fonts.css"
BUNDLED = {".css", ".woff2", ".svg", ".png"}
PICTURE_INSIDE_THE_PAGE = re.compile(
    r"data:image/(png|jpeg|svg\+xml)[;,]", re.IGNORECASE
)


FaultTeller = Callable[[type[BaseException], BaseException, TracebackType | None], None]


class Job(TypedDict):
    """One page to draw; `css` are paths, the rest see Limits of pdf.py."""

    html: str
    title: str
    language: str
    css: list[str]
    seconds: int
    megabytes: int


class BundledOnly(URLFetcher):
    """Fetches files of one folder and pictures inside the page; all else is fatal."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            allowed_protocols=("data", "file"),
            allow_redirects=False,
            fail_on_errors=True,
        )
        self.folder = folder.resolve(strict=True)
        self.refused = False

    def fetch(
        self, url: str, headers: dict[str, str] | None = None
    ) -> URLFetcherResponse:
        """The file or picture at `url`; FatalURLFetchingError for anything else."""
        if PICTURE_INSIDE_THE_PAGE.match(url):
            return super().fetch(url, headers)
        # What is opened is the path that was checked, not the address that was given.
        return super().fetch(self.bundled(url).as_uri(), headers)

    def bundled(self, url: str) -> Path:
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        inside = path.is_relative_to(self.folder) and path.suffix in BUNDLED
        if parts.scheme != "file" or parts.netloc or not inside:
            self.refused = True  # inside an SVG the fault itself is swallowed
            raise FatalURLFetchingError
        return path


class Drawing:
    """WeasyPrint with the fonts loaded, ready for one page after another."""

    def __init__(self, folder: Path) -> None:
        self.fetcher = BundledOnly(folder)
        self.fonts = FontConfiguration()
        self.sheets: dict[Path, CSS] = {}
        self.font_sheet = self.sheet(folder / FONTS)

    def sheet(self, path: Path) -> CSS:
        """A style sheet of the folder, read once."""
        if path not in self.sheets:
            self.sheets[path] = CSS(
                url=path.as_uri(), url_fetcher=self.fetcher, font_config=self.fonts
            )
        return self.sheets[path]

    def draw(self, job: Job) -> bytes:
        """The page as PDF/UA-1; its only metadata are the title and the language."""
        self.fetcher.refused = False
        page = HTML(
            string=job["html"],
            base_url=f"{self.fetcher.folder.as_uri()}/",
            url_fetcher=self.fetcher,
        )
        page.etree_element.set("lang", job["language"])
        sheets = [self.font_sheet, *(self.sheet(Path(path)) for path in job["css"])]
        accessible = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
        document = page.render(self.fonts, stylesheets=sheets, **accessible)
        attached = document.metadata.attachments
        document.metadata = DocumentMetadata(job["title"], lang=job["language"])
        pdf: bytes = document.write_pdf(**accessible)
        if attached or self.fetcher.refused:
            raise FatalURLFetchingError
        return pdf


def main() -> None:
    """Answer one job after another until the pipe is closed."""
    # What libraries print must not end up among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.excepthook = fault_teller(answers)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        drawing = Drawing(Path(sys.argv[1]))
    except FatalURLFetchingError:
        answer(answers, NO_FONTS)
        return
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answer(answers, READY)
    while asked := sys.stdin.buffer.readline():
        job: Job = json.loads(asked)
        limit_time(job["seconds"])
        limit_memory(job["megabytes"])
        try:
            pdf = drawing.draw(job)
        except FatalURLFetchingError:
            answer(answers, OUTSIDE)
        else:
            answer(answers, PDF, pdf)


def limit_time(seconds: int) -> None:
    """Let the kernel end this process after so much more processor time."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (until, hard))


def limit_memory(megabytes: int) -> None:
    """Let what is asked for beyond it be refused, until the next page."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, hard))


def answer(answers: BinaryIO, kind: bytes, content: bytes = b"") -> None:
    """Write one answer: its kind, its length, its content."""
    answers.write(HEAD.pack(kind, len(content)) + content)
    answers.flush()


def fault_teller(answers: BinaryIO) -> FaultTeller:
    """A hook for the end: where a fault happened, and nothing of what the page said."""

    def tell(
        kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, MemoryError):
            answer(answers, TOO_LARGE)
            return
        steps = traceback.extract_tb(trace)[-5:]
        places = [f"{Path(step.filename).name}:{step.lineno}" for step in steps]
        answer(answers, FAULT, f"{kind.__name__} at {' > '.join(places)}".encode())

    return tell


if __name__ == "__main__":
    main()
