"""Alerts: reporting a child missing, receiving word of it, taking it back."""

from base64 import b64encode
from uuid import UUID

import segno
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextArea
from wtforms import TextAreaField

from interact.alerts.actions import acknowledge_alert, confirm_withdrawal
from interact.alerts.content import AlertContent, open_content
from interact.alerts.queries import (
    AlertView,
    get_alert,
    list_alerts,
    list_recipients,
    note_disclosure,
)
from interact.alerts.rules import ALERT_PARTS
from interact.cases.fields import blocks, field_by_name
from interact.cases.files import find_photograph, read_file
from interact.cases.header import case_header
from interact.cases.queries import read_case, read_profile
from interact.cases.vault import Vault
from interact.core.errors import NotFound
from interact.core.pdf import render_pdf
from interact.flowcharts.queries import find_procedure
from interact.flowcharts.reporting import list_first_told, report_missing
from interact.keys.installation import Installation
from interact.web.forms import InteractForm
from interact.web.request import actor, db
