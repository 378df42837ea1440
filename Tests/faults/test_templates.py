"""Templates and corrected workbooks as a liaison meets them: opened, filled in and saved by openpyxl and by LibreOffice, and
handed in again."""

import io
import shutil
import subprocess
import time

import openpyxl
import pytest

import fiction

JOBS = "/registry/imports/jobs"
OFFICE = shutil.which("soffice")


def checked(admin, page):
    deadline = time.monotonic() + 90
    while "正在核对" in page.words and time.monotonic() < deadline:
        time.sleep(0.2)
        page = admin.get(page.path)
    return page


def handed_in(admin, kind, name, data):
    form = admin.get("/registry/imports/new").form(JOBS)
    return checked(admin, admin.submit(form, {"kind": kind, "dated": "2026-01-01"}, expect=None, files={"file": (name, data)}))


def through_office(data: bytes, folder) -> bytes:
    """Opened and saved again by LibreOffice."""
    (folder / "in.xlsx").write_bytes(data)
    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(folder / "out"), str(folder / "in.xlsx")], capture_output=True, check=True, timeout=180)
    return (folder / "out" / "in.xlsx").read_bytes()


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def filled(sheet, **values) -> list:
    """A row of the sheet's columns."""
    titles = [cell.value for cell in sheet[1]]
    unknown = set(values) - set(titles)
    assert not unknown, f"模板没有这些列:{unknown},有:{titles}"
    return [values.get(title) for title in titles]


CODE = fiction.identifier(1)
# A good row of each kind in the columns of its template, and what is wrong in another.
ROWS = {
    "subjects": (dict(fiction.subject(9101)), {"注册日期": "2023-02-30"}),
    "licences": (
        {"统一社会信用代码": CODE, "许可证名称": "虚构许可证", "许可证编号": "0012", "有效期起": "2026-01-01", "有效期止": "2030-01-01"},
        {"有效期止": "2025-01-01"}),
    "premises": ({"统一社会信用代码": CODE, "场所名称": "虚构店", "场所地址": "虚构路9号"}, {"场所地区": "火星"}),
    "institutions": (
        {"统一社会信用代码": fiction.identifier(9102), "机构名称": "虚构检验公司", "服务范围": "检验", "资质类别": "资质", "资质编号": "007",
         "有效期起": "2026-01-01", "有效期止": "2030-01-01"}, {"统一社会信用代码": "坏代码"}),
    "members": (
        {"成员单位": "虚构局", "姓名": "虚构甲", "会议角色": "成员", "任期起": "2026-01-01", "依据文件": "虚构文件"}, {"会议角色": "主席"}),
    "risk": ({"统一社会信用代码": CODE, "信用风险等级": "B"}, {"信用风险等级": "E"}),
}


@pytest.mark.parametrize("kind", ROWS)
def test_templates_and_corrected_tables_go_through_office_software_and_back(kind, sqlite_stage, tmp_path):
    good, wrong = ROWS[kind]
    house = sqlite_stage.copy()
    with house.serve() as server:
        admin = sqlite_stage.visitor(server, "admin")
        template = admin.get(f"/registry/imports/templates/{kind}").raw
        book = openpyxl.load_workbook(io.BytesIO(template))
        assert len(book.sheetnames) == 2, book.sheetnames
        sheet = book.worksheets[0]
        assert sheet.max_row == 2 and sheet.freeze_panes, "模板应有表头和一行示例"
        for one in sheet.data_validations.dataValidation:
            assert one.type == "list" or one.prompt, one
        sheet.append(filled(sheet, **good))
        sheet.append(filled(sheet, **{**good, **wrong}))
        data = saved(book)
        if OFFICE:
            data = through_office(data, tmp_path)
        page = handed_in(admin, kind, "填好的模板.xlsx", data)
        assert page.has_form(page.path + "/confirm"), page.words[:600]
        corrected = admin.get(page.path + "/corrected.xlsx").raw
        again = openpyxl.load_workbook(io.BytesIO(corrected))
        mended = again.worksheets[0]
        assert [cell.value for cell in mended[1]][0] == "错误" and mended.max_row == 2, "改正表只含退回的一行"
        assert mended["A2"].value and mended["A2"].fill.fgColor.rgb not in (None, "00000000"), "错误应写明、涂色"
        field = next(iter(wrong))
        place = [cell.value for cell in mended[1]].index(field) + 1
        if kind != "premises":
            assert mended.cell(2, place).fill.fgColor.rgb not in (None, "00000000"), f"“{field}”应涂色"
        # Mended as a person does, saved by another program, handed in as it is.
        mended.cell(2, place).value = good.get(field)
        if kind == "subjects":
            mended.cell(2, [cell.value for cell in mended[1]].index("统一社会信用代码") + 1).value = fiction.identifier(9103)
        data = saved(again)
        if OFFICE:
            data = through_office(data, tmp_path)
        page = handed_in(admin, kind, "改正表.xlsx", data)
        assert page.has_form(page.path + "/confirm"), page.words[:600]
        assert "退回的行" not in page.words, page.words[:600]
    if not OFFICE:
        print("没有 LibreOffice,只经过 openpyxl")
