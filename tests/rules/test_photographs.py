import struct
import subprocess
import sys
import zipfile
import zlib
from io import BytesIO

import pytest
from PIL import Image

from interact.cases.file_rules import (
    LARGEST_FILE,
    LONGEST_SIDE,
    DocumentType,
    FileEmpty,
    FileTooLarge,
    FileTypeNotAccepted,
    NotAPhotograph,
    PictureTooLarge,
)
from interact.cases.photograph_worker import TOO_LARGE
from interact.cases.photographs import WORKER, check_document, rebuild_photograph

RED, GREEN, BLUE = (220, 20, 20), (20, 160, 20), (20, 20, 220)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
TEXT = b"The child was last seen near the station.\n" * 75_000
SCRIPT = b"<script>alert('GPS 45.4642 N')</script>"


def picture(kind="JPEG", mode="RGB", size=(64, 32), color=RED, **settings):
    content = BytesIO()
    Image.new("RGB", size, color).convert(mode).save(content, kind, **settings)
    return content.getvalue()


def png_that_claims(width, height):
    def chunk(name, data):
        checked = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + checked

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels


def opened(photograph):
    image = Image.open(BytesIO(photograph.jpeg))
    image.load()
    assert image.size == (photograph.width, photograph.height)
    return image


def looks(image, place, color):
    seen = image.getpixel(place)
    return all(abs(a - b) < 40 for a, b in zip(seen, color, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_kept_as_a_plain_jpeg(kind):
    photograph = rebuild_photograph(picture(kind))

    image = opened(photograph)

    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 32))
    assert looks(image, (30, 15), RED)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16")],
)
def test_photographs_of_printers_and_scanners_are_taken_too(kind, mode):
    gray = mode in {"L", "LA", "I;16"}
    if mode == "I;16":
        content = BytesIO()
        Image.new("I;16", (64, 32), 128 * 256).save(content, kind)
        photograph = rebuild_photograph(content.getvalue())
    else:
        photograph = rebuild_photograph(picture(kind, mode, color=RED))

    seen = opened(photograph).getpixel((30, 15))

    assert max(seen) - min(seen) < 5 if gray else looks(opened(photograph), (9, 9), RED)
    assert 20 < max(seen) < 250


def test_a_large_photograph_is_made_smaller():
    photograph = rebuild_photograph(picture(size=(4000, 1000)))

    assert (photograph.width, photograph.height) == (LONGEST_SIDE, 512)


def test_a_photograph_stands_upright():
    lying = Image.new("RGB", (64, 32), RED)
    lying.paste(GREEN, (32, 0, 64, 32))
    exif = Image.Exif()
    exif[0x0112] = 6
    content = BytesIO()
    lying.save(content, "JPEG", exif=exif)

    image = opened(rebuild_photograph(content.getvalue()))

    assert image.size == (32, 64)
    assert looks(image, (16, 8), RED)
    assert looks(image, (16, 56), GREEN)


def test_where_and_when_a_photograph_was_taken_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "CanaryCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (45.0, 27.0, 51.0)})
    content = picture(exif=exif, comment=SCRIPT, icc_profile=b"CanaryProfile")
    assert b"Canary" in content
    assert SCRIPT in content

    photograph = rebuild_photograph(content)

    assert not opened(photograph).getexif()
    assert not {"exif", "comment", "icc_profile"} & set(opened(photograph).info)
    assert b"Canary" not in photograph.jpeg
    assert SCRIPT not in photograph.jpeg


def test_what_was_hidden_behind_a_picture_is_gone():
    archive = BytesIO(picture("PNG"))
    with zipfile.ZipFile(archive, "a") as hidden:
        hidden.writestr("page.html", SCRIPT)
    assert zipfile.is_zipfile(archive)

    photograph = rebuild_photograph(archive.getvalue())

    assert not zipfile.is_zipfile(BytesIO(photograph.jpeg))
    assert SCRIPT not in photograph.jpeg


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [Image.new("RGB", (64, 32), color) for color in (GREEN, BLUE)]
    content = BytesIO()
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:])

    image = opened(rebuild_photograph(content.getvalue()))

    assert looks(image, (30, 15), GREEN)


