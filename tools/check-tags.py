#!/usr/bin/env python3
"""Check tag-rules.yaml (schema, idle phrases), the golden set, and count the tags of a registry file.

    .local/venv/bin/python tools/check-tags.py [FILE] [--write Reference/tag-counts-real.json] [--show TAG [N]] [--probe TAG WORD]

--show prints random hits of a tag to read by hand; --probe prints rows that hold WORD in scope or name but lack the tag.
Exit 0 when the rules are sound and the golden set agrees.
"""
import argparse
import collections
import csv
import gzip
import json
import pathlib
import random
import sys

import yaml
from stdnum.cn import uscc
from tags import Tagger, normalise

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYS = ["tag", "any", "with", "within", "all", "none", "unless", "name_any", "types"]
LISTS = [key for key in KEYS[1:] if key != "within"]


def faults(tagger: Tagger):
    known = set(tagger.tags)
    if len(known) != len(tagger.tags):
        yield "a tag stands twice"
    for index, rule in enumerate(tagger.rules):
        who = f"rule {index} ({rule.get('tag')})"
        if list(rule) != KEYS and not (tagger.exported and set(rule) == set(KEYS)):
            yield f"{who}: keys {list(rule)}"
            continue
        if rule["tag"] not in known:
            yield f"{who}: unknown tag"
        keywords = rule["any"] + rule["with"] + rule["all"] + rule["name_any"]
        if not (rule["any"] or rule["all"] or rule["name_any"] or rule["types"]):
            yield f"{who}: matches everything"
        if not (rule["any"] or rule["all"] or rule["name_any"]) and (rule["with"] or rule["none"] or rule["unless"]):
            yield f"{who}: a rule by type alone has idle words"
        if rule["with"] and not rule["any"]:
            yield f"{who}: with without any"
        for phrase in keywords + rule["none"] + rule["unless"]:
            if not phrase or normalise(phrase) != phrase or any(stop in phrase for stop in ",;。()"):
                yield f"{who}: phrase {phrase!r} is not in normal form"
        for phrase in rule["none"]:
            if not any(word in phrase for word in keywords):
                yield f"{who}: none phrase {phrase} holds no keyword"
        for role in LISTS:
            if len(set(rule[role])) != len(rule[role]):
                yield f"{who}: {role} repeats"
    unused = known - {rule["tag"] for rule in tagger.rules}
    if unused:
        yield f"tags without a rule: {sorted(unused)}"


def golden(tagger: Tagger):
    path = ROOT / "Reference/tag-golden.yaml"
    if not path.exists():
        return 0, []
    cases = yaml.safe_load(path.read_text(encoding="utf-8"))["cases"]
    wrong = []
    for case in cases:
        got = tagger.tag(case["scope"], case["name"], case["type"])
        if sorted(got) != sorted(case["tags"]):
            wrong.append((case["id"], sorted(set(case["tags"]) - set(got)), sorted(set(got) - set(case["tags"]))))
    return len(cases), wrong


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?")
    parser.add_argument("--write")
    parser.add_argument("--show", nargs="+")
    parser.add_argument("--probe", nargs=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", help="a version of the rules as the product exports it (规则文件), instead of Reference/tag-rules.yaml")
    options = parser.parse_args()
    tagger = Tagger(options.rules) if options.rules else Tagger()
    tagger.exported = bool(options.rules)
    bad = list(faults(tagger))
    for line in bad:
        print("FAIL", line)
    cases, wrong = (0, []) if options.rules else golden(tagger)
    for number, missing, extra in wrong:
        print(f"FAIL golden {number}: missing {missing}, extra {extra}")
    print(f"{len(tagger.tags)} tags, {len(tagger.rules)} rules, {len(bad)} faults; golden {cases} cases, {len(wrong)} wrong")
    if options.file:
        counts, per_subject, rows, shown, missed = collections.Counter(), collections.Counter(), 0, [], []
        with gzip.open(options.file, "rt", encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                code, name, scope = row["统一社会信用代码"], row["企业名称"], row["经营范围"]
                if not (uscc.is_valid(code) and code == code.upper()):
                    continue
                rows += 1
                tags = tagger.tag(scope, name, code[:2])
                counts.update(tags)
                per_subject[len(tags)] += 1
                if options.show and options.show[0] in tags:
                    shown.append((name, scope))
                if options.probe and options.probe[0] not in tags and (options.probe[1] in scope or options.probe[1] in name):
                    missed.append((name, scope))
        result = {
            "rows": rows,
            "with_at_least_one_tag": rows - per_subject[0],
            "tags_in_all": sum(counts.values()),
            "by_tag": {tag: counts[tag] for tag in tagger.tags},
        }
        print(json.dumps(result, ensure_ascii=False, indent=1) if not (options.show or options.probe) else "")
        if options.write:
            pathlib.Path(options.write).write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pick = random.Random(options.seed)
        for title, found in (("hit", shown), ("miss", missed)):
            size = int(options.show[1]) if options.show and len(options.show) > 1 else 25
            for name, scope in pick.sample(found, min(size, len(found))):
                print(title, name, "|", scope[:160])
    return 1 if bad or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
