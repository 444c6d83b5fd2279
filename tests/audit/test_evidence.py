"""What an evidence pack holds, and that taking it out is recorded."""

import hashlib
import json

import pytest

from interact.audit.evidence import evidence_pack
from interact.audit.history import HistoryFilter
from interact.audit.rules import Event, LogBroken
from interact.core.errors import NotPermitted
from tests.audit.logbook import AboutCase, Logbook
from tests.audit.packs import entries, parts, take_out
from tests.audit.tampering import tamper


def test_nobody_but_a_dpo_takes_out_evidence(logbook: Logbook):
    with logbook.database.writing() as session, pytest.raises(NotPermitted):
        evidence_pack(session, logbook.caseworker, HistoryFilter())


@pytest.mark.on_both
def test_a_pack_holds_the_agencys_entries_and_no_others(logbook: Logbook):
    logbook.look(2)
    logbook.look(3, logbook.officer)

    whole = entries(take_out(logbook))
    theirs = entries(take_out(logbook, logbook.other_dpo))

    assert [(one["index"], one["sequence"]) for one in whole] == [
        (index, index + 1) for index in range(5)
    ]
    assert [(one["index"], one["sequence"]) for one in theirs] == [
        (2, 1),
        (3, 2),
        (4, 3),
    ]
    assert json.loads(theirs[0]["payload"])["actor"]["name"] == "Jean"


def test_a_pack_does_not_say_which_other_agency_reads_an_entry(logbook: Logbook):
    logbook.look(1, logbook.officer)

    (entry,) = entries(take_out(logbook, logbook.other_dpo))
    closed = {name: value for name, value in entry.items() if name != "payload"}

    assert len(entry["others"]) == 1
    assert str(logbook.palermo.id) not in json.dumps(closed)


def test_what_was_not_asked_for_is_there_but_closed(logbook: Logbook):
    other_case = AboutCase("PAL-2222", logbook.palermo.id)
    for case in (other_case, logbook.case, other_case, logbook.case, other_case):
        logbook.look_at(case)

    found = entries(take_out(logbook, reference="PAL-7K3F"))

    assert [one["sequence"] for one in found] == [2, 3, 4]
    assert ["payload" in one for one in found] == [True, False, True]
    assert "PAL-2222" not in json.dumps(found)


def test_taking_a_pack_out_is_recorded_with_its_digest(logbook: Logbook):
    logbook.look(2)
    pack = take_out(logbook, event=Event.CASE_READ)

    line = logbook.lines()[0]

    assert line.event == Event.EVIDENCE_EXPORTED
    manifest = hashlib.sha256(parts(pack)["manifest.txt"]).hexdigest()
    assert line.details["manifest"] == manifest
    assert (line.details["size"], line.details["sequences"]) == (2, [1, 2])


def test_a_pack_of_nothing_can_be_taken_out(logbook: Logbook):
    assert entries(take_out(logbook)) == []


def test_no_pack_is_taken_from_a_log_that_was_cut(logbook: Logbook):
    logbook.look(3)
    take_out(logbook)
    tamper(logbook, "DELETE FROM audit_leaf WHERE idx >= 2")

    with pytest.raises(LogBroken):
        take_out(logbook)
