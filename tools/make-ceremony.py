#!/usr/bin/env python3
"""A second producer of ceremonies: writes a published directory and the auditors' package from docs/draw-spec.md alone.

Usage: make-ceremony.py DIR [--subjects N] [--officers N] [--replacements N] [--missing] [--abort] [--no-matching]
                            [--seed N] [--solver PATH-TO-mingcha-verify]

Nothing of the product is used: tickets come from PyPI consistent-sampler, the matching from OR-Tools by way of judge-assign.py
(or, for large ceremonies whose verification is to be timed, from the solver named), the log and its receipts are made here.
Subjects, inspectors and values are fictional and follow from --seed.
"""
import argparse
import base64
import hashlib
import hmac
import importlib.util
import json
import os
import random
import subprocess
import tempfile

from consistent_sampler.consistent_sampler import first_fraction
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

spec = importlib.util.spec_from_file_location("judge_assign", os.path.join(os.path.dirname(__file__), "judge-assign.py"))
judge_assign = importlib.util.module_from_spec(spec)
spec.loader.exec_module(judge_assign)


def sha(data):
    return hashlib.sha256(data).digest()


def sha_hex(data):
    return sha(data.encode() if isinstance(data, str) else data).hex()


def leaf(data):
    return sha(b"\x00" + data)


def levels(hashes):
    """All levels of the tree over leaf hashes; an odd last node is carried up as it is, which gives RFC 6962's shape."""
    rows = [hashes]
    while len(rows[-1]) > 1:
        row = rows[-1]
        odd = row[-1:] if len(row) % 2 else []
        rows.append([sha(b"\x01" + a + b) for a, b in zip(row[::2], row[1::2])] + odd)
    return rows


def root(hashes):
    return levels(hashes)[-1][0] if hashes else sha(b"")


def path(rows, index):
    """Audit path from the leaf's sibling up; a node without sibling contributes nothing."""
    found = []
    for row in rows[:-1]:
        if index ^ 1 < len(row):
            found.append(row[index ^ 1])
        index //= 2
    return found


def text(kind, *groups):
    return kind + "\n" + "".join(line + "\n" for group in groups for line in sorted(group, key=str.encode))


def officers_text(m):
    return text("vdraw-officers/v1", [f"officer {o['id']} {o.get('cap', '-')} {o.get('base', 0)}" for o in m["officers"]],
                [f"pool {p} {o}" for p, members in m["pools"].items() for o in members])


def inspections_text(inspections):
    return text("vdraw-inspections/v1", [" ".join(["inspection", i["id"], *i["slots"]]) for i in inspections],
                [f"recused {i['id']} {o}" for i in inspections for o in i.get("recused", [])])


def assignment_text(assignment):
    return text("vdraw-assignment/v1", [" ".join([a["id"], *a["officers"]]) for a in assignment])


def solve(problem, solver):
    if not solver:
        return judge_assign.Flow(problem).first_optimum()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(problem, file)
        file.flush()
        return json.loads(subprocess.run([solver, "assign", file.name], capture_output=True, check=True).stdout)["assignment"]


class Log:
    """A log with its key: entries go in, receipts for any tree size come out. Entries of others stand between."""

    def __init__(self, rng):
        self.name, self.rng = "mingcha.example/log", rng
        # (first tree size it signs, key, its id, its vkey), the first one first.
        self.keys = []
        self.entries, self.minute = [], 0
        self.rotate()

    def rotate(self):
        """A new key signs every tree that is larger than this one."""
        key = Ed25519PrivateKey.from_private_bytes(self.rng.randbytes(32))
        public = b"\x01" + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        number = sha(self.name.encode() + b"\n" + public)[:4]
        vkey = f"{self.name}+{number.hex()}+{base64.b64encode(public).decode()}"
        self.keys.append((len(self.entries) + 1, key, number, vkey))

    @property
    def vkey(self):
        """As published: the present key, then the former ones."""
        return "\n".join(vkey for *_, vkey in reversed(self.keys))

    def time(self):
        return f"2026-03-01T{1 + self.minute // 60:02}:{self.minute % 60:02}:00Z"

    def add(self, kind, **members):
        for _ in range(self.rng.randint(0, 3)):
            self.entries.append(b'{"act":"something else","n":%d}' % len(self.entries))
        self.minute += 1
        entry = {"type": f"vdraw-{kind}/v1", "time": self.time(), **members}
        data = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        self.entries.append(data)
        return len(self.entries) - 1

    def leaf(self, index):
        return leaf(self.entries[index]).hex()

    def root(self, size):
        return root([leaf(e) for e in self.entries[:size]])

    def receipt(self, index, size):
        rows = levels([leaf(e) for e in self.entries[:size]])
        body = f"{self.name}\n{size}\n{base64.b64encode(rows[-1][0]).decode()}\n"
        _, key, number, _ = [one for one in self.keys if one[0] <= size][-1]
        signature = base64.b64encode(number + key.sign(body.encode())).decode()
        hashes = "".join(base64.b64encode(h).decode() + "\n" for h in path(rows, index))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{body}\n— {self.name} {signature}\n"


