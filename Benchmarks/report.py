"""One line of the figures and how they are written."""

import os

COLUMNS = ("项目", "明查", "对照", "明查/对照", "说明")
# MINGCHA_BENCH_QUICK=1: small sizes and one round, to see that everything still measures.
QUICK = bool(os.environ.get("MINGCHA_BENCH_QUICK"))
ROUNDS = 1 if QUICK else 3


def failure(name: str, why) -> tuple[str, ...]:
    return name, "失败", "", "", " ".join(str(why).split())[:200]


def table(rows) -> str:
    lines = [" | ".join(COLUMNS), " | ".join("---" for _ in COLUMNS)]
    lines += [" | ".join(cell.replace("|", "/") for cell in row) for row in rows]
    return "".join(f"| {line} |\n" for line in lines)


def seconds(value: float) -> str:
    """Two digits at the least that mean something."""
    return f"{value:.2f} s" if value >= 0.995 else f"{value * 1000:.0f} ms"


def rate(value: float) -> str:
    return f"{value / 1e6:.2f} M/s"
