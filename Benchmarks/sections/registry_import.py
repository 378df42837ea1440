"""Import of the real registry file, and of ten times as many rows, on both databases, each beside a bare load of the same rows."""

import csv
import gzip
import pathlib
import statistics

import product
import yardsticks
from measure import Failed, run
from report import QUICK, ROUNDS

TITLE = "导入"
ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMES = 10
# GB 32100-2015 and GB 11714: the alphabet without I, O, S, V and Z.
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def registry_file() -> pathlib.Path:
    """The real registry file: shared/ is beside the clone, or one level up for a work tree."""
    for base in (ROOT.parent, ROOT.parent.parent):
        found = base / "shared" / "data" / "heilongjiang-registry.csv.gz"
        if found.exists():
            return found
    raise Failed("没有找到 shared/data/heilongjiang-registry.csv.gz")


def renumbered(code: str, serial: int) -> str:
    """The code with an organisation part that nobody was given, and the right check characters."""
    part = f"XK{serial:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = (11 - sum(w * int(c, 36) for w, c in zip(weights, part, strict=True)) % 11) % 11
    body = code[:8] + part + ("X" if rest == 10 else str(rest))
    return body + ALPHABET[(31 - sum(3**i % 31 * ALPHABET.index(c) for i, c in enumerate(body)) % 31) % 31]


def enlarged(plain: pathlib.Path, into: pathlib.Path) -> pathlib.Path:
    """The rows of the file ten times over, each time under other codes; wrong codes stay as they are."""
    with plain.open(encoding="utf-8-sig", newline="") as given, into.open("w", encoding="utf-8", newline="") as taken:
        reader, writer = csv.reader(given), csv.writer(taken, lineterminator="\n")
        header = next(reader)
        place = next(at for at, name in enumerate(header) if "信用代码" in name)
        writer.writerow(header)
        for number, row in enumerate(reader):
            writer.writerow(row)
            code = row[place]
            if len(code) != 18 or set(code) - set(ALPHABET):
                continue
            for turn in range(1, TIMES):
                writer.writerow([*row[:place], renumbered(code, turn * 100_000 + number), *row[place + 1:]])
    return into


def rows(scratch: pathlib.Path):
    plain = scratch / "registry.csv"
    with gzip.open(registry_file()) as packed:
        plain.write_bytes(packed.read())
    yield from sqlite(scratch, plain)
    with yardsticks.Postgres() as server:
        yield from postgres(scratch, server, plain, "真实登记文件(98,068 行)", ROUNDS)
        if QUICK:
            return
        large = enlarged(plain, scratch / "large.csv")
        yield from postgres(scratch, server, large, f"登记文件的 {TIMES} 倍(98 万行)", 1)
    ours, same, peak, count = sqlite_once(scratch, large, "large")
    yield (
        f"SQLite:导入登记文件的 {TIMES} 倍({count:,} 户)", f"{ours:.1f} s", f"{same:.1f} s", f"{ours / same:.2f}",
        f"对照:sqlite3 .import 同样的行;峰值内存 {peak:.0f} MB",
    )


def sqlite(scratch: pathlib.Path, plain: pathlib.Path):
    """Import of the real file, beside a bare sqlite3 load of the same rows."""
    ours, bare, same, peak = [], [], [], 0
    for turn in range(ROUNDS):
        mine, other, most, _ = sqlite_once(scratch, plain, str(turn))
        ours.append(mine)
        same.append(other)
        peak = max(peak, most)
        bare.append(yardsticks.sqlite_import(plain, scratch / f"bare-{turn}.db"))
    mine, other, plainest = (statistics.median(rounds) for rounds in (ours, same, bare))
    yield (
        "SQLite:导入真实登记文件(98,068 行)", f"{mine:.2f} s", f"{other:.2f} s", f"{mine / other:.2f}",
        f"对照:sqlite3 .import 把同样的行(对象和标签)装进同样的两张表和索引;目标 ≤ 2;峰值内存 {peak:.0f} MB",
    )
    yield (
        "同上,只比读文件", f"{mine:.2f} s", f"{plainest:.2f} s", f"{mine / plainest:.2f}",
        "对照:sqlite3 .import 原文件进一张无索引的文本表,不检查、不分类、不打标签",
    )


def sqlite_once(scratch: pathlib.Path, plain: pathlib.Path, name: str) -> tuple[float, float, float, int]:
    """Seconds of the import, of the bare load, peak memory, and how many subjects there are then."""
    data = scratch / f"import-{name}"
    data.mkdir()
    done = run(product.import_command(data, plain), cwd=ROOT, limit=900)
    database = data / "mingcha.db"
    # A command that does nothing is fast too: what was imported must be there.
    if not database.exists() or database.stat().st_size < 10_000_000:
        raise Failed("mingcha import subjects 没有写入数据库")
    count = int(run(["sqlite3", str(database), "SELECT count(*) FROM registry_subject"]).stdout)
    return done.seconds, yardsticks.sqlite_same_tables(database, scratch), done.peak_megabytes, count


def postgres(scratch: pathlib.Path, server: yardsticks.Postgres, plain: pathlib.Path, name: str, rounds: int):
    """The same on PostgreSQL, beside a COPY of the rows that came of it into the same tables with their indexes."""
    ours, same, spans, count = [], [], 0, 0
    for turn in range(rounds):
        url = server.fresh(f"import_{plain.stem}_{turn}")
        data = scratch / f"postgres-{plain.stem}-{turn}"
        data.mkdir()
        ours.append(run([*product.import_command(data, plain), "--database", url], cwd=ROOT, limit=900).seconds)
        seconds, count, spans = yardsticks.postgres_same_tables(url, scratch)
        same.append(seconds)
    mine, other = statistics.median(ours), statistics.median(same)
    yield (
        f"PostgreSQL:导入{name}", f"{mine:.2f} s", f"{other:.2f} s", f"{mine / other:.2f}",
        f"对照:同库 COPY 同样的行({count:,} 户和标签)进同样的两张表和索引,一个事务,不落盘等待(fsync 关);"
        f"变动序列记 {spans} 行",
    )
