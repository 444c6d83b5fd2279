import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from interact.core.pdf import (
    BOOK,
    FORM,
    Limits,
    PdfNotMade,
    PdfTooLarge,
    PdfTooSlow,
    PdfUnavailable,
    PdfWorkers,
    pdf_available,
)
from interact.core.pdf_process import WORKER, Answer
from interact.core.pdf_worker import MEGABYTE, MOST_MEMORY

# A test need not wait for the long limits, and a busy machine must not stop another.
QUICK, PATIENT = Limits(seconds=3), Limits(seconds=60)
# Each level is laid out twice by the one above it: this would take years.
ENDLESS = "<div style='display:flex'>" * 60 + "x"


@pytest.fixture(scope="module")
def workers() -> Iterator[PdfWorkers]:
    """Workers that stay warm from one test to the next."""
    some = PdfWorkers()
    yield some
    some.close()


def limits_of(workers: PdfWorkers) -> str:
    """What the system allows the worker that is free."""
    worker = workers.free.get()
    workers.free.put(worker)
    return Path(f"/proc/{worker.process.pid}/limits").read_text()


def job(html, css=()):
    return {"html": html, "title": "Test", "language": "en", "css": list(css)}


def test_an_endless_layout_is_stopped_and_the_next_page_is_drawn(workers):
    with pytest.raises(PdfTooSlow, match="took too long"):
        workers.render(job(ENDLESS), QUICK)

    assert workers.render(job("<p>next")).startswith(b"%PDF")


def test_the_clock_stops_a_page_that_waits_without_working():
    impatient = PdfWorkers(wait=0.05)

    with pytest.raises(PdfTooSlow):
        impatient.render(job("<p>x"))
    assert impatient.free.empty()


def test_the_limit_of_time_is_for_each_page_and_not_for_all(workers):
    heavy = "<table>" + "<tr><td>x<td>y" * 500 + "</table>"

    for _page in range(4):
        assert workers.render(job(heavy), QUICK)


def test_what_is_known_to_take_long_is_given_more_time(workers):
    heavy = "<table>" + "<tr><td>x<td>y" * 3000 + "</table>"

    with pytest.raises(PdfTooSlow):
        workers.render(job(heavy), Limits(seconds=1))

    assert workers.render(job(heavy), PATIENT).startswith(b"%PDF")


def test_a_page_that_needs_too_much_memory_is_stopped(workers):
    with pytest.raises(PdfTooLarge):
        workers.render(job("<p title='" + "w" * 150_000_000 + "'>x"), PATIENT)

    assert workers.render(job("<p>next"), PATIENT).startswith(b"%PDF")
    limit = rf"Max address space +{FORM.megabytes * MEGABYTE} +{MOST_MEMORY} "
    assert re.search(limit, limits_of(workers))
    assert BOOK.megabytes * MEGABYTE <= MOST_MEMORY


def test_a_long_document_is_given_more_memory_and_leaves_none_of_it_to_the_next(
    workers,
):
    long = job("<p title='" + "w" * 80_000_000 + "'>x")
    with pytest.raises(PdfTooLarge):
        workers.render(long, Limits(seconds=60, megabytes=384))

    assert workers.render(long, Limits(seconds=60, megabytes=1024)).startswith(b"%PDF")
    assert workers.render(job("<p>next"), PATIENT).startswith(b"%PDF")
    worker = workers.free.get()
    workers.free.put(worker)
    assert worker.is_usable()


def test_a_fault_is_logged_without_what_the_page_said(workers, caplog):
    with pytest.raises(PdfNotMade, match="Nothing was changed"):
        workers.render(job("<p>Canary", css=["no-whole-path.css"]))

    assert "ValueError at " in caplog.text
    assert "pdf_worker.py" in caplog.text
    assert "Canary" not in caplog.text
    assert workers.render(job("<p>next")).startswith(b"%PDF")


def test_a_worker_that_was_killed_is_replaced(workers):
    workers.render(job("<p>first"))
    worker = workers.free.get()
    workers.free.put(worker)
    worker.process.kill()
    worker.process.wait()

    assert workers.render(job("<p>second")).startswith(b"%PDF")
    assert not Path(worker.folder).exists()


def test_two_people_at_once_each_get_their_own_page(workers):
    drawn = {}

    def draw(word):
        drawn[word] = workers.render(job(f"<p>{word}"))

    words = [f"word{number}" for number in range(8)]
    threads = [threading.Thread(target=draw, args=[word]) for word in words]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for word in words:
        assert PdfReader(BytesIO(drawn[word])).pages[0].extract_text() == word


def test_a_page_is_never_written_to_disk(workers):
    workers.render(job("<p>Canary Abena"))

    worker = workers.free.get()
    written = [path for path in Path(worker.folder).rglob("*") if path.is_file()]
    workers.free.put(worker)

    limits = limits_of(workers)
    assert re.search(r"Max file size +0 +0 ", limits)
    assert re.search(r"Max core file size +0 +0 ", limits)
    assert not [path for path in written if b"Canary" in path.read_bytes()]


def test_pdfs_can_be_made_here():
    assert pdf_available()


def test_without_its_libraries_a_plain_sentence_names_what_to_install(
    tmp_path, monkeypatch
):
    (tmp_path / "libpango-1.0.so.0").touch()
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    workers = PdfWorkers()

    assert not workers.available()
    with pytest.raises(PdfUnavailable, match="apt-get install libpango"):
        workers.render(job("<p>x"))


def test_without_its_fonts_a_worker_does_not_draw(tmp_path):
    sheet = tmp_path / "print" / "fonts.css"
    sheet.parent.mkdir()
    sheet.write_text("@font-face{font-family:X;src:url(../vendor/x.woff2)}")

    done = subprocess.run(
        [sys.executable, str(WORKER), str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )

    assert done.stdout[:1] == Answer.NO_FONTS.value
