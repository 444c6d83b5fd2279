"""Opening a case, finding one again, and the page that stands for it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from interact.access.guard import OWN_AGENCY, require, standing_for
from interact.access.permissions import Permission, Standing
from interact.cases.actions import claim_fields
from interact.cases.completeness import completeness
from interact.cases.fields import Sex
from interact.cases.files import NewFile, attach_file
from interact.cases.header import withheld_parts
from interact.cases.queries import (
    filled_fields,
    find_case,
    list_notes,
    read_header,
)
from interact.cases.rules import FileKind
from interact.cases.search import LikeCase, Wanted, find_like_cases
from interact.cases.vault import open_vault
from interact.core.errors import NotFound
from interact.flowcharts.actions import begin_case
from interact.keys.rules import Compartment
from interact.leading.queries import list_lead_offers
from interact.web.case_headers import header_of
from interact.web.details import value_text
from interact.web.forms import InteractForm, choices_of
from interact.web.inputs import LineField, OneOf, WholeNumberField, check_length
from interact.web.intake import AFTER, BEFORE, IntakeForm, Page
from interact.web.next_steps import next_steps_of
from interact.web.request import actor, db

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

LONGEST_NAME = 200
NEWEST_NOTES = 5


class SearchForm(InteractForm):
    reference = LineField(
        _l("Reference"),
        description=_l("Small or capital letters, with or without the hyphen"),
        validators=[check_length(LONGEST_NAME)],
    )
    name = LineField(
        _l("Name of the child"),
        description=_l(
            "In any script. Names that are spelled or sound alike are found"
        ),
        validators=[check_length(LONGEST_NAME)],
    )
    birth_year = WholeNumberField(_l("Year of birth, if it is known"))
    sex = OneOf(_l("Sex or gender, if it is known"), choices=choices_of(Sex))

    def __init__(self) -> None:
        super().__init__()
        # A search may be sent again, and then ask for something else.
        del self.submission

    def wanted(self) -> Wanted:
        """What to look for."""
        return Wanted([self.name.data or ""], self.birth_year.data, self.sex.data)


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Open a case, a few questions a page. Nothing is kept before the last one."""
    require(actor(), Permission.OPEN_CASE, OWN_AGENCY)
    form = IntakeForm()
    if not form.is_submitted() or form.goes_back:
        return _ask(form, BEFORE[form.sent_from])
    if not form.validate():
        return _ask(form, form.wrong_page), 422
    if form.sent_from is Page.PHOTOGRAPH:
        return _open(form)
    if form.sent_from is Page.BIRTH:
        like = find_like_cases(db(), actor(), form.wanted())
        return _ask(form, Page.LIKELY if like else Page.PHOTOGRAPH, like)
    return _ask(form, AFTER[form.sent_from])


@blueprint.route("/search", methods=["GET", "POST"])
def search() -> ResponseReturnValue:
    """Find a case by its reference, or by a name in any script. Sent, never linked."""
    require(actor(), Permission.SEARCH_CASES, OWN_AGENCY)
    form, found = SearchForm(), None
    if form.validate_on_submit():
        if form.reference.data:
            return redirect(_page_of(form.reference.data), 303)
        if form.name.data:
            found = find_like_cases(db(), actor(), form.wanted())
        else:
            form.name.errors = [_("Enter a reference or a name")]
    page = render_template("cases/search.html", form=form, found=found)
    return page, (422 if form.errors else 200)


@blueprint.get("/<reference>")
def show(reference: str) -> ResponseReturnValue:
    """The case at a glance: whose it is, what now, what is missing, what is new.

    An agency that was offered it and has not answered is led to the offer.
    """
    case = find_case(db(), reference)
    if case is None:
        raise NotFound
    if standing_for(actor(), case) is Standing.INVITED:
        return redirect(_page_of(reference), 303)
    vault = open_vault(db(), actor(), case)
    header = header_of(vault)
    return render_template(
        "cases/show.html",
        header=header,
        case=vault.case,
        progress=completeness(filled_fields(vault), header.photograph_id is not None),
        withheld=withheld_parts(vault),
        notes=list_notes(vault, NEWEST_NOTES),
        next=next_steps_of(vault),
    )


def _ask(form: IntakeForm, page: Page, like: list[LikeCase] | None = None) -> str:
    form.page.data = page.value
    told = [(one.label, value_text(one, value)) for one, value in form.told()]
    return render_template(
        "cases/new.html", form=form, page=page, like=like or [], told=told
    )


def _open(form: IntakeForm) -> ResponseReturnValue:
    photograph = form.rebuilt_photograph()
    if form.errors:
        return _ask(form, Page.PHOTOGRAPH), 422
    with form.refusals():
        case = begin_case(db(), actor())
        claim_fields(db(), actor(), case, form.statements())
        if photograph:
            attach_file(open_vault(db(), actor(), case), _as_file(photograph))
        return redirect(url_for(".show", reference=case.reference), 303)
    return _ask(form, Page.PHOTOGRAPH), 422


def _as_file(photograph: bytes) -> NewFile:
    return NewFile(
        kind=FileKind.PHOTOGRAPH,
        compartment=Compartment.IDENTITY,
        media_type="image/jpeg",
        name="photograph.jpg",
        content=photograph,
    )


def _page_of(reference: str) -> str:
    """Where a reference leads: to the case, or to the offer not answered yet."""
    case = read_header(db(), actor(), reference)
    if standing_for(actor(), case) is not Standing.INVITED:
        return url_for(".show", reference=case.reference)
    lead = [one for one in list_lead_offers(db(), actor()) if one.case is case]
    if lead:
        return url_for("leading.answer", reference=reference, offer_id=lead[0].id)
    offer = case.shares_with(actor().agency_id)[0]
    return url_for("sharing.answer", reference=case.reference, share_id=offer.id)
