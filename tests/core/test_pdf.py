import socket
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from interact.core.pdf import PdfReachesOutside, render_pdf
from interact.core.pdf_process import STATIC

NAMES = [
    "Abena Owusu",
    "Łukasz Đorđević",
    "Nguyễn Văn",
    "Γιώργος Παπαδόπουλος",
    "Олександр Їжак",
    "محمد عبد الرحمن",
    "قيرۆ",
    "فاطمه گلستانی",
    "شێرکۆ نەوزاد خەلیل",
    "ذكريا ظافر ضياء غزال",
    "پښتو ټکی ځلاند ړوند",
    "አበና ኦውሱ",
    "ተስፋይ",
]


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
    assert {name.split("-")[0] for name in names} == {"Noto", "Vazirmatn"}
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
