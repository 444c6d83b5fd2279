"""How times, spans and headings are printed."""
# ruff: noqa: T201  it tells its story on the screen

from datetime import datetime, timedelta


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}")


def moment(at: datetime) -> str:
    return f"{at:%a %d %b %H:%M}"


def length(span: timedelta) -> str:
    """How long something is: "1 d 2 h", "35 min"."""
    minutes = round(span.total_seconds() / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = ((days, "d"), (hours, "h"), (left, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
