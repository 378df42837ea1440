#!/usr/bin/env python3
"""Judge tools/tags.py with a second, slow implementation written from Reference/README.md: UTF-8 bytes, plain search, no automaton.

    .local/venv/bin/python tools/judge-tags.py FILE [--sample 5000] [--seed 77] [--rules FILE]

Exit 0 when every sampled row gets the same tags from both.
"""
import argparse
import csv
import gzip
import pathlib
import random
import sys

import yaml
from tags import ROOT, Tagger

RULES, NEGATION = {}, {}


def load(path):
    RULES.update(yaml.safe_load(pathlib.Path(path).read_text(encoding="utf-8")))
    NEGATION.update({kind: [phrase.encode() for phrase in phrases] for kind, phrases in RULES["negation"].items()})


load(ROOT / "Reference/tag-rules.yaml")
FULL_STOP = "。".encode()


def normal(text: str) -> bytes:
    out = ""
    for char in text:
        if char in " \t\n\r\u00a0\u3000":
            continue
        if 0xFF01 <= ord(char) <= 0xFF5E:
            char = chr(ord(char) - 0xFEE0)
        if "a" <= char <= "z":
            char = char.upper()
        out += "(" if char in "([{<【〔〖〈" else ")" if char in ")]}>】〕〗〉" else char
    return out.encode()


def places(text: bytes, phrase: bytes):
    found, at = [], text.find(phrase)
    while at >= 0:
        found.append((at, at + len(phrase)))
        at = text.find(phrase, at + 1)
    return found


def within(hit, holders) -> bool:
    return any(start <= hit[0] and hit[1] <= end for start, end in holders)


def structure(text: bytes):
    """Per byte its group and its clause; per group its start, end and whether it is closed."""
    group, clause = [0] * len(text), [0] * len(text)
    groups, stack, clauses, fresh, at = {0: [0, len(text), True]}, [0], [0], 1, 0
    while at < len(text):
        if text[at] == 0x28:
            group[at], clause[at] = stack[-1], clauses[-1]
            groups[len(groups)] = [at + 1, len(text), False]
            stack.append(len(groups) - 1)
            clauses.append(fresh)
            fresh, at = fresh + 1, at + 1
            continue
        width = 1
        if text[at] == 0x29 and len(stack) > 1:
            groups[stack.pop()][1:] = [at, True]
            clauses.pop()
        elif text[at] in b",;" or text[at : at + 3] == FULL_STOP:
            width = 1 if text[at] < 0x80 else 3
            clauses[-1], fresh = fresh, fresh + 1
        for offset in range(width):
            group[at + offset], clause[at + offset] = stack[-1], clauses[-1]
        at += width
    return group, clause, groups


def mask(text: bytes):
    group, clause, groups = structure(text)
    exempt = [hit for phrase in NEGATION["exempt"] for hit in places(text, phrase)]
    gone = set()
    for kind in ("opening", "forward", "backward"):
        for hit in (hit for phrase in NEGATION[kind] for hit in places(text, phrase)):
            own = group[hit[0]]
            start, end, closed = groups[own]
            if within(hit, exempt) or kind == "opening" and (own == 0 or hit[0] != start):
                continue
            stops = [b";", FULL_STOP] if own and closed else [b",", b";", FULL_STOP]
            stand = [place for stop in stops for place in places(text, stop) if start <= place[0] < end and group[place[0]] == own]
            if kind == "backward":
                gone |= set(range(max([b for _, b in stand if b <= hit[0]] + [start]), hit[1]))
            else:
                gone |= set(range(hit[0], min([a for a, _ in stand if a >= hit[1]] + [end])))
    return bytes(0 if at in gone else byte for at, byte in enumerate(text)), clause


def length(text: bytes) -> int:
    return sum(1 for byte in text if byte & 0xC0 != 0x80)


def tag(scope: str, name: str, kind: str):
    source, title, result = normal(scope), normal(name), set()
    text, clause = mask(source)

    def hits(rule, where, phrases):
        shield = [hit for phrase in rule["none"] for hit in places(where, phrase.encode())]
        return [hit for phrase in phrases for hit in places(where, phrase.encode()) if not within(hit, shield)]

    def gap(one, other):
        first, second = sorted((one, other))
        return length(source[first[1] : second[0]]) if second[0] >= first[1] else 0

    for rule in RULES["rules"]:
        if rule["types"] and kind not in rule["types"]:
            continue
        if not (rule["any"] or rule["all"] or rule["name_any"]):
            result.add(rule["tag"])
            continue
        if hits(rule, title, rule["name_any"]) and not hits(rule, title, rule["unless"]):
            result.add(rule["tag"])
            continue
        if not (rule["any"] or rule["all"]) or hits(rule, text, rule["unless"]):
            continue
        if any(not hits(rule, text, [phrase]) for phrase in rule["all"]):
            continue
        good = hits(rule, text, rule["any"])
        if rule["any"] and rule["with"]:
            verbs = hits(rule, text, rule["with"])
            far = rule["within"]
            good = [a for a in good if any(clause[a[0]] == clause[w[0]] and (far is None or gap(a, w) <= far) for w in verbs)]
        if good or not rule["any"]:
            result.add(rule["tag"])
    return result


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--sample", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=77)
    parser.add_argument("--rules", help="a version as the product exports it, instead of Reference/tag-rules.yaml")
    options = parser.parse_args()
    if options.rules:
        load(options.rules)
    with gzip.open(options.file, "rt", encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    longest = sorted(rows, key=lambda row: -len(row["经营范围"]))[:100]
    tagger, differing = Tagger(options.rules) if options.rules else Tagger(), 0
    chosen = random.Random(options.seed).sample(rows, min(options.sample, len(rows))) + longest
    for row in chosen:
        case = (row["经营范围"], row["企业名称"], row["统一社会信用代码"][:2])
        other = set(tagger.tag(*case)) ^ tag(*case)
        if other:
            differing += 1
            print("FAIL", row["统一社会信用代码"], sorted(other))
    print(f"{len(chosen)} rows, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
