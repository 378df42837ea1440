"""Rule SLO-1 beside OR-Tools' min-cost flow, which finds the same least cost but not the one outcome."""

import json
import pathlib
import statistics
import sys

import problems
from measure import Failed, run
from report import QUICK, ROUNDS, failure, seconds

TITLE = "匹配检查人员"
ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARK = ROOT / ".build" / "release" / "draw-benchmark"
SIZES = ((200, 20), (2_000, 200)) if QUICK else ((1_000, 100), (10_000, 1_000))
KINDS = (("regional", "各地池"), ("mixed", "混合池"), ("everyone", "人人可派"))
HOSTILE = ((3, 0, "首尾相接的小池,只余一个空额"), (50, 0, "首尾相接的大池,只余一个空额"), (3, 30, "首尾相接的小池,原有任务相差悬殊"),
           (50, 1, "首尾相接的大池,原有任务相差大"))
# OR-Tools may take this long for one problem; then only our own figure is told.
LIMIT = 10 if QUICK else 60


def rows(scratch: pathlib.Path):
    for kind, title in KINDS:
        before = None
        for inspections, officers in SIZES:
            problem = problems.usual(inspections, officers, kind)
            mine, row = measured(scratch, f"{inspections:,} 次 × {officers:,} 人,{title}", problem, before)
            before = before or mine
            yield row
    inspections, officers = SIZES[-1]
    for width, steep, title in HOSTILE:
        problem = problems.chained(inspections, officers, width, steep)
        yield measured(scratch, f"{inspections:,} 次 × {officers:,} 人,{title}", problem, None)[1]


def measured(scratch: pathlib.Path, name: str, problem: dict, before):
    file = scratch / "problem.json"
    file.write_text(json.dumps(problem), encoding="utf-8")
    try:
        ours = [run([str(BENCHMARK), "assign", str(file)]) for _ in range(ROUNDS)]
        answers = [json.loads(one.stdout) for one in ours]
    except (Failed, ValueError) as error:
        return None, failure(name, error)
    mine, peak = statistics.median(one["seconds"] for one in answers), max(one.peak_megabytes for one in ours)
    note = f"内存峰值 {peak:.0f} MB"
    if before:
        note += f";十倍规模,时间 {mine / before[0]:.0f} 倍,内存 {peak / before[1]:.1f} 倍"
    try:
        told = json.loads(run([sys.executable, problems.__file__, str(file)], limit=LIMIT).stdout)
    except Failed as error:
        if "超过" not in str(error):
            return None, failure(name, error)
        return (mine, peak), (name, seconds(mine), f"> {LIMIT} s", "", f"OR-Tools 未在限时内求出;{note}")
    if told["cost"] != answers[0].get("cost"):
        return None, failure(name, f"代价不同:我们 {answers[0]},OR-Tools {told['cost']}")
    note = f"对照:OR-Tools 最小费用流,只计求解({told['peak_mb']:.0f} MB),最小代价相同;{note}"
    return (mine, peak), (name, seconds(mine), seconds(told["seconds"]), f"{mine / told['seconds']:.2f}", note)
