"""What `mingcha-verify draw` and `tickets` make of odd input: the same as consistent-sampler where the input is an input, else
exit 2 with the reason. tools/judge-draw.py compares a hundred thousand ordinary identifiers and random strange ones."""

import json
import os
import pathlib
import subprocess

import pytest
from consistent_sampler import sampler
from consistent_sampler.consistent_sampler import first_fraction

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERIFY = str(pathlib.Path(os.environ.get("MINGCHA_TEST_BIN", ROOT / ".build" / "debug")) / "mingcha-verify")
SEED = "01382438112797316654"


def run(*words):
    return subprocess.run([VERIFY, *words], capture_output=True, check=False)


def draw(tmp_path, content, take, seed=SEED, name="ids.txt"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return run("draw", "--seed", seed, "--ids", str(file), "--take", str(take))


# What is drawn: name, the file's text, the identifiers it holds.
TEXTS = {
    "最后一行没有换行": ("a\nb\nc", ["a", "b", "c"]),
    "全部以 CRLF 结尾": ("a\r\nb\r\n", ["a", "b"]),
    "只有一行带 CR,CR 属于编号": ("a\r\nb\n", ["a\r", "b"]),
    "空文件": ("", []),
    "大小写不同是两个": ("a\nA\n", ["a", "A"]),
    "首尾空格和制表符属于编号": (" a\na \na\n\ta\n", [" a", "a ", "a", "\ta"]),
    "组合字符与预组字符是两个": ("\u00e9\ne\u0301\n", ["\u00e9", "e\u0301"]),
    "兼容汉字不归并": ("\uf900\n\u8c48\n", ["\uf900", "\u8c48"]),
    "全角与半角是两个": ("A\n\uff21\n", ["A", "\uff21"]),
    "表情与零宽连接": ("\U0001f468\u200d\U0001f469\n\U0001f468\U0001f469\n\U0001f1e8\U0001f1f3\n",
                 ["\U0001f468\u200d\U0001f469", "\U0001f468\U0001f469", "\U0001f1e8\U0001f1f3"]),
    "双向控制字符": ("\u202eabc\nabc\n\u2066abc\u2069\n", ["\u202eabc", "abc", "\u2066abc\u2069"]),
    "别的换行符不分行": ("a\u2028b\nc\u0085d\ne\x0bf\n", ["a\u2028b", "c\u0085d", "e\x0bf"]),
    "NUL 和控制字符": ("a\x00b\na\n\x1b[31m\n", ["a\x00b", "a", "\x1b[31m"]),
    "非字符与私用区": ("\uffff\n\U0010ffff\n\ue000\n", ["\uffff", "\U0010ffff", "\ue000"]),
    "很长的编号": ("x" * 200_000 + "\n" + "x" * 199_999 + "\n", ["x" * 200_000, "x" * 199_999]),
    "55、56、64 字节处的分块边界": ("".join("x" * n + "\n" for n in (55, 56, 63, 64, 65, 119, 120)),
                        ["x" * n for n in (55, 56, 63, 64, 65, 119, 120)]),
}
LISTS = {
    "空编号": ["", "a"],
    "编号里有换行": ["a\nb", "a", "b"],
    "编号像 JSON": ['["a"]', '{"a":1}', '"a"', "a"],
    "行首像选项": ["--take", "-1", "--"],
}
REFUSED = {
    "重复的编号": (b"a\nb\na\n", "ids.txt", 2, "重复"),
    "写法不同的同一编号": (b'["A", "\\u0041"]', "ids.json", 1, "重复"),
    "中间有空行": (b"a\n\nb\n", "ids.txt", 1, "第2行为空"),
    "开头有 BOM": (b"\xef\xbb\xbfa\nb\n", "ids.txt", 1, "BOM"),
    "不是 UTF-8": (b"a\n\xff\n", "ids.txt", 1, "不是UTF-8编码"),
    "过长编码": (b"a\n\xc0\x80\n", "ids.txt", 1, "不是UTF-8编码"),
    "代理项编码成 UTF-8": (b"a\n\xed\xa0\x80\n", "ids.txt", 1, "不是UTF-8编码"),
    "JSON 里孤立的代理项": (b'["a", "\\ud800"]', "ids.json", 1, "JSON"),
    "JSON 不是数组": (b'{"a": 1}', "ids.json", 1, "JSON"),
    "JSON 里有数字": (b'["a", 1]', "ids.json", 1, "第2项"),
    "JSON 没写完": (b'["a"', "ids.json", 1, "JSON"),
    "数量为负": (b"a\n", "ids.txt", -1, "抽取数量应为不小于0的整数"),
    "数量是小数": (b"a\n", "ids.txt", "1.0", "抽取数量应为不小于0的整数"),
    "数量太大": (b"a\n", "ids.txt", 10**30, "抽取数量应为不小于0的整数"),
    "数量是全角数字": (b"a\n", "ids.txt", "\uff11", "抽取数量应为不小于0的整数"),
}


def same_as_consistent_sampler(done, ids, take, seed=SEED):
    assert done.returncode == 0, done.stderr.decode()
    answer = json.loads(done.stdout)
    expected = list(sampler(ids, seed=seed, take=min(take, len(ids)), output="id")) if ids else []
    assert answer["selected"] == expected
    assert answer["tickets"] == [first_fraction(one, seed) for one in expected]
    assert answer["seed"] == seed


@pytest.mark.parametrize("name", TEXTS)
def test_a_file_of_lines(name, tmp_path):
    text, ids = TEXTS[name]
    for take in {0, 1, len(ids), len(ids) + 7}:
        same_as_consistent_sampler(draw(tmp_path, text, take), ids, take)


@pytest.mark.parametrize("name", [*TEXTS, *LISTS])
def test_a_json_list(name, tmp_path):
    ids = LISTS.get(name) or TEXTS[name][1]
    for escaped in (True, False):
        done = draw(tmp_path, json.dumps(ids, ensure_ascii=escaped), len(ids), name="ids.JSON")
        same_as_consistent_sampler(done, ids, len(ids))


@pytest.mark.parametrize("seed", ["", " ", "种子", "\u00e9", "e\u0301", "\U0001f3b2", "--ids", "\u202e1", "x" * 100_000, "a\nb"])
def test_any_seed(seed, tmp_path):
    done = draw(tmp_path, "a\nb\nc\n", 3, seed=seed)
    same_as_consistent_sampler(done, ["a", "b", "c"], 3, seed)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_input(name, tmp_path):
    content, file, take, reason = REFUSED[name]
    done = draw(tmp_path, content, take, name=file)
    assert done.returncode == 2 and not done.stdout, done.stdout
    assert done.stderr.decode().startswith("输入无法使用") and reason in done.stderr.decode(), done.stderr.decode()


def test_a_seed_that_is_not_utf8(tmp_path):
    (tmp_path / "ids").write_text("a\n")
    done = subprocess.run([VERIFY, b"draw", b"--seed", b"\xff", b"--ids", bytes(tmp_path / "ids"), b"--take", b"1"],
                          capture_output=True, check=False)
    assert done.returncode == 2 and "不是UTF-8编码" in done.stderr.decode()


def test_tickets_of_all_of_them(tmp_path):
    ids = [one for _, several in TEXTS.values() for one in several] + [one for several in LISTS.values() for one in several]
    questions = [{"seed": seed, "id": one} for one in ids for seed in ("", SEED, "种子\u0000")]
    file = tmp_path / "questions"
    file.write_text(json.dumps(questions), encoding="utf-8")
    done = run("tickets", str(file))
    assert done.returncode == 0, done.stderr.decode()
    assert json.loads(done.stdout) == [{**one, "ticket": first_fraction(one["id"], one["seed"])} for one in questions]
