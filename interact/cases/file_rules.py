"""Which files a case accepts: kinds told by their content, limits, and the refusals."""

from interact.core.errors import RuleBroken
from interact.core.words import Word
from interact.core.words import mark as _

LARGEST_FILE = 20 * 2**20  # bytes
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2048  # pixels, of a photograph after it was rebuilt
LONGEST_NAME_SHOWN = 60  # characters


class DocumentType(Word):
    """A kind of file that can be kept with a case."""

    PDF = "pdf", _("PDF document")
    JPEG = "jpeg", _("JPEG picture")
    PNG = "png", _("PNG picture")
    WEBP = "webp", _("WebP picture")

    @property
    def media_type(self) -> str:
        """What a browser is told that the file is."""
        return "application/pdf" if self is DocumentType.PDF else f"image/{self}"


PICTURES = {DocumentType.JPEG, DocumentType.PNG, DocumentType.WEBP}


class FileEmpty(RuleBroken):
    message = _("The file is empty. Choose it again, or choose another one.")


class FileTooLarge(RuleBroken):
    message = _("The file is larger than %(megabytes)s MB. Choose a smaller one.")


class FileTypeNotAccepted(RuleBroken):
    message = _(
        "“%(name)s” is not a kind of file that can be added. "
        "Choose a PDF, or a picture in JPEG, PNG or WebP."
    )


class NotAPhotograph(RuleBroken):
    message = _(
        "This file could not be opened as a photograph. "
        "Choose a picture in JPEG, PNG or WebP, or take the photograph again."
    )


class PictureTooLarge(RuleBroken):
    message = _(
        "This picture is too large to be opened. "
        "Choose one of at most %(megapixels)s megapixels, or take it again smaller."
    )


def check_size(content: bytes) -> None:
    """Refuse an empty file and one above LARGEST_FILE."""
    if not content:
        raise FileEmpty
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(megabytes=LARGEST_FILE // 2**20)


def kind_of(content: bytes) -> DocumentType | None:
    """What the first bytes say the file is; None for everything that is not listed.

    A name or a media type sent with the file says nothing: anyone can write it.
    """
    if content.startswith(b"%PDF-"):
        return DocumentType.PDF
    if content.startswith(b"\xff\xd8\xff"):
        return DocumentType.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return DocumentType.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return DocumentType.WEBP
    return None
