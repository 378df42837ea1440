"""Workbooks and tables made to hurt: each is answered in a sentence that names what is wrong or which limit it breaks, soon
and in little memory; the server goes on."""

import io
import resource
import struct
import subprocess
import time
import zipfile
import zlib

import pytest

import fiction
from house import BIN, ROOT
from visitor import HAN, refused

GOOD = [fiction.subject(number) for number in range(1, 4)]
TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
</Types>"""
RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="甲" sheetId="1" r:id="r1"/></sheets></workbook>"""
BOOK_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/>
</Relationships>"""
SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
END = "</sheetData></worksheet>"


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def table(rows=None, head="") -> str:
    rows = [fiction.HEADER] + [[row[name] for name in fiction.HEADER] for row in rows or GOOD]
    return head + "".join("<row>" + "".join(map(cell, cells)) + "</row>" for cells in rows)


def book(sheet: str | bytes, shared: str | bytes | None = None, types: str = TYPES) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", RELS)
        archive.writestr("xl/workbook.xml", BOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", BOOK_RELS)
        if shared is not None:
            archive.writestr("xl/sharedStrings.xml", shared)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return packed.getvalue()


def bomb(block: bytes, times: int) -> bytes:
    """A workbook whose sheet unpacks to `times` blocks: the packed block is repeated, so that making it costs nothing."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = squeeze.compress((SHEET + table()).encode()) + squeeze.flush(zlib.Z_FULL_FLUSH)
    again = squeeze.compress(block) + squeeze.flush(zlib.Z_FULL_FLUSH)
    last = squeeze.compress(END.encode()) + squeeze.flush()
    data = first + again * times + last
    small = book(SHEET + table() + END)
    # The same archive with the sheet's own entry put in the place of the small one: it stands last.
    with zipfile.ZipFile(io.BytesIO(small)) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
        names = [(one, archive.read(one.filename)) for one in archive.infolist() if one is not entry]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in names:
            archive.writestr(one.filename, content)
    raw = packed.getvalue()
    directory = raw.rfind(b"PK\x05\x06")
    start, = struct.unpack_from("<I", raw, directory + 16)
    name = b"xl/worksheets/sheet1.xml"
    # Sizes of 4 GiB and more do not fit the fields; a lie there is what an attacker writes.
    size = min(len(SHEET + table()) + len(block) * times, 0xFFFF_FFF0)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0x21, 0, len(data), size, len(name), 0) + name
    central = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0x21, 0, len(data), size, len(name), 0, 0, 0, 0, 0, start) + name
    listed = raw[start:directory] + central
    count = len(names) + 1
    tail = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(listed), start + len(local) + len(data), 0)
    return raw[:start] + local + data + listed + tail


def strings(count: int) -> str:
    """Texts that pack no better than honest ones, or their packing alone would be refused."""
    return "".join(f"<si><t>{n * 2_654_435_761 % 4_294_967_296:x}</t></si>" for n in range(count))


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
GIANT = "虚" * 3_000_000
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'

