#!/usr/bin/env python3
"""A second verifier of a published ceremony, written from docs/draw-spec.md alone: sections 3 to 8 and 12.

Usage: judge-ceremony.py DIR      Exit 0 when everything agrees, 1 with the reason when not.

DIR may hold `notices.json`, a list of {"id", "slip", "nonce"} as printed on notices: each must be proven by
`slips/<slip>.json` against the frozen slip tree, and be among the drawn.

Receipts are left to log verifiers (tools/judge-log.py). Tickets come from PyPI consistent-sampler, matchings from
OR-Tools by way of judge-assign.py; for large ceremonies that takes long.
"""
import base64
import hashlib
import importlib.util
import json
import os
import sys

from consistent_sampler.consistent_sampler import first_fraction

spec = importlib.util.spec_from_file_location("judge_assign", os.path.join(os.path.dirname(__file__), "judge-assign.py"))
judge_assign = importlib.util.module_from_spec(spec)
spec.loader.exec_module(judge_assign)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def root(leaves):
    level = [hashlib.sha256(b"\x00" + leaf).digest() for leaf in leaves]
    if not level:
        return sha(b"")
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2])] + odd
    return level[0].hex()


def bound(folder, notice, freeze):
    """Whether a notice's slip stands in the frozen slip tree, by its published audit path (RFC 6962, 2.1.1)."""
    with open(os.path.join(folder, "slips", notice["slip"] + ".json"), encoding="utf-8") as file:
        proof = json.load(file)
    text = f"vdraw-slip/v1\n{notice['id']}\n{notice['slip']}\n{notice['nonce']}\n".encode()
    node, at, last, rest = hashlib.sha256(b"\x00" + text).digest(), proof["index"], proof["count"] - 1, proof["path"]
    if set(proof) != {"index", "count", "path"} or not 0 <= at <= last or last + 1 != freeze["subjects"]:
        return False
    while last:
        if at % 2 or at < last:
            if not rest:
                return False
            other, rest = bytes.fromhex(rest[0]), rest[1:]
            node = hashlib.sha256(b"\x01" + (other + node if at % 2 else node + other)).digest()
        at, last = at // 2, last // 2
    return not rest and node.hex() == freeze["slips"]


def need(condition, reason):
    if not condition:
        print("refuted:", reason)
        sys.exit(1)


def lines(kind, *groups):
    return (kind + "\n" + "".join(line + "\n" for group in groups for line in sorted(group, key=str.encode))).encode()


def texts(m):
    """SHA-256 of the officers, inspections and assignment texts."""
    return (
        sha(lines("vdraw-officers/v1",
                  [f"officer {o['id']} {o.get('cap', '-')} {o.get('base', 0)}" for o in m["officers"]],
                  [f"pool {p} {o}" for p, members in m["pools"].items() for o in members])),
        sha(lines("vdraw-inspections/v1", [" ".join(["inspection", i["id"], *i["slots"]]) for i in m["inspections"]],
                  [f"recused {i['id']} {o}" for i in m["inspections"] for o in i.get("recused", [])])),
        sha(lines("vdraw-assignment/v1", [" ".join([a["id"], *a["officers"]]) for a in m["assignment"]])))


