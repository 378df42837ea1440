"""Measures the product beside a yardstick in the same run and writes one table: bench.py OUT.md

Ours and the yardstick take turns, the median counts. A row that cannot be measured says why and fails the run.
"""

import datetime
import gzip
import json
import os
import pathlib
import statistics
import sys
import tempfile
import time

import yardsticks
from measure import Failed, run

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "browser"))
import product  # noqa: E402  (flags of the product, named once)

ROUNDS = 3
POPULATIONS = (98_045, 3_200_000)
PAGES = (("门户首页", "/"), ("门户查询", "/results?q=%E6%BC%94%E7%A4%BA"), ("登录页", "/login"))
COLUMNS = ("项目", "明查", "对照", "明查/对照", "说明")


def registry_file() -> pathlib.Path:
    """The real registry file: shared/ is beside the clone, or one level up for a work tree."""
    for base in (ROOT.parent, ROOT.parent.parent):
        found = base / "shared" / "data" / "heilongjiang-registry.csv.gz"
        if found.exists():
            return found
    raise Failed("没有找到 shared/data/heilongjiang-registry.csv.gz")


def bench_import(scratch: pathlib.Path):
    """Import of the real file, beside a bare sqlite3 load of the same rows."""
    plain = scratch / "registry.csv"
    with gzip.open(registry_file()) as packed:
        plain.write_bytes(packed.read())
    ours, bare, same, peak = [], [], [], 0
    for turn in range(ROUNDS):
        data = scratch / f"import-{turn}"
        data.mkdir()
        done = run(product.import_command(data, plain), cwd=ROOT)
        database = data / "mingcha.db"
        # A command that does nothing is fast too: what was imported must be there.
        if not database.exists() or database.stat().st_size < 10_000_000:
            raise Failed("mingcha import subjects 没有写入数据库")
        ours.append(done.seconds)
        peak = max(peak, done.peak_megabytes)
        bare.append(yardsticks.sqlite_import(plain, scratch / f"bare-{turn}.db"))
        same.append(yardsticks.sqlite_same_tables(database, scratch))
    mine, other, plainest = (statistics.median(rounds) for rounds in (ours, same, bare))
    yield (
        "导入真实登记文件(98,068 行)", f"{mine:.2f} s", f"{other:.2f} s", f"{mine / other:.2f}",
        f"对照:sqlite3 .import 把同样的行(对象和标签)装进同样的两张表和索引;目标 ≤ 2;峰值内存 {peak:.0f} MB",
    )
    yield (
        "同上,只比读文件", f"{mine:.2f} s", f"{plainest:.2f} s", f"{mine / plainest:.2f}",
        "对照:sqlite3 .import 原文件进一张无索引的文本表,不检查、不分类、不打标签",
    )


def bench_draw(_scratch: pathlib.Path):
    """Freeze and draw, beside consistent-sampler, and beside what `openssl speed` hashes in a second."""
    hashes = yardsticks.openssl_sha256()
    yield "SHA-256(64 字节,单线程)", "", f"{hashes / 1e6:.2f} M 次/s", "", "openssl speed -evp sha256"
    for subjects in POPULATIONS:
        name = f"冻结并抽取 {subjects:,} 户"
        try:
            # The large population once: filling it takes longer than all that is measured.
            rounds = ROUNDS if subjects <= 100_000 else 1
            reports = [
                json.loads(run(product.draw_command(subjects), cwd=ROOT).stdout.strip().splitlines()[-1])
                for _ in range(rounds)
            ]
            if any(report.get("subjects") != subjects for report in reports):
                raise Failed(f"mingcha bench draw 报告的户数不是 {subjects}")
        except (Failed, ValueError, IndexError, AttributeError) as error:
            yield failure(name, error if isinstance(error, Failed) else "mingcha bench draw 没有输出 JSON")
            continue
        freeze, draw, verify = (statistics.median(one[key] for one in reports) for key in ("freeze", "draw", "verify"))
        mine = freeze + draw
        peak = max(one["peak_mib"] for one in reports)
        note = f"冻结 {freeze:.2f} s,抽取和匹配 {draw:.2f} s,核验 {verify:.2f} s,含数据库读写;峰值内存 {peak:.0f} MiB;每户 {mine * hashes / subjects:.1f} 次 SHA-256 的时间"
        if subjects <= 100_000:
            other = yardsticks.consistent_sampler(subjects)
            yield name, f"{mine:.2f} s", f"{other:.2f} s", f"{mine / other:.3f}", f"对照:consistent-sampler;{note}"
        else:
            other = subjects / hashes
            yield name, f"{mine:.2f} s", f"{other:.2f} s", f"{mine / other:.1f}", f"对照:每户只算一次哈希;{note}"