# Refused as a whole: name → (bytes or maker, a word of the sentence).
UNUSABLE = {
    "external-entity.xlsx": (lambda: book(ENTITY + SHEET + table() + END), "DTD"),
    "laughs.xlsx": (lambda: book(LAUGHS + SHEET + table() + END), "DTD"),
    "entity-in-strings.xlsx": (lambda: book(SHEET + table() + END, ENTITY + SHARED + "<si><t>&e;</t></si></sst>"), "DTD"),
    "ten-gigabytes.xlsx": (lambda: bomb(b" " * (1 << 20), 10_240), "解压"),
    "one-gigabyte.xlsx": (lambda: bomb(b" " * (1 << 20), 1024), "解压"),
    "rows-without-end.xlsx": (lambda: bomb(b"<row/>" * 100_000, 400), "解压"),
    "million-columns.xlsx": (lambda: book(SHEET + "<row>" + cell("列") * 1_000_000 + "</row>" + END), "列"),
    "strings-without-end.xlsx": (lambda: book(SHEET + table() + END, SHARED + strings(5_000_000) + "</sst>"), "文字"),
    "old-format.xlsx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "xls"),
    "paper.xlsx": (b"%PDF-1.7\n" + bytes(range(1, 255)) * 20, ""),
    "page.xls": ("<html><table><tr><td>企业名称</td></tr></table></html>".encode(), ""),
    "document.xlsx": (lambda: other_document(), ""),
    "unfinished.xlsx": (lambda: book(SHEET + table() + END)[:-200], ""),
}
# Read, with what of it is refused: name → (bytes or maker, rows that are kept, a word among the refusals).
USABLE = {
    "giant-cell.xlsx": (lambda: book(SHEET + table([*GOOD, fiction.subject(9, 经营范围=GIANT)]) + END), 3, "100000"),
    "merged.xlsx": (
        lambda: book(SHEET + table() + "</sheetData><mergeCells>" + "".join(
            f'<mergeCell ref="A{n}:XFD{n + 1}"/>' for n in range(2, 200_000, 2)) + "</mergeCells></worksheet>"), 3, ""),
    # The list of types is not read at all: the parts' names say what is needed.
    "entity-in-types.xlsx": (lambda: book(SHEET + table() + END, types=ENTITY + TYPES.split("?>", 1)[1]), 3, ""),
    "wrong-type.xlsx": (lambda: book(SHEET + table() + END, types=TYPES.replace("sheet.main+xml", "wrong+xml")), 3, ""),
    "line-breaks.csv": (lambda: text([*GOOD, fiction.subject(9, 经营范围="食品销售\r\n餐饮服务", 企业名称='虚构"引号"店')]).encode(), 4, ""),
    "marked.csv": (lambda: text(GOOD).encode("utf-8-sig"), 3, ""),
    "gb18030.csv": (lambda: text(GOOD).encode("gb18030"), 3, ""),
    "nul-below.csv": (lambda: text([fiction.subject(n) for n in range(1, 60)]).replace("第50号", "第\x0050号").encode(), 58, "NUL"),
}


def other_document() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("word/document.xml", "<document/>")
    return packed.getvalue()


def text(rows) -> str:
    import csv

    out = io.StringIO()
    writer = csv.DictWriter(out, fiction.HEADER, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture(scope="module")
def house(stages):
    return stages("sqlite").copy()


def limited():
    # Three times what the largest honest file needs.
    resource.setrlimit(resource.RLIMIT_DATA, (2 << 30, 2 << 30))


@pytest.mark.parametrize("name", [*UNUSABLE, *USABLE])
def test_a_hostile_file_is_answered_in_words(name, house, tmp_path):
    made, *rest = UNUSABLE.get(name) or USABLE[name]
    path = tmp_path / name
    path.write_bytes(made() if callable(made) else made)
    errors = tmp_path / "errors.csv"
    began = time.monotonic()
    done = subprocess.run(
        [str(BIN / "mingcha"), "import", "subjects", str(path), "--preview", "--errors", str(errors), "--data", str(house.data)],
        capture_output=True, text=True, timeout=300, check=False, cwd=ROOT, preexec_fn=limited)
    said = done.stdout + done.stderr
    # A debug build on a busy machine; a release build takes seconds for the worst of them.
    assert time.monotonic() - began < 200
    assert HAN.search(said) and "Fatal" not in said and "/etc/passwd" not in said and "root:" not in said, said[-600:]
    if name in UNUSABLE:
        assert done.returncode == 2, f"{done.returncode}:{said[-600:]}"
        assert rest[0] in said and "入库" not in said, said[-600:]
        return
    kept, word = rest
    assert done.returncode == 0, said[-600:]
    assert f"入库 {kept} 行" in said, said[-600:]
    told = errors.read_text(encoding="utf-8-sig") if errors.exists() else ""
    assert word in told, told[:600]


def test_the_page_answers_them_and_goes_on(sqlite_stage):
    house = sqlite_stage.copy()
    with house.serve() as server:
        admin = sqlite_stage.visitor(server, "admin")
        for name in ("external-entity.xlsx", "one-gigabyte.xlsx", "old-format.xlsx", "million-columns.xlsx", "document.xlsx"):
            made, word = UNUSABLE[name]
            form = admin.get("/registry/imports/new").form("/registry/imports/jobs")
            page = admin.submit(
                form, {"kind": "licences"}, expect=None, files={"file": (name, made() if callable(made) else made)})
            if page.status == 200:
                deadline = time.monotonic() + 60
                while "正在核对" in page.words and time.monotonic() < deadline:
                    time.sleep(0.2)
                    page = admin.get(page.path)
                assert word in page.words and not page.has_form(page.path + "/confirm"), f"{name}:{page.words[:500]}"
            else:
                refused(page, 422, word)
            assert admin.get("/registry").status == 200
