"""An alert as a printed form (PDF), with the words of the moment of issue."""

from base64 import b64encode
from uuid import UUID

import segno
from flask import render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from interact.alerts.content import AlertContent, open_content
from interact.alerts.queries import get_alert, issuer_name, list_recipients
from interact.cases.files import read_file
from interact.cases.vault import Vault
from interact.core.errors import NotFound
from interact.core.pdf import FORM_CSS, render_pdf
from interact.keys.installation import Installation
from interact.web.alert_form import form_of, paired

ALERT_CSS = FORM_CSS.with_name("alert.css")


def draw_alert(vault: Vault, alert_id: UUID) -> bytes:
    """The form of an alert as far as its reader opens it, in their language.

    Its title names the case's reference, never the child.
    """
    alert = get_alert(vault, alert_id)
    content = open_content(vault, alert)
    public = Installation.of(vault.session).public_url.rstrip("/")
    check_url = public + url_for("check.show", token=alert.token.hex)
    html = render_template(
        "alerts/_document.html",
        alert=alert,
        said=form_of(content),
        paired=paired,
        photograph=_photograph(vault, content),
        recipients=list_recipients(alert),
        issuer=issuer_name(vault, alert),
        check_url=check_url,
        qr=_qr_code(check_url),
    )
    title = _("Missing child alert %(reference)s", reference=vault.case.reference)
    language = str(get_locale() or "en").replace("_", "-")
    return render_pdf(html, title=title, language=language, css=(FORM_CSS, ALERT_CSS))


def _qr_code(address: str) -> str:
    """The address as a QR code, as a data: picture."""
    return str(segno.make(address, error="m").svg_data_uri(scale=3, border=2))


def _photograph(vault: Vault, content: AlertContent) -> str | None:
    """The photograph of the moment of issue as a data: address, if it opens."""
    if content.photograph_id is None:
        return None
    try:
        view, jpeg = read_file(vault, content.photograph_id)
    except NotFound:
        return None
    return f"data:{view.media_type};base64,{b64encode(jpeg).decode()}"
