"""Counts, selections and searches of subjects from the index, beside SQL and PostgreSQL's GIN indexes."""

import json
import pathlib

import yardsticks
from measure import Failed, run
from report import QUICK, failure

TITLE = "检查对象索引"
ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARK = ROOT / ".build" / "release" / "index-benchmark"
SUBJECTS = 20_000 if QUICK else 3_200_000
QUESTIONS = 100 if QUICK else 500

# Key of the report, what it is, the aim in milliseconds, and the yardstick's keys.
ASKED = (
    ("count", "计数", 10, ()), ("breakdown", "按地区和类型分列", 10, ("gin_breakdown", "sql_breakdown")),
    ("classes", "按风险分类计数", 10, ()), ("page", "一页结果(含读出五十户)", 50, ()),
    ("name_1", "查名称,一个字", 100, ("gin_name_1", "sql_name")), ("name_2", "查名称,两个字", 100, ("gin_name_2",)),
    ("name_4", "查名称,四个字", 100, ("gin_name_4",)), ("name_code", "查代码开头", 100, ()),
    ("name_address", "查地址", 100, ()), ("combined", "名称加标签、地区、类型、状态", 50, ()),
    ("follow_1", "跟上一户变动", 0, ()), ("follow_1000", "跟上一千户分散的变动", 0, ()),
)


def rows(scratch: pathlib.Path):
    yield from measured("SQLite", [])
    with yardsticks.Postgres() as server:
        yield from measured("PostgreSQL", [server.url])


def measured(name: str, place: list[str]):
    try:
        told = report(place)
    except Failed as error:
        yield failure(name, error)
        return
    yield (
        f"{name}:建索引,{SUBJECTS:,} 户、平均六个标签", f"{told['build_s']:.1f} s", f"{told['load_s']:.1f} s",
        f"{told['build_s'] / told['load_s']:.2f}",
        f"对照:把同样的行装进库;目标 15 s;峰值内存 {told['build_peak_mib']:.0f} MiB,建成后 {told['held_mib']:.0f} MiB"
        f"(集合 {told['sets_mib']:.0f},文字 {told['texts_mib']:.0f}),目标 1.5 GB",
    )
    for key, title, aim, others in ASKED:
        mine, other = told[f"{key}_p99_ms"], next((one for one in others if f"{one}_p99_ms" in told), None)
        theirs = told[f"{other}_p99_ms"] if other else None
        note = (f"99%;中位 {told[f'{key}_p50_ms']:.2f} ms" + (f";目标 {aim} ms" if aim else "")
                + (f";对照:{'同库的 GIN 索引' if other.startswith('gin') else '同库的 SQL'}" if other else ""))
        yield (f"{name}:{title}", f"{mine:.2f} ms", f"{theirs:.1f} ms" if theirs else "",
               f"{mine / theirs:.3f}" if theirs else "", note)


def report(place: list[str]) -> dict:
    out = run([str(BENCHMARK), str(SUBJECTS), str(QUESTIONS), *place], cwd=ROOT, limit=1800)
    try:
        told = json.loads(out.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError) as error:
        raise Failed("index-benchmark 没有输出 JSON") from error
    if told.get("subjects") != SUBJECTS:
        raise Failed(f"index-benchmark 报告的户数不是 {SUBJECTS}")
    return told