def replacements(record, draw, plan, logged):
    """Section 12, in the order of the log."""
    m, published = record["matching"], record.get("replacements", [])
    vacancies = {i: (sha(b"\x00" + r), e) for i, r, e in logged if e["type"] == "vdraw-vacancy/v1"}
    filled = [(i, e) for i, _, e in logged if e["type"] == "vdraw-replacement/v1"]
    need([p["vacancy"] for p in published] == sorted(vacancies), "every vacancy published once, in order")
    need(sorted(p["replacement"] for p in published if "replacement" in p) == [i for i, _ in filled], "replacements published")
    frozen = {o["id"]: o for o in m["officers"]}
    drawn = {i["id"]: i for i in m["inspections"]}
    team = {a["id"]: list(a["officers"]) for a in m["assignment"]}
    left = {j: [] for j in team}
    for index, entry in filled:
        [one] = [p for p in published if p.get("replacement") == index]
        leaf, vacancy = vacancies[one["vacancy"]]
        need(leaf == entry["vacancy"] and one["vacancy"] < index, "vacancy of a replacement")
        j, leaving = vacancy["inspection"], vacancy["officers"]
        sealed = sha(f"vdraw-vacancy/v1\n{plan}\n{j}\n{entry['server']}\n".encode())
        need(sealed == vacancy["commitment"], "the server's value")
        seed = sha(f"vdraw-subseed/v1\nseed {draw['seed']}\nvacancy {leaf}\nserver {entry['server']}\n"
                   f"approver {entry['approver']}\n".encode())
        need(seed == entry["seed"], "sub-seed")
        need(leaving and len(set(leaving)) == len(leaving) and set(leaving) <= set(team[j]), "who leaves")
        places = [k for k, o in enumerate(team[j]) if o in leaving]
        slots = [drawn[j]["slots"][k] for k in places]
        [inspection] = one["inspections"]
        barred = sorted({*leaving, *left[j], *team[j], *drawn[j].get("recused", [])}, key=str.encode)
        need(inspection == {"id": j, "slots": slots, "recused": barred}, "vacated places")
        held = [o for t in team.values() for o in t]
        for officer in one["officers"]:
            known = frozen[officer["id"]]
            need(officer.get("base", 0) == known.get("base", 0) + held.count(officer["id"]), "base of " + officer["id"])
            cap = max(0, known["cap"] - held.count(officer["id"])) if "cap" in known else None
            need(officer.get("cap") == cap, "cap of " + officer["id"])
        need(set(one["pools"]) == set(slots), "pools")
        need(all(set(members) <= set(m["pools"][p]) for p, members in one["pools"].items()), "members of a pool")
        need({o["id"] for o in one["officers"]} == {o for members in one["pools"].values() for o in members}, "officers")
        need(texts(one) == (entry["officerstext"], entry["inspections"], entry["assignment"]), "texts of a replacement")
        own = judge_assign.Flow({k: one[k] for k in ("officers", "pools", "inspections")} | {"seed": seed}).first_optimum()
        need(own == {a["id"]: a["officers"] for a in one["assignment"]}, "who comes in")
        left[j] += leaving
        for k, officer in zip(places, own[j]):
            team[j][k] = officer
        need(len(team[j]) >= 2 and len(set(team[j])) == len(team[j]), "the team")


