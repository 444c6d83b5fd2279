"""Every group of pages there is."""

from interact.web import (
    agencies,
    alerts,
    assessments,
    cases,
    check,
    files,
    history,
    home,
    notes,
    procedures,
    profile,
    sharing,
    sightings,
    sign_in,
    timeline,
)

BLUEPRINTS = tuple(
    page.blueprint
    for page in (
        agencies,
        alerts,
        assessments,
        cases,
        check,
        files,
        history,
        home,
        notes,
        procedures,
        profile,
        sharing,
        sightings,
        sign_in,
        timeline,
    )
)
