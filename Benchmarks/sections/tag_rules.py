"""A run of the tag rules over the whole registry, through the pages of a running house: trial, then application, while
somebody else keeps saving. The real file, and copies of its rows up to 3.2 million."""

import json
import os
import pathlib
import re
import sys
import threading
import time

import yardsticks
from measure import Failed, peak_megabytes
from report import QUICK, failure
from sections.registry_import import registry_file

TITLE = "标签规则"
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "cycle"))
os.environ.setdefault("MINGCHA_TEST_BIN", str(ROOT / ".build" / "release"))
REAL = 98_045
SIZES = (REAL,) if QUICK else (REAL, 3_200_000)
VERSION = "/registry/tags/rules/2"


def rows(scratch: pathlib.Path):
    yield from measured("sqlite", scratch)
    with yardsticks.Postgres() as server:
        os.environ["MINGCHA_TEST_POSTGRES"] = server.url
        yield from measured("postgres", scratch)


def measured(kind: str, scratch: pathlib.Path):
    for size in SIZES:
        try:
            yield from run(kind, size, scratch / f"{kind}-{size}")
        except (AssertionError, Failed) as error:
            yield failure(f"{kind} {size:,}", Failed(str(error)))


def run(kind: str, size: int, folder: pathlib.Path):
    from house import House
    from visitor import Visitor

    house = House(kind, folder / "data")
    try:
        house.run("migrate")
        password = re.search(r"口令：([a-z0-9-]{19})", house.run(
            "user", "add", "admin", "--name", "虚构管理员", "--role", "administrator", "--region", "230000",
            "--authority-name", "虚构省局"))[1]
        house.run("import", "subjects", registry_file())
        total = copied(house, size)
        with house.serve() as server:
            admin = Visitor(server.base).sign_in("admin", password)
            index_built(server)
            draft(admin)
            held = resident(server.process.pid)
            trial, trial_wait = watched(server, password, lambda: work(admin, "trial", "试运行结果"))
            peak = peak_megabytes(server.process.pid)
            apply, apply_wait = watched(server, password, lambda: work(admin, "apply", "执行结果", reason="测量"))
            peak = max(peak, peak_megabytes(server.process.pid))
            said = admin.get(VERSION).words
        changed = re.search(r"有 ([\d,]+) 户改变：增加 ([\d,]+) 个标签，去掉 ([\d,]+) 个", said)
        if house.count("registry_tag_rules", "number = 2 AND settled_to IS NULL") != 1:
            raise Failed("规则没有执行完")
        name = f"{'SQLite' if kind == 'sqlite' else 'PostgreSQL'}:{total:,} 户"
        yield (f"{name},全部规则试运行", f"{trial:.1f} s", f"{total / trial:,.0f} 户/s", "",
               f"其间另一人保存最久等 {trial_wait * 1000:.0f} ms")
        yield (f"{name},执行", f"{apply:.1f} s", f"{total / apply:,.0f} 户/s", "",
               f"{changed[1]} 户改变,增 {changed[2]}、减 {changed[3]} 个标签;其间另一人保存最久等 {apply_wait * 1000:.0f} ms;"
               f"服务进程内存 {held:.0f} → 最多 {peak:.0f} MiB")
    finally:
        house.remove()


def copied(house, size: int) -> int:
    """Copies the rows of the file under other numbers until there are so many; the number there are."""
    last, count = map(int, house.sql("SELECT MAX(id), COUNT(*) FROM registry_subject")[0])
    columns = [row[0] for row in house.sql(
        "SELECT name FROM pragma_table_info('registry_subject')" if house.kind == "sqlite" else
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'registry_subject'")]
    done, turn = count, 0
    while done < size:
        turn += 1
        limit = f" AND id <= {min(last, size - done)}"
        values = [f"id + {last * turn}" if name == "id" else f"identifier || '-{turn}'" if name == "identifier" else name
                  for name in columns]
        house.sql(f"INSERT INTO registry_subject ({', '.join(columns)}) SELECT {', '.join(values)} FROM registry_subject"
                  f" WHERE id <= {last}{limit}")
        house.sql(f"INSERT INTO registry_subject_tag (tag_number, subject_id) SELECT tag_number, subject_id + {last * turn}"
                  f" FROM registry_subject_tag WHERE subject_id <= {min(last, size - done)}")
        done += min(last, size - done)
    house.sql(f"UPDATE registry_counter SET next = {last * (turn + 1) + 1} WHERE kind = 'subject'")
    return done


def index_built(server) -> None:
    """The index of subjects is built beside the first requests; its work is not the rules'."""
    still, seen = 0, 0.0
    until = time.monotonic() + 180
    while still < 4 and time.monotonic() < until:
        used = sum(map(int, pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[11:13]))
        still = still + 1 if used - seen < 10 else 0
        seen = used
        time.sleep(0.5)


def draft(admin) -> None:
    """All tags differ (the words of negation do), and one tag gets a word that many scopes hold."""
    admin.submit(admin.get("/registry/tags/rules").form("/registry/tags/rules/draft"))
    rules = json.loads(admin.get(VERSION + "/rules.json").response.content)
    rules["negation"]["exempt"].append("除锈剂")
    extra = dict(next(rule for rule in rules["rules"] if rule["tag"] == "exhibition"))
    extra.update({key: [] for key in ("with", "all", "none", "unless", "name_any", "types")}, any=["信息咨询"], within=None)
    rules["rules"].append(extra)
    admin.submit(admin.get(VERSION).form(VERSION + "/file"), files={"file": ("rules.json", json.dumps(rules).encode())})


def work(admin, step: str, done: str, **values) -> None:
    admin.submit(admin.get(VERSION).form(f"{VERSION}/{step}"), values)
    until = time.monotonic() + 3600
    while time.monotonic() < until:
        page = admin.get(VERSION)
        if done in page.words and "正在" not in page.words:
            return
        time.sleep(0.25)
    raise Failed(f"{step} 一小时没有结束")


def watched(server, password: str, body) -> tuple[float, float]:
    """Seconds of the work, and the longest that somebody else waited who saves a tag of one subject after the other."""
    from visitor import Visitor

    waits, is_over = [], threading.Event()
    other = Visitor(server.base).sign_in("admin", password)

    def save() -> None:
        subject = 1
        while not is_over.is_set():
            subject += 7
            form = other.get(f"/registry/subjects/{subject}/tags").form(f"/registry/subjects/{subject}/tags")
            started = time.monotonic()
            other.submit(form, {"tag": "chain", "act": "give", "reason": "测量"}, expect=None)
            waits.append(time.monotonic() - started)
            time.sleep(0.2)

    thread = threading.Thread(target=save)
    thread.start()
    started = time.monotonic()
    try:
        body()
        return time.monotonic() - started, max(waits, default=0)
    finally:
        is_over.set()
        thread.join()


def resident(pid: int) -> float:
    """MiB held now; the high-water mark begins anew."""
    pathlib.Path(f"/proc/{pid}/clear_refs").write_text("5")
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024
