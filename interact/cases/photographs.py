"""Files before they are kept: photographs are drawn anew, documents only looked at.

Pictures are opened in a process of their own, which can be killed and can write
nowhere; no byte of an uploaded picture reaches the case as it came.
"""

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from interact.cases.file_rules import (
    LONGEST_NAME_SHOWN,
    LONGEST_SIDE,
    MOST_PIXELS,
    PICTURES,
    DocumentType,
    FileTypeNotAccepted,
    NotAPhotograph,
    PictureTooLarge,
    check_size,
    kind_of,
)
from interact.cases.photograph_worker import SIZE, TOO_LARGE

WORKER = Path(__file__).with_name("photograph_worker.py")
LONGEST_WAIT = 30  # seconds
STOPPED_FOR_TAKING_TOO_MUCH = {-signal.SIGXCPU, -signal.SIGKILL}


@dataclass(frozen=True)
class Photograph:
    """A picture drawn anew: JPEG, upright, without metadata; sizes in pixels."""

    jpeg: bytes
    width: int
    height: int


def rebuild_photograph(content: bytes) -> Photograph:
    """Draw an uploaded picture anew as a plain JPEG of at most LONGEST_SIDE pixels.

    Takes JPEG, PNG and WebP, told by content; of a moving picture the first frame.
    Upright as the camera meant it; place, time, camera and whatever else came with
    the pixels are gone. Refuses with FileEmpty, FileTooLarge, NotAPhotograph (also
    when it is damaged) and PictureTooLarge.
    """
    check_size(content)
    if kind_of(content) not in PICTURES:
        raise NotAPhotograph
    drawn = _draw(content)
    width, height = SIZE.unpack_from(drawn)
    return Photograph(drawn[SIZE.size :], width, height)


def check_document(content: bytes, name: str) -> DocumentType:
    """What kind of document this is. It is never opened, so only its kind is checked.

    Refuses with FileEmpty, FileTooLarge and FileTypeNotAccepted, which shows `name`.
    """
    check_size(content)
    kind = kind_of(content)
    if kind is None:
        raise FileTypeNotAccepted(name=name[:LONGEST_NAME_SHOWN])
    return kind


def _draw(content: bytes) -> bytes:
    """What the worker answered: the size, then a JPEG."""
    limits = [str(MOST_PIXELS), str(LONGEST_SIDE)]
    try:
        # Nothing of the outside goes into the command, and nothing onto the disk.
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-B", str(WORKER), *limits],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    if done.returncode == TOO_LARGE or done.returncode in STOPPED_FOR_TAKING_TOO_MUCH:
        raise _too_large()
    if done.returncode or kind_of(done.stdout[SIZE.size :]) is not DocumentType.JPEG:
        raise NotAPhotograph
    return done.stdout


def _too_large() -> PictureTooLarge:
    return PictureTooLarge(megapixels=MOST_PIXELS // 1_000_000)
