"""The page of partners: who takes part, how to call them, whether keys are theirs."""

from interact.keys.rules import Compartment


def test_every_agency_is_listed_by_country_with_its_number(signed_in, given):
    worker, officer = given.caseworker(), given.officer("FR")

    text = signed_in(worker).get("/partners").text

    listed = text[text.index("<h1") :]
    order = ["France", officer.agency_name, "Italy", worker.agency_name]
    places = [listed.index(name) for name in order]
    assert places == sorted(places)
    assert 'href="tel:+39091000000"' in text


def test_a_partner_shows_the_fingerprint_that_it_shows_itself(signed_in, given):
    worker, officer = given.caseworker(), given.officer("FR")

    ours, theirs = (
        fingerprint_of(officer, signed_in(actor).get("/partners").text)
        for actor in (worker, officer)
    )

    assert ours == theirs
    assert len(ours) > 20


def test_the_own_agency_is_marked_and_a_stranger_is_not_met_yet(signed_in, given):
    worker, officer = given.caseworker(), given.officer("FR")

    text = signed_in(worker).get("/partners").text

    assert "Your agency</strong>" in part_of(worker, text)
    assert "Not met yet</strong>" in part_of(officer, text)


def test_a_partner_that_was_shared_with_was_met(signed_in, given):
    worker, officer = given.caseworker(), given.officer("FR")
    given.share(worker, given.case(worker), officer, Compartment.IDENTITY)

    text = signed_in(worker).get("/partners").text

    assert "Not yet compared</strong>" in part_of(officer, text)
    assert "First met" in part_of(officer, text)


def part_of(actor, text):
    start = text.index(f"<strong>{actor.agency_name}</strong>")
    return text[start : text.index("</details>", start)]


def fingerprint_of(actor, text):
    part = part_of(actor, text)
    start = part.index('<code class="interact-fingerprint" dir="ltr">')
    return part[start : part.index("</code>", start)]
