"""Measures the product beside a yardstick in the same run and writes one table for each section: bench.py OUT.md

Ours and the yardstick take turns, the median counts. A row that cannot be measured says why and fails the run.
A section is a file in sections/ with TITLE and rows(scratch), which yields what report.COLUMNS names.

MINGCHA_BENCH_QUICK=1 takes small sizes and one round; MINGCHA_BENCH_ONLY=matching,tickets takes these sections alone.
"""

import datetime
import importlib
import os
import pathlib
import sys
import tempfile
import time

from measure import Failed, run
from report import QUICK, ROUNDS, failure, table

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "browser"))

# In this order; each is sections/<name>.py.
SECTIONS = (
    "registry_import", "workbooks", "subject_index", "plan_figures", "tag_rules", "tickets", "draws", "matching", "log",
    "pages")


def machine() -> str:
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    commit = run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT).stdout.strip()
    changed = "(有未提交的改动)" if run(["git", "status", "--porcelain"], cwd=ROOT).stdout.strip() else ""
    return (
        f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC · {commit}{changed} · {model},"
        f"{os.cpu_count()} 核 · 开始时负载 {os.getloadavg()[0]:.1f} · 每项 {ROUNDS} 轮取中位数"
        + (" · 快速模式,规模缩小" if QUICK else ""))


def measured(name: str, scratch: pathlib.Path) -> list[tuple[str, ...]]:
    """The rows of a section; what breaks off is a row that says so."""
    rows = []
    try:
        section = importlib.import_module(f"sections.{name}")
        print(f"    测量:{section.TITLE} …", flush=True)
        for row in section.rows(scratch):
            rows.append(row)
    except Failed as error:
        rows.append(failure(name, error))
    return rows


def main() -> int:
    out, text, failed = pathlib.Path(sys.argv[1]), machine() + "\n", 0
    chosen = [name for name in os.environ.get("MINGCHA_BENCH_ONLY", "").split(",") if name] or SECTIONS
    if unknown := set(chosen) - set(SECTIONS):
        print(f"没有这一部分:{'、'.join(sorted(unknown))};可选 {'、'.join(SECTIONS)}", file=sys.stderr)
        return 2
    for name in SECTIONS:
        if name not in chosen:
            continue
        started, load = time.monotonic(), os.getloadavg()[0]
        with tempfile.TemporaryDirectory(prefix="mingcha-bench.") as scratch:
            rows = measured(name, pathlib.Path(scratch))
        failed += sum(row[1] == "失败" for row in rows)
        title = sys.modules[f"sections.{name}"].TITLE
        spent = time.monotonic() - started
        text += f"\n## {title}(用时 {spent:.0f} 秒,开始时负载 {load:.1f})\n\n{table(rows)}"
        print(f"    {title} 用时 {spent:.0f} 秒", flush=True)
        # What is measured so far stands even if a later section breaks off.
        out.write_text(text, encoding="utf-8")
    print(f"\n{text}\n已写入 {out.relative_to(ROOT) if out.is_relative_to(ROOT) else out}")
    if failed:
        print(f"{failed} 项没有测出", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
