#!/usr/bin/env python3
"""Compares docs/requirements-status.md with requirements.md: every id once, a known state, and the named tests exist.

Usage: check-requirements.py REQUIREMENTS      Exit 0 when all agrees, 1 with every fault when not.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "requirements-status.md"
FOLDERS = {
    "S": "Tests/StoreTests", "D": "Tests/DomainTests", "V": "Tests/VerifiableDrawTests",
    "L": "Tests/TransparencyLogTests", "W": "Tests/WebTests", "B": "Tests/browser", "F": "Tests/faults",
    "C": "Tests/cycle", "J": "tools",
}
STATES = ("holds", "partly", "not yet")


def ids(path: pathlib.Path) -> list[str]:
    """Ids in the first column of a page's tables."""
    rows = re.findall(r"^\| (\d+(?:\.\d+)+) \|", path.read_text(encoding="utf-8"), re.MULTILINE)
    if not rows:
        sys.exit(f"{path}: no rows")
    return rows


def main() -> int:
    wanted, written = ids(pathlib.Path(sys.argv[1])), ids(PAGE)
    faults = [f"{one}: missing" for one in wanted if one not in written]
    faults += [f"{one}: no such requirement" for one in written if one not in wanted]
    faults += [f"{one}: stands twice" for one in sorted(set(written)) if written.count(one) > 1]
    counts = dict.fromkeys(STATES, 0)
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not re.match(r"\| \d", line):
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 4 or cells[1] not in STATES:
            faults.append(f"{cells[0]}: unreadable row or unknown state")
            continue
        counts[cells[1]] += 1
        files = re.findall(r"\b([SDVLWBCJ])/([\w./-]+\.(?:swift|py))", cells[3])
        for folder, name in files:
            if not (ROOT / FOLDERS[folder] / name).exists():
                faults.append(f"{cells[0]}: {FOLDERS[folder]}/{name} is not there")
        if cells[1] == "holds" and not files:
            faults.append(f"{cells[0]}: holds, but no test is named")
    for fault in faults:
        print(fault)
    print(", ".join(f"{count} {state}" for state, count in counts.items()) + f" of {len(wanted)}")
    return 1 if faults else 0


sys.exit(main())
