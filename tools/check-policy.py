#!/usr/bin/env python3
"""Check Policy/*.yaml: the schema of Policy/README.md, unique ids, dates, and that every quoted wording of origin `plan` stands in the 方案.

    .local/venv/bin/python tools/check-policy.py [--plan 方案.md]
"""
import argparse
import datetime
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYS = ["id", "clause", "source", "title", "value", "text", "list", "unit", "mode", "origin", "region", "from", "to", "wording", "note"]
UNITS = {"basis_points", "working_days", "calendar_days", "months", "times_per_year", "persons", "flag", "month_day", "classes",
         "fields", "outcomes", "mode", "role", "regulation", "grounds", "particulars", "regions", "tags", "times", "points", "entries"}
RULE_FILES = ["ratios", "deadlines", "repeat", "matching", "repair", "disclosure", "libraries", "cross-department", "leads", "grading", "coverage"]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--plan", help="the 方案 text; without it the wordings are not compared")
    options = parser.parse_args()
    plan = pathlib.Path(options.plan).read_text(encoding="utf-8").replace("[bookmark: _GoBack]", "") if options.plan else None
    bad, rules = [], []
    for name in RULE_FILES:
        rules += yaml.safe_load((ROOT / f"Policy/{name}.yaml").read_text(encoding="utf-8"))["rules"]
    seen = {}
    for rule in rules:
        who = rule.get("id")
        if list(rule) != KEYS:
            bad.append(f"{who}: keys {list(rule)}")
            continue
        if sum(rule[key] is not None for key in ("value", "text", "list")) > 1:
            bad.append(f"{who}: more than one of value, text, list")
        if rule["value"] is not None and type(rule["value"]) is not int:
            bad.append(f"{who}: value is not an integer")
        if rule["unit"] not in UNITS or rule["mode"] not in ("must", "general") or rule["origin"] not in ("plan", "law", "platform"):
            bad.append(f"{who}: unit, mode or origin")
        if not re.fullmatch(r"\d{6}", rule["region"]) or not re.fullmatch(r"\d(\.\d+){1,2}", rule["clause"]):
            bad.append(f"{who}: region or clause")
        start = datetime.date.fromisoformat(rule["from"])
        end = datetime.date.fromisoformat(rule["to"]) if rule["to"] else datetime.date.max
        for other_start, other_end in seen.setdefault((who, rule["region"]), []):
            if start <= other_end and other_start <= end:
                bad.append(f"{who}: dates overlap")
        seen[(who, rule["region"])].append((start, end))
        if rule["origin"] == "plan" and not rule["wording"]:
            bad.append(f"{who}: origin plan without wording")
        if plan and rule["origin"] == "plan":
            # The class ratios repeat the sentence's opening, which stands in the text once for all four classes.
            wording = rule["wording"].removeprefix("一般情况下，")
            if wording not in plan:
                bad.append(f"{who}: wording is not in the plan: {wording}")
    outcomes = yaml.safe_load((ROOT / "Policy/outcomes.yaml").read_text(encoding="utf-8"))
    titles = [row["title"] for row in outcomes["outcomes"]]
    if "抽查检查结果类型调整9种，分别为：" + "；".join(titles) + "。" != outcomes["wording"] or plan and outcomes["wording"] not in plan:
        bad.append("outcomes: titles do not spell the clause")
    known = {row["code"] for row in outcomes["particulars"]}
    for row in outcomes["outcomes"]:
        if not set(row["needs"]) <= known:
            bad.append(f"outcome {row['code']}: unknown particulars")
        if (row["negative"] is None) != bool(row["values"]) or (row["problem"] is None) != bool(row["values"]):
            bad.append(f"outcome {row['code']}: negative or problem open without values")
    for line in bad:
        print("FAIL", line)
    print(f"{len(rules)} rules, {len(titles)} outcome types, {len(bad)} faults" + ("" if plan else "; wordings not compared"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
