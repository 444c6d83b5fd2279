"""Breaks a title into lines that fit a box, without knowing the font exactly."""

from unicodedata import combining, east_asian_width, name

# Widths as parts of the letter size, on the wide side of Noto Sans.
NARROW, LETTER, CAPITAL, SYLLABLE = 0.32, 0.57, 0.70, 0.88
SIZES = (14, 13, 12, 11)


def fit(text: str, width: float, most_lines: int = 2) -> tuple[list[str], int]:
    """At most so many lines, and the largest letter size at which they fit.

    What does not fit even in the smallest size is cut, with a sign that it was.
    """
    for size in SIZES:
        lines = _wrap(text, width / size)
        if len(lines) <= most_lines and all(wide(one) * size <= width for one in lines):
            return lines, size
    room = width / SIZES[-1]
    lines = _wrap(text, room)
    kept = [_cut(line, room) for line in lines[:most_lines]]
    if len(lines) > most_lines and not kept[-1].endswith("…"):
        kept[-1] = _cut(kept[-1] + "…", room)
    return kept, SIZES[-1]


def _wrap(text: str, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and wide(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _cut(line: str, room: float) -> str:
    if wide(line) <= room:
        return line
    kept = line.removesuffix("…")
    while kept and wide(f"{kept}…") > room:
        kept = kept[:-1]
    return f"{kept}…"


def wide(text: str) -> float:
    """How wide a text is at most, in parts of its letter size; bold is wider."""
    return sum(map(_letter, text))


def _letter(sign: str) -> float:
    if combining(sign):
        return 0
    if sign in " .,:;'’·|ijlftI()-":
        return NARROW
    if east_asian_width(sign) in "WF" or name(sign, "").startswith("ETHIOPIC"):
        return SYLLABLE
    return CAPITAL if sign.isupper() or sign in "mwMW" else LETTER
