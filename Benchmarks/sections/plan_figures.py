"""The figures of a plan of thirty campaigns while one of them is written, at the size of a province."""

import json
import pathlib

import yardsticks
from measure import Failed, run
from report import QUICK, failure

TITLE = "计划测算"
ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARK = ROOT / ".build" / "release" / "index-benchmark"
SUBJECTS = 20_000 if QUICK else 3_200_000
QUESTIONS = 200


def rows(_scratch: pathlib.Path):
    yield from measured("SQLite", "-")
    with yardsticks.Postgres() as server:
        yield from measured("PostgreSQL", server.url)


def measured(name: str, place: str):
    try:
        out = run([str(BENCHMARK), str(SUBJECTS), str(QUESTIONS), place, str(ROOT / "Policy")], cwd=ROOT, limit=1800)
        told = json.loads(out.stdout.strip().splitlines()[-1])
    except (Failed, ValueError, IndexError) as error:
        yield failure(name, error if isinstance(error, Failed) else Failed("index-benchmark 没有输出 JSON"))
        return
    yield (f"{name}:{SUBJECTS:,} 户、30 个任务加一个草稿,全部数字", f"{told['figures_p99_ms']:.0f} ms", "", "",
           f"{QUESTIONS} 问的 99%,含读库;中位 {told['figures_p50_ms']:.0f} ms;目标 200 ms")
    yield (f"{name}:同一计划的编制建议", f"{told['advice_p50_ms']:.0f} ms", "", "", "一次,含三种方案")
