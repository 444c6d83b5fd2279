"""Drawn faces for fictional children: no picture of anybody is needed."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = 640
Colour = str


@dataclass(frozen=True)
class Face:
    """The colours of a drawn face."""

    skin: Colour
    hair: Colour
    clothes: Colour
    behind: Colour
    long_hair: bool


def draw_portrait(face: Face) -> bytes:
    """A simple drawn face as a JPEG, like a photograph someone took."""
    picture = Image.new("RGB", (SIZE, SIZE), face.behind)
    pen = ImageDraw.Draw(picture)
    if face.long_hair:
        pen.rounded_rectangle((170, 130, 470, 520), 120, fill=face.hair)
    pen.ellipse((100, 470, 540, 820), fill=face.clothes)
    pen.rounded_rectangle((270, 400, 370, 520), 40, fill=face.skin)
    pen.ellipse((200, 140, 440, 450), fill=face.skin)
    pen.pieslice((190, 110, 450, 400), 180, 360, fill=face.hair)
    for x in (265, 355):
        pen.ellipse((x, 285, x + 22, 307), fill="#2a1a12")
    pen.arc((275, 330, 365, 390), 20, 160, fill="#7a3b2e", width=6)
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=85)
    return kept.getvalue()
