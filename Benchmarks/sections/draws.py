"""Freeze and draw through the use cases and the database, growing with the population."""

import json
import pathlib
import statistics

import product
import yardsticks
from measure import Failed, run
from report import QUICK, ROUNDS, failure, seconds

TITLE = "冻结并抽取(含数据库)"
ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = (2_000, 20_000) if QUICK else (98_045, 320_000, 3_200_000)


def rows(_scratch: pathlib.Path):
    hashes, before = yardsticks.openssl_sha256(), None
    for subjects in SIZES:
        name = f"{subjects:,} 户"
        try:
            # The large populations once: filling them takes longer than all that is measured.
            reports = [report(subjects) for _ in range(ROUNDS if subjects <= 100_000 else 1)]
        except Failed as error:
            yield failure(name, error)
            continue
        freeze, draw, verify = (statistics.median(one[key] for one in reports) for key in ("freeze", "draw", "verify"))
        mine, peak = freeze + draw, max(one["peak_mib"] for one in reports)
        note = (
            f"冻结 {freeze:.2f} s,抽取和匹配 {draw:.2f} s,核验 {verify:.2f} s;峰值内存 {peak:.0f} MiB;"
            "对照:每户只算一次哈希")
        if before:
            times = (subjects / before[0], mine / before[1], peak / before[2])
            note += ";比上一行户数 {:.1f} 倍,时间 {:.1f} 倍,内存 {:.1f} 倍".format(*times)
        before = (subjects, mine, peak)
        yield name, seconds(mine), seconds(subjects / hashes), f"{mine * hashes / subjects:.1f}", note


def report(subjects: int) -> dict:
    out = run(product.draw_command(subjects), cwd=ROOT).stdout.strip().splitlines()
    try:
        told = json.loads(out[-1])
    except (ValueError, IndexError) as error:
        raise Failed("mingcha bench draw 没有输出 JSON") from error
    if told.get("subjects") != subjects:
        raise Failed(f"mingcha bench draw 报告的户数不是 {subjects}")
    return told
