"""What is known about the child: every detail with its claims, and adding a claim."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from interact.assessments.claiming import claim_details
from interact.cases.actions import check_unchanged
from interact.cases.fields import (
    EPISODE_BLOCKS,
    Block,
    Field,
    blocks,
    field_by_name,
    profile_fields,
)
from interact.cases.header import withheld_parts
from interact.cases.queries import (
    ClaimView,
    Profile,
    filled_fields,
    read_case,
    read_claims,
    read_profile,
)
from interact.cases.rules import CompartmentNotHeld
from interact.cases.vault import Vault
from interact.checklists.questions import Question
from interact.core.errors import NotFound
from interact.keys.rules import Compartment
from interact.web.case_headers import header_of
from interact.web.details import ShownClaim, newest_and_others, shown_claims
from interact.web.profile_fields import ClaimForm, claim_form, names_of
from interact.web.request import actor, db

blueprint = Blueprint("profile", __name__, url_prefix="/cases/<reference>/profile")


@dataclass(frozen=True)
class Row:
    """One detail: its newest claim and those that differ, and whether it is open."""

    field: Field
    claims: list[ShownClaim]
    is_open: bool


@dataclass(frozen=True)
class Section:
    """One block of details."""

    block: Block
    rows: list[Row]

    @property
    def filled(self) -> int:
        """How many details hold something."""
        return sum(bool(row.claims) for row in self.rows)


@blueprint.get("")
def show(reference: str) -> ResponseReturnValue:
    """Every detail, by block, as far as the reader can open it."""
    vault = read_case(db(), actor(), reference)
    withheld = withheld_parts(vault)
    closed = {part.compartment for part in withheld}
    return render_template(
        "profile/show.html",
        header=header_of(vault),
        sections=list(_sections(read_profile(vault), closed)),
        withheld=withheld,
    )


@blueprint.route("/<field>", methods=["GET", "POST"])
def change(reference: str, field: str) -> ResponseReturnValue:
    """What was said about one detail so far, and saying something else beside it."""
    vault, asked = read_case(db(), actor(), reference), _named(field)
    if not vault.may_write(asked.compartment):
        raise CompartmentNotHeld(part=_(asked.compartment.label))
    form = claim_form(asked)()
    if form.validate_on_submit():
        with form.refusals():
            check_unchanged(db(), vault.case, asked, _number(form.seen.data))
            claim_details(db(), actor(), vault.case, {asked: form.statement()})
            flash(_("Recorded: %(field)s.", field=_(asked.label)))
            return redirect(_next_page(vault, asked), 303)
    claims = read_claims(vault, asked)
    form.seen.data = str(claims[0].id) if claims else ""
    return _change_page(vault, form, claims), (422 if form.errors else 200)


def _named(name: str) -> Field:
    field = field_by_name(name)
    if field is None:
        raise NotFound
    return field


def _change_page(vault: Vault, form: ClaimForm, claims: list[ClaimView]) -> str:
    return render_template(
        "profile/change.html",
        header=header_of(vault),
        form=form,
        question=_question(form.field),
        inputs=[form[name] for name in names_of(form.field)],
        claims=shown_claims(claims),
    )


def _sections(profile: Profile, closed: set[Compartment]) -> Iterator[Section]:
    """The blocks of a profile; those of an episode only once there is something in."""
    for block, fields in blocks().items():
        rows = [
            Row(
                field,
                newest_and_others(profile.get(field.name, [])),
                field.compartment not in closed,
            )
            for field in fields
        ]
        section = Section(block, rows)
        if section.filled or block not in EPISODE_BLOCKS:
            yield section


def _next_page(vault: Vault, field: Field) -> str:
    """Back to the profile, or on to the next detail that is still empty."""
    reference = vault.case.reference
    if request.form.get("then") == "next":
        filled, fields = filled_fields(vault), profile_fields()
        start = fields.index(field) if field in fields else 0
        for other in fields[start + 1 :]:
            if other.name not in filled and vault.may_write(other.compartment):
                return url_for(".change", reference=reference, field=other.name)
    anchor = field.block.value.replace(" ", "-")
    return url_for(".show", reference=reference, _anchor=anchor)


def _question(field: Field) -> Question | None:
    """How a published checklist asks for this detail, if one does."""
    checklists = db().info["checklists"].values()
    asked = (question for one in checklists for question in one.questions())
    return next((one for one in asked if one.field == field.name), None)


def _number(text: str | None) -> UUID | None:
    """The claim that was seen; a forged number is none, and so somebody else's."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
