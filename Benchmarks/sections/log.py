"""Appends of the transparency log, each a row of state and an entry, answered when on disk."""

import json
import pathlib
import tempfile

import product
import yardsticks
from measure import Failed, run
from report import QUICK

TITLE = "留痕"
ROOT = pathlib.Path(__file__).resolve().parents[2]
# Writers at once, and for how many seconds.
LOADS = ((1, 2), (64, 3)) if QUICK else ((1, 10), (64, 20), (256, 20))


def rows(scratch: pathlib.Path):
    """PostgreSQL with fsync, SQLite with synchronous FULL."""
    disk = yardsticks.flushes(scratch)
    yield "磁盘 8 KiB 写入并落盘(逐笔)", "", f"{disk:,.0f} 次/s", "", "fdatasync,测量所在的盘"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mingcha-bench-pg."))
    try:
        url = run([str(ROOT / "tools" / "postgres.sh"), "start", str(folder)]).stdout.strip().splitlines()[-1]
        for name, database, about in (
            ("SQLite", str(scratch / "log.db"), "对照:磁盘逐笔落盘"),
            ("PostgreSQL", url, "对照:pgbench 同样多的连接(至多 64)各插一行、各自提交"),
        ):
            for writers, seconds in LOADS:
                # The disk is shared and its pace changes: the yardstick is taken right before.
                if name == "SQLite":
                    other = yardsticks.flushes(scratch)
                else:
                    other = yardsticks.pgbench(url, min(writers, 64), 2 if QUICK else 5)
                done = run(product.log_command(writers, seconds, database), cwd=ROOT)
                one = json.loads(done.stdout.strip().splitlines()[-1])
                if one["writers"] != writers or one["seconds"] < seconds or one["appends"] < 1:
                    raise Failed("mingcha bench log 报告的不是所要求的测量")
                rate = one["per_second"]
                floor = "" if writers == 1 else f";下限 1,000 笔/s {'达到' if rate >= 1000 else '没有达到'}"
                yield (
                    f"{name},{writers} 人同时办理 {seconds} 秒", f"{rate:,.0f} 笔/s", f"{other:,.0f} 次/s",
                    f"{rate / other:.2f}",
                    f"{about};一半在 {one['p50_ms']:.1f} ms 内,99% 在 {one['p99_ms']:.1f} ms 内{floor}",
                )
    finally:
        run([str(ROOT / "tools" / "postgres.sh"), "stop", str(folder)])
