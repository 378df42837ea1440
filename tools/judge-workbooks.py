#!/usr/bin/env python3
"""Workbooks before other people's software: openpyxl reads what we write and we read what openpyxl and LibreOffice write.

    judge-workbooks.py MINGCHA [ROWS]

The values are those that spreadsheets spoil: codes of 18 digits, leading zeros, formulas as text, line breaks, escapes,
characters beyond the plane of 16 bits. Without LibreOffice on the machine its half is left out, and the verdict says so.
"""

import csv
import datetime
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

import openpyxl

HEADER = ["统一社会信用代码", "名称", "数字", "日期", "备注"]
NASTY = [
    "=1+1", "+86-451-1", "-2", "@cmd", "'前导撇号", "0012", "1E5", "TRUE", "第一行\n第二行", "逗号,引号\"", "_x0041_", "_x005F_",
    "𠮷野家", "<b>&amp;", "２０２６年", "12:30", "2026-03-01", "  前后空格  ", "#N/A",
]


def rows(count: int) -> list[list[str]]:
    dice = random.Random(4)
    made = []
    for index in range(count):
        code = "91" + "".join(dice.choice("0123456789") for _ in range(16))
        made.append([code, f"虚构商店{index}", str(dice.randint(-9, 10**14)), f"2026-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}",
                     dice.choice(NASTY)])
    return made


def run(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(words)}: {done.stdout}{done.stderr}")


def read_csv(path: pathlib.Path) -> list[list[str]]:
    """Ours: UTF-8 with a mark; the apostrophe before what a spreadsheet would run is taken away again."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [[cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell for cell in row] for row in csv.reader(file)]


def agree(what: str, found: list[list[str]], wanted: list[list[str]]) -> None:
    if len(found) != len(wanted):
        sys.exit(f"{what}: {len(found)} rows, not {len(wanted)}")
    for number, (left, right) in enumerate(zip(found, wanted)):
        if left != right:
            sys.exit(f"{what}, row {number}: {left} is not {right}")


def main() -> None:
    mingcha, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    with tempfile.TemporaryDirectory(prefix="mingcha-judge.") as folder:
        place = pathlib.Path(folder)
        wanted = rows(count)
        with (place / "in.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *wanted])
        # 1. We write, openpyxl reads: every cell is text and says the same.
        run(mingcha, "table", str(place / "in.csv"), str(place / "ours.xlsx"))
        sheet = openpyxl.load_workbook(place / "ours.xlsx").active
        cells = list(sheet.iter_rows(min_row=2))
        for row in cells:
            for cell in row:
                if cell.value is not None and (cell.data_type not in "s" and cell.data_type != "inlineStr"):
                    sys.exit(f"{cell.coordinate} is {cell.data_type}, not text: {cell.value!r}")
        # openpyxl hands over escapes as they stand in the file.
        agree("openpyxl reads ours", [[(cell.value or "").replace("_x005F_x", "_x") for cell in row] for row in cells], wanted)
        if sheet.freeze_panes != "B2":
            sys.exit(f"the header is not frozen: {sheet.freeze_panes}")
        # 2. openpyxl writes with types of its own, we read.
        book = openpyxl.Workbook()
        page = book.active
        page.append(["二〇二六年名录"])
        page.merge_cells("A1:E1")
        page.append(HEADER)
        for row in wanted:
            page.append([row[0], row[1], int(row[2]), datetime.date.fromisoformat(row[3]), None])
            last = page.cell(page.max_row, 5)
            last.value = row[4]
            last.data_type = "s"
        book.create_sheet("第二张").append(["甲", "乙"])
        book.save(place / "theirs.xlsx")
        run(mingcha, "table", str(place / "theirs.xlsx"), str(place / "theirs.csv"))
        found = read_csv(place / "theirs.csv")
        # openpyxl does not escape, so an escape in a text reads as the character that it names.
        plain = [[*row[:4], row[4].replace("_x0041_", "A").replace("_x005F_", "_")] for row in wanted]
        agree("we read openpyxl's", found, [HEADER, *plain])
        # 3. LibreOffice opens ours and writes it again; we read that, and its CSV says the same.
        office = shutil.which("soffice")
        if office:
            (place / "lo").mkdir()
            profile = f"-env:UserInstallation=file://{place}/profile"
            run(office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(place / "lo"), str(place / "ours.xlsx"))
            run(mingcha, "table", str(place / "lo" / "ours.xlsx"), str(place / "lo.csv"))
            agree("we read LibreOffice's", read_csv(place / "lo.csv"), [HEADER, *wanted])
            run(office, profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "--outdir",
                str(place / "lo"), str(place / "ours.xlsx"))
            with (place / "lo" / "ours.csv").open(encoding="utf-8", newline="") as file:
                agree("LibreOffice reads ours", list(csv.reader(file)), [HEADER, *wanted])
        print(f"{count} rows of {len(HEADER)} columns: openpyxl {openpyxl.__version__} both ways"
              + (", LibreOffice both ways" if office else "; LibreOffice is not installed, its half was left out") + ": all agree")


if __name__ == "__main__":
    main()
