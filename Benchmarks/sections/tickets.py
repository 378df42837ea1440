"""Tickets and whole draws without a database, beside OpenSSL's raw hash, consistent-sampler and PostgreSQL."""

import json
import pathlib
import random
import statistics

import yardsticks
from measure import Failed, run
from report import QUICK, ROUNDS, failure, rate, seconds

TITLE = "签值与抽取"
ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCHMARK = ROOT / ".build" / "release" / "draw-benchmark"
VERIFY = ROOT / ".build" / "release" / "mingcha-verify"
SIZES = (10_000, 20_000, 50_000) if QUICK else (100_000, 1_000_000, 3_200_000)
SEED = "314159"


def one_core(command: list) -> list:
    return ["taskset", "--cpu-list", "0", *map(str, command)]


def rows(scratch: pathlib.Path):
    yield from ticket_rates()
    for size in SIZES:
        yield from whole_draws(scratch, size)


def ticket_rates():
    """Tickets of the largest population. OpenSSL hashes messages of 64 bytes, two blocks with the padding; a ticket is one
    block after the seed's, which is hashed once, and an identifier to write, a state to copy, a number to take."""
    size = SIZES[-1]
    for name, cores, before in (("一个核", 1, one_core), ("两个核", 2, lambda command: list(map(str, command)))):
        ours, theirs = [], []
        for _ in range(ROUNDS):
            ours.append(json.loads(run(before([BENCHMARK, "tickets", size, size // 100])).stdout))
            theirs.append(yardsticks.openssl_sha256(cores))
        hashes = statistics.median(theirs)
        mine = statistics.median(size / one["lots"] for one in ours)
        note = f"{size:,} 个签号取前 1%;对照:openssl speed -evp sha256,64 字节;目标 ≥ 0.5"
        yield f"签值并取前 1%,{name}", rate(mine), rate(hashes), f"{mine / hashes:.2f}", note
        if cores == 1:
            full = statistics.median(size / one["full"] for one in ours)
            yield f"签值全文(76 位十进制),{name}", rate(full), rate(hashes), f"{full / hashes:.2f}", "对照同上"


def whole_draws(scratch: pathlib.Path, size: int):
    """A file of identifiers in, the first percent out, as an outsider checks a draw."""
    name, take = f"从 {size:,} 个编号的文件抽 1%", size // 100
    rng = random.Random(size)
    ids = scratch / "ids.txt"
    ids.write_text("".join(f"{rng.getrandbits(80):020X}\n" for _ in range(size)), encoding="ascii")
    ours = [run([str(VERIFY), "draw", "--seed", SEED, "--ids", str(ids), "--take", str(take)]) for _ in range(ROUNDS)]
    mine, peak = statistics.median(one.seconds for one in ours), max(one.peak_megabytes for one in ours)
    inner = json.loads(run([str(BENCHMARK), "tickets", str(size), str(take)]).stdout)
    drawn = json.loads(ours[0].stdout)["selected"]
    memory = f"内存峰值 {peak:.0f} MB"
    try:
        theirs = yardsticks.consistent_sampler(ids, take, SEED)
        if theirs.stdout.split() != drawn:
            raise Failed("consistent-sampler 抽出的与我们不同")
        yield (
            name, seconds(mine), seconds(theirs.seconds), f"{mine / theirs.seconds:.3f}",
            f"对照:consistent-sampler({theirs.peak_megabytes:.0f} MB),结果逐字节相同;{memory};"
            f"签号已在内存时 {seconds(inner['lots'])}")
    except Failed as error:
        yield failure(name, error)
    if size == SIZES[-1]:
        try:
            with yardsticks.Postgres() as postgres:
                other = statistics.median(postgres.draw(ids, SEED, take, ROUNDS))
            yield (
                "同上", seconds(mine), seconds(other), f"{mine / other:.3f}",
                "对照:PostgreSQL ORDER BY sha256(种子 || 编号) LIMIT k,行已在表中,不算装载;它的次序不是签值的次序")
        except Failed as error:
            yield failure("PostgreSQL ORDER BY sha256", error)
