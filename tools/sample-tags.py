#!/usr/bin/env python3
"""Print a fixed random sample of a registry file with the tags the rules give, to be judged by reading.

    .local/venv/bin/python tools/sample-tags.py FILE [--size 200] [--seed 20261123] [--rules FILE]

Each line: number, name | scope | tags. The judgement is written down in docs/figures.md; nothing here is kept.
"""
import argparse
import csv
import gzip
import random
import sys

from stdnum.cn import uscc
from tags import Tagger


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--size", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--rules")
    options = parser.parse_args()
    tagger = Tagger(options.rules) if options.rules else Tagger()
    with gzip.open(options.file, "rt", encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if uscc.is_valid(row["统一社会信用代码"]) and row["统一社会信用代码"].isupper()]
    total = 0
    for number, row in enumerate(random.Random(options.seed).sample(rows, options.size), 1):
        tags = tagger.tag(row["经营范围"], row["企业名称"], row["统一社会信用代码"][:2])
        total += len(tags)
        print(f"{number}. {row['企业名称']} | {row['经营范围']} | {' '.join(tagger.names[tag] for tag in tags)}")
    print(f"{options.size} rows, {total} taggings", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
