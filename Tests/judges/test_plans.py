"""Plans worked out again: figures from Policy/*.yaml and the requirements alone, advice by OR-Tools' CP-SAT.

`mingcha plan figures` and `mingcha plan advice` read what is made here; nothing of ours takes part in the second answer.
"""

import calendar
import collections
import copy
import datetime
import fractions
import json
import math
import os
import pathlib
import subprocess
from random import Random

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug"))
CLASSES = "ABCDU"
REGIONS = ["230000", "230100", "230200", "230102", "230103", "230202", "230221"]


def product(command: str, questions: list, folder: pathlib.Path) -> list:
    path = folder / f"{command}.json"
    path.write_text(json.dumps(questions), encoding="utf-8")
    out = subprocess.run(
        [str(BIN / "mingcha"), "plan", command, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert out.returncode == 0, out.stderr[-2000:]
    return json.loads(out.stdout)


# Figures


class Law:
    """The rules of Policy/ by id, region and day, as its README says."""

    def __init__(self):
        self.rules = collections.defaultdict(list)
        for name in ("ratios", "deadlines", "repeat", "matching", "coverage"):
            for rule in yaml.safe_load((ROOT / f"Policy/{name}.yaml").read_text(encoding="utf-8"))["rules"]:
                self.rules[rule["id"]].append(rule)

    def rule(self, name: str, day: str, region: str) -> dict:
        fitting = [
            rule for rule in self.rules[name]
            if rule["from"] <= day and (rule["to"] is None or day <= rule["to"])
            and (rule["region"] == "000000" or holds(rule["region"], region))]
        return max(fitting, key=lambda rule: len(rule["region"].rstrip("0")))


def holds(region: str, other: str) -> bool:
    prefix = region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region
    return other.startswith(prefix)


def drawn(measure: dict, population: int) -> int:
    if "number" in measure:
        return min(measure["number"], population)
    if population == 0:
        return 0
    return max(1, -(-population * measure["basisPoints"] // 10_000))


def half_up(value: fractions.Fraction) -> int:
    return math.floor(value + fractions.Fraction(1, 2))


def month_days(start: str, end: str) -> list[int]:
    first, last = datetime.date.fromisoformat(start), datetime.date.fromisoformat(end)
    days = [0] * 12
    for number in range((last - first).days + 1):
        days[(first + datetime.timedelta(number)).month - 1] += 1
    return days


def spread(visits: int, start: str, end: str, months: list[int]) -> None:
    days, passed, before = month_days(start, end), 0, 0
    for month, number in enumerate(days):
        passed += number
        until = visits * passed // sum(days)
        months[month] += until - before
        before = until


def groups_of(tasks: list, overlaps: list) -> list:
    """Campaigns in one ceremony: each joins the first group with which it shares subjects and days."""
    shares = {(a, b) for one in overlaps if one["number"] for a in one["members"] for b in one["members"]}
    groups = []
    for place in sorted(range(len(tasks)), key=lambda place: (tasks[place]["startsOn"], tasks[place]["endsOn"], place)):
        task = tasks[place]
        free = task["isOpen"] and not task["isDelegated"]
        for group in groups:
            if (free and all(tasks[one]["isOpen"] and not tasks[one]["isDelegated"] for one in group["members"])
                    and group["from"] <= task["endsOn"] and task["startsOn"] <= group["to"]
                    and any((place, one) in shares for one in group["members"])):
                group["members"].append(place)
                group["from"], group["to"] = max(group["from"], task["startsOn"]), min(group["to"], task["endsOn"])
                break
        else:
            groups.append({"members": [place], "from": task["startsOn"], "to": task["endsOn"]})
    return groups


def recomputed(plan: dict, law: Law) -> dict:
    tasks, overlaps, region = plan["tasks"], plan["overlaps"], plan["region"]
    start = f"{plan['year']:04}-01-01"
    subjects = [collections.Counter() for _ in tasks]
    for one in overlaps:
        for member in one["members"]:
            subjects[member][one["risk"]] += one["number"]
    lines, chance = [], []
    for task, reached in zip(tasks, subjects):
        draws = {risk: drawn(measure, reached[risk]) for risk, measure in task["measures"].items()}
        draws = {risk: number for risk, number in draws.items() if number}
        outside = []
        for risk, measure in task["measures"].items():
            if risk == "U" or "general" not in task["importance"]:
                continue
            low, high = (law.rule(f"ratio.general.{risk}.{end}", task["startsOn"], region)["value"] for end in ("min", "max"))
            if "number" in measure:
                fits = drawn({"basisPoints": low}, reached[risk]) <= measure["number"] <= drawn({"basisPoints": high}, reached[risk])
            else:
                fits = low <= measure["basisPoints"] <= high
            if not fits:
                outside.append(risk)
        lines.append({"subjects": {k: v for k, v in reached.items()}, "draws": draws, "outside": sorted(outside)})
        chance.append({risk: fractions.Fraction(number, reached[risk]) for risk, number in draws.items()})

    def chances(one: dict, places) -> list:
        return [chance[member].get(one["risk"], fractions.Fraction(0)) for member in one["members"] if member in places]

    def distinct(places, only=lambda one: True) -> int:
        return half_up(sum(
            (one["number"] * (1 - math.prod(1 - p for p in chances(one, places))) for one in overlaps if only(one)),
            fractions.Fraction(0)))

    low_risk = law.rule("repeat.low-risk.classes", start, region)["list"]
    limit = law.rule("repeat.low-risk.per-year", start, region)["value"]

    def repeats(places) -> int:
        total = fractions.Fraction(0)
        for one in overlaps:
            if one["risk"] not in low_risk:
                continue
            exactly = [fractions.Fraction(1)]
            for p in chances(one, places):
                exactly = [(exactly[k] * (1 - p) if k < len(exactly) else 0) + (exactly[k - 1] * p if k else 0)
                           for k in range(len(exactly) + 1)]
            total += one["number"] * sum((k - limit) * p for k, p in enumerate(exactly) if k > limit)
        return half_up(total)

    every = range(len(tasks))
    groups = groups_of(tasks, overlaps)
    merged, apart, together = 0, [0] * 12, [0] * 12
    for group in groups:
        number = half_up(sum((one["number"] * max(chances(one, group["members"]), default=0) for one in overlaps), fractions.Fraction(0)))
        merged += number
        if not any(tasks[one]["isDelegated"] for one in group["members"]):
            spread(number, group["from"], group["to"], together)
    for task, line in zip(tasks, lines):
        if not task["isDelegated"]:
            spread(sum(line["draws"].values()), task["startsOn"], task["endsOn"], apart)
    joint = [place for place in every if tasks[place]["kind"] == "joint"]
    doubled = []
    for place in every:
        if tasks[place]["kind"] != "internal":
            continue
        for item in tasks[place]["items"]:
            covering = [one for one in joint if item in tasks[one]["items"]
                        and any(holds(a, b) or holds(b, a) for a in tasks[one]["regions"] for b in tasks[place]["regions"])]
            if covering:
                doubled.append([str(place), item, str(covering[0])])
    if law.rule("repeat.joint-covered", start, region)["value"] != 1:
        doubled = []
    floor = law.rule("coverage.floor", start, region)["value"]
    certified = law.rule("matching.certified.min", start, region)["value"]
    total = sum(sum(line["draws"].values()) for line in lines)
    coverage = {}
    for area in plan["areas"]:
        coverage[area] = {}
        for entry in plan["entries"]:
            if not holds(entry["region"], area):
                continue
            mine = [task for task in tasks if task["kind"] == plan["kind"]]
            some = [item for item in entry["items"]
                    if any(item in task["items"] and any(holds(r, area) or holds(area, r) for r in task["regions"]) for task in mine)]
            whole = [item for item in entry["items"]
                     if any(item in task["items"] and any(holds(r, area) for r in task["regions"]) for task in mine)]
            coverage[area][entry["code"]] = (
                "gap" if not some else "full" if set(whole) == set(entry["items"]) else "partial")
    month, day = law.rule(f"plan.{plan['kind']}.report-by", start, region)["text"].split("-")
    return {
        "lines": lines,
        "numbers": {
            "reached": sum(one["number"] for one in overlaps), "draws": total, "distinct": distinct(every),
            "enterprises": plan["enterprises"], "distinctEnterprises": distinct(every, lambda one: one["isEnterprise"]),
            "needed": -(-plan["enterprises"] * floor // 10_000), "repeats": repeats(every),
            "foundedRepeats": repeats([place for place in every if tasks[place]["mayRepeat"]]),
            "jointTasks": len(joint), "jointSubjects": distinct(joint), "capacity": sum(plan["caps"]) // certified,
            "visits": total, "mergedVisits": merged, "certified": certified, "floor": floor},
        "doubled": doubled, "apart": apart, "merged": together,
        "groups": [sorted(group["members"]) for group in groups if len(group["members"]) > 1],
        "reportBy": f"{plan['year']:04}-{month}-{day}", "coverage": coverage,
    }


def random_plan(random: Random) -> dict:
    items = [f"S{number:02}" for number in range(12)]
    tasks = []
    for _ in range(random.randint(0, 9)):
        start = datetime.date(2026, 1, 1) + datetime.timedelta(random.randrange(330))
        end = min(datetime.date(2026, 12, 31), start + datetime.timedelta(random.randrange(150)))
        measures = {}
        for risk in random.sample(CLASSES, random.randint(1, 5)):
            # The ends of the bounds, just inside and just outside, and anything.
            points = random.choice([99, 100, 101, 299, 300, 301, 499, 500, 501, 1999, 2000, 4999, 5000, 5001, 10_000, random.randint(1, 10_000)])
            measures[risk] = {"number": random.randint(0, 60)} if random.random() < 0.15 else {"basisPoints": points}
        tasks.append({
            "kind": random.choice(["internal", "joint"]), "isOwn": True, "isOpen": random.random() < 0.8,
            "isDelegated": random.random() < 0.15, "importance": random.sample(["general", "key"], random.randint(1, 2)),
            "mayRepeat": random.random() < 0.3, "startsOn": start.isoformat(), "endsOn": end.isoformat(),
            "items": random.sample(items, random.randint(1, 4)), "regions": random.sample(REGIONS, random.randint(1, 2)),
            "measures": measures})
    overlaps, seen = [], set()
    for _ in range(random.randint(0, 25) if tasks else 0):
        members = sorted(random.sample(range(len(tasks)), random.randint(1, min(4, len(tasks)))))
        risk, enterprise = random.choice(CLASSES), random.random() < 0.5
        if (key := (risk, enterprise, tuple(members))) not in seen:
            seen.add(key)
            overlaps.append({"risk": risk, "isEnterprise": enterprise, "members": members,
                             "number": random.choice([0, 1, 3, 50, 999, random.randint(1, 200_000)])})
    return {
        "year": 2026, "kind": random.choice(["internal", "joint"]), "region": "230000",
        "enterprises": random.choice([0, 1, 19, 20, 21, random.randint(1, 900_000)]),
        "caps": [random.randint(0, 60) for _ in range(random.randint(0, 40))], "tasks": tasks, "overlaps": overlaps,
        "entries": [{"code": f"E{number}", "items": random.sample(items, random.randint(0, 3)),
                     "region": random.choice(["230000", "230000", "230100", "230102"])} for number in range(10)],
        "areas": REGIONS}


def test_2_3_4_two_hundred_random_plans_are_worked_out_alike(tmp_path):
    random, law = Random(20261124), Law()
    plans = [random_plan(random) for _ in range(200)]
    told = product("figures", plans, tmp_path)
    assert len(told) == 200
    compared = 0
    for number, (plan, mine) in enumerate(zip(plans, told)):
        theirs = recomputed(plan, law)
        for key, value in theirs.items():
            assert mine[key] == value, f"plan {number}: {key}"
            compared += 1
    # The cases must not be empty of what they are about.
    whole = [one["numbers"] for one in told]
    assert sum(one["distinctEnterprises"] >= one["needed"] for one in whole) > 20
    assert sum(one["distinctEnterprises"] < one["needed"] for one in whole) > 20
    assert sum(one["repeats"] > 0 for one in whole) > 20 and sum(one["mergedVisits"] < one["visits"] for one in whole) > 50
    assert sum(bool(line["outside"]) for one in told for line in one["lines"]) > 50
    assert {state for one in told for area in one["coverage"].values() for state in area.values()} == {"full", "partial", "gap"}
    print(f"{compared} figures of 200 plans")


@pytest.mark.parametrize("fault", ["policy", "overlap", "month", "coverage", "bound"])
def test_2_3_4_a_planted_error_is_found(tmp_path, fault):
    """The same comparison, of a plan that one of the two sides knows otherwise: it must say so."""
    random, law = Random(7), Law()
    plans = [random_plan(random) for _ in range(60)]
    changed = copy.deepcopy(plans)
    if fault == "policy":
        law.rules["coverage.floor"][0]["value"] += 1
    elif fault == "bound":
        law.rules["ratio.general.A.min"][0]["value"] += 1
    for plan in changed:
        if fault == "overlap" and plan["overlaps"]:
            plan["overlaps"][0]["number"] += 1
        elif fault == "month" and plan["tasks"]:
            task = plan["tasks"][0]
            task["endsOn"] = (datetime.date.fromisoformat(task["endsOn"]) - datetime.timedelta(1)).isoformat()
            if task["endsOn"] < task["startsOn"]:
                task["endsOn"] = task["startsOn"]
        elif fault == "coverage":
            plan["entries"][0]["items"] = ["S99"]
    told = product("figures", plans, tmp_path)
    assert any(mine != recomputed(plan, law) for plan, mine in zip(changed, told))


# Advice


def random_problem(random: Random) -> dict:
    months, families = random.randint(1, 4), random.randint(1, 3)
    variables = []
    for _ in range(random.randint(1, 7)):
        low = random.choice([1, 100, 300, 2000, 5000])
        variables.append({"task": 0, "risk": random.choice("ABCD"), "low": low,
                          "high": min(10_000, low + random.choice([0, 4, 20, 60, 200])), "family": random.randrange(families)})
    atoms = []
    for _ in range(random.randint(1, 8)):
        number = random.randint(1, 400)
        atoms.append({"number": number, "enterprises": random.choice([0, number, random.randint(0, number)]),
                      "variables": sorted(random.sample(range(len(variables)), random.randint(1, min(3, len(variables)))))})
    low = reach(variables, atoms, [one["low"] for one in variables])
    high = reach(variables, atoms, [one["high"] for one in variables])
    needed = (low + int((high - low) * random.uniform(-0.2, 1.5))) // 10_000
    total = visits(variables, atoms, [one["high"] for one in variables])[0] // 10_000 + 1
    weights = [[random.choice([0, 250, 500, 1000]) for _ in range(months)] for _ in range(families)]
    return {"variables": variables, "atoms": atoms, "weights": weights, "needed": max(0, needed),
            "capacity": [int(total * random.uniform(0.5, 1.3)) for _ in range(months)]}


def reach(variables, atoms, ratios) -> int:
    return sum(atom["enterprises"] * max(ratios[one] for one in atom["variables"]) for atom in atoms)


def visits(variables, atoms, ratios) -> tuple[int, dict]:
    by_family = collections.Counter()
    for atom in atoms:
        best = collections.defaultdict(int)
        for one in atom["variables"]:
            family = variables[one]["family"]
            best[family] = max(best[family], ratios[one])
        for family, ratio in best.items():
            by_family[family] += atom["number"] * ratio
    return sum(by_family.values()), by_family


def fits(problem: dict, ratios: list) -> bool:
    loads = visits(problem["variables"], problem["atoms"], ratios)[1]
    return all(
        sum(problem["weights"][family][month] * load for family, load in loads.items()) <= capacity * 10_000 * 1000
        for month, capacity in enumerate(problem["capacity"]))


def optimum(problem: dict):
    """The fewest visits by CP-SAT; None where there is no solution."""
    from ortools.sat.python import cp_model

    model, atoms, variables = cp_model.CpModel(), problem["atoms"], problem["variables"]
    ratios = [model.NewIntVar(one["low"], one["high"], "") for one in variables]
    by_family, total = collections.defaultdict(list), []
    for atom in atoms:
        families = collections.defaultdict(list)
        for one in atom["variables"]:
            families[variables[one]["family"]].append(ratios[one])
        tops = []
        for family, members in families.items():
            top = model.NewIntVar(0, 10_000, "")
            model.AddMaxEquality(top, members)
            by_family[family].append(atom["number"] * top)
            tops.append(top)
        top = model.NewIntVar(0, 10_000, "")
        model.AddMaxEquality(top, tops)
        total.append(atom["enterprises"] * top)
    model.Add(sum(total) >= problem["needed"] * 10_000)
    for month, capacity in enumerate(problem["capacity"]):
        model.Add(sum(problem["weights"][family][month] * sum(parts) for family, parts in by_family.items())
                  <= capacity * 10_000 * 1000)
    model.Minimize(sum(sum(parts) for parts in by_family.values()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers, solver.parameters.random_seed = 60, 1, 1
    status = solver.Solve(model)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE), solver.StatusName(status)
    return round(solver.ObjectiveValue()) if status == cp_model.OPTIMAL else None


def test_2_3_8_advice_is_as_good_as_cp_sat_finds_it(tmp_path):
    random = Random(20261125)
    problems = [random_problem(random) for _ in range(240)]
    told = product("advice", problems, tmp_path)
    exact, solved, clashes, worst = 0, 0, collections.Counter(), 0.0
    for number, (problem, mine) in enumerate(zip(problems, told)):
        best = optimum(problem)
        highest = [one["high"] for one in problem["variables"]]
        lowest = [one["low"] for one in problem["variables"]]
        if best is None:
            assert "clash" in mine, f"problem {number}"
            clashes[mine["clash"]] += 1
            short = problem["needed"] * 10_000 - reach(problem["variables"], problem["atoms"], highest)
            if mine["clash"] == "floor":
                assert mine["short"] == short > 0
            elif mine["clash"] == "capacity":
                loads = visits(problem["variables"], problem["atoms"], lowest)[1]
                excess = max(sum(problem["weights"][family][month] * load for family, load in loads.items()) - capacity * 10_000_000
                             for month, capacity in enumerate(problem["capacity"]))
                assert mine["short"] == excess > 0
            else:
                assert short <= 0 and fits(problem, lowest)
            continue
        if "solution" not in mine:
            # It may give up, but must not call it proven.
            assert mine["clash"] == "both" and not mine["isProven"], f"problem {number}"
            clashes["given up"] += 1
            continue
        answer, ratios = mine["solution"], mine["solution"]["ratios"]
        solved += 1
        assert all(one["low"] <= ratio <= one["high"] for one, ratio in zip(problem["variables"], ratios)), f"problem {number}"
        assert fits(problem, ratios) and reach(problem["variables"], problem["atoms"], ratios) == answer["reach"] >= problem["needed"] * 10_000
        assert visits(problem["variables"], problem["atoms"], ratios)[0] == answer["visits"]
        assert answer["bound"] <= best <= answer["visits"], f"problem {number}"
        exact += answer["bound"] == answer["visits"]
        worst = max(worst, answer["visits"] / best - 1 if best else 0)
    print(f"{solved} solved, {exact} proven, worst {worst:.4%} above the optimum; clashes {dict(clashes)}")
    assert solved >= 120 and sum(clashes.values()) >= 20 and clashes["given up"] <= 3
    assert exact >= solved * 0.9 and worst <= 0.01
