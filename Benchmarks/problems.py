"""Made-up matching problems as `mingcha-verify assign` takes them, and the least cost that OR-Tools finds for one.

As a program, `problems.py FILE`, it prints OR-Tools' cost, seconds and peak memory: a process of its own, so that its
memory is its own.
"""

import hashlib
import json
import random
import sys
import time

from measure import peak_megabytes

SEED = "ab" * 32


def name(kind: str, number: int) -> str:
    return hashlib.sha256(f"{kind}{number}".encode()).hexdigest()[:20].upper()


def usual(inspections: int, officers: int, kind: str) -> dict:
    """Two inspectors for each inspection; caps half as much again as the mean, small differences in load, some recusals.

    regional: both of the region's fifty. mixed: one of the region, one of it, of a neighbour, of the experts or of all.
    everyone: all are eligible.
    """
    rng = random.Random(7)
    ids = [name("o", n) for n in range(officers)]
    regions = max(2, officers // 50)
    pools = {"all": ids, "expert": [one for one in ids if rng.random() < 0.2]}
    pools |= {f"r{r}": ids[r::regions] for r in range(regions)}
    made = []
    for n in range(inspections):
        region = n % regions
        slots = {
            "regional": [f"r{region}"] * 2, "everyone": ["all"] * 2,
            "mixed": [f"r{region}", rng.choice(["all", "expert", f"r{(region + 1) % regions}"])]}[kind]
        one = {"id": name("j", n), "slots": slots}
        if rng.random() < 0.1:
            one["recused"] = rng.sample(ids, 2)
        made.append(one)
    cap = -(-inspections * 3 // officers)
    return {"seed": SEED, "officers": [{"id": one, "cap": cap, "base": rng.randrange(4)} for one in ids], "pools": pools,
            "inspections": made}


def chained(inspections: int, officers: int, width: int, steep: int) -> dict:
    """Hostile: each pool overlaps the next in all but one officer, so that a change travels along the whole chain.

    steep 0: caps leave one place free in all. steep n: caps are wide, but base loads rise along the chain by n in ten.
    """
    rng = random.Random(5)
    ids = [name("o", n) for n in range(officers)]
    pools = {f"c{n}": ids[n:n + width] for n in range(officers - width + 1)}
    slots = 2 * inspections
    caps = [slots // officers + (n < slots % officers) for n in range(officers)]
    units = [n for n, cap in enumerate(caps) for _ in range(cap)]

    def pool(officer: int) -> str:
        return f"c{rng.randint(max(0, officer - width + 1), min(officer, officers - width))}"

    made = [{"id": name("j", n), "slots": [pool(units[n]), pool(units[n + inspections])]} for n in range(inspections)]
    caps[-1] += 1
    return {"seed": SEED, "pools": pools, "inspections": made, "officers": [
        {"id": one, "cap": 3 * slots // officers, "base": n * steep // 10} if steep else {"id": one, "cap": caps[n]} for n, one in enumerate(ids)]}


def least_cost(problem: dict) -> tuple[int, float]:
    """OR-Tools' least sum of squared loads and the seconds of its solver alone.

    Officers to slots, by way of a node of (officer, inspection) where an officer fits several of its slots; where all slots
    take from one pool, straight to the inspection. The k-th task of an officer is an arc that costs 2(base + k) + 1.
    """
    import numpy
    from ortools.graph.python import min_cost_flow

    number = {one["id"]: n for n, one in enumerate(problem["officers"])}
    members = {pool: numpy.array(sorted(number[one] for one in ids), dtype=numpy.int32)
               for pool, ids in problem["pools"].items()}
    tails, heads, costs = [], [], []
    supplies, nodes, slots = [], len(number) + 1, sum(len(one["slots"]) for one in problem["inspections"])
    for n, one in enumerate(problem["officers"]):
        most = min(one.get("cap", len(problem["inspections"])), len(problem["inspections"]))
        tails.append(numpy.zeros(most, dtype=numpy.int32))
        heads.append(numpy.full(most, n + 1, dtype=numpy.int32))
        costs.append(2 * (one.get("base", 0) + numpy.arange(most, dtype=numpy.int64)) + 1)

    def arcs(tail, head):
        tails.append(numpy.asarray(tail, dtype=numpy.int32))
        heads.append(numpy.asarray(head, dtype=numpy.int32))
        costs.append(numpy.zeros(len(tails[-1]), dtype=numpy.int64))

    for one in problem["inspections"]:
        recused = [number[officer] for officer in one.get("recused", [])]
        eligible = [numpy.setdiff1d(members[pool], recused) for pool in one["slots"]]
        if len(set(one["slots"])) == 1:
            arcs(eligible[0] + 1, numpy.full(len(eligible[0]), nodes))
            supplies.append((nodes, -len(eligible)))
            nodes += 1
            continue
        officers, times = numpy.unique(numpy.concatenate(eligible), return_counts=True)
        several = officers[times > 1]
        pairs = nodes + len(eligible)
        arcs(several + 1, pairs + numpy.arange(len(several)))
        for slot, fit in enumerate(eligible):
            both = numpy.isin(fit, several)
            arcs(fit[~both] + 1, numpy.full(numpy.count_nonzero(~both), nodes + slot))
            arcs(pairs + numpy.searchsorted(several, fit[both]), numpy.full(numpy.count_nonzero(both), nodes + slot))
            supplies.append((nodes + slot, -1))
        nodes = pairs + len(several)
    flow = min_cost_flow.SimpleMinCostFlow()
    tails, heads, costs = (numpy.concatenate(parts) for parts in (tails, heads, costs))
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, numpy.ones(len(tails), dtype=numpy.int64), costs)
    flow.set_nodes_supplies(*(numpy.array(column) for column in zip((0, slots), *supplies)))
    started = time.perf_counter()
    status = flow.solve()
    spent = time.perf_counter() - started
    if status != flow.OPTIMAL:
        raise SystemExit(f"OR-Tools: {status}")
    return flow.optimal_cost() + sum(one.get("base", 0) ** 2 for one in problem["officers"]), spent


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        cost, spent = least_cost(json.load(file))
    print(json.dumps({"cost": cost, "seconds": spent, "peak_mb": peak_megabytes("self")}))
