"""Files as they come: what cannot be read is refused in words, what can be read is kept, by the command and from the page."""

import gzip
import time

import pytest

import fiction
from visitor import HAN, refused

GOOD = [fiction.subject(number) for number in range(1, 6)]


def lines(rows=None, header=None) -> str:
    """A small table as text."""
    columns = header or fiction.HEADER
    table = [columns] + [[row[name] for name in columns] for row in rows or GOOD]
    return "".join(",".join(cells) + "\r\n" for cells in table)


def changed(**fields) -> str:
    return lines([*GOOD, fiction.subject(6, **fields)])


# What the whole file is refused for: name → (bytes, words of the refusal).
UNUSABLE = {
    "utf-16.csv": (lines().encode("utf-16"), "UTF-16"),
    "utf-16-without-mark.csv": (lines().encode("utf-16-le"), "UTF-16"),
    "nul.csv": (changed(企业名称="虚构\0商行").encode(), "不是文本文件"),
    "binary.csv": (bytes(range(256)) * 40, "不是文本文件"),
    "workbook.csv": (b"PK\x03\x04" + bytes(2000), "已损坏"),
    "broken.csv.gz": (gzip.compress(lines().encode())[:-20], "压缩文件"),
    "empty.csv": (b"", "空的"),
    "mark-only.csv": (b"\xef\xbb\xbf", "空的"),
    "columns.csv": (lines(header=["企业名称", "注册日期", "注册地址"]).encode(), "统一社会信用代码"),
    "twice.csv": (lines(header=["企业名称", "统一社会信用代码", "企业名称", "经营范围", "注册地址"]).encode(), "两次"),
    "quote.csv": (lines().encode() + '"虚构没有合上的引号,91'.encode() + b"x" * 5000, "引号没有闭合"),
    "neither.csv": (lines().encode("gb18030") + b"\xff\xff\xfe\x80\x81" * 400 + "虚构".encode("utf-8") * 3, "编码"),
}
# What is read, and what of it is refused row by row: name → (bytes, kept, words of the refusals).
USABLE = {
    "gb18030.csv": (lines([*GOOD, fiction.subject(6, 企业名称="哈尔滨虚构㐱𠀀商行")]).encode("gb18030"), 6, []),
    "marked.csv": (b"\xef\xbb\xbf" + lines().encode(), 5, []),
    "packed.csv.gz": (gzip.compress(lines().encode()), 5, []),
    "tabs.csv": (lines().replace(",", "\t").encode(), 5, []),
    "million.csv": (changed(经营范围="虚" * 1_000_000).encode(), 5, ["100000"]),
    "duplicate.csv": (changed(统一社会信用代码=fiction.identifier(2)).encode(), 5, ["重复"]),
    "no-such-day.csv": (lines([*GOOD, fiction.subject(6, 注册日期="2023-02-29"), fiction.subject(7, 注册日期="2023-13-01")]).encode(), 5, ["这一天不存在"]),
    "lower-case.csv": (changed(统一社会信用代码=fiction.identifier(6).lower()).encode(), 5, ["小写"]),
    "short-row.csv": (lines().encode() + b"just one field\r\n", 5, [""]),
    # Far behind what a look at the beginning shows.
    "late-nul.csv": (lines([*map(fiction.subject, range(1, 41)), fiction.subject(41, 企业名称="虚构\0商行")]).encode(), 40, [""]),
    "formula.csv": (changed(企业名称="=HYPERLINK(虚构)").encode(), 6, []),
}


JOBS = "/registry/imports/jobs"


def checked(admin, page):
    """The page of a file once it has been checked."""
    deadline = time.monotonic() + 60
    while "正在核对" in page.words and time.monotonic() < deadline:
        time.sleep(0.1)
        page = admin.get(page.path)
    return page


@pytest.fixture(scope="module")
def house(stages):
    return stages("sqlite").copy()


@pytest.mark.parametrize("name", [*UNUSABLE, *USABLE])
def test_by_the_command(name, house, tmp_path):
    data, *rest = UNUSABLE.get(name) or USABLE[name]
    path = tmp_path / name
    path.write_bytes(data)
    if name in UNUSABLE:
        said = house.run("import", "subjects", path, expect=2)
        assert rest[0] in said and HAN.search(said) and "Fatal" not in said, said[-500:]
        assert "入库" not in said
        return
    kept, words = rest
    errors = tmp_path / "errors.csv"
    said = house.run("import", "subjects", path, "--preview", "--errors", errors)
    assert f"入库 {kept} 行" in said, said[-800:]
    told = errors.read_text(encoding="utf-8-sig")
    assert all(word in told for word in words), told
    assert bool(words) == ("退回 0 行" not in said), said[-800:]


def test_from_the_page(sqlite_stage):
    house = sqlite_stage.copy()
    before = house.count("registry_subject")
    with house.serve() as server:
        admin = sqlite_stage.visitor(server, "admin")
        for name, (data, *rest) in (UNUSABLE | USABLE).items():
            form = admin.get("/registry/imports/new").form(JOBS)
            page = admin.submit(form, {"kind": "subjects"}, expect=None, files={"file": (name, data)})
            if name in UNUSABLE:
                if page.status == 200:
                    page = checked(admin, page)
                    # Its columns are clear or can be matched; what is wrong further down, or missing, its page says.
                    assert rest[0] in page.words, f"{name}:{page.words[:500]}"
                    assert not page.has_form(page.path + "/confirm"), f"{name}:不应当可以确认"
                    admin.submit(page.form(page.path + "/discard"))
                else:
                    refused(page, 422, rest[0])
                    assert page.has_form(JOBS), f"{name}:应当可以重新选择文件"
                continue
            kept, words = rest
            assert page.status == 200, f"{name}:{page.status} {page.words[:500]}"
            page = checked(admin, page)
            assert all(word in page.words for word in words), f"{name}:{page.words[:800]}"
            # The same rows as are there already need no import, and the page says so in place of the button.
            same = "和现有内容完全相同" in page.words
            assert page.has_form(page.path + "/confirm") != same, f"{name}:{page.words[:900]}"
            admin.submit(page.form(page.path + "/discard"))
        assert house.count("registry_subject") == before, "预检不应改动名录"
        form = admin.get("/registry/imports/new").form(JOBS)
        refused(admin.submit(form, {"kind": "subjects"}, expect=None, files={"file": ("", b"")}), 422, "请选择")

        # Confirmed, and the same form once more.
        rows = [fiction.subject(number) for number in range(5001, 5004)] + fiction.bad_rows()
        form = admin.get("/registry/imports/new").form(JOBS)
        page = admin.submit(form, {"kind": "subjects"}, files={"file": ("新.csv", lines(rows).encode())})
        page = checked(admin, page)
        confirm = page.form(page.path + "/confirm")
        shown = admin.submit(confirm, {"mode": "goodRows"})
        assert house.count("registry_subject") == before + 3
        again = admin.submit(confirm, {"mode": "goodRows"}, expect=None)
        assert again.status == 200 and again.path == shown.path
        assert house.count("registry_import", "file_name = '新.csv'") == 1
        told = admin.get(shown.path + "/errors.csv").raw.decode("utf-8-sig")
        assert told.count("\n") == 4 and "这一天不存在" in told
