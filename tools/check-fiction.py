#!/usr/bin/env python3
"""Check Reference/fiction.yaml (every scope gets its tags), the generated identifiers (python-stdnum), items-sample.yaml and checklists-sample.yaml.

    .local/venv/bin/python tools/check-fiction.py [REGISTRY.csv.gz]     with a file: no generated identifier body occurs in it; items' reach is counted
"""
import collections
import csv
import gzip
import pathlib
import sys

import yaml
from stdnum.cn import uscc
from tags import Tagger

ROOT = pathlib.Path(__file__).resolve().parent.parent


def load(name):
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def identifier(kind: str, region: str, body: str) -> str:
    """Type (2), region (6), organisation part (8 + GB 11714 check), GB 32100 check. The README says the same in words."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = (11 - sum(alphabet.index(c) * w for c, w in zip(body, weights)) % 11) % 11
    stem = kind + region + body + ("X" if rest == 10 else str(rest))
    return stem + uscc.calc_check_digit(stem)


def main() -> int:
    bad = []
    tagger, fiction = Tagger(), load("Reference/fiction.yaml")
    known = set(tagger.tags)
    for trade in fiction["trades"]:
        if not set(trade["tags"]) <= known:
            bad.append(f"{trade['code']}: unknown tag")
        for scope in trade["scopes"]:
            for word in trade["words"]:
                missing = set(trade["tags"]) - set(tagger.tag(scope, "演示北辰" + word + "（虚构）", trade["type"]))
                if missing:
                    bad.append(f"{trade['code']}: {scope} ({word}) lacks {sorted(missing)}")
    for given in fiction["people"]["given"]:
        if not any(mark in given for mark in fiction["business"]["marks"]):
            bad.append(f"person {given} could be real")
    rule = fiction["identifier"]
    count, base, places = 0, len(rule["alphabet"]), rule["serial_digits"]
    for serial in [*range(20000), *range(20000, base**places, 997)]:
        digits, rest = "", serial
        for _ in range(places):
            rest, low = divmod(rest, base)
            digits = rule["alphabet"][low] + digits
        code = identifier("91", "230102", rule["body"] + digits)
        count += 1
        if len(code) != 18 or not uscc.is_valid(code):
            bad.append(f"identifier {code}")
    items, lists = load("Reference/items-sample.yaml"), load("Reference/checklists-sample.yaml")
    outcomes = {row["code"] for row in load("Policy/outcomes.yaml")["outcomes"]}
    codes = {item["code"] for item in items["items"]}
    sources = {row["code"] for row in items["sources"]}
    for item in items["items"]:
        chosen = item["selector"]
        if not set(chosen["tags_any"] + chosen["tags_all"] + chosen["tags_none"]) <= known or not set(item["sources"]) <= sources:
            bad.append(f"{item['code']}: tag or source")
    questions = set()
    for check in lists["checklists"]:
        if check["item"] not in codes:
            bad.append(f"{check['code']}: no item {check['item']}")
        for question in check["questions"]:
            allowed = {"yes_no_na": {"yes", "no", "na"}, "number": {">0"}, "text": set(), "photo": set(), "choice": {c["code"] for c in question["choices"]}}
            if question["code"] in questions or question["kind"] not in allowed:
                bad.append(f"{question['code']}: code or kind")
            questions.add(question["code"])
            for hint in question["suggests"]:
                if hint["outcome"] not in outcomes or hint["answer"] not in allowed[question["kind"]]:
                    bad.append(f"{question['code']}: {hint}")
    if len(sys.argv) > 1:
        reach, clash, rows = collections.Counter(), 0, 0
        with gzip.open(sys.argv[1], "rt", encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                code = row["统一社会信用代码"]
                clash += code[8:].startswith(rule["body"])
                if not (uscc.is_valid(code) and code == code.upper()):
                    continue
                rows += 1
                tags = set(tagger.tag(row["经营范围"], row["企业名称"], code[:2]))
                for item in items["items"]:
                    s = item["selector"]
                    if (
                        (not s["types"] or code[:2] in s["types"])
                        and (not s["tags_any"] or tags & set(s["tags_any"]))
                        and set(s["tags_all"]) <= tags
                        and not tags & set(s["tags_none"])
                    ):
                        reach[item["code"]] += 1
        print(f"{rows} rows; identifiers that begin like ours: {clash}; reach", dict(sorted(reach.items())))
        if clash:
            bad.append("a real identifier begins like ours")
    for line in bad:
        print("FAIL", line)
    print(f"{len(fiction['trades'])} trades, {count} identifiers tried, {len(codes)} items, {len(lists['checklists'])} checklists, {len(questions)} questions, {len(bad)} faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
