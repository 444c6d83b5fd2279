import re
import resource
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from interact.core.pdf import (
    PdfNotMade,
    PdfReachesOutside,
    PdfTooLarge,
    PdfTooSlow,
    PdfUnavailable,
    PdfWorkers,
    pdf_available,
    render_pdf,
)
from interact.core.pdf_process import STATIC, WORKER, Answer

NAMES = [
    "Abena Owusu",
    "Łukasz Đorđević",
    "Nguyễn Văn",
    "Γιώργος Παπαδόπουλος",
    "Олександр Їжак",
    "محمد عبد الرحمن",
    "قيرۆ",
    "አበና ኦውሱ",
    "ተስፋይ",
]
# Each level is laid out twice by the one above it: this would take years.
ENDLESS = "<div style='display:flex'>" * 60 + "x"


@pytest.fixture(scope="module")
def workers() -> Iterator[PdfWorkers]:
    """Workers with short limits, so that a test need not wait for the long ones."""
    some = PdfWorkers(processor_seconds=3)
    yield some
    some.close()


def job(html, css=()):
    return {"html": html, "title": "Test", "language": "en", "css": list(css)}


def page(body, head=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def read(pdf):
    return PdfReader(BytesIO(pdf))


def glyphs(reader):
    """The number of every glyph that is drawn."""
    for sheet in reader.pages:
        drawn = ContentStream(sheet.get_contents(), reader).operations
        for operands, operator in drawn:
            texts = operands[0] if operator == b"TJ" else operands
            if operator in {b"TJ", b"Tj"}:
                for text in texts:
                    raw = getattr(text, "original_bytes", b"")
                    yield from (raw[at : at + 2] for at in range(0, len(raw), 2))


def svg(content):
    opened = "<svg%20xmlns='http://www.w3.org/2000/svg'%20width='9'%20height='9'>"
    return f'<img alt="" src="data:image/svg+xml,{opened}{content}</svg>">'


def test_names_in_every_script_can_be_read_and_copied():
    rows = "".join(f"<p><bdi>{name}</bdi></p><p><b>{name}</b></p>" for name in NAMES)

    reader = read(render_pdf(page(rows), title="Names", language="en"))
    text = "\n".join(sheet.extract_text() for sheet in reader.pages)

    assert [name for name in NAMES if text.count(name) != 2] == []
    assert b"\0\0" not in set(glyphs(reader))


def test_every_letter_comes_from_the_fonts_that_are_bundled():
    reader = read(render_pdf(page(" ".join(NAMES)), title="Fonts", language="en"))

    fonts = reader.pages[0]["/Resources"]["/Font"].values()

    names = [font["/BaseFont"].partition("+")[2] for font in fonts]
    assert {name.split("-")[0] for name in names} == {"Noto"}
    assert len(names) >= 6


def test_a_form_is_tagged_and_says_its_language_and_title():
    reader = read(render_pdf(page("<h1>Avviso</h1>"), title="PAL-7K3F", language="it"))

    catalogue = reader.trailer["/Root"]

    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "it"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert catalogue["/StructTreeRoot"]["/K"]
    assert b'pdfuaid:part="1"' in catalogue["/Metadata"].get_data()


def test_a_form_says_nothing_else_about_itself():
    head = (
        "<title>Abena</title><meta name=author content=Abena>"
        "<meta name=description content=Abena><meta name=keywords content=Abena>"
        "<meta name=generator content=Abena><meta name=abena content=Abena>"
        "<meta name=dcterms.created content=2026-11-21>"
    )

    reader = read(render_pdf(page("x", head), title="PAL-7K3F", language="en"))

    assert set(reader.metadata) == {"/Producer", "/Title"}
    assert reader.metadata.title == "PAL-7K3F"
    described = reader.trailer["/Root"]["/Metadata"].get_data()
    assert b"Abena" not in described
    assert b"Date" not in described


def test_every_page_says_who_may_read_it_which_form_it_is_and_that_it_is_training():
    head = '<p class="classification">Police only</p><p class="form-reference">PAL</p>'
    body = f'<p class="watermark">TRAINING</p>{head}' + "<p>Text</p>" * 120

    reader = read(render_pdf(page(body), title="PAL-7K3F", language="en"))

    assert len(reader.pages) > 1
    for number, sheet in enumerate(reader.pages, start=1):
        text = sheet.extract_text()
        assert f"{number} / {len(reader.pages)}" in text
        assert "Police only" in text
        assert "TRAINING" in text
        assert "PAL" in text


def test_pictures_in_the_page_and_bundled_ones_are_drawn():
    body = f"<img src='mark.svg' alt='INTERACT'>{svg('<path/>')}"

    assert render_pdf(page(body), title="Pictures", language="en").startswith(b"%PDF")


@pytest.mark.parametrize(
    "html",
    [
        page("<img src='{outside}/x.png'>"),
        page("<img src='file:///etc/hostname'>"),
        page("<img src='../core/pdf.py'>"),
        page("<img src='%2e%2e/core/pdf.py'>"),
        page("<img src='vendor/../../../pyproject.toml'>"),
        page("<img src='//127.0.0.1/mark.svg'>"),
        page("<img src='file://elsewhere{static}/mark.svg'>"),
        page("<img src='data:text/html,x'>"),
        page("<img src='ftp://127.0.0.1/x.png'>"),
        page("<object data='{outside}/x.svg'></object>"),
        page("<object data='file:///etc/hostname'></object>"),
        page("<embed src='{outside}/x.svg'>"),
        page("<a rel='attachment' href='file:///etc/hostname'>x</a>"),
        page("x", "<link rel='attachment' href='file:///etc/hostname'>"),
        page("x", "<link rel='stylesheet' href='{outside}/x.css'>"),
        page("x", "<style>@import url({outside}/x.css);</style>"),
        page("x", "<style>@import url(file:///etc/hostname);</style>"),
        page("x", "<style>body{{background:url({outside}/x.png)}}</style>"),
        page("x", "<style>body::before{{content:url({outside}/x.png)}}</style>"),
        page("<ul><li style='list-style-image:url({outside}/x.png)'>x</ul>"),
        page(
            "<p style='font-family:X'>x",
            "<style>@font-face{{font-family:X;src:url({outside}/x.woff2)}}</style>",
        ),
        page("<img src='x.png'>", "<base href='{outside}/'>"),
        page(svg("<image%20href='{outside}/x.png'/>")),
        page(svg("<style>@font-face{{font-family:X;src:url({outside}/x)}}</style>")),
    ],
)
def test_nothing_outside_is_fetched(html):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        outside = f"http://127.0.0.1:{listener.getsockname()[1]}"

        with pytest.raises(PdfReachesOutside):
            render_pdf(
                html.format(outside=outside, static=STATIC), title="x", language="en"
            )

        listener.settimeout(0)
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("sheet", ["/etc/hostname", str(STATIC / "../core/pdf.py")])
def test_no_style_sheet_from_elsewhere_is_used(sheet):
    with pytest.raises(PdfReachesOutside):
        render_pdf(page("x"), title="x", language="en", css=[Path(sheet)])


def test_an_endless_layout_is_stopped_and_the_next_page_is_drawn(workers):
    with pytest.raises(PdfTooSlow, match="took too long"):
        workers.render(job(ENDLESS))

    assert workers.render(job("<p>next")).startswith(b"%PDF")


def test_the_clock_stops_a_page_that_waits_without_working():
    impatient = PdfWorkers(wait=0.05)

    with pytest.raises(PdfTooSlow):
        impatient.render(job("<p>x"))
    assert impatient.free.empty()


def test_the_limit_of_time_is_for_each_page_and_not_for_all(workers):
    heavy = "<table>" + "<tr><td>x<td>y" * 700 + "</table>"

    for _page in range(4):
        assert workers.render(job(heavy))


def test_a_page_that_needs_too_much_memory_is_stopped(workers):
    with pytest.raises(PdfTooLarge):
        workers.render(job("<p title='" + "w" * 150_000_000 + "'>x"))

    assert workers.render(job("<p>next")).startswith(b"%PDF")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # in kB
    assert most < 1024 * 1024


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
        assert read(drawn[word]).pages[0].extract_text() == word


def test_a_page_is_never_written_to_disk(workers):
    workers.render(job("<p>Canary Abena"))

    worker = workers.free.get()
    limits = Path(f"/proc/{worker.process.pid}/limits").read_text()
    written = [path for path in Path(worker.folder).rglob("*") if path.is_file()]
    workers.free.put(worker)

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

    done = subprocess.run(  # noqa: S603
        [sys.executable, str(WORKER), str(tmp_path)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )

    assert done.stdout[:1] == Answer.NO_FONTS.value
