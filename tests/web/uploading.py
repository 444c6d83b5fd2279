"""Sends a document of three megabytes, the way a browser does."""

import os
from uuid import uuid4

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from interact.cases.models import Case

PDF = b"%PDF-1.7\n" + os.urandom(3_000_000) + b"\ntrailer << >>\n%%EOF"


def upload(browser: FlaskClient, case: Case, content: bytes = PDF) -> TestResponse:
    """Add a document to a case."""
    body, kind = multipart(content)
    address = f"/cases/{case.reference}/files/new"
    return browser.post(address, data=body, content_type=kind)


def multipart(content: bytes) -> tuple[bytes, str]:
    """The body of a form with a file, and its content type."""
    fields = {"kind": "document", "part": "identity", "submission": str(uuid4())}
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    file = 'name="content"; filename="report.pdf"\r\n\r\n'
    said = "".join(f"--here\r\nContent-Disposition: form-data; {p}\r\n" for p in parts)
    last = f"--here\r\nContent-Disposition: form-data; {file}"
    body = said.encode() + last.encode() + content + b"\r\n--here--\r\n"
    return body, "multipart/form-data; boundary=here"
