#!/usr/bin/env python3
"""Judges `mingcha-verify assign` by OR-Tools: feasibility, least cost and the lexicographically first optimum.

Usage: judge-assign.py PATH-TO-mingcha-verify [instances] [seed]

Nothing here is shared with the product: tickets come from PyPI consistent-sampler, optima from OR-Tools'
min-cost flow, the lexicographic rule is followed by asking OR-Tools again with one more slot fixed.
"""
import json
import random
import subprocess
import sys
import tempfile

from consistent_sampler.consistent_sampler import first_fraction
from ortools.graph.python import min_cost_flow


def ticket(seed, identifier):
    return first_fraction(identifier, seed)


class Flow:
    """Officers to (officer, inspection) to slots, convex officer costs as parallel unit arcs."""

    def __init__(self, problem):
        self.problem = problem
        self.officers = {o["id"]: o for o in problem["officers"]}
        self.slots = [
            (i["id"], k, [o for o in dict.fromkeys(problem["pools"][pool]) if o not in i.get("recused", [])])
            for i in problem["inspections"] for k, pool in enumerate(i["slots"])
        ]

    def cost(self, fixed):
        """Least cost with the slots of `fixed` ({(inspection, k): officer}) given, or None. The base's own squares
        are left out: they are the same in every matching."""
        flow = min_cost_flow.SimpleMinCostFlow()
        node, nodes = {}, 2

        def number(name):
            nonlocal nodes
            if name not in node:
                node[name] = nodes
                nodes += 1
            return node[name]

        for name, officer in self.officers.items():
            cap = min(officer.get("cap", len(self.slots)), len(self.slots))
            base = officer.get("base", 0)
            for unit in range(cap):
                flow.add_arc_with_capacity_and_unit_cost(0, number(("o", name)), 1, 2 * (base + unit) + 1)
        pairs = set()
        for inspection, k, eligible in self.slots:
            slot = number(("s", inspection, k))
            flow.add_arc_with_capacity_and_unit_cost(slot, 1, 1, 0)
            chosen = fixed.get((inspection, k))
            for name in eligible if chosen is None else [chosen]:
                pair = number(("p", name, inspection))
                if (name, inspection) not in pairs:
                    pairs.add((name, inspection))
                    flow.add_arc_with_capacity_and_unit_cost(number(("o", name)), pair, 1, 0)
                flow.add_arc_with_capacity_and_unit_cost(pair, slot, 1, 0)
        flow.set_node_supply(0, len(self.slots))
        flow.set_node_supply(1, -len(self.slots))
        if not self.slots:
            return 0
        status = flow.solve()
        if status == flow.OPTIMAL:
            return flow.optimal_cost()
        if status == flow.INFEASIBLE:
            return None
        raise SystemExit(f"OR-Tools answered {status}")

    def first_optimum(self):
        best = self.cost({})
        if best is None:
            return None
        seed, fixed = self.problem["seed"], {}
        order = sorted(self.problem["inspections"],
                       key=lambda i: (ticket(seed + ":inspections", i["id"]), i["id"].encode()))
        eligible = {(i, k): e for i, k, e in self.slots}
        for inspection in order:
            j = inspection["id"]
            for k in range(len(inspection["slots"])):
                for name in sorted(eligible[j, k], key=lambda o: (ticket(f"{seed}:assign:{j}", o), o.encode())):
                    if name in [fixed.get((j, other)) for other in range(k)]:
                        continue
                    if self.cost({**fixed, (j, k): name}) == best:
                        fixed[j, k] = name
                        break
                else:
                    raise SystemExit("the judge lost the optimum")
        return {i["id"]: [fixed[i["id"], k] for k in range(len(i["slots"]))] for i in order}

    def check_shortage(self, slots):
        """Whether the named slots outnumber what their eligible officers can fill together."""
        named = {(i, k) for i, k in slots}
        assert len(named) == len(slots)
        capacity = 0
        for name, officer in self.officers.items():
            inspections = {i for i, k, e in self.slots if (i, k) in named and name in e}
            capacity += min(officer.get("cap", len(inspections)), len(inspections))
        assert named <= {(i, k) for i, k, _ in self.slots}
        assert len(named) > capacity, f"{len(named)} slots, capacity {capacity}"


