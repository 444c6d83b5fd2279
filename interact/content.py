"""The commands for those who own the content: checking it, and taking it elsewhere."""

import datetime
from collections.abc import Collection, Mapping
from pathlib import Path

import click
from babel.messages.pofile import read_po

from interact.checklists.definitions import Checklist
from interact.checklists.fhir import as_text
from interact.checklists.linting import lint_folder
from interact.checklists.schema import schemas
from interact.checklists.xlsform import workbook
from interact.core.clock import now
from interact.core.places import CATALOGUES, CHECKLISTS, FLOWCHARTS
from interact.flowcharts.facts import FACTS
from interact.flowcharts.linting import Beside, lint_flowcharts, read_all
from interact.flowcharts.schema import flowchart_schemas
from interact.running import read_files

FILE = click.Path(path_type=Path, dir_okay=False)
FORMATS = {"xlsform": ".xlsx", "fhir": ".json"}
DAY = click.DateTime(["%Y-%m-%d"])


@click.command("check-content")
def check_content() -> None:
    """Read every checklist and flowchart; say file and line of all that is wrong."""
    lists = {path.stem for path in CHECKLISTS.glob("CL-*.yaml")}
    flows, texts = read_all(FLOWCHARTS, lists), translated(CATALOGUES)
    steps = {step.id for flow in flows.general.values() for step in flow.steps}
    found = [str(one) for one in lint_folder(CHECKLISTS, steps, texts)]
    beside = Beside(lists, FACTS.keys(), texts)
    found += [str(one) for one in lint_flowcharts(flows, beside)]
    for finding in found:
        click.echo(finding)
    if found:
        number = len(found)
        raise click.ClickException(f"{number} thing{'s' * (number > 1)} to mend.")
    checklists, flowcharts = read_files()
    click.echo(
        f"All is sound. Checklists: {len(checklists)}, and what "
        f"{number_of(checklists.countries)} countries change. Flowcharts: "
        f"{len(flowcharts)}, and what "
        f"{number_of(flowcharts.countries)} countries change."
    )


def number_of(countries: Mapping[str, object]) -> int:
    """How many country files there are; one country may go by two codes."""
    return len({id(one) for one in countries.values()})


def translated(folder: Path) -> dict[str, Collection[str]]:
    """The texts each catalogue of a folder translates, by language; fuzzy ones not."""
    found: dict[str, Collection[str]] = {}
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            catalogue = read_po(file)
        found[path.parent.parent.name] = {
            str(message.id)
            for message in catalogue
            if message.id and message.string and not message.fuzzy
        }
    return found


@click.group()
def content() -> None:
    """Checklists as files: take them elsewhere, or make schemas for editors."""


@content.command()
@click.argument("checklist_id")
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), required=True)
@click.option("--country", default="", help="As it is filled in there, such as FR.")
@click.option("--on", type=DAY, help="By the law of this day instead of today.")
@click.option("--output", type=FILE, help="Write here instead of beside you.")
def export(
    checklist_id: str,
    form: str,
    country: str,
    on: datetime.datetime | None,
    output: Path | None,
) -> None:
    """Write a checklist as an XLSForm workbook or a FHIR R4 Questionnaire."""
    checklist = _find(checklist_id, country, (on or now()).date())
    path = output or Path(f"{checklist_id}{FORMATS[form]}")
    if form == "xlsform":
        path.write_bytes(workbook(checklist))
    else:
        path.write_text(as_text(checklist), encoding="utf-8")
    click.echo(f"{checklist_id} is in {path}.")


@content.command("schemas")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False))
def write_schemas(folder: Path | None) -> None:
    """Write the JSON Schemas by which an editor helps who writes a content file.

    Beside the checklists and the flowcharts; or into two folders below FOLDER.
    """
    for place, made in ((CHECKLISTS, schemas()), (FLOWCHARTS, flowchart_schemas())):
        there = (folder / place.name if folder else place) / "schema"
        there.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (there / name).write_text(text, encoding="utf-8")
        click.echo(f"The schemas are in {there}.")


def _find(checklist_id: str, country: str, day: datetime.date) -> Checklist:
    checklists, _flowcharts = read_files()
    if checklist_id not in checklists:
        raise click.ClickException(
            f"There is no checklist {checklist_id}. There are: {', '.join(checklists)}."
        )
    if country and country not in checklists.countries:
        raise click.ClickException(
            f"{country} changes nothing. Countries that do: "
            f"{', '.join(checklists.countries)}."
        )
    return checklists.in_country(checklist_id, country, day)
