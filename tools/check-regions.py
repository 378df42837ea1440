#!/usr/bin/env python3
"""Run the region rule over a registry file and write the aggregate counts that the Swift implementation is compared with.

    .local/venv/bin/python tools/check-regions.py FILE [--write Reference/region-counts-real.json]
"""
import argparse
import collections
import csv
import gzip
import json

from regions import Regions
from stdnum.cn import uscc


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--write")
    options = parser.parse_args()
    regions = Regions()
    how, by_region, by_code, agree, conflicts, named = (collections.Counter() for _ in range(6))
    total = 0
    with gzip.open(options.file, "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            identifier = row["统一社会信用代码"]
            if not (uscc.is_valid(identifier) and identifier == identifier.upper()):
                continue
            total += 1
            region, why, conflict = regions.resolve(identifier, row["地区"], row["注册地址"])
            how[why] += 1
            by_region[region or "none"] += 1
            code = identifier[2:8]
            level = "outside" if not code.startswith("23") else regions.row[regions.base(code)]["level"]
            if level == "county" and code != regions.base(code):
                level = "county by successor"
            by_code[level] += 1
            named[level + " -> " + why] += 1
            if conflict:
                conflicts[f"{regions.base(code)} {region}"] += 1
    result = {
        "rows": total,
        "how": dict(sorted(how.items())),
        "level of the code alone": dict(sorted(by_code.items())),
        "level of the code -> how": dict(sorted(named.items())),
        "conflicts (address overrules a county code)": sum(conflicts.values()),
        "by_region": dict(sorted(by_region.items())),
    }
    print(json.dumps({k: v for k, v in result.items() if k != "by_region"}, ensure_ascii=False, indent=1))
    print("largest conflicts", conflicts.most_common(8))
    if options.write:
        with open(options.write, "w", encoding="utf-8") as out:
            json.dump(result, out, ensure_ascii=False, indent=1)
            out.write("\n")


if __name__ == "__main__":
    main()
