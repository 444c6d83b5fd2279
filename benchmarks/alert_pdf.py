"""The printed alert: what the guarded drawing adds to WeasyPrint itself."""

from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from sqlalchemy.orm import Session
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.case_page import filled_case, looking
from benchmarks.measuring import in_turns
from benchmarks.scratch import scratch
from interact.access.actor import Actor
from interact.alerts.models import Alert
from interact.cases.actions import claim_fields
from interact.cases.fields import field_by_name
from interact.cases.files import NewFile, attach_file
from interact.cases.photographs import rebuild_photograph
from interact.cases.rules import FileKind
from interact.cases.vault import open_vault
from interact.core.pdf import render_pdf
from interact.core.pdf_process import STATIC
from interact.demo.abena import FACE
from interact.demo.portraits import draw_portrait
from interact.keys.rules import Compartment
from interact.web import alert_document
from tests.given import Given
from tests.missing import Story

ROUNDS = 9
FONTS = STATIC / "print" / "fonts.css"
TAGGED = {"pdf_variant": "pdf/ua-1", "pdf_tags": True}
