"""Appends to the transparency log through use cases, durable, on both databases."""

import contextlib
import json
import os
import pathlib
import shutil
import tempfile
import time

import product
from measure import Failed, run
from report import QUICK

TITLE = "留痕"
ROOT = pathlib.Path(__file__).resolve().parents[2]
POSTGRES = str(ROOT / "tools" / "postgres.sh")
FLOOR = 1000
LOADS = ((1, 2), (64, 3)) if QUICK else ((1, 10), (64, 20), (256, 20))


def flushes(folder: pathlib.Path) -> float:
    """Durable writes a second of the disk under `folder`: 8 KiB and fdatasync, one after the other, three seconds."""
    name = folder / "flush.test"
    file = os.open(name, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        count, page, began = 0, b"x" * 8192, time.monotonic()
        while time.monotonic() - began < 3:
            os.pwrite(file, page, count % 1024 * len(page))
            os.fdatasync(file)
            count += 1
        return count / (time.monotonic() - began)
    finally:
        os.close(file)
        name.unlink()


def commits(url: str, clients: int, seconds: int) -> float:
    """Transactions a second of pgbench: each inserts a row of the size of an entry into a table of its own and commits alone."""
    programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    if not programs:
        raise Failed("没有 pgbench")
    run(["psql", "-q", "-c", "CREATE TABLE IF NOT EXISTS bare (id BIGSERIAL PRIMARY KEY, entry BYTEA NOT NULL)", url])
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("INSERT INTO bare (entry) VALUES (decode(repeat('61', 300), 'hex'));\n")
        script.flush()
        out = run([str(programs[-1]), "-n", "-f", script.name, "-c", str(clients), "-T", str(seconds), "-M", "prepared", url])
    for line in out.stdout.splitlines():
        if line.startswith("tps = "):
            return float(line.split()[2])
    raise Failed("pgbench 的输出没有看懂")


@contextlib.contextmanager
def postgres():
    """A server of our own with fsync, in a directory that its user can reach."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mingcha-bench-pg."))
    try:
        yield run([POSTGRES, "start", str(folder)]).stdout.strip().splitlines()[-1]
    finally:
        run([POSTGRES, "stop", str(folder)])
        shutil.rmtree(folder, ignore_errors=True)


def rows(scratch: pathlib.Path):
    """Each append is a row of state and an entry, answered when on disk: PostgreSQL with fsync, SQLite with synchronous FULL."""
    # The disk is shared and its pace changes: it is asked again before each measurement.
    for name, other_name in (("SQLite", "磁盘逐笔落盘(8 KiB,fdatasync)"), ("PostgreSQL", "pgbench 同样多的连接各插一行、各自提交")):
        with contextlib.ExitStack() as stack:
            database = str(scratch / "log.db") if name == "SQLite" else stack.enter_context(postgres())
            for writers, seconds in LOADS:
                disk = flushes(scratch)
                other = disk if name == "SQLite" else commits(database, min(writers, 64), 2 if QUICK else 5)
                done = run(product.log_command(writers, seconds, database), cwd=ROOT)
                one = json.loads(done.stdout.strip().splitlines()[-1])
                if one["writers"] != writers or one["seconds"] < seconds or one["appends"] < 1:
                    raise Failed("mingcha bench log 报告的不是所要求的测量")
                rate = one["per_second"]
                verdict = "" if writers == 1 else f";下限每秒 {FLOOR:,} 笔,{'达到' if rate >= FLOOR else '没有达到'}"
                yield (
                    f"{name},{writers} 人同时办理 {seconds} 秒", f"{rate:,.0f} 笔/s", f"{other:,.0f} 次/s", f"{rate / other:.2f}",
                    f"对照:{other_name};磁盘 {disk:,.0f} 次/s;一半在 {one['p50_ms']:.1f} ms 内,99% 在 {one['p99_ms']:.1f} ms 内{verdict}",
                )
