#!/usr/bin/env python3
"""Judge every 统一社会信用代码 of a registry file (CSV, gz or plain, UTF-8) with python-stdnum (GB 32100-2015).

    .local/venv/bin/python tools/judge-uscc.py FILE [--column 统一社会信用代码] [--expect VALID,INVALID]

Prints the data row number (1 = first row below the header; the physical line too, since a field may hold a line break)
of every code that fails and why. Exit 0 when the counts match --expect (or no --expect), 1 otherwise.
Needs: pip install -r tools/requirements.txt
"""
import argparse
import csv
import gzip
import sys

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--column", default="统一社会信用代码")
    parser.add_argument("--expect")
    options = parser.parse_args()
    opener = gzip.open if options.file.endswith(".gz") else open
    valid, invalid, seen, repeated = 0, [], set(), 0
    with opener(options.file, "rt", encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        for number, row in enumerate(reader, start=1):
            code = row[options.column]
            repeated += code in seen
            seen.add(code)
            try:
                # stdnum strips blanks and dashes and lifts case; a stored code must already be in its final form.
                if uscc.validate(code) != code:
                    raise ValidationError("not in canonical form")
                valid += 1
            except ValidationError as error:
                invalid.append((number, reader.line_num, code, type(error).__name__))
    for number, line, code, reason in invalid:
        print(f"row {number}\tline {line}\t{code}\t{reason}")
    print(f"valid {valid}, invalid {len(invalid)}, repeated {repeated}")
    return 1 if options.expect and options.expect != f"{valid},{len(invalid)}" else 0


if __name__ == "__main__":
    sys.exit(main())
