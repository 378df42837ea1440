#!/usr/bin/env python3
"""Judge the region rule with cpca (address -> division), a third party that never sees our tables.

    .local/venv/bin/python tools/judge-regions.py FILE [--sample 6000] [--seed 11]

Compares only rows for which cpca names a county of the province; historic codes of cpca's table are carried to their successor.
Needs: pip install cpca==0.5.5 'setuptools<81' besides tools/requirements.txt
"""
import argparse
import collections
import csv
import gzip
import random

import cpca
from regions import Regions


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--sample", type=int, default=6000)
    parser.add_argument("--seed", type=int, default=11)
    options = parser.parse_args()
    regions = Regions()
    with gzip.open(options.file, "rt", encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["统一社会信用代码"].startswith("23", 2)]
    sample = random.Random(options.seed).sample(rows, min(options.sample, len(rows)))
    full = {regions.short[code]: regions.row[code]["name"] for code in regions.prefectures}
    texts = [row["注册地址"] if row["注册地址"].startswith("黑龙江") else "黑龙江省" + full.get(row["地区"], "") + row["注册地址"] for row in sample]
    counts, differing = collections.Counter(), []
    for row, code in zip(sample, cpca.transform(texts)["adcode"]):
        region, how, _ = regions.resolve(row["统一社会信用代码"], row["地区"], row["注册地址"])
        theirs = regions.current(str(code)) if str(code) in regions.row else None
        if theirs is None or regions.row[theirs]["level"] != "county":
            counts["cpca names no county", how] += 1
            continue
        counts["same" if theirs == region else "differs", how] += 1
        if theirs != region:
            differing.append((region, theirs, how))
    for key, count in sorted(counts.items()):
        print(*key, count)
    print("differing (ours, theirs, how):", differing[:20])


if __name__ == "__main__":
    main()
