"""A ceremony made by a stranger: everything docs/draw-spec.md says, from hashlib, consistent-sampler, OR-Tools and
cryptography, with nothing of the product. A test may lie at any step; all that follows is made from the lie, as an
operator would who holds every key and the log.

    made = stranger.make(folder)                                   a sound ceremony
    made = stranger.make(folder, freeze=lambda entry: entry.update(count=7))
"""

import base64
import hashlib
import hmac
import importlib.util
import json
import pathlib

from consistent_sampler.consistent_sampler import first_fraction
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

TOOLS = pathlib.Path(__file__).resolve().parents[2] / "tools"
_spec = importlib.util.spec_from_file_location("judge_assign", TOOLS / "judge-assign.py")
judge_assign = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(judge_assign)

KEYS = {"lot": bytes([1]) * 32, "slip": bytes([2]) * 32, "inspector": bytes([3]) * 32}
VALUES = {"business": "0b" * 32, "drawer": "0d" * 32, "supervisor": "05" * 32}


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def seal(key: bytes, identifier: str) -> str:
    return hmac.new(key, identifier.encode(), hashlib.sha256).hexdigest().upper()


def spell(entry: dict) -> bytes:
    """The one spelling of an entry."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def texts(kind: str, *groups) -> bytes:
    return "".join(line + "\n" for line in [kind, *(x for group in groups for x in sorted(group, key=str.encode))]).encode()


class Tree:
    """RFC 6962, 2.1, as written there."""

    def __init__(self, leaves):
        self.leaves = leaves

    @staticmethod
    def split(count):
        k = 1
        while k * 2 < count:
            k *= 2
        return k

    def hash(self, start, end):
        if end == start:
            return hashlib.sha256(b"").digest()
        if end - start == 1:
            return hashlib.sha256(b"\x00" + self.leaves[start]).digest()
        middle = start + self.split(end - start)
        return hashlib.sha256(b"\x01" + self.hash(start, middle) + self.hash(middle, end)).digest()

    def root(self, size=None):
        return self.hash(0, len(self.leaves) if size is None else size)

    def path(self, at, start, end):
        if end - start == 1:
            return []
        middle = start + self.split(end - start)
        if at < middle:
            return self.path(at, start, middle) + [self.hash(middle, end)]
        return self.path(at, middle, end) + [self.hash(start, middle)]


class Log:
    """A transparency log under a key of its own; other entries stand between those of the ceremony."""

    def __init__(self, name="stranger.example/log", secret=bytes([9]) * 32):
        self.name, self.key = name, Ed25519PrivateKey.from_private_bytes(secret)
        public = b"\x01" + self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
        self.vkey = f"{name}+{self.key_id.hex()}+{base64.b64encode(public).decode()}"
        self.entries = [b"another entry", b"and one more"]

    def append(self, entry: bytes) -> int:
        self.entries += [entry, b"somebody else's entry"]
        return len(self.entries) - 2

    def receipt(self, index: int, size: int) -> str:
        tree = Tree(self.entries)
        text = f"{self.name}\n{size}\n{base64.b64encode(tree.root(size)).decode()}\n"
        signature = base64.b64encode(self.key_id + self.key.sign(text.encode())).decode()
        path = "".join(base64.b64encode(node).decode() + "\n" for node in tree.path(index, 0, size))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{text}\n\u2014 {self.name} {signature}\n"


class Ceremony:
    """The steps in their order. `lies` has, by step, a function that changes what the step made."""

    def __init__(self, lies):
        self.lies, self.log, self.logged = lies, Log(), []

    # The day of all its times, and whether somebody is replaced afterwards.
    day = "2026-03-01"
    replaced = False

    def tell(self, step, value):
        if step in self.lies:
            told = self.lies[step](value)
            return value if told is None else told
        return value

    def append(self, step, entry):
        """Logs an entry, unless the lie is that there is none."""
        if step != "plan":
            entry["plan"] = self.leaf
        entry = self.tell(step, entry)
        if entry is False:
            return None
        if isinstance(entry, list):
            for one in entry:
                self.logged.append((self.log.append(spell(one)), one))
            return entry[-1]
        self.logged.append((self.log.append(spell(entry)), entry))
        return entry

    def run(self):
        self.plan()
        self.freeze()
        self.seed()
        self.draw()
        self.replace()
        return self

    def plan(self):
        entry = self.append("plan", {
            "type": "vdraw-plan/v1", "time": f"{self.day}T00:00:00Z", "ceremony": "YH-2026-TEST-001", "rules": "vdraw/v1",
            "campaigns": [{"id": "c1", "title": "虚构任务一"}, {"id": "c2", "title": "虚构任务二"}],
            "parties": [{"id": "drawer", "role": "抽取人"}, {"id": "supervisor", "role": "监督人"},
                        {"id": "business", "role": "企业代表"}],
            "sources": ["dice:hall"], "commitby": f"{self.day}T01:00:00Z", "revealby": f"{self.day}T02:00:00Z"})
        self.sources = entry["sources"]
        self.leaf = sha(b"\x00" + spell(entry))

    def freeze(self):
        subjects = {f"TEST{n:014d}": ["c1:s1"] * (n < 40) + ["c1:s2"] * (n >= 40) + ["c2:s1"] * (n % 2) for n in range(60)}
        self.subjects = subjects
        self.slip_of = {lot(subject, stratum): seal(KEYS["slip"], subject)[:20]
                        for subject, strata in subjects.items() for stratum in strata}
        self.population = self.tell("population", sorted(
            f"{stratum}\t{lot(subject, stratum)}" for subject, strata in subjects.items() for stratum in strata))
        leaves = self.tell("sealed", [slip_leaf(subject) for subject in subjects])
        leaves.sort(key=lambda leaf: hashlib.sha256(b"\x00" + leaf).digest())
        self.slip_tree = Tree(leaves)
        self.officers = self.tell("officers", [
            {"id": seal(KEYS["inspector"], f"E{n}")[:20], "cap": 12, "base": n % 3} for n in range(6)])
        ids = [officer["id"] for officer in self.officers]
        self.pools = {"p1": ids, "p2": ids[:4]}
        policy = [{"name": "inspectors", "value": "2"}, {"name": "ratio", "value": "2000"}]
        counts = {}
        for line in self.population:
            counts[line.split("\t")[0]] = counts.get(line.split("\t")[0], 0) + 1
        n1, n2, n3 = (counts.get(name, 0) for name in ("c1:s1", "c1:s2", "c2:s1"))
        self.frozen = self.append("freeze", {
            "type": "vdraw-freeze/v1", "time": f"{self.day}T00:10:00Z",
            "root": Tree([line.encode() for line in self.population]).root().hex(), "count": len(self.population),
            "strata": [
                {"name": "c1:s1", "count": n1, "basispoints": 2000, "take": max(1, -(-n1 * 2000 // 10000)) if n1 else 0},
                {"name": "c1:s2", "count": n2, "fixed": 0, "take": 0},
                {"name": "c2:s1", "count": n3, "fixed": 5, "take": min(5, n3)}],
            "policy": policy, "policyhash": sha("".join(f"{p['name']}\t{p['value']}\n" for p in policy).encode()),
            "exclusions": [{"reason": "近期检查过", "count": 1}], "subjects": len(subjects), "slips": self.slip_tree.root().hex(),
            "lotkey": sha(KEYS["lot"]), "slipkey": sha(KEYS["slip"]), "inspectorkey": sha(KEYS["inspector"]),
            "officers": sha(officers_text(self.officers, self.pools))})

    def seed(self):
        for minute, party in enumerate(VALUES):
            self.append("commit", {
                "type": "vdraw-commit/v1", "time": f"{self.day}T00:2{minute}:00Z", "party": party,
                "commitment": sha(f"vdraw-commit/v1\n{self.leaf}\n{party}\n{VALUES[party]}\n".encode())})
        self.committed = self.tell("committed", len(self.log.entries))
        revealed = {}
        for minute, party in enumerate(VALUES):
            entry = self.append("reveal", {
                "type": "vdraw-reveal/v1", "time": f"{self.day}T01:3{minute}:00Z", "party": party, "value": VALUES[party]})
            if entry:
                revealed[entry["party"]] = entry["value"]
        values = {}
        for source in self.sources:
            entry = self.append("public", {
                "type": "vdraw-public/v1", "time": f"{self.day}T02:05:00Z", "source": source, "value": "4091736"})
            if entry:
                values[source] = entry["value"]
        document = (
            f"vdraw-seed/v1\nplan {self.leaf}\nfreeze {self.frozen['root']} {self.frozen['count']}\n"
            f"commits {self.committed} {Tree(self.log.entries).root(self.committed).hex()}\n")
        for party in sorted(VALUES):
            document += f"reveal {party} {revealed[party]}\n" if party in revealed else f"missing {party}\n"
        document += "".join(f"public {source} {values[source]}\n" for source in self.sources if source in values)
        self.document = self.tell("document", document)
        self.seed_hex = sha(self.document.encode())

    def draw(self):
        self.strata = []
        for stratum in self.frozen["strata"]:
            lots = [line.split("\t")[1] for line in self.population if line.split("\t")[0] == stratum["name"]]
            order = sorted((first_fraction(lot, self.seed_hex + ":subjects"), lot) for lot in lots)
            self.strata.append({"name": stratum["name"], "drawn": [
                {"id": lot, "ticket": ticket} for ticket, lot in order[:stratum["take"]]]})
        self.strata = self.tell("strata", self.strata)
        called = {}
        for stratum in self.strata:
            for one in stratum["drawn"]:
                called.setdefault(self.slip_of.get(one["id"], one["id"]), set()).add(stratum["name"].split(":")[0])
        self.slips = self.tell("slips", [{"id": slip, "campaigns": sorted(called[slip])} for slip in sorted(called)])
        self.inspections = self.tell("inspections", [{"id": slip["id"], "slots": ["p1", "p2"]} for slip in self.slips])
        problem = {"officers": self.officers, "pools": self.pools, "inspections": self.inspections, "seed": self.seed_hex}
        solved = judge_assign.Flow(problem).first_optimum()
        self.assignment = self.tell("assignment", [{"id": one["id"], "officers": solved[one["id"]]} for one in self.inspections])
        self.append("draw", {
            "type": "vdraw-draw/v1", "time": f"{self.day}T02:06:00Z", "seed": self.seed_hex,
            "selection": sha("".join(
                f"{stratum['name']}\t{one['id']}\t{one['ticket']}\n" for stratum in self.strata for one in stratum["drawn"]).encode()),
            "slips": sha(texts("vdraw-slips/v1", [" ".join([slip["id"], *slip["campaigns"]]) for slip in self.slips])), "inspections": sha(inspections_text(self.inspections)),
            "assignment": sha(assignment_text(self.assignment))})

    def replace(self):
        """The first officer of the second inspection falls ill, and of the same inspection the one who came instead."""
        self.replacements = []
        if not self.replaced:
            return
        self.left, self.standing = [], [one["officers"][:] for one in self.assignment]
        came = self.fill(self.standing[1][0], "2026-03-02T01:00:00Z", 1)
        if came:
            self.fill(came, "2026-03-03T01:00:00Z", 2)

    def fill(self, leaving, time, number):
        """One vacancy and its replacement (section 12); the officer who comes, if the vacancy is filled."""
        server, approver = f"{number:02x}" * 32, f"a{number}" * 32
        inspection = self.inspections[1]
        team, frozen = self.standing[1], {one["id"]: one for one in self.officers}
        vacancy = self.append("vacancy", {
            "type": "vdraw-vacancy/v1", "time": time, "inspection": inspection["id"], "officers": [leaving],
            "reason": "illness",
            "commitment": sha(f"vdraw-vacancy/v1\n{self.leaf}\n{inspection['id']}\n{server}\n".encode())})
        at = self.logged[-1][0]
        leaf = sha(b"\x00" + spell(vacancy))
        seed = sha(f"vdraw-subseed/v1\nseed {self.seed_hex}\nvacancy {leaf}\nserver {server}\napprover {approver}\n".encode())
        pool = inspection["slots"][team.index(leaving)]
        # Nobody else has left: all of the frozen pool can serve.
        members = self.pools[pool]
        held = {one: sum(one in officers for officers in self.standing) for one in members}
        problem = self.tell("problem", {
            "officers": [{"id": one, "cap": max(0, frozen[one]["cap"] - held[one]), "base": frozen[one]["base"] + held[one]}
                         for one in sorted(members)],
            "pools": {pool: members},
            "inspections": [{"id": inspection["id"], "slots": [pool], "recused": sorted({leaving, *self.left, *team})}]})
        solved = judge_assign.Flow({**problem, "seed": seed}).first_optimum()
        assignment = self.tell("filled", [{"id": inspection["id"], "officers": solved[inspection["id"]]}])
        entry = self.append("replacement", {
            "type": "vdraw-replacement/v1", "time": time.replace("T01", "T02"), "vacancy": leaf, "server": server,
            "approver": approver, "seed": seed, "officerstext": sha(officers_text(problem["officers"], problem["pools"])),
            "inspections": sha(inspections_text(problem["inspections"])), "assignment": sha(assignment_text(assignment))})
        self.replacements.append({"vacancy": at})
        if not entry:
            return None
        self.replacements[-1].update(replacement=self.logged[-1][0], **problem, assignment=assignment)
        self.left.append(leaving)
        came = assignment[0]["officers"][0]
        self.standing[1] = [came if one == leaving else one for one in team]
        return came

    def record(self) -> dict:
        entries = []
        for index, entry in self.logged:
            early = entry["type"] in ("vdraw-plan/v1", "vdraw-freeze/v1", "vdraw-commit/v1")
            size = self.committed if early and self.committed > index else len(self.log.entries)
            entries.append({
                "index": index, "entry": base64.b64encode(spell(entry)).decode(), "receipt": self.log.receipt(index, size)})
        record = {
            "format": "mingcha-ceremony/v1", "ceremony": self.logged[0][1]["ceremony"], "entries": entries,
            "seed_document": self.document, "slips": self.slips, "strata": self.strata, "matching": {
                "officers": self.officers, "pools": self.pools, "inspections": self.inspections,
                "assignment": self.assignment}}
        if self.replacements:
            record["replacements"] = self.replacements
        return self.tell("record", record)


def lot(subject: str, stratum: str) -> str:
    """Every tenth subject has a lot of its own in each campaign, the others one for both (section 2)."""
    own = f"{subject}\t{stratum.split(':')[0]}"
    return seal(KEYS["lot"], own if subject.endswith("1") else subject)[:20]


def slip_leaf(subject: str) -> bytes:
    sealed = seal(KEYS["slip"], subject)
    return f"vdraw-slip/v1\n{subject}\n{sealed[:20]}\n{sealed[20:]}\n".encode()


def officers_text(officers, pools) -> bytes:
    return texts(
        "vdraw-officers/v1", [f"officer {o['id']} {o.get('cap', '-')} {o.get('base', 0)}" for o in officers],
        [f"pool {name} {member}" for name, members in pools.items() for member in members])


def inspections_text(inspections) -> bytes:
    return texts(
        "vdraw-inspections/v1", [" ".join(["inspection", i["id"], *i["slots"]]) for i in inspections],
        [f"recused {i['id']} {officer}" for i in inspections for officer in i.get("recused", [])])


def assignment_text(assignment) -> bytes:
    return texts("vdraw-assignment/v1", [" ".join([a["id"], *a["officers"]]) for a in assignment])


def make(folder: pathlib.Path, day=Ceremony.day, replaced=False, **lies) -> Ceremony:
    """Writes the published files of a ceremony. `lies` by step: plan, population, officers, freeze, commit, committed,
    reveal, public, document, strata, slips, inspections, assignment, draw, vacancy, problem, filled, replacement, record; a function gets what the step made and
    changes it, or returns another; an entry is left out for False, several are logged for a list."""
    made = Ceremony(lies)
    made.day, made.replaced = day, replaced
    made.run()
    (folder / "population.txt").write_bytes("".join(line + "\n" for line in made.population).encode())
    (folder / "log.vkey").write_text(made.log.vkey + "\n", encoding="utf-8")
    (folder / "ceremony.json").write_text(json.dumps(made.record(), ensure_ascii=False), encoding="utf-8")
    (folder / "slips").mkdir(exist_ok=True)
    leaves = made.slip_tree.leaves
    for at, leaf in enumerate(leaves):
        slip = leaf.decode().split("\n")[2]
        if slip in [one["id"] for one in made.slips]:
            path = [node.hex() for node in made.slip_tree.path(at, 0, len(leaves))]
            (folder / "slips" / f"{slip}.json").write_text(json.dumps({"index": at, "count": len(leaves), "path": path}))
    # The auditors' package (section 13).
    audit = folder / "audit"
    audit.mkdir(exist_ok=True)
    (audit / "keys.json").write_text(json.dumps({name: key.hex() for name, key in KEYS.items()}))
    for name, lines in (
            ("subjects", [f"{subject}\t{stratum}" for subject, strata in made.subjects.items() for stratum in strata]),
            ("excluded", ["TEST00000000000099\tc1\t近期检查过"]), ("inspectors", [f"E{n}" for n in range(6)])):
        (audit / f"{name}.tsv").write_bytes("".join(line + "\n" for line in sorted(lines, key=str.encode)).encode())
    return made
