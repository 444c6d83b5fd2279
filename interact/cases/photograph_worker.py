"""Draws one picture anew, in a process of its own: picture in, size and JPEG out.

Run by file, not imported by pages: it must start fast and know nothing of INTERACT.
A fault in a picture library ends this process and no other.
"""

import resource
import struct
import sys
import warnings
from io import BytesIO

from PIL import Image, ImageOps

SIZE = struct.Struct(">II")
TOO_LARGE = 3

SECONDS = 20
MEMORY = 1024 * 2**20  # bytes of address space
QUALITY = 88
FORMATS = ("JPEG", "PNG", "WEBP")


def main() -> int:
    """Answer on standard output; exit with TOO_LARGE when the limits were passed."""
    most_pixels, longest_side = int(sys.argv[1]), int(sys.argv[2])
    load_formats()
    limit_this_process()
    Image.MAX_IMAGE_PIXELS = most_pixels
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        drawn = redraw(sys.stdin.buffer.read(), longest_side)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError):
        return TOO_LARGE
    jpeg = BytesIO()
    drawn.save(jpeg, "JPEG", quality=QUALITY)
    sys.stdout.buffer.write(SIZE.pack(*drawn.size) + jpeg.getvalue())
    return 0


def load_formats() -> None:
    """Load all code that a picture can call for, while files can still be opened."""
    for name in FORMATS:
        blank = BytesIO()
        Image.new("RGB", (1, 1)).save(blank, name, exif=Image.Exif())
        ImageOps.exif_transpose(Image.open(blank))


def limit_this_process() -> None:
    """No more than so much time and memory; no file, no connection, no core dump."""
    # The three standard streams are open already and stay so.
    limits = {
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_NOFILE: 3,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))


def redraw(content: bytes, longest_side: int) -> Image.Image:
    """The first frame, made smaller, upright, on white, and nothing but its pixels."""
    opened = Image.open(BytesIO(content), formats=FORMATS)
    # The colours of a palette cannot be averaged.
    image = opened.convert("RGBA") if opened.mode == "P" else opened
    image.thumbnail((longest_side, longest_side))
    upright = ImageOps.exif_transpose(image)
    plain = on_white(upright)
    return Image.frombytes("RGB", plain.size, plain.tobytes())


def on_white(image: Image.Image) -> Image.Image:
    """`image` in red, green and blue, its transparent parts white."""
    if image.mode.startswith("I"):
        return image.point(lambda light: light / 256).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layers = image.convert("RGBA")
    sheet = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(sheet, layers).convert("RGB")


if __name__ == "__main__":
    sys.exit(main())