def bench_log(scratch: pathlib.Path):
    """Appends of the transparency log, each a row of state and an entry, answered when on disk. PostgreSQL with fsync, SQLite
    with synchronous FULL."""
    disk = yardsticks.flushes(scratch)
    yield "磁盘 8 KiB 写入并落盘(逐笔)", "", f"{disk:,.0f} 次/s", "", "fdatasync,测量所在的盘"
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mingcha-bench-pg."))
    try:
        url = run([str(ROOT / "tools" / "postgres.sh"), "start", str(folder)]).stdout.strip().splitlines()[-1]
        bare = yardsticks.pgbench(url, 64, 10)
        for name, database, other, about in (
            ("SQLite", str(scratch / "log.db"), disk, "对照:磁盘逐笔落盘"),
            ("PostgreSQL", url, bare, "对照:pgbench 64 个连接各插一行、各自提交"),
        ):
            for writers, seconds in ((1, 10), (64, 20), (256, 20)):
                done = run(product.log_command(writers, seconds, database), cwd=ROOT)
                one = json.loads(done.stdout.strip().splitlines()[-1])
                if one["writers"] != writers or one["seconds"] < seconds or one["appends"] < 1:
                    raise Failed("mingcha bench log 报告的不是所要求的测量")
                rate = one["per_second"]
                floor = "" if writers == 1 else f";下限 1,000 笔/s {'达到' if rate >= 1000 else '没有达到'}"
                yield (
                    f"留痕 {name},{writers} 人同时办理 {seconds} 秒", f"{rate:,.0f} 笔/s", f"{other:,.0f} 次/s",
                    f"{rate / other:.2f}", f"{about};一半在 {one['p50_ms']:.1f} ms 内,99% 在 {one['p99_ms']:.1f} ms 内{floor}",
                )
    finally:
        run([str(ROOT / "tools" / "postgres.sh"), "stop", str(folder)])


def bench_pages(scratch: pathlib.Path):
    """Pages per second, beside nginx with one worker serving the same bytes."""
    data = scratch / "province"
    data.mkdir()
    try:
        running = product.Running(data, subjects=50_000, inspectors=1_500)
    except AssertionError as error:
        raise Failed(str(error)) from error
    try:
        bodies = {path: yardsticks.fetch(running.base + path) for _, path in PAGES}
        with yardsticks.Nginx(scratch / "nginx", list(bodies.values())) as nginx:
            for number, (name, path) in enumerate(PAGES):
                ours, theirs = [], []
                for _ in range(ROUNDS):
                    ours.append(yardsticks.wrk(running.base + path))
                    theirs.append(yardsticks.wrk(nginx.address(number)))
                mine, other = (statistics.median(rate for rate, _ in rounds) for rounds in (ours, theirs))
                slowest = max(latency for _, latency in ours)
                yield (
                    f"{name} {path}({len(bodies[path]):,} 字节)", f"{mine:,.0f} 次/s", f"{other:,.0f} 次/s",
                    f"{mine / other:.2f}", f"对照:nginx 一个进程,同样的字节;明查 99% 在 {slowest:.1f} ms 内",
                )
    finally:
        running.stop()


def failure(name: str, why) -> tuple[str, ...]:
    return name, "失败", "", "", " ".join(str(why).split())[:200]


def table(rows) -> str:
    lines = [" | ".join(COLUMNS), " | ".join("---" for _ in COLUMNS)]
    lines += [" | ".join(cell.replace("|", "/") for cell in row) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


def machine() -> str:
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    commit = run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT).stdout.strip()
    changed = "(有未提交的改动)" if run(["git", "status", "--porcelain"], cwd=ROOT).stdout.strip() else ""
    return (
        f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC · {commit}{changed} · {model},"
        f"{os.cpu_count()} 核 · 开始时负载 {os.getloadavg()[0]:.1f} · 每项 {ROUNDS} 轮取中位数"
    )


def main() -> int:
    out, head, rows = pathlib.Path(sys.argv[1]), machine(), []
    with tempfile.TemporaryDirectory(prefix="mingcha-bench.") as scratch:
        for name, bench in (("导入", bench_import), ("抽取", bench_draw), ("留痕", bench_log), ("页面", bench_pages)):
            started = time.monotonic()
            print(f"    测量:{name} …", flush=True)
            try:
                for row in bench(pathlib.Path(scratch)):
                    rows.append(row)
            except Failed as error:
                rows.append(failure(name, error))
            print(f"    {name} 用时 {time.monotonic() - started:.0f} 秒", flush=True)
    text = f"{head}\n\n{table(rows)}"
    out.write_text(text, encoding="utf-8")
    print(f"\n{text}\n已写入 {out.relative_to(ROOT) if out.is_relative_to(ROOT) else out}")
    failed = sum(row[1] == "失败" for row in rows)
    if failed:
        print(f"{failed} 项没有测出", file=sys.stderr)
    return 1 if failed else 0


sys.exit(main())
