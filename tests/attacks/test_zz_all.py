import traceback
from tests.attacks import (
    test_zz_desk_after_a_part as e,
    test_zz_desk_numbers as b,
    test_zz_investigation_reminder as a,
    test_zz_letters_after as c,
    test_zz_other_track as g,
    test_zz_urgent_unseen as f,
    test_zz_warned as d,
)
import inspect, sys


def test_all(session, given, signed_in, config):
    have = dict(session=session, given=given, signed_in=signed_in, config=config)
    failed = []
    for module in (a, b, e, g, f, d, c):
        for name, one in list(vars(module).items()):
            if name.startswith("test_zz"):
                try:
                    one(**{k: have[k] for k in inspect.signature(one).parameters})
                    said = "PASSED"
                except BaseException as fault:
                    lines = traceback.format_exc().strip().splitlines()
                    said = "FAILED " + " | ".join(lines[-4:])[:700]
                    session.rollback()
                session.info.pop("vaults", None)
                session.expire_all()
                with open("/tmp/zz_all.txt", "a") as out:
                    out.write(f"{name}: {said}\n")
                failed.append((name, said))
    assert False, failed
