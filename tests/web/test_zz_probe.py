"""probe: how many statements per page."""
import time, sys
from collections import Counter
from contextlib import contextmanager
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from interact.cases.actions import write_note
from interact.keys.rules import Compartment
from interact.cases.fields import FIELDS
from interact.agencies.rules import Role
from interact.flowcharts.actions import notice_absence
from interact.flowcharts.reporting import report_missing
from interact.core.clock import now
from datetime import timedelta

@contextmanager
def counted(engine):
    seen = []
    def note(conn, cursor, statement, parameters, context, many):
        if not statement.startswith(("BEGIN","PRAGMA")):
            seen.append(statement)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)

def test_probe(session, given, running, app, signed_in):
    if "assessments" not in app.blueprints:
        from flask import Blueprint
        b = Blueprint("assessments", "assessments", url_prefix="/cases/<reference>/assessments")
        b.add_url_rule("", "index", lambda reference: "x")
        b.add_url_rule("/start/<checklist_id>", "start", lambda reference: "x")
        b.add_url_rule("/<uuid:assessment_id>", "show", lambda reference, assessment_id: "x")
        b.add_url_rule("/<uuid:assessment_id>/fill", "fill", lambda reference, assessment_id: "x")
        app.register_blueprint(b)
    t=time.time()
    worker = given.caseworker()
    officer = given.officer()
    print("agencies", time.time()-t); t=time.time()
    case = given.case(worker)
    given.named(worker, case, "Abena", "Tes")
    for f, v in (("hair","Black"),("own_phone","+39 1"),("conditions","x"),("asylum_number","12"),("hobbies","y")):
        given.claim(worker, case, f, v)
    given.share(worker, case, officer, Compartment.IDENTITY)
    write_note(session, worker, case, Compartment.CARE, "x")
    procedure = notice_absence(session, worker, case, now()-timedelta(hours=1))
    alert = report_missing(session, worker, procedure)
    print("story", time.time()-t); t=time.time()
    def more(n):
        for i in range(n):
            other = given.officer("FR")
            o2 = given.officer("SE")
            given.share(worker, case, other, Compartment.IDENTITY, Compartment.CARE)
            given.offer(worker, case, o2, Compartment.IDENTITY)
            given.claim(other, case, "hair", f"B{i}")
            write_note(session, other, case, Compartment.CARE, f"x{i}")
            c2 = given.case(other)
            given.named(other, c2, f"A{i}")
            given.share(other, c2, worker, Compartment.IDENTITY)
            c3 = given.case(other)
            given.offer(other, c3, worker, Compartment.IDENTITY)
            c4 = given.case(worker)
            p=notice_absence(session, worker, c4, now()-timedelta(hours=1))
            report_missing(session, worker, p)
    r = case.reference
    pages = ["/", f"/cases/{r}", f"/cases/{r}/profile", f"/cases/{r}/profile/hair", f"/cases/{r}/sharing", f"/cases/{r}/sharing/new", f"/cases/{r}/timeline", f"/cases/{r}/files", f"/cases/{r}/notes/new",
      f"/cases/{r}/procedure", f"/cases/{r}/alerts", f"/cases/{r}/alerts/{alert.id}", f"/cases/{r}/alerts/report", f"/cases/{r}/sightings", f"/cases/{r}/assessments", "/partners", "/cases/new", "/cases/search", "/my-sessions"]
    def lap(actor, pages):
        browser = signed_in(actor)
        out = {}
        for p in pages:
            browser.get(p)
            with counted(Engine) as all_, counted(running.database.engine) as main:
                a = browser.get(p)
            out[p.replace(r,"REF").replace(str(alert.id),"ID")] = (a.status_code, len(all_), len(main), main)
        return out
    one = lap(worker, pages); police=given.member(given.agency_of(officer)); onep = lap(police, pages)
    dpo = given.dpo(given.agency_of(worker)) if False else None
    more(4)
    two = lap(worker, pages); twop = lap(police, pages)
    for who, a, b in (("worker", one, two), ("police", onep, twop)):
        print(who)
        for p in a:
            print("%-32s %s all %s->%s main %s->%s" % (p, b[p][0], a[p][1], b[p][1], a[p][2], b[p][2]))
    for p in sys.modules.get("os").environ.get("SHOW","").split():
        print("=====", p)
        for s, n in Counter(two[p][3]).items(): print(n, " ".join(s.split())[:230])
    from interact.joining.sessions import sign_in
