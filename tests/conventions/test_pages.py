"""What holds for every page, including those not written yet."""

from pathlib import Path

import pytest

from interact.web.pages import BLUEPRINTS
from interact.web.sign_in import PUBLIC

FILLED = {
    "reference": "BCD-2345",
    "uuid:share_id": "00000000-0000-4000-8000-000000000000",
    "uuid:alert_id": "00000000-0000-4000-8000-000000000000",
    "uuid:file_id": "00000000-0000-4000-8000-000000000000",
    "uuid:assessment_id": "00000000-0000-4000-8000-000000000000",
}


def addresses(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {
            name: "00000000-0000-4000-8000-000000000000"
            if "uuid" in str(rule._converters[name].__class__).lower()
            else "BCD-2345"
            for name in rule.arguments
        }
        with app.test_request_context():
            yield (
                rule,
                app.url_map.bind("localhost").build(
                    rule.endpoint, values, force_external=False
                ),
            )


def test_the_public_pages_are_these():
    """Adding to this list is a decision; say why in the commit."""
    assert {
        "static",
        "sign_in.new",
        "sign_in.training",
        "passkeys.ask",
        "passkeys.use",
        "check.show",
        "joining.show",
        "joining.accept",
        "recovery.index",
        "recovery.passphrase",
        "recovery.agency",
        "health.show",
        "health.metrics",
    } == PUBLIC


def test_a_page_that_is_not_public_asks_to_sign_in(app, visitor):
    closed = 0
    for rule, address in addresses(app):
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            if rule.endpoint in PUBLIC:
                continue
            answer = visitor.open(address, method=method)
            assert (answer.status_code, answer.location) == (303, "/sign-in"), rule
            closed += 1
    assert closed > 30


def test_every_page_of_a_case_is_closed_to_a_stranger(app, signed_in, given):
    stranger = signed_in(given.caseworker())
    for rule, address in addresses(app):
        if "reference" not in rule.arguments:
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            answer = stranger.open(address, method=method)
            assert answer.status_code == 404, (rule, method)


def test_every_page_of_a_case_is_closed_alike_to_the_agency_that_was_given_nothing(
    app, signed_in, given
):
    case = given.case()
    stranger = signed_in(given.caseworker())
    for rule, address in addresses(app):
        if "reference" not in rule.arguments or "GET" not in rule.methods:
            continue
        wrong = stranger.get(address)
        foreign = stranger.get(address.replace("BCD-2345", case.reference))
        assert foreign.status_code == wrong.status_code == 404
        assert without_nonce(foreign.text) == without_nonce(wrong.text)


def without_nonce(page):
    lines = (line for line in page.splitlines() if "nonce" not in line)
    return [line for line in lines if "csrf_token" not in line and "token" not in line]


@pytest.mark.parametrize(
    "template",
    sorted(Path("templates").rglob("*/*.html")),
    ids=lambda path: "/".join(path.parts[1:]),
)
def test_a_template_has_the_name_of_its_page(template, app):
    folder, name = template.relative_to("templates").with_suffix("").parts
    assert name.startswith("_") or f"{folder}.{name}" in app.view_functions


def test_a_template_is_short():
    for template in Path("templates").rglob("*/*.html"):
        assert len(template.read_text(encoding="utf-8").splitlines()) <= 120, template


def test_every_group_of_pages_has_a_file_of_its_name():
    for blueprint in BLUEPRINTS:
        assert Path(f"interact/web/{blueprint.name}.py").exists()
