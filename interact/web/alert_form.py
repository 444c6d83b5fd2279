"""What an alert says, in the order a search reads it, for page and printed form."""

from dataclasses import dataclass, field
from uuid import UUID

import segno
from flask_babel import gettext as _

from interact.alerts.content import AlertContent
from interact.cases.fields import Block, blocks, field_by_name
from interact.cases.statements import Name
from interact.keys.rules import Compartment
from interact.web.details import value_text

# Who is looked for, what happened, where to look; what a search does not need stays.
ORDER = (
    Block.IDENTITY,
    Block.PHYSICAL,
    Block.CLOTHING,
    Block.LAST_SEEN,
    Block.CIRCUMSTANCES,
    Block.HEALTH,
    Block.CONTACTS,
    Block.FAMILY,
    Block.JOURNEY,
    Block.HABITS,
    Block.CONTINGENCY,
    Block.WISHES,
    Block.REPORTER,
    Block.LEGAL,
    Block.NUMBERS,
)


@dataclass(frozen=True)
class SaidLine:
    """One detail of an alert as a person reads it: label, text, who says so."""

    label: str
    text: str = field(repr=False)
    source: str = field(repr=False)


@dataclass(frozen=True)
class SaidForm:
    """An alert as a person reads it. `script` is the name in the child's own script."""

    name: str = field(repr=False)
    script: str = field(repr=False)
    urgency: list[str] = field(repr=False)
    sections: list[tuple[Block, list[SaidLine]]] = field(repr=False)
    photograph_id: UUID | None
    withheld: list[Compartment]


def form_of(content: AlertContent) -> SaidForm:
    """The form of an alert, in the reader's language, as far as the reader opens it."""
    fields = [field_by_name(name) for name in content.statements]
    by_block = blocks(one for one in fields if one)
    sections = [
        (block, [_line(content, one.name) for one in by_block[block]])
        for block in ORDER
        if block in by_block
    ]
    latin, script = _whole_name(content)
    return SaidForm(
        name=latin or script,
        script=script if latin else "",
        urgency=[_(reason) for reason in content.urgency],
        sections=sections,
        photograph_id=content.photograph_id,
        withheld=sorted(content.withheld),
    )


def qr_code(address: str) -> str:
    """The address as a QR code, as a data: picture for the printed form."""
    return str(segno.make(address, error="m").svg_data_uri(scale=3, border=2))


def _line(content: AlertContent, name: str) -> SaidLine:
    statement, found = content.statements[name], field_by_name(name)
    text = value_text(found, statement.value) if found else ""
    said_by = f" ({statement.said_by})" if statement.said_by else ""
    return SaidLine(
        label=_(found.label) if found else name,
        text=text,
        source=_(statement.source.label) + said_by,
    )


def _whole_name(content: AlertContent) -> tuple[str, str]:
    names = [
        Name.from_value(content.statements[part].value)
        for part in ("given_names", "family_name")
        if part in content.statements
    ]
    latin = " ".join(name.latin for name in names if name.latin)
    script = " ".join(name.script for name in names if name.script)
    return latin, script
