"""Workbooks written and read beside openpyxl, and imports from the page beside other people's work."""

import csv
import gzip
import os
import pathlib
import re
import sys
import threading
import time

import product
from measure import Failed, peak_megabytes, run
from report import QUICK
from sections.registry_import import registry_file

ROOT = pathlib.Path(__file__).resolve().parents[2]
TITLE = "Excel 和页面导入"
MINGCHA = str(product.BIN / "mingcha")
COLUMNS = 10

WRITE = """
import csv, openpyxl, sys
book = openpyxl.Workbook(write_only=True); sheet = book.create_sheet()
for row in csv.reader(open(sys.argv[1], encoding="utf-8-sig", newline="")): sheet.append(row)
book.save(sys.argv[2])
"""
READ = """
import csv, openpyxl, sys
out = csv.writer(open(sys.argv[2], "w", encoding="utf-8", newline=""))
for row in openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True): out.writerow(row)
"""


def rows(scratch: pathlib.Path):
    yield from workbooks(scratch)
    yield from pages(scratch)


def workbooks(scratch: pathlib.Path):
    for count in (10_000,) if QUICK else (100_000, 1_000_000):
        plain, ours, theirs = (scratch / f"{count}.{end}" for end in ("csv", "ours.xlsx", "theirs.xlsx"))
        with plain.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow([f"列{n}" for n in range(COLUMNS)])
            for number in range(count):
                out.writerow([f"{number:018d}", f"虚构第{number}号商行有限公司"] + [f"文字{number % 97}-{n}" for n in range(COLUMNS - 2)])
        name = f"{count:,} 行 × {COLUMNS} 列"
        mine = run([MINGCHA, "table", str(plain), str(ours)], limit=900)
        other = run([sys.executable, "-c", WRITE, str(plain), str(theirs)], limit=900)
        yield row(f"写 xlsx,{name}", mine, other, "对照:openpyxl 只写模式;都从 CSV 读入")
        mine = run([MINGCHA, "table", str(theirs), str(scratch / "ours.csv")], limit=900)
        other = run([sys.executable, "-c", READ, str(theirs), str(scratch / "theirs.csv")], limit=900)
        yield row(f"读 xlsx,{name}", mine, other, "对照:openpyxl 只读模式;同一个文件(openpyxl 写的),都写成 CSV")
        for path in (ours, theirs, plain):
            path.unlink()


def row(name, mine, other, remark):
    return (
        name, f"{mine.seconds:.2f} s,{mine.peak_megabytes:.0f} MB", f"{other.seconds:.2f} s,{other.peak_megabytes:.0f} MB",
        f"{mine.seconds / other.seconds:.2f}", remark)


class Others:
    """Somebody who reads a page, and somebody who signs in, over and over while an import runs."""

    def __init__(self, base, visitor, sign_in):
        self.reads, self.writes, self.over = [], [], threading.Event()
        self.threads = [
            threading.Thread(target=self.loop, args=(self.reads, lambda: visitor.get("/registry/subjects"))),
            threading.Thread(target=self.loop, args=(self.writes, sign_in))]
        for thread in self.threads:
            thread.start()

    def loop(self, times, work):
        while not self.over.is_set():
            began = time.perf_counter()
            try:
                work()
            except Exception as error:  # noqa: BLE001  what is measured is that nothing fails
                self.failed = f"{error}"[:200]
            times.append(time.perf_counter() - began)
            time.sleep(0.2)

    def words(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        failed = getattr(self, "failed", None)
        middle = sorted(self.reads)[len(self.reads) // 2]
        return (
            f"其间别人看名录页中位 {middle * 1000:.0f} ms、最长 {max(self.reads):.1f} s,登录最长 {max(self.writes):.1f} s"
            + (f";有失败:{failed}" if failed else ""))


def pages(scratch: pathlib.Path):
    sys.path.insert(0, str(ROOT / "Tests" / "cycle"))
    os.environ["MINGCHA_TEST_BIN"] = str(product.BIN)
    import fiction
    from house import House
    from visitor import Visitor

    real = scratch / "real.csv"
    real.write_bytes(gzip.decompress(registry_file().read_bytes()))
    book = scratch / "real.xlsx"
    run([MINGCHA, "table", str(real), str(book)])
    files = [("真实登记文件 98,068 行,CSV", real), ("同上,xlsx", book)]
    if not QUICK:
        # Packed: the page takes 200 MiB.
        many = scratch / "many.csv.gz"
        with gzip.open(many, "wt", compresslevel=1, encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(fiction.HEADER)
            for number in range(3_200_000):
                code = f"91{fiction.REGION}{number:09d}"
                total = sum(fiction.ALPHABET.index(char) * WEIGHTS[place] for place, char in enumerate(code))
                code += fiction.ALPHABET[(31 - total % 31) % 31]
                out.writerow([
                    f"哈尔滨虚构第{number}号商行", code, "2019-04-01", "有限责任公司", "10万人民币", "食品销售;餐饮服务",
                    "哈尔滨", f"黑龙江省哈尔滨市道里区虚构大街{number}号", "存续"])
        files.append(("虚构 3,200,000 行,CSV(gz)", many))
    for name, path in files:
        house = House("sqlite", scratch / f"page-{path.name}")
        house.run("migrate")
        said = house.run("user", "add", "admin", "--name", "虚构admin", "--role", "administrator", "--region", "230000",
                     "--authority-name", "虚构省市场监督管理局")
        password = re.search(r"口令：([a-z0-9-]{19})", said)[1]
        with house.serve() as server:
            admin = Visitor(server.base).sign_in("admin", password)
            idle = peak_megabytes(server.process.pid)
            form = admin.get("/registry/imports/new").form("/registry/imports/jobs")
            others = Others(server.base, admin.moved(server.base), lambda base=server.base: Visitor(base).sign_in("admin", password))
            began = time.perf_counter()
            with path.open("rb") as file:
                page = admin.submit(form, {"kind": "subjects"}, files={"file": (path.name, file)})
            sent = time.perf_counter() - began
            page = ended(admin, page, "正在核对")
            checked = time.perf_counter() - began
            looking = others.words()
            others = Others(server.base, admin.moved(server.base), lambda base=server.base: Visitor(base).sign_in("admin", password))
            began = time.perf_counter()
            page = ended(admin, admin.submit(page.form(page.path + "/confirm"), {"mode": "goodRows"}), "正在导入")
            applied = time.perf_counter() - began
            words = others.words()
            peak = peak_megabytes(server.process.pid)
            if house.count("registry_subject") < 98_000:
                raise Failed(f"{name}:没有导入。{page.words[:200]}")
            yield (
                f"页面导入,{name}", f"上传和核对 {checked:.1f} s(上传 {sent:.1f}),导入 {applied:.1f} s,峰值 {peak:.0f} MB", "–", "–",
                f"服务空闲时 {idle:.0f} MB。核对时:{looking}。导入时:{words}")
        house.remove()


WEIGHTS = [3 ** place % 31 for place in range(17)]


def ended(admin, page, busy):
    deadline = time.monotonic() + 900
    while busy in page.words:
        if time.monotonic() > deadline:
            raise Failed(f"{busy}超过 15 分钟")
        time.sleep(0.1)
        page = admin.get(page.path)
    return page
