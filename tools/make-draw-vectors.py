#!/usr/bin/env python3
"""Writes the golden vectors of the draw, from PyPI consistent-sampler, OR-Tools and hashlib alone (nothing of the product).

Usage: make-draw-vectors.py [folder]     (default Tests/VerifiableDrawTests/Vectors)
"""
import fractions
import hashlib
import hmac
import importlib.util
import json
import math
import os
import random
import sys

from consistent_sampler.consistent_sampler import first_fraction
from consistent_sampler import sampler

spec = importlib.util.spec_from_file_location("judge_assign", os.path.join(os.path.dirname(__file__), "judge-assign.py"))
judge_assign = importlib.util.module_from_spec(spec)
spec.loader.exec_module(judge_assign)


def sha(data):
    return hashlib.sha256(data).digest()


def root(leaves):
    """RFC 6962, 2.1, as written there."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\x00" + leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha(b"\x01" + root(leaves[:split]) + root(leaves[split:]))


def tickets(rng):
    seeds = ["01382438112797316654", "", "种子", "e\u0301", "\u00e9", "𠮷😀", "0" * 64 + ":subjects"]
    ids = ["AB-130", "91110000100000000X", "E0007655", "", "é", "e\u0301", "中文编号", "𠮷", "😀\u200d", " a\tb ",
           "\u0000", "x" * 200]
    rows = [{"seed": s, "id": i, "ticket": first_fraction(i, s)} for s in seeds for i in ids]
    # Digests with few decimal digits are padded; look for some with fewer than 76.
    found = 0
    while found < 5:
        seed, identifier = str(rng.getrandbits(64)), str(rng.getrandbits(64))
        ticket = first_fraction(identifier, seed)
        if len(ticket) - 2 < 75:
            rows.append({"seed": seed, "id": identifier, "ticket": ticket})
            found += 1
    return rows


def draws(rng):
    rows = []
    for _ in range(400):
        ids = sorted({"".join(rng.choices("09AZaz:-é中𠮷", k=rng.randint(1, 6))) for _ in range(rng.randint(1, 40))})
        seed = "".join(rng.choices("0123456789abcdef", k=20))
        take = rng.randint(0, len(ids))
        rows.append({"seed": seed, "ids": ids, "take": take,
                     "selected": list(sampler(ids, seed=seed, take=take, output="id"))})
    return rows


def lots(rng):
    key = bytes(rng.getrandbits(8) for _ in range(32))
    ids = ["91230100MA1B00000X", "", "企业", "e\u0301", "𠮷" * 40]
    return {"key": key.hex(), "commitment": sha(key).hex(),
            "lots": [{"id": i, "lot": hmac.new(key, i.encode(), hashlib.sha256).hexdigest().upper()[:20]} for i in ids]}


def populations(rng):
    rows = []
    for count in [0, 1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 513, 1000, 4096, 8193]:
        lines = sorted({f"c{rng.randint(1, 2)}:s{rng.randint(0, 12)}\t{rng.getrandbits(80):020X}".encode()
                        for _ in range(count)})
        rows.append({"count": len(lines), "root": root(lines).hex(),
                     "text": b"".join(line + b"\n" for line in lines).decode()})
    return rows


def path(leaves, index):
    """RFC 6962, 2.1.1, as written there, from the leaf's sibling up. `leaves` are leaf hashes."""
    def tree(hashes):
        if len(hashes) == 1:
            return hashes[0]
        split = 1
        while split * 2 < len(hashes):
            split *= 2
        return sha(b"\x01" + tree(hashes[:split]) + tree(hashes[split:]))
    if len(leaves) == 1:
        return []
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if index < split:
        return path(leaves[:split], index) + [tree(leaves[split:])]
    return path(leaves[split:], index - split) + [tree(leaves[:split])]


def slips(rng):
    key = bytes(rng.getrandbits(8) for _ in range(32))

    def text(identifier):
        seal = hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest().upper()
        return f"vdraw-slip/v1\n{identifier}\n{seal[:20]}\n{seal[20:]}\n".encode()

    rows = []
    for identifier in ["91230100MA1B00000X", "1", "AB-130", "a:b-C", "x" * 64]:
        _, _, slip, nonce, _ = text(identifier).decode().split("\n")
        rows.append({"id": identifier, "slip": slip, "nonce": nonce, "leaf": sha(b"\x00" + text(identifier)).hex()})
    trees = []
    for count in [0, 1, 2, 3, 255, 256, 257, 1500]:
        ids = [f"9123010{rng.randint(0, 9)}T{number:09d}" for number in range(count)]
        order = sorted(ids, key=lambda i: sha(b"\x00" + text(i)))
        hashes = [sha(b"\x00" + text(i)) for i in order]
        asked = rng.sample(range(count), min(count, 6))
        trees.append({"ids": ids, "root": root([text(i) for i in order]).hex(),
                      "proofs": [{"id": order[at], "index": at, "count": count,
                                  "path": [h.hex() for h in path(hashes, at)]} for at in asked]})
    return {"key": key.hex(), "commitment": sha(key).hex(), "rows": rows, "trees": trees}


