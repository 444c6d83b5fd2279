"""Photographs and documents of a case: added, listed, opened. Nothing touches a disk."""

import secrets
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovRadioInput
from wtforms import RadioField
from wtforms.validators import InputRequired

from interact.cases.file_rules import PICTURES
from interact.cases.files import NewFile, attach_file, list_files, read_file
from interact.cases.header import case_header, withheld_parts
from interact.cases.photographs import check_document, rebuild_photograph
from interact.cases.queries import read_case
from interact.cases.rules import FileKind
from interact.cases.vault import Vault
from interact.core.errors import RuleBroken
from interact.keys.rules import Compartment
from interact.web.forms import InteractForm, choices_of, said
from interact.web.request import actor, db

blueprint = Blueprint("files", __name__, url_prefix="/cases/<reference>/files")

LONGEST_FILE_NAME = 100
JPEG = "image/jpeg"
ENDINGS = {JPEG: "jpg", "application/pdf": "pdf"}

# What came from outside may show itself, and do nothing else.
ALONE = "sandbox; default-src 'none'"


class FileForm(InteractForm):
    kind = RadioField(
        _l("What is it"),
        widget=GovRadioInput(),
        choices=choices_of(FileKind),
        default=FileKind.PHOTOGRAPH.value,
        validators=[InputRequired(_l("Choose what it is"))],
    )
    content = FileField(
        _l("File"),
        widget=GovFileInput(),
        description=_l("A picture (JPEG, PNG, WebP), or a document as PDF"),
        validators=[FileRequired(_l("Choose a file"))],
    )
    part = RadioField(
        _l("In which part of the case"),
        widget=GovRadioInput(),
        description=_l("Who does not hold this part never sees the file."),
        default=Compartment.IDENTITY.value,
        validators=[InputRequired(_l("Choose a part of the case"))],
    )

    def rebuilt(self) -> tuple[str, bytes]:
        """The media type and the content to keep; a picture is drawn anew.

        Slow: to be done before the database is touched. What is wrong with the file
        is kept, to be shown at it once the form was validated.
        """
        self.wrong = ""
        if not self.content.data:
            return "", b""
        content = self.content.data.read()
        try:
            if self.kind.data != FileKind.PHOTOGRAPH:
                kind = check_document(content, self.content.data.filename)
                if kind not in PICTURES:
                    return kind.media_type, content
            return JPEG, rebuild_photograph(content).jpeg
        except RuleBroken as refusal:
            self.wrong = said(refusal)
            return "", b""