def staffing_instance(rng):
    """As the house makes them: bureaus with experts and stations, officers lent by another bureau, base loads of other
    ceremonies, recusals, two slots or three of which the first wants an expert."""
    officers, pools = [], {}
    for a in range(rng.randint(1, 3)):
        members = [f"O{a}-{n}" for n in range(rng.randint(2, 5))]
        officers += [{"id": o, "cap": rng.randint(1, 4), "base": rng.randint(0, 6)} for o in members]
        pools[f"a{a}"] = members
        pools[f"a{a}:x"] = rng.sample(members, rng.randint(1, len(members)))
        pools[f"a{a}:st"] = rng.sample(members, rng.randint(1, len(members)))
    if len(pools) > 3 and rng.random() < 0.5:
        # An agreement: the second bureau's people serve the first as well.
        pools["a0"] = pools["a0"] + rng.sample(pools["a1"], 1)
    ids, inspections = [o["id"] for o in officers], []
    for n in range(rng.randint(1, 5)):
        base = f"a{rng.randrange(len(pools) // 3)}"
        slots = [rng.choice([base, base + ":x"])] + [rng.choice([base, base + ":st"])] * rng.randint(1, 2)
        inspection = {"id": f"{n:020X}", "slots": slots}
        if rng.random() < 0.5:
            inspection["recused"] = rng.sample(ids, rng.randint(0, len(ids) // 3))
        inspections.append(inspection)
    return {"seed": "".join(rng.choices("0123456789abcdef", k=64)), "officers": officers, "pools": pools,
            "inspections": inspections}


def replacement_instance(rng):
    """One inspection with the vacated slots, everybody loaded unevenly, those who stay or left recused."""
    officers = [{"id": f"{n:020X}", "base": rng.randint(0, 5)} for n in range(rng.randint(2, 9))]
    for officer in officers:
        if rng.random() < 0.6:
            officer["cap"] = rng.randint(0, 2)
    ids = [o["id"] for o in officers]
    pools = {"p1": rng.sample(ids, rng.randint(1, len(ids))), "p2": rng.sample(ids, rng.randint(1, len(ids)))}
    return {"seed": "".join(rng.choices("0123456789abcdef", k=64)), "officers": officers, "pools": pools,
            "inspections": [{"id": "F" * 20, "slots": rng.choices(["p1", "p2"], k=rng.randint(1, 2)),
                             "recused": rng.sample(ids, rng.randint(0, len(ids) // 2))}]}


def instance(rng):
    kind = rng.random()
    if kind < 0.35:
        return staffing_instance(rng)
    if kind < 0.5:
        return replacement_instance(rng)
    officers = []
    for n in range(rng.randint(1, 8)):
        officer = {"id": rng.choice(["I", "乙", "é", "e\u0301", "𠮷"]) + str(n)}
        if rng.random() < 0.7:
            officer["cap"] = rng.randint(0, 4)
        if rng.random() < 0.5:
            officer["base"] = rng.randint(0, 4)
        officers.append(officer)
    ids = [o["id"] for o in officers]
    pools = {f"p{n}": rng.sample(ids, rng.randint(1, len(ids))) for n in range(rng.randint(1, 3))}
    inspections = []
    for n in range(rng.randint(0, 6)):
        inspection = {"id": f"J{n}", "slots": [rng.choice(list(pools)) for _ in range(rng.randint(1, 3))]}
        if rng.random() < 0.4:
            inspection["recused"] = rng.sample(ids, rng.randint(0, min(2, len(ids))))
        inspections.append(inspection)
    return {"seed": "".join(rng.choices("0123456789abcdef", k=16)), "officers": officers, "pools": pools,
            "inspections": inspections}


def chained(rng):
    """Pools that overlap in a chain, base loads that rise along it or caps without a place to spare: changes travel far."""
    count, slots = rng.randint(3, 9), rng.randint(4, 12)
    ids = [f"I{n}" for n in range(count)]
    width = rng.randint(2, min(4, count))
    pools = {f"c{n}": ids[n:n + width] for n in range(count - width + 1)}
    steep, spare = rng.randint(0, 3), rng.randint(0, 1)
    caps = [slots // count + (n < slots % count) + (spare and n == count - 1) for n in range(count)]
    tight = rng.random() < 0.5
    inspections, left = [], slots
    while left:
        size = min(left, rng.randint(1, 3))
        inspections.append({"id": f"J{len(inspections)}", "slots": [rng.choice(list(pools)) for _ in range(size)]})
        left -= size
    return {"seed": f"{rng.getrandbits(64):016x}", "pools": pools, "inspections": inspections,
            "officers": [{"id": one, "cap": caps[n]} if tight else {"id": one, "base": n * steep} for n, one in enumerate(ids)]}


def main():
    verify = sys.argv[1]
    instances = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 20260301)
    feasible = 0
    for number in range(instances):
        problem = instance(rng) if number % 3 else chained(rng)
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(problem, file, ensure_ascii=False)
            file.flush()
            run = subprocess.run([verify, "assign", file.name], capture_output=True, text=True)
        if run.returncode != 0:
            raise SystemExit(f"instance {number}: exit {run.returncode}: {run.stderr}\n{problem}")
        answer = json.loads(run.stdout)
        judge = Flow(problem)
        expected = judge.first_optimum()
        if expected is None:
            judge.check_shortage(answer["infeasible"]["slots"])
        else:
            feasible += 1
            if answer.get("assignment") != expected:
                raise SystemExit(f"instance {number} differs:\n{json.dumps(problem, ensure_ascii=False)}\n"
                                 f"ours     {answer.get('assignment')}\nOR-Tools {expected}")
    print(f"{instances} instances agree with OR-Tools: {feasible} feasible with equal optimum and equal first "
          f"outcome, {instances - feasible} infeasible with a valid shortage")


if __name__ == "__main__":
    main()
