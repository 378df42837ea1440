"""Pages of a running house."""

import pathlib
import statistics

import product
import yardsticks
from measure import Failed
from report import ROUNDS

TITLE = "页面"
PAGES = (("门户首页", "/"), ("门户查询", "/results?q=%E6%BC%94%E7%A4%BA"), ("登录页", "/login"))


def rows(scratch: pathlib.Path):
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
