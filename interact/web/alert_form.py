"""What an alert says, in the order a search reads it, for page and printed form."""

from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import gettext as _

from interact.alerts.content import AlertContent
from interact.cases.fields import FIELDS, Block, Field, blocks
from interact.cases.statements import Confidence, Name, Statement
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


# Characters that fit beside a label on half a line of paper.
SHORT = 48


@dataclass(frozen=True)
class Said:
    """What one source says about a detail, and who that is; `sure` if nobody doubts."""

    text: str = field(repr=False)
    source: str = field(repr=False)
    sure: bool


@dataclass(frozen=True)
class SaidLine:
    """One detail of an alert as a person reads it: the newest first, then others."""

    label: str
    said: list[Said] = field(repr=False)

    @property
    def is_short(self) -> bool:
        """Whether it leaves room for another one beside it on paper."""
        return len(self.said) == 1 and len(self.said[0].text) <= SHORT


@dataclass(frozen=True)
class SaidForm:
    """An alert as a person reads it. `script` is the name in the child's own script."""

    name: str = field(repr=False)
    script: str = field(repr=False)
    urgency: list[str] = field(repr=False)
    note: str = field(repr=False)
    sections: list[tuple[Block, list[SaidLine]]] = field(repr=False)
    photograph_id: UUID | None
    withheld: list[Compartment]

    @property
    def identity(self) -> list[SaidLine]:
        """Who is looked for: what stands beside the photograph."""
        return dict(self.sections).get(Block.IDENTITY, [])

    @property
    def others(self) -> list[tuple[Block, list[SaidLine]]]:
        """Everything else, in the order of the form."""
        return [one for one in self.sections if one[0] is not Block.IDENTITY]


def paired(lines: list[SaidLine]) -> list[list[SaidLine]]:
    """Lines as rows of a printed form: two short ones share a row."""
    rows: list[list[SaidLine]] = []
    for line in lines:
        if rows and len(rows[-1]) == 1 and rows[-1][0].is_short and line.is_short:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def form_of(content: AlertContent) -> SaidForm:
    """The form of an alert, in the reader's language, as far as the reader opens it."""
    by_block = blocks(one for one in FIELDS if one.name in content.statements)
    sections = [
        (block, [_line(content, one) for one in by_block[block]])
        for block in ORDER
        if block in by_block
    ]
    latin, script = _whole_name(content)
    return SaidForm(
        name=latin or script,
        script=script if latin else "",
        urgency=[_(reason) for reason in content.message.urgency],
        note=content.message.note,
        sections=sections,
        photograph_id=content.photograph_id,
        withheld=sorted(content.withheld),
    )


def _line(content: AlertContent, found: Field) -> SaidLine:
    told = content.statements[found.name]
    return SaidLine(_(found.label), [_said(found, one) for one in told])


def _said(found: Field, statement: Statement) -> Said:
    source = _(statement.source.label)
    if statement.said_by:
        source = f"{source} ({statement.said_by})"
    doubted = statement.confidence is Confidence.DOUBTFUL
    if doubted:
        source = f"{source}, {_(statement.confidence.label)}"
    return Said(value_text(found, statement.value), source, not doubted)


def _whole_name(content: AlertContent) -> tuple[str, str]:
    names = [
        Name.from_value(content.statements[part][0].value)
        for part in ("given_names", "family_name")
        if part in content.statements
    ]
    latin = " ".join(name.latin for name in names if name.latin)
    script = " ".join(name.script for name in names if name.script)
    return latin, script