def test_what_is_transparent_becomes_white():
    content = BytesIO()
    Image.new("RGBA", (64, 32), (0, 0, 0, 0)).save(content, "PNG")

    image = opened(rebuild_photograph(content.getvalue()))

    assert looks(image, (30, 15), (255, 255, 255))


@pytest.mark.parametrize(
    "content",
    [TEXT, SVG, b"%PDF-1.7\n", b"GIF89a" + b"\0" * 50, picture("GIF"), picture("TIFF")],
)
def test_what_is_not_a_photograph_is_refused(content):
    with pytest.raises(NotAPhotograph):
        rebuild_photograph(content)


@pytest.mark.parametrize(
    "content",
    [
        picture(size=(400, 400))[:800],
        picture("PNG", size=(400, 400))[:60],
        picture("WEBP", size=(400, 400))[:40],
        b"\xff\xd8\xff" + TEXT[:500],
        b"RIFF\x00\x00\x00\x00WEBP",
    ],
)
def test_a_damaged_photograph_is_refused(content):
    with pytest.raises(NotAPhotograph, match="take the photograph again"):
        rebuild_photograph(content)


def test_a_picture_of_200_megapixels_is_refused_before_its_pixels_are_read():
    content = png_that_claims(20_000, 10_000)

    with pytest.raises(PictureTooLarge, match="at most 40 megapixels"):
        rebuild_photograph(content)


def test_a_picture_just_above_the_limit_is_refused():
    with pytest.raises(PictureTooLarge):
        rebuild_photograph(png_that_claims(8_000, 5_001))


def test_a_picture_that_needs_too_much_memory_ends_only_its_own_process():
    limits = ["10000000000", "2048"]
    done = subprocess.run(
        [sys.executable, str(WORKER), *limits],
        input=png_that_claims(20_000, 20_000),
        capture_output=True,
        check=False,
    )

    assert done.returncode == TOO_LARGE


def test_a_picture_that_took_over_its_process_can_open_nothing():
    taken_over = f"""
import runpy, socket
runpy.run_path({str(WORKER)!r})["limit_this_process"]()
for attempt in (lambda: open("/etc/hostname"), socket.socket):
    try:
        attempt()
    except OSError as refused:
        print(refused.errno)
"""
    done = subprocess.run(
        [sys.executable, "-c", taken_over], capture_output=True, check=True, text=True
    )

    assert done.stdout.split() == ["24", "24"]


@pytest.mark.parametrize(
    "check", [rebuild_photograph, lambda c: check_document(c, "x")]
)
def test_an_empty_file_and_one_that_is_too_large_are_refused(check):
    with pytest.raises(FileEmpty):
        check(b"")
    with pytest.raises(FileTooLarge, match="20 MB"):
        check(picture() + b"\0" * LARGEST_FILE)


@pytest.mark.parametrize(
    ("content", "kind", "media_type"),
    [
        (b"%PDF-1.7\n...", DocumentType.PDF, "application/pdf"),
        (picture("JPEG"), DocumentType.JPEG, "image/jpeg"),
        (picture("PNG"), DocumentType.PNG, "image/png"),
        (picture("WEBP"), DocumentType.WEBP, "image/webp"),
    ],
)
def test_a_document_is_told_by_its_content(content, kind, media_type):
    found = check_document(content, "anything.exe")

    assert found is kind
    assert found.media_type == media_type


@pytest.mark.parametrize("content", [TEXT, SVG, SCRIPT, b"PK\x03\x04", b"\n%PDF-1.7"])
def test_a_document_of_another_kind_is_refused_by_its_name(content):
    with pytest.raises(FileTypeNotAccepted, match=r"“report\.pdf” is not a kind"):
        check_document(content, "report.pdf")