def seeds():
    plan, value = sha(b"\x00plan").hex(), [sha(bytes([n])).hex() for n in range(3)]
    commit = sha(f"vdraw-commit/v1\n{plan}\nsupervisor\n{value[0]}\n".encode()).hex()
    text = (f"vdraw-seed/v1\nplan {plan}\nfreeze {sha(b'').hex()} 0\ncommits 7 {sha(b'c').hex()}\n"
            f"reveal Drawer {value[1]}\nmissing business\nreveal supervisor {value[0]}\n"
            f"public dice:hall 4091736\npublic drand-quicknet:123456 {'ab' * 48}\n")
    return {"plan": plan, "party": "supervisor", "value": value[0], "commitment": commit, "text": text,
            "seed": sha(text.encode()).hex()}


def commitments(rng):
    rows = []
    for party in ["drawer", "supervisor", "A", "a:b-C", "x" * 64]:
        plan, value = (f"{rng.getrandbits(256):064x}" for _ in range(2))
        rows.append({"plan": plan, "party": party, "value": value,
                     "commitment": sha(f"vdraw-commit/v1\n{plan}\n{party}\n{value}\n".encode()).hex()})
    return rows


def seed_documents(rng):
    """Documents of one to five parties, some missing, with one to three public values in the plan's order."""
    rows = []
    for number in range(40):
        parties = rng.sample(["drawer", "Drawer", "supervisor", "business", "b", "a:1", "a-1", "Z"], rng.randint(1, 5))
        shares = {party: f"{rng.getrandbits(256):064x}" if rng.random() < 0.8 else None for party in parties}
        values = [(source, value) for source, value in [
            (f"dice:d{number}", str(rng.getrandbits(40))), (f"drand-quicknet:{number + 1}", f"{rng.getrandbits(384):096x}"),
            ("lottery:2026-03-01", "03:17-ABC")] if rng.random() < 0.6] or [("dice:hall", "0")]
        plan, root_, tree = (f"{rng.getrandbits(256):064x}" for _ in range(3))
        count, size = rng.randint(0, 4_000_000), rng.randint(1, 10**9)
        text = f"vdraw-seed/v1\nplan {plan}\nfreeze {root_} {count}\ncommits {size} {tree}\n"
        for party in sorted(parties, key=str.encode):
            text += f"reveal {party} {shares[party]}\n" if shares[party] else f"missing {party}\n"
        text += "".join(f"public {source} {value}\n" for source, value in values)
        rows.append({"plan": plan, "root": root_, "count": count, "size": size, "tree": tree,
                     "shares": [{"party": party, "value": shares[party]} for party in parties],
                     "values": [{"source": source, "value": value} for source, value in values], "text": text,
                     "seed": sha(text.encode()).hex()})
    return rows


def quotas(rng):
    rows = []
    for points in [1, 2, 33, 100, 333, 500, 2000, 3333, 9999, 10_000]:
        for n in [0, 1, 2, 3, 9, 10, 99, 100, 101, 9999, 10_000, 10_001, 3_200_000, 2**40]:
            exact = fractions.Fraction(n * points, 10_000)
            rows.append({"count": n, "basispoints": points, "take": max(1, math.ceil(exact)) if n else 0})
    for fixed in [0, 1, 5, 2**40]:
        rows += [{"count": n, "fixed": fixed, "take": min(n, fixed)} for n in [0, 1, 4, 5, 6, 3_200_000]]
    return rows


def assignments(rng):
    """Problems with the one outcome of rule SLO-1, or none where there is no complete matching."""
    rows = []
    while len(rows) < 120:
        problem = judge_assign.instance(rng) if len(rows) % 2 else judge_assign.chained(rng)
        rows.append({"problem": problem, "assignment": judge_assign.Flow(problem).first_optimum()})
    return rows


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else os.path.join(
        os.path.dirname(__file__), "..", "Tests", "VerifiableDrawTests", "Vectors")
    rng = random.Random(20260301)
    for name, rows in [("tickets", tickets(rng)), ("draws", draws(rng)), ("lots", lots(rng)),
                       ("populations", populations(rng)), ("seed", seeds()), ("slips", slips(rng)),
                       ("commitments", commitments(rng)), ("seeds", seed_documents(rng)), ("quotas", quotas(rng)),
                       ("assignments", assignments(rng))]:
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8") as file:
            json.dump(rows, file, ensure_ascii=True, indent=None, separators=(",", ":"))
            file.write("\n")


if __name__ == "__main__":
    main()
