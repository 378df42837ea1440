"""Import of the real registry file."""

import gzip
import pathlib
import statistics

import product
import yardsticks
from measure import Failed, run
from report import ROUNDS

TITLE = "导入"
ROOT = pathlib.Path(__file__).resolve().parents[2]


def registry_file() -> pathlib.Path:
    """The real registry file: shared/ is beside the clone, or one level up for a work tree."""
    for base in (ROOT.parent, ROOT.parent.parent):
        found = base / "shared" / "data" / "heilongjiang-registry.csv.gz"
        if found.exists():
            return found
    raise Failed("没有找到 shared/data/heilongjiang-registry.csv.gz")


def rows(scratch: pathlib.Path):
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
