"""Adds up JUnit reports and closes with 'N passed, N failed': summary.py FAILED_PARTS REPORT.xml …"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def counts(report: pathlib.Path) -> tuple[int, int, int]:
    """Passed, failed and skipped test cases of one report."""
    passed = failed = skipped = 0
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main() -> int:
    failed_parts = int(sys.argv[1])
    totals = [counts(pathlib.Path(name)) for name in sys.argv[2:] if pathlib.Path(name).exists()]
    passed, failed, skipped = (sum(column) for column in zip(*totals)) if totals else (0, 0, 0)
    # A part may fail without a failing test case: a crash, a lint finding, no test found.
    failed = max(failed, failed_parts)
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not passed else 0


sys.exit(main())
