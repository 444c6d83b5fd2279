"""`python -m benchmarks [NAME ...]`: measure everything, or what is named.

Only ratios are worth keeping: they are taken in one run, on one machine, in turns.
"""

import sys

from benchmarks import (
    alert_pdf,
    audit_append,
    case_page,
    deadlines,
    desk,
    flowcharts,
    reshelving,
    scoring,
    search,
    share,
    sign_in,
)

ALL = {
    "case-page": case_page,
    "deadlines": deadlines,
    "alert-pdf": alert_pdf,
    "audit-append": audit_append,
    "desk": desk,
    "flowcharts": flowcharts,
    "reshelving": reshelving,
    "scoring": scoring,
    "search": search,
    "share": share,
    "sign-in": sign_in,
}


def main() -> None:
    """Measure what the arguments name."""
    unknown = set(sys.argv[1:]) - set(ALL)
    if unknown:
        names = ", ".join(ALL)
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. Name: {names}")
    for name in sys.argv[1:] or ALL:
        ALL[name].measure()
        print(flush=True)


if __name__ == "__main__":
    main()