def main():
    folder = sys.argv[1]
    with open(os.path.join(folder, "ceremony.json"), encoding="utf-8") as file:
        record = json.load(file)
    with open(os.path.join(folder, "population.txt"), "rb") as file:
        text = file.read()
    raw = [base64.b64decode(e["entry"], validate=True) for e in record["entries"]]
    indexes = [e["index"] for e in record["entries"]]
    entries = [json.loads(r) for r in raw]
    need(indexes == sorted(set(indexes)), "order of the log")
    for bytes_, entry in zip(raw, entries):
        own = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        need(own == bytes_, "spelling of an entry")
    need(all(a["time"] <= b["time"] for a, b in zip(entries, entries[1:])), "times")
    leaf = sha(b"\x00" + raw[0])
    need(entries[0]["type"] == "vdraw-plan/v1" and all(e["plan"] == leaf for e in entries[1:]), "plan")

    def of(kind):
        return [(i, e) for i, e in zip(indexes, entries) if e["type"] == f"vdraw-{kind}/v1"]

    plan, [(frozen_at, freeze)], [(_, draw)] = entries[0], of("freeze"), of("draw")
    population = text.split(b"\n")
    need(population.pop() == b"" and population == sorted(set(population)), "population's order")
    need((root(population), len(population)) == (freeze["root"], freeze["count"]), "population")
    strata = {}
    for line in population:
        name, lot = line.decode().split("\t")
        strata.setdefault(name, []).append(lot)
    need(set(strata) <= {s["name"] for s in freeze["strata"]}, "strata")
    for stratum in freeze["strata"]:
        n = len(strata.get(stratum["name"], []))
        if "fixed" in stratum:
            k = min(stratum["fixed"], n)
        else:
            k = max(1, -(-n * stratum["basispoints"] // 10000)) if n else 0
        need((n, k) == (stratum["count"], stratum["take"]), "quota of " + stratum["name"])
    policy = "".join(f"{p['name']}\t{p['value']}\n" for p in freeze["policy"])
    need(sha(policy.encode()) == freeze["policyhash"], "policy")

    commits = {e["party"]: (i, e) for i, e in of("commit")}
    reveals = {e["party"]: (i, e) for i, e in of("reveal")}
    public = {e["source"]: (i, e) for i, e in of("public")}
    parties = [p["id"] for p in plan["parties"]]
    need(set(commits) == set(parties) and len(of("commit")) == len(parties), "commits")
    need(all(i > frozen_at and e["time"] <= plan["commitby"] for i, e in commits.values()), "commits in time")
    for party, (_, reveal) in reveals.items():
        sealed = sha(f"vdraw-commit/v1\n{leaf}\n{party}\n{reveal['value']}\n".encode())
        need(sealed == commits[party][1]["commitment"] and reveal["time"] <= plan["revealby"], "reveal of " + party)
    need(set(public) == set(plan["sources"]), "public values")
    last = max((i for i, _ in reveals.values()), default=-1)
    need(all(i > last for i, _ in public.values()), "a reveal after a public value")
    if set(reveals) != set(parties):
        need(any(e["time"] >= plan["revealby"] for _, e in public.values()), "missing party")
    size, tree = record["seed_document"].split("\n")[3].split(" ")[1:]
    need(max(i for i, _ in commits.values()) < int(size), "tree without the commits")
    need(all(i >= int(size) for i, _ in [*reveals.values(), *public.values()]), "tree with a reveal")
    document = f"vdraw-seed/v1\nplan {leaf}\nfreeze {freeze['root']} {freeze['count']}\ncommits {int(size)} {tree}\n"
    for party in sorted(parties, key=str.encode):
        document += f"reveal {party} {reveals[party][1]['value']}\n" if party in reveals else f"missing {party}\n"
    document += "".join(f"public {s} {public[s][1]['value']}\n" for s in plan["sources"])
    need(document == record["seed_document"] and sha(document.encode()) == draw["seed"], "seed")

    sizes = {}
    for name, lots in strata.items():
        sizes[name.split(":")[0]] = sizes.get(name.split(":")[0], 0) + len(lots)
    most = len({lot for lots in strata.values() for lot in lots})
    need(max(sizes.values(), default=0) <= freeze["subjects"] <= most, "number of subjects")
    seed, selection = draw["seed"], ""
    need([s["name"] for s in record["strata"]] == [s["name"] for s in freeze["strata"]], "strata drawn")
    for stratum, published in zip(freeze["strata"], record["strata"]):
        tickets = sorted((first_fraction(lot, seed + ":subjects"), lot) for lot in strata.get(stratum["name"], []))
        drawn = tickets[:stratum["take"]]
        need([(d["ticket"], d["id"]) for d in published["drawn"]] == drawn, "draw of " + stratum["name"])
        selection += "".join(f"{stratum['name']}\t{lot}\t{ticket}\n" for ticket, lot in drawn)
    need(sha(selection.encode()) == draw["selection"], "selection")

    called = {slip["id"]: slip["campaigns"] for slip in record["slips"]}
    slips = [slip["id"] for slip in record["slips"]]
    need(slips == sorted(set(slips), key=str.encode), "order of the slips")
    need(all(len(s) == 20 and set(s) <= set("0123456789ABCDEF") for s in slips), "spelling of a slip")
    need(all(names and names == sorted(set(names), key=str.encode) for names in called.values()), "campaigns of a slip")
    drawn_by, per_campaign = {}, {}
    for stratum in record["strata"]:
        campaign = stratum["name"].split(":")[0]
        per_campaign[campaign] = per_campaign.get(campaign, 0) + len(stratum["drawn"])
        for d in stratum["drawn"]:
            drawn_by.setdefault(d["id"], []).append(campaign)
    for campaign in {*per_campaign, *(c for names in called.values() for c in names)}:
        need(per_campaign.get(campaign, 0) == sum(campaign in names for names in called.values()), "slips of " + campaign)
    together = [tuple(sorted(names, key=str.encode)) for names in drawn_by.values() if len(names) > 1]
    for names in set(together):
        need(together.count(names) <= sum(tuple(c) == names for c in called.values()), "slips of several campaigns")
    need(sha(lines("vdraw-slips/v1", [" ".join([slip, *called[slip]]) for slip in slips])) == draw["slips"], "slips text")
    notices = os.path.join(folder, "notices.json")
    if os.path.exists(notices):
        with open(notices, encoding="utf-8") as file_:
            for notice in json.load(file_):
                need(notice["slip"] in slips and bound(folder, notice, freeze), "slip of " + notice["id"])

    if "officers" in freeze:
        m = record["matching"]
        need(sha(lines("vdraw-officers/v1",
                       [f"officer {o['id']} {o.get('cap', '-')} {o.get('base', 0)}" for o in m["officers"]],
                       [f"pool {p} {o}" for p, members in m["pools"].items() for o in members]))
             == freeze["officers"], "officers")
        need(sha(lines("vdraw-inspections/v1", [" ".join(["inspection", i["id"], *i["slots"]]) for i in m["inspections"]],
                       [f"recused {i['id']} {o}" for i in m["inspections"] for o in i.get("recused", [])]))
             == draw["inspections"], "inspections")
        need({i["id"].split(":")[0] for i in m["inspections"]} == set(slips), "coverage")
        need(all(len(i["slots"]) >= 2 for i in m["inspections"]), "two inspectors")
        own = judge_assign.Flow({**m, "seed": seed}).first_optimum()
        need(own == {a["id"]: a["officers"] for a in m["assignment"]}, "assignment")
        need(sha(lines("vdraw-assignment/v1", [" ".join([a["id"], *a["officers"]]) for a in m["assignment"]]))
             == draw["assignment"], "assignment text")
        replacements(record, draw, leaf, [(i, r, e) for i, r, e in zip(indexes, raw, entries)])
    print("agrees:", record["ceremony"], "seed", seed)


if __name__ == "__main__":
    main()
