#!/usr/bin/env python3
"""Compares docs/configuration.md with Sources/mingcha/Settings.swift: the table of settings and the flags.

Exit 0 when they agree, 1 with every difference when not.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "Sources" / "mingcha" / "Settings.swift"
SERVE = ROOT / "Sources" / "mingcha" / "ServeCommand.swift"
PAGE = ROOT / "docs" / "configuration.md"

TEXT = r'"((?:[^"\\]|\\.)*)"'
ENTRY = re.compile(rf"Entry\(\s*key:\s*{TEXT},\s*fallback:\s*{TEXT},\s*meaning:\s*{TEXT}\s*\)")
OPTION = re.compile(r"@Option\(([^\n]*)\)\s*\n\s*var (\w+): (?:String|Int)\?")


def settings() -> dict[str, tuple[str, ...]]:
    """Key → flag, variable, default, meaning, as the program has them."""
    source = SETTINGS.read_text(encoding="utf-8")
    flags = {}
    for text in (source, SERVE.read_text(encoding="utf-8")):
        for arguments, name in OPTION.findall(text):
            custom = re.search(rf"customLong\({TEXT}\)", arguments)
            flag = custom.group(1) if custom else name
            flags[flag.replace("-", ".")] = "--" + flag
    rows = {}
    for key, fallback, meaning in ENTRY.findall(source):
        variable = "MINGCHA_" + key.upper().replace(".", "_")
        rows[key] = (flags.get(key, ""), variable, fallback, meaning)
    # An entry that the pattern does not see must not pass unseen.
    count = len(re.findall(r"\bEntry\(\s*key:", source))
    if len(rows) != count or not rows:
        sys.exit(f"Settings.swift: {count} entries, {len(rows)} read")
    return rows


def page() -> dict[str, tuple[str, ...]]:
    """The same from the table of the page: rows whose first cell is a key in back quotes."""
    rows = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if not line.startswith("| `") or len(cells) != 5:
            continue
        if cells[0] in rows:
            sys.exit(f"configuration.md: {cells[0]} stands twice")
        rows[cells[0]] = tuple("" if cell == "—" else cell for cell in cells[1:])
    return rows


def main() -> int:
    ours, theirs = settings(), page()
    faults = [f"{key}: not in docs/configuration.md" for key in ours if key not in theirs]
    faults += [f"{key}: no such setting" for key in theirs if key not in ours]
    names = ("flag", "variable", "default", "meaning")
    for key in ours:
        for name, program, written in zip(names, ours[key], theirs.get(key, ())):
            if program != written:
                faults.append(f"{key}, {name}: program {program!r}, page {written!r}")
    if not faults and list(ours) != list(theirs):
        faults.append("the order of the rows differs")
    for fault in faults:
        print(fault)
    if faults:
        return 1
    print(f"{len(ours)} settings agree with docs/configuration.md")
    return 0


sys.exit(main())
