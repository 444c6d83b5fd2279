"""Photographs and documents of a case: added, listed, opened; never on a disk."""

import secrets
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovFileInput

from interact.cases.file_rules import PICTURES
from interact.cases.files import NewFile, attach_file, list_files, read_file
from interact.cases.header import withheld_parts
from interact.cases.photographs import check_document, rebuild_photograph
from interact.cases.queries import read_case
from interact.cases.rules import FileKind
from interact.core.errors import RuleBroken
from interact.keys.rules import Compartment
from interact.web.case_headers import header_of
from interact.web.forms import InteractForm, choices_of, said
from interact.web.inputs import OneOf
from interact.web.request import actor, db

blueprint = Blueprint("files", __name__, url_prefix="/cases/<reference>/files")

LONGEST_FILE_NAME = 100
JPEG = "image/jpeg"
ENDINGS = {JPEG: "jpg", "application/pdf": "pdf"}

# What came from outside may show itself, and do nothing else.
ALONE = "sandbox; default-src 'none'"


class FileForm(InteractForm):
    kind = OneOf(
        _l("What is it"),
        needed=_l("Choose what it is"),
        choices=choices_of(FileKind),
        default=FileKind.PHOTOGRAPH.value,
    )
    content = FileField(
        _l("File"),
        widget=GovFileInput(),
        description=_l("A picture (JPEG, PNG, WebP), or a document as PDF"),
        validators=[FileRequired(_l("Choose a file"))],
    )
    part = OneOf(
        _l("In which part of the case"),
        needed=_l("Choose a part of the case"),
        description=_l("Who does not hold this part never sees the file."),
        default=Compartment.IDENTITY.value,
    )

    def __init__(self) -> None:
        super().__init__()
        self.media_type, self.kept, self.wrong = "", b"", ""

    def rebuild(self) -> None:
        """Make of what was sent what is kept: pictures are drawn anew.

        Slow: to be done before the database is touched.
        """
        if not self.content.data:
            return
        try:
            self.media_type, self.kept = self._rebuilt(self.content.data.read())
        except RuleBroken as refusal:
            self.wrong = said(refusal)

    def validate(self, extra_validators: Any = None) -> bool:
        """Show at the file what was wrong with it."""
        valid = super().validate(extra_validators)
        if self.wrong:
            self.content.errors = [self.wrong]
        return valid and not self.wrong

    def new_file(self) -> NewFile:
        """What is attached, once it was rebuilt and validated."""
        is_document = self.kind.data == FileKind.DOCUMENT
        typed = str(self.content.data.filename)[-LONGEST_FILE_NAME:]
        return NewFile(
            kind=FileKind(self.kind.data),
            compartment=Compartment(self.part.data),
            media_type=self.media_type,
            name=typed if is_document else "",
            content=self.kept,
        )

    def _rebuilt(self, content: bytes) -> tuple[str, bytes]:
        if self.kind.data == FileKind.DOCUMENT:
            found = check_document(content, str(self.content.data.filename))
            if found not in PICTURES:
                return found.media_type, content
        return JPEG, rebuild_photograph(content).jpeg


@blueprint.get("")
def index(reference: str) -> ResponseReturnValue:
    """The files the reader can open, newest first."""
    vault = read_case(db(), actor(), reference)
    return render_template(
        "files/index.html",
        header=header_of(vault),
        files=list_files(vault),
        withheld=withheld_parts(vault),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new(reference: str) -> ResponseReturnValue:
    """Add a photograph or a document to one part of the case."""
    form = FileForm()
    form.rebuild()
    vault = read_case(db(), actor(), reference)
    form.part.choices = [
        (part, _(part.label)) for part in Compartment if vault.may_write(part)
    ]
    if form.validate_on_submit():
        with form.refusals():
            attach_file(vault, form.new_file())
            flash(_("Added: %(kind)s.", kind=_(form.new_file().kind.label)))
            return redirect(url_for(".index", reference=reference), 303)
    page = render_template("files/new.html", header=header_of(vault), form=form)
    return page, (422 if form.errors else 200)


@blueprint.get("/<uuid:file_id>")
def show(reference: str, file_id: UUID) -> ResponseReturnValue:
    """One file as it is, on its own; nobody learns its name from the address."""
    vault = read_case(db(), actor(), reference)
    file, content = read_file(vault, file_id)
    answer = Response(content, content_type=file.media_type)
    answer.headers["Content-Security-Policy"] = ALONE
    answer.headers.set(
        "Content-Disposition",
        "inline" if file.kind is FileKind.PHOTOGRAPH else "attachment",
        filename=f"{secrets.token_hex(8)}.{ENDINGS[file.media_type]}",
    )
    return answer
