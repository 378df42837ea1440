"""Invented register files: real regions, names that are plainly fictional, codes with true check characters."""

import csv
import pathlib

REGION, FOREIGN = "230102", "230103"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
HEADER = ["企业名称", "统一社会信用代码", "注册日期", "企业类型", "注册资金", "经营范围", "地区", "注册地址", "登记状态"]
# How many subjects of each class, by hundred of all; the rest is A.
SHARES = {"D": 1, "C": 3, "B": 26}


def identifier(number: int, region: str = REGION, kind: str = "91") -> str:
    """A 统一社会信用代码 with its two check characters (GB 11714, GB 32100-2015)."""
    organisation = f"MA9{number:05d}"
    places = [ALPHABET_36.index(char) for char in organisation]
    check = 11 - sum(p * w for p, w in zip(places, [3, 7, 9, 10, 5, 8, 4, 2])) % 11
    code = kind + region + organisation + ("0" if check == 11 else "X" if check == 10 else str(check))
    total = sum(ALPHABET.index(char) * 3 ** place for place, char in enumerate(code))
    return code + ALPHABET[(31 - total % 31) % 31]


ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def subject(number: int, **changes) -> dict[str, str]:
    row = dict(zip(HEADER, [
        f"哈尔滨虚构第{number}号商行有限公司", identifier(number), f"20{number % 20 + 5:02d}-0{number % 9 + 1}-1{number % 9}",
        "有限责任公司", f"{number % 90 + 10}万人民币", "食品销售;餐饮服务;药品零售" if number % 3 else "日用百货销售;广告发布",
        "哈尔滨", f"黑龙江省哈尔滨市道里区虚构大街{number}号", "存续"]))
    return {**row, **changes}


def bad_rows() -> list[dict[str, str]]:
    """Each wrong in one way: check character, day, name."""
    wrong = identifier(90001)
    wrong = wrong[:-1] + ("0" if wrong[-1] != "0" else "1")
    return [
        subject(90001, 统一社会信用代码=wrong), subject(90002, 注册日期="2023-02-30"), subject(90003, 企业名称=""),
    ]


def write(path: pathlib.Path, rows: list[dict[str, str]], header: list[str] | None = None, encoding: str = "utf-8") -> pathlib.Path:
    with open(path, "w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, header or HEADER, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def subjects(path: pathlib.Path, count: int, first: int = 1) -> pathlib.Path:
    """`count` good rows, numbered from `first`, with the three bad ones among them."""
    rows = [subject(number) for number in range(first, first + count)]
    for place, bad in zip((5, count // 2, count - 3), bad_rows()):
        rows.insert(place, bad)
    return write(path, rows)


def classes(path: pathlib.Path, count: int) -> pathlib.Path:
    """A class for every good subject."""
    rows, bounds = [], {risk: max(2, count * share // 100) for risk, share in SHARES.items()}
    for number in range(1, count + 1):
        left, risk = number, "A"
        for name, size in bounds.items():
            if left <= size:
                risk = name
                break
            left -= size
        rows.append({"统一社会信用代码": identifier(number), "信用风险等级": risk})
    return write(path, rows, ["统一社会信用代码", "信用风险等级"])


OFFICERS = ["dl001", "dl002", "dl003", "dl004", "dl005", "dl006"]
EXPIRED = "DL007"


def inspectors(path: pathlib.Path) -> pathlib.Path:
    """Six who may be sent, one whose certificate has run out."""
    header = ["工号", "姓名", "机关代码", "监管所", "执法证编号", "有效期起", "有效期止", "专长", "回避"]
    rows = []
    for place, code in enumerate([*(officer.upper() for officer in OFFICERS), EXPIRED]):
        rows.append(dict(zip(header, [
            code, f"虚构检查员{place + 1}", f"{REGION}-scjg", f"虚构第{place % 2 + 1}监管所", f"虚构证{place + 1:04d}",
            "2020-01-01", "2021-12-31" if code == EXPIRED else "2099-12-31", "食品销售" if place % 2 else "",
            f"检查对象:{identifier(1)}" if place == 0 else ""])))
    return write(path, rows, header)