class Ceremony:
    """Walks the steps; what is published ends up in `record`, `population`, `slips`, `audit`."""

    def __init__(self, o):
        self.o, self.rng = o, random.Random(o.seed)
        self.log, self.indexes = Log(self.rng), []
        self.record = {"format": "mingcha-ceremony/v1", "ceremony": f"YH-2026-000000-{o.seed:03}"}
        self.commits_size, self.commit_indexes, self.slip_files, self.audit = None, set(), {}, {}
        self.run()

    def step(self, kind, **members):
        if self.indexes:
            members["plan"] = self.log.leaf(self.indexes[0])
        self.indexes.append(self.log.add(kind, **self.said(kind, members)))
        return self.indexes[-1]

    def published(self, behind):
        """Slips published for the drawn subjects, with their campaigns; tests of auditors publish others."""
        return {self.slip[name]: campaigns for name, campaigns in behind.items()}

    def said(self, kind, members):
        """What is logged of a step; tests of verifiers log something else."""
        return members

    def run(self):
        self.parties = ["drawer", "witness", "business"]
        self.step("plan", ceremony=self.record["ceremony"], rules="vdraw/v1",
                  campaigns=[{"id": "c1", "title": "虚构任务甲"}, {"id": "c2", "title": "虚构任务乙"}],
                  parties=[{"id": p, "role": r} for p, r in zip(self.parties, ["抽取机关", "监督机关", "经营主体代表"])],
                  sources=["dice:hall"], commitby="2026-03-01T01:30:00Z", revealby="2026-03-01T01:40:00Z")
        self.plan = self.log.leaf(self.indexes[0])
        self.freeze()
        if self.o.abort:
            self.step("abort", reason="虚构的中止原因")
        else:
            self.draw(self.make_seed())
        self.finish()

    def freeze(self):
        self.keys = {name: self.rng.randbytes(32) for name in ["lot", "slip", "inspector"]}
        mac = lambda key, word: hmac.new(self.keys[key], word.encode(), hashlib.sha256).hexdigest().upper()
        quotas = {"c1:s1": {"basispoints": 300}, "c1:s2": {"basispoints": 1500}, "c1:s3": {"fixed": 0},
                  "c2:s1": {"fixed": 12}, "c2:s2": {"basispoints": 500}}
        rows, self.slip, self.nonce = [], {}, {}
        own = lambda name: name.endswith("1")  # every tenth has a lot of its own in each campaign
        lot = lambda name, stratum: mac("lot", f"{name}\t{stratum.split(':')[0]}" if own(name) else name)[:20]
        for n in range(self.o.subjects):
            name = f"9123{n:014}"
            seal = mac("slip", name)
            self.slip[name], self.nonce[name] = seal[:20], seal[20:]
            rows.append((name, self.rng.choice(["c1:s1", "c1:s1", "c1:s2", "c1:s3"])))
            if self.rng.random() < 0.2:
                rows.append((name, self.rng.choice(["c2:s1", "c2:s2"])))
        self.owner = {(lot(name, stratum), stratum.split(":")[0]): name for name, stratum in rows}
        excluded = [(f"9124{n:014}", "c1", "本年度已被抽查，依规定不重复抽查") for n in range(5)]
        self.population = sorted(f"{stratum}\t{lot(name, stratum)}".encode() for name, stratum in rows)
        leaves = [(leaf(f"vdraw-slip/v1\n{n}\n{self.slip[n]}\n{self.nonce[n]}\n".encode()), n) for n in self.slip]
        leaves.sort()
        self.slip_rows = levels([h for h, _ in leaves])
        self.slip_place = {n: at for at, (_, n) in enumerate(leaves)}
        self.strata, strata = {}, []
        for line in self.population:
            stratum, lot = line.decode().split("\t")
            self.strata.setdefault(stratum, []).append(lot)
        for name, quota in sorted(quotas.items()):
            n = len(self.strata.get(name, []))
            take = min(quota["fixed"], n) if "fixed" in quota else max(1, -(-n * quota["basispoints"] // 10000)) if n else 0
            strata.append({"name": name, "count": n, **quota, "take": take})
        self.officers = [{"id": mac("inspector", f"YS{n}")[:20], "base": self.rng.randint(0, 2)} for n in range(self.o.officers)]
        for officer in self.officers:
            if self.rng.random() < 0.3:
                officer["cap"] = self.rng.randint(3, 6) + self.o.subjects // 50
        ids = [o["id"] for o in self.officers]
        self.pools = {f"p{n}": self.rng.sample(ids, max(4, len(ids) * 2 // 3)) for n in range(3)}
        policy = [{"name": "law", "value": "ab" * 32}, {"name": "repeat.low-risk.per-year", "value": "1"}]
        matched = {} if self.o.no_matching else {
            "inspectorkey": sha_hex(self.keys["inspector"]),
            "officers": sha_hex(officers_text({"officers": self.officers, "pools": self.pools}))}
        self.frozen = {
            "root": root([leaf(line) for line in self.population]).hex(), "count": len(self.population), "strata": strata,
            "policy": policy, "policyhash": sha_hex("".join(f"{p['name']}\t{p['value']}\n" for p in policy)),
            "exclusions": [{"reason": excluded[0][2], "count": len(excluded)}], "subjects": len(self.slip),
            "slips": self.slip_rows[-1][0].hex(), "lotkey": sha_hex(self.keys["lot"]), "slipkey": sha_hex(self.keys["slip"]),
            **matched}
        self.step("freeze", **self.frozen)
        tsv = lambda found: "".join(sorted(("\t".join(row) + "\n" for row in found), key=str.encode))
        self.audit = {"keys.json": json.dumps({name: key.hex() for name, key in self.keys.items()}),
                      "subjects.tsv": tsv(rows), "excluded.tsv": tsv(excluded),
                      "inspectors.tsv": tsv([(f"YS{n}",) for n in range(self.o.officers)])}

    def make_seed(self):
        values = {p: self.rng.randbytes(32).hex() for p in self.parties}
        for p in self.parties:
            sealed = sha_hex(f"vdraw-commit/v1\n{self.plan}\n{p}\n{values[p]}\n")
            self.commit_indexes.add(self.step("commit", party=p, commitment=sealed))
        self.commits_size = len(self.log.entries)
        if self.o.rotated:
            self.log.rotate()
        self.log.minute = 32
        opened = self.parties[:2] if self.o.missing else self.parties
        for p in reversed(opened):
            self.step("reveal", party=p, value=values[p])
        self.log.minute = 50
        self.step("public", source="dice:hall", value="4718")
        document = f"vdraw-seed/v1\nplan {self.plan}\nfreeze {self.frozen['root']} {self.frozen['count']}\n"
        document += f"commits {self.commits_size} {self.log.root(self.commits_size).hex()}\n"
        for p in sorted(self.parties):
            document += f"reveal {p} {values[p]}\n" if p in opened else f"missing {p}\n"
        self.record["seed_document"] = document + "public dice:hall 4718\n"
        return sha_hex(self.record["seed_document"])

    def draw(self, seed):
        drawn = []
        for s in self.frozen["strata"]:
            tickets = sorted((first_fraction(lot, seed + ":subjects"), lot) for lot in self.strata.get(s["name"], []))
            drawn.append({"name": s["name"], "drawn": [{"id": lot, "ticket": t} for t, lot in tickets[:s["take"]]]})
        behind = {}
        for s in drawn:
            campaign = s["name"].split(":")[0]
            for d in s["drawn"]:
                behind.setdefault(self.owner[d["id"], campaign], []).append(campaign)
        called = [{"id": slip, "campaigns": sorted(campaigns)} for slip, campaigns in sorted(self.published(behind).items())]
        slips = [one["id"] for one in called]
        for name in behind:
            at = self.slip_place[name]
            self.slip_files[self.slip[name]] = {
                "index": at, "count": len(self.slip), "path": [h.hex() for h in path(self.slip_rows, at)]}
        self.record |= {"strata": drawn, "slips": called}
        selection = "".join(f"{s['name']}\t{d['id']}\t{d['ticket']}\n" for s in drawn for d in s["drawn"])
        members = {"seed": seed, "selection": sha_hex(selection), "slips": sha_hex(text("vdraw-slips/v1", [" ".join([one["id"], *one["campaigns"]]) for one in called]))}
        if not self.o.no_matching:
            ids = [o["id"] for o in self.officers]
            inspections = []
            for slip in slips:
                pool = self.rng.choice(sorted(self.pools))
                one = {"id": slip, "slots": [pool, pool]}
                if self.rng.random() < 0.2:
                    one["recused"] = [self.rng.choice(ids)]
                inspections.append(one)
            m = {"officers": self.officers, "pools": self.pools, "inspections": inspections}
            found = solve({**m, "seed": seed}, self.o.solver)
            m["assignment"] = [{"id": slip, "officers": found[slip]} for slip in slips]
            self.record["matching"] = m
            members |= {"inspections": sha_hex(inspections_text(inspections)),
                        "assignment": sha_hex(assignment_text(m["assignment"]))}
        self.step("draw", **members)
        if not self.o.no_matching:
            self.replace(seed, m)

    def replace(self, seed, m):
        """Section 12, for the first inspections one after another; the last vacancy of three or more stays open."""
        places = {a["id"]: list(a["officers"]) for a in m["assignment"]}
        of = {i["id"]: i for i in m["inspections"]}
        left, rows = {}, []
        for n in range(self.o.replacements):
            # Twice the same inspection, so that who left before counts.
            inspection = m["inspections"][n // 2]["id"]
            leaving = [places[inspection][n % 2]]
            server, approver = self.rng.randbytes(32).hex(), self.rng.randbytes(32).hex()
            sealed = sha_hex(f"vdraw-vacancy/v1\n{self.plan}\n{inspection}\n{server}\n")
            vacancy = self.step("vacancy", inspection=inspection, officers=leaving, reason="leave", commitment=sealed)
            vacant = [k for k, o in enumerate(places[inspection]) if o in leaving]
            if n == self.o.replacements - 1 and n >= 2:
                rows.append({"vacancy": vacancy})
                break
            sub = sha_hex(f"vdraw-subseed/v1\nseed {seed}\nvacancy {self.log.leaf(vacancy)}\nserver {server}\n"
                          f"approver {approver}\n")
            slots = [of[inspection]["slots"][k] for k in vacant]
            pools = {name: m["pools"][name] for name in slots}
            serving = {o for members in pools.values() for o in members}
            officers = []
            for o in self.officers:
                load = sum(o["id"] in team for team in places.values())
                if o["id"] in serving:
                    officers.append({"id": o["id"], "base": o["base"] + load}
                                    | ({"cap": max(0, o["cap"] - load)} if "cap" in o else {}))
            barred = {*leaving, *left.get(inspection, []), *places[inspection], *of[inspection].get("recused", [])}
            problem = {"officers": officers, "pools": pools, "inspections": [
                {"id": inspection, "slots": slots, "recused": sorted(barred)}]}
            new = solve({**problem, "seed": sub}, self.o.solver)[inspection]
            for k, officer in zip(vacant, new):
                places[inspection][k] = officer
            left.setdefault(inspection, []).extend(leaving)
            assignment = [{"id": inspection, "officers": new}]
            index = self.step(
                "replacement", vacancy=self.log.leaf(vacancy), server=server, approver=approver, seed=sub,
                officerstext=sha_hex(officers_text(problem)), inspections=sha_hex(inspections_text(problem["inspections"])),
                assignment=sha_hex(assignment_text(assignment)))
            rows.append({"vacancy": vacancy, "replacement": index, **problem, "assignment": assignment})
        if rows:
            self.record["replacements"] = rows

    def finish(self):
        size = len(self.log.entries)
        self.record["entries"] = [
            {"index": i, "entry": base64.b64encode(self.log.entries[i]).decode(),
             "receipt": self.log.receipt(i, self.commits_size if i in self.commit_indexes else size)} for i in self.indexes]

    def files(self):
        """Bytes of every published file, by its name; the auditors' under audit/."""
        files = {"ceremony.json": json.dumps(self.record, ensure_ascii=False, sort_keys=True),
                 "population.txt": b"".join(line + b"\n" for line in self.population), "log.vkey": self.log.vkey + "\n"}
        files |= {f"slips/{slip}.json": json.dumps(proof) for slip, proof in self.slip_files.items()}
        files |= {f"audit/{name}": content for name, content in self.audit.items()}
        return {name: content if isinstance(content, bytes) else content.encode() for name, content in files.items()}

    def write(self, folder):
        for name, content in self.files().items():
            os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)

    def slips_of_drawn(self):
        """(identifier, slip, nonce) of every drawn subject, as on the notices."""
        return [(n, s, self.nonce[n]) for n, s in self.slip.items() if s in self.slip_files]


def options(arguments=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--subjects", type=int, default=240)
    parser.add_argument("--officers", type=int, default=14)
    parser.add_argument("--replacements", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--solver")
    for flag in ["missing", "abort", "no-matching", "rotated"]:
        parser.add_argument("--" + flag, action="store_true")
    return parser.parse_args(arguments)


def make(*arguments, kind=Ceremony):
    """A ceremony in memory; `kind` may be a class that lies."""
    return kind(options(["", *map(str, arguments)]))


if __name__ == "__main__":
    chosen = options()
    Ceremony(chosen).write(chosen.folder)
